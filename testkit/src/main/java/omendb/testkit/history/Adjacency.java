package omendb.testkit.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A directed graph to be walked: ways `start[n]` to `start[n + 1] - 1` leave node `n`, each leads
/// to `target[way]` and stands for an edge of the [DependencyGraph], `edge[way]`.
record Adjacency(int[] start, int[] target, int[] edge) {
  private static final int NONE = -1;

  /// Collects ways in any order.
  static final class Builder {
    private final int nodes;
    private final int[] from;
    private final int[] to;
    private final int[] edges;
    private int count;

    Builder(int nodes, int waysMax) {
      this.nodes = nodes;
      this.from = new int[waysMax];
      this.to = new int[waysMax];
      this.edges = new int[waysMax];
    }

    void add(int first, int second, int edge) {
      from[count] = first;
      to[count] = second;
      edges[count++] = edge;
    }

    Adjacency build() {
      int[] start = new int[nodes + 1];
      for (int i = 0; i < count; i++) {
        start[from[i] + 1]++;
      }
      for (int i = 0; i < nodes; i++) {
        start[i + 1] += start[i];
      }
      int[] target = new int[count];
      int[] edge = new int[count];
      int[] next = start.clone();
      for (int i = 0; i < count; i++) {
        int way = next[from[i]]++;
        target[way] = to[i];
        edge[way] = edges[i];
      }
      return new Adjacency(start, target, edge);
    }
  }

  int nodes() {
    return start.length - 1;
  }

  /// The number of each node's strong component (Tarjan 1972, without recursion), [#NONE] for nodes
  /// that are on no cycle.
  int[] components() {
    int[] order = new int[nodes()];
    int[] low = new int[nodes()];
    int[] component = new int[nodes()];
    Arrays.fill(component, NONE);
    boolean[] stacked = new boolean[nodes()];
    int[] stack = new int[nodes()];
    int[] path = new int[nodes()];
    int[] way = new int[nodes()];
    int stackSize = 0;
    int visited = 0;
    int components = 0;
    for (int root = 0; root < nodes(); root++) {
      if (order[root] != 0) {
        continue;
      }
      int depth = 0;
      path[depth++] = root;
      while (depth > 0) {
        int node = path[depth - 1];
        if (order[node] == 0) {
          order[node] = ++visited;
          low[node] = visited;
          way[node] = start[node];
          stack[stackSize++] = node;
          stacked[node] = true;
        }
        if (way[node] < start[node + 1]) {
          int next = target[way[node]++];
          if (order[next] == 0) {
            path[depth++] = next;
          } else if (stacked[next]) {
            low[node] = Math.min(low[node], order[next]);
          }
          continue;
        }
        depth--;
        if (depth > 0) {
          low[path[depth - 1]] = Math.min(low[path[depth - 1]], low[node]);
        }
        if (low[node] == order[node]) {
          boolean single = stack[stackSize - 1] == node;
          int popped;
          do {
            popped = stack[--stackSize];
            stacked[popped] = false;
            component[popped] = single ? NONE : components;
          } while (popped != node);
          components += single ? 0 : 1;
        }
      }
    }
    return component;
  }

  /// The edges of a shortest way between two nodes of one component; empty when there is none.
  List<Integer> path(int first, int last, int[] component) {
    int[] reachedBy = new int[nodes()];
    Arrays.fill(reachedBy, NONE);
    int[] previous = new int[nodes()];
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.add(first);
    previous[first] = first;
    boolean found = first == last;
    while (!found && !open.isEmpty()) {
      int node = open.remove();
      for (int i = start[node]; i < start[node + 1] && !found; i++) {
        int next = target[i];
        if (next != first && reachedBy[next] == NONE && component[next] == component[first]) {
          reachedBy[next] = edge[i];
          previous[next] = node;
          open.add(next);
          found = next == last;
        }
      }
    }
    List<Integer> edges = new ArrayList<>();
    for (int node = last; found && node != first; node = previous[node]) {
      edges.add(reachedBy[node]);
    }
    return edges.reversed();
  }
}
