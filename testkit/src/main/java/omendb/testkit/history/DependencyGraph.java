package omendb.testkit.history;

import java.util.Arrays;

/// Edges between transactions, numbered as in the history. An edge `a → b` says that `a` comes
/// first in whatever order explains the history.
final class DependencyGraph {
  /// `b` overwrote what `a` wrote.
  static final int WW = 1;

  /// `b` read what `a` wrote.
  static final int WR = 2;

  /// `b` overwrote what `a` read.
  static final int RW = 4;

  /// `b` put in what a scan of `a` did not find.
  static final int PREDICATE_RW = 8;

  /// The same client ran `a` and then `b`.
  static final int SESSION = 16;

  /// `a` was acknowledged before `b` began.
  static final int REAL_TIME = 32;

  static final int ANTI = RW | PREDICATE_RW;

  final int nodes;
  private int[] from = new int[1024];
  private int[] to = new int[1024];
  private int[] key = new int[1024];
  private byte[] kind = new byte[1024];
  private int edges;

  DependencyGraph(int nodes) {
    this.nodes = nodes;
  }

  void add(int first, int second, int edgeKind, int edgeKey) {
    if (first == second) {
      return;
    }
    if (edges == from.length) {
      from = Arrays.copyOf(from, 2 * edges);
      to = Arrays.copyOf(to, 2 * edges);
      key = Arrays.copyOf(key, 2 * edges);
      kind = Arrays.copyOf(kind, 2 * edges);
    }
    from[edges] = first;
    to[edges] = second;
    key[edges] = edgeKey;
    kind[edges++] = (byte) edgeKind;
  }

  int edges() {
    return edges;
  }

  int from(int edge) {
    return from[edge];
  }

  int to(int edge) {
    return to[edge];
  }

  int kind(int edge) {
    return kind[edge];
  }

  int key(int edge) {
    return key[edge];
  }

  boolean anti(int edge) {
    return (kind[edge] & ANTI) != 0;
  }

  /// The edges of these kinds.
  Adjacency adjacency(int mask) {
    Adjacency.Builder builder = new Adjacency.Builder(nodes, edges);
    for (int i = 0; i < edges; i++) {
      if ((kind[i] & mask) != 0) {
        builder.add(from[i], to[i], i);
      }
    }
    return builder.build();
  }

  /// The edges of these kinds over nodes `2n` (reached by another edge) and `2n + 1` (reached by an
  /// anti-dependency), without the ways that take two anti-dependencies in a row.
  Adjacency withoutAdjacentAnti(int mask) {
    Adjacency.Builder builder = new Adjacency.Builder(2 * nodes, 2 * edges);
    for (int i = 0; i < edges; i++) {
      if ((kind[i] & mask) == 0) {
        continue;
      }
      if (anti(i)) {
        builder.add(2 * from[i], 2 * to[i] + 1, i);
      } else {
        builder.add(2 * from[i], 2 * to[i], i);
        builder.add(2 * from[i] + 1, 2 * to[i], i);
      }
    }
    return builder.build();
  }
}
