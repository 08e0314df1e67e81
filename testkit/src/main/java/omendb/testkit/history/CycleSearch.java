package omendb.testkit.history;

import static omendb.testkit.history.DependencyGraph.ANTI;
import static omendb.testkit.history.DependencyGraph.PREDICATE_RW;
import static omendb.testkit.history.DependencyGraph.REAL_TIME;
import static omendb.testkit.history.DependencyGraph.SESSION;
import static omendb.testkit.history.DependencyGraph.WR;
import static omendb.testkit.history.DependencyGraph.WW;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds cycles of each kind in time linear in the graph, and names them.
///
/// Whether there are cycles is decided by strong components: of all edges that a kind allows, and
/// for those without adjacent anti-dependencies of the graph whose nodes remember the last edge. Of
/// each component some shortest cycles are shown.
final class CycleSearch {
  /// Cycles looked for from so many edges of one search.
  private static final int TRIES_MAX = 60;

  private final DependencyGraph graph;
  private final History history;
  private final Findings findings;

  /// Cycles that were found already, by their smallest set of transactions.
  private final Set<List<Integer>> seen = new HashSet<>();

  CycleSearch(DependencyGraph graph, History history, Findings findings) {
    this.graph = graph;
    this.history = history;
    this.findings = findings;
  }

  /// What an order beside the data adds.
  private enum Order {
    DATA(0, null),
    SESSIONS(SESSION, "session"),
    CLOCK(SESSION | REAL_TIME, "real time");

    final int mask;
    final @Nullable String label;

    Order(int mask, @Nullable String label) {
      this.mask = mask;
      this.label = label;
    }
  }

  void run() {
    search(WW, WW, false);
    search(WW | WR, WR, false);
    search(WW | WR | ANTI, ANTI, true);
    search(WW | WR | ANTI, ANTI, false);
  }

  /// @param mask the edges of the cycles
  /// @param needed kinds of which each cycle has one
  /// @param apart whether anti-dependencies must not be adjacent
  private void search(int mask, int needed, boolean apart) {
    if (!anyCycle(mask | Order.CLOCK.mask, needed, apart)) {
      return;
    }
    for (Order order : Order.values()) {
      if (cycles(mask | order.mask, needed, apart, order)) {
        return;
      }
    }
  }

  private Adjacency ways(int mask, boolean apart) {
    return apart ? graph.withoutAdjacentAnti(mask) : graph.adjacency(mask);
  }

  private boolean anyCycle(int mask, int needed, boolean apart) {
    int[] component = ways(mask, apart).components();
    for (int i = 0; i < graph.edges(); i++) {
      if ((graph.kind(i) & needed) != 0 && onCycle(i, apart, component)) {
        return true;
      }
    }
    return false;
  }

  /// True when both ends of a needed edge are in one component. Where anti-dependencies must be
  /// apart, such an edge leads from an even node to an odd one, other edges to an even one.
  private boolean onCycle(int edge, boolean apart, int[] component) {
    int first = component[first(edge, apart)];
    return first >= 0 && first == component[second(edge, apart)];
  }

  private int first(int edge, boolean apart) {
    return apart ? 2 * graph.from(edge) : graph.from(edge);
  }

  private int second(int edge, boolean apart) {
    return apart ? 2 * graph.to(edge) + 1 : graph.to(edge);
  }

  private boolean cycles(int mask, int needed, boolean apart, Order order) {
    Adjacency ways = ways(mask, apart);
    int[] component = ways.components();
    int tries = 0;
    boolean found = false;
    for (int i = 0; i < graph.edges() && tries < TRIES_MAX; i++) {
      if ((graph.kind(i) & needed) != 0 && onCycle(i, apart, component)) {
        tries++;
        found = true;
        List<Integer> cycle = new ArrayList<>();
        cycle.add(i);
        cycle.addAll(ways.path(second(i, apart), first(i, apart), component));
        report(cycle, order);
      }
    }
    return found;
  }

  private void report(List<Integer> cycle, Order order) {
    if (seen.add(cycle.stream().sorted().toList())) {
      findings.add(classify(cycle), order.label, () -> describe(cycle));
    }
  }

  private Anomaly classify(List<Integer> cycle) {
    int anti = 0;
    boolean adjacent = false;
    boolean predicate = false;
    boolean reads = false;
    int previous = cycle.getLast();
    for (int edge : cycle) {
      if (graph.anti(edge)) {
        anti++;
        adjacent |= graph.anti(previous) && previous != edge;
        predicate |= graph.kind(edge) == PREDICATE_RW;
      }
      reads |= graph.kind(edge) == WR;
      previous = edge;
    }
    if (anti == 0) {
      return reads ? Anomaly.G1C : Anomaly.G0;
    }
    if (anti == 1) {
      return single(cycle, predicate);
    }
    if (!adjacent) {
      return Anomaly.G_NONADJACENT;
    }
    return predicate ? Anomaly.G2 : Anomaly.G2_ITEM;
  }

  private Anomaly single(List<Integer> cycle, boolean predicate) {
    if (predicate) {
      return Anomaly.PMP;
    }
    boolean sameKey = graph.key(cycle.getFirst()) == graph.key(cycle.getLast());
    boolean overwrites = cycle.stream().anyMatch(edge -> graph.kind(edge) == WW);
    return cycle.size() == 2 && sameKey && overwrites ? Anomaly.P4 : Anomaly.G_SINGLE;
  }

  private String describe(List<Integer> cycle) {
    StringBuilder text = new StringBuilder();
    for (int edge : cycle) {
      text.append("\n    ")
          .append(history.transactions().get(graph.from(edge)).describe())
          .append("\n      -")
          .append(name(edge))
          .append("->");
    }
    return text.append(" the first").toString();
  }

  private String name(int edge) {
    return switch (graph.kind(edge)) {
      case WW -> "ww " + graph.key(edge);
      case WR -> "wr " + graph.key(edge);
      case DependencyGraph.RW -> "rw " + graph.key(edge);
      case PREDICATE_RW -> "predicate rw " + graph.key(edge);
      case SESSION -> "session";
      default -> "real time";
    };
  }
}
