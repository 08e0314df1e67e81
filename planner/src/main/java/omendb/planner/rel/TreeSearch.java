package omendb.planner.rel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.planner.rel.JoinGraph.Leaf;
import omendb.planner.rel.JoinGraph.Node;
import omendb.planner.rel.JoinGraph.Tree;
import org.jspecify.annotations.Nullable;

/// Finds the cheapest join tree. A row costs 1 to probe, 2 to build a hash table of, 1 to hand on;
/// a join without an equation costs the product.
final class TreeSearch {
  private static final double BUILD = 2;

  private final JoinSizes sizes;

  private record Costed(Tree tree, double cost) {}

  TreeSearch(JoinSizes sizes) {
    this.sizes = sizes;
  }

  Tree best() {
    int count = sizes.graph().count();
    return sizes.graph().exhaustive() ? exhaustive(count) : greedy(count);
  }

  private Tree exhaustive(int count) {
    Map<Long, Costed> best = new HashMap<>();
    for (int i = 0; i < count; i++) {
      best.put(1L << i, new Costed(new Leaf(i), 0));
    }
    long all = (1L << count) - 1;
    for (long set = 1; set <= all; set++) {
      if (Long.bitCount(set) < 2) {
        continue;
      }
      Costed found = null;
      for (long left = (set - 1) & set; left > 0; left = (left - 1) & set) {
        long right = set & ~left;
        if (left < right) {
          break;
        }
        found = cheaper(found, best.get(left), best.get(right));
      }
      if (found != null) {
        best.put(set, found);
      }
    }
    Costed whole = best.get(all);
    return whole != null ? whole.tree() : components(best, all);
  }

  private @Nullable Costed cheaper(
      @Nullable Costed found, @Nullable Costed left, @Nullable Costed right) {
    if (left == null || right == null) {
      return found;
    }
    boolean keyed = sizes.connected(left.tree().factors(), right.tree().factors());
    if (!keyed && !isSingleRow(left, right)) {
      return found;
    }
    Costed joined = join(left, right, keyed);
    return found == null || joined.cost() < found.cost() ? joined : found;
  }

  /// A join without an equation is considered only with a side of one row, as scalar subqueries
  /// are.
  private boolean isSingleRow(Costed left, Costed right) {
    long a = left.tree().factors();
    long b = right.tree().factors();
    return Math.min(sizes.rows(a), sizes.rows(b)) <= 1 && sizes.graph().residualConnects(a, b);
  }

  private Costed join(Costed a, Costed b, boolean keyed) {
    double rowsA = sizes.rows(a.tree().factors());
    double rowsB = sizes.rows(b.tree().factors());
    Costed left = rowsA >= rowsB ? a : b;
    Costed right = rowsA >= rowsB ? b : a;
    long factors = a.tree().factors() | b.tree().factors();
    double work =
        keyed
            ? Math.max(rowsA, rowsB) + BUILD * Math.min(rowsA, rowsB)
            : rowsA * rowsB + Math.min(rowsA, rowsB);
    double cost = a.cost() + b.cost() + work + sizes.rows(factors);
    return new Costed(new Node(left.tree(), right.tree(), factors), cost);
  }

  /// Sets that no condition connects: the largest joined parts, smallest product first.
  private Tree components(Map<Long, Costed> best, long all) {
    List<Costed> parts = new ArrayList<>();
    long left = all;
    while (left != 0) {
      long largest = 0;
      for (long set : best.keySet()) {
        if ((set & ~left) == 0 && Long.bitCount(set) > Long.bitCount(largest)) {
          largest = set;
        }
      }
      parts.add(java.util.Objects.requireNonNull(best.get(largest)));
      left &= ~largest;
    }
    return combined(parts);
  }

  /// Joins the pair whose result is smallest, as long as there are two.
  private Tree combined(List<Costed> parts) {
    List<Costed> open = new ArrayList<>(parts);
    while (open.size() > 1) {
      Costed best = null;
      double bestRows = Double.POSITIVE_INFINITY;
      boolean bestKeyed = false;
      int bestI = 0;
      int bestJ = 1;
      for (int i = 0; i < open.size(); i++) {
        for (int j = i + 1; j < open.size(); j++) {
          long a = open.get(i).tree().factors();
          long b = open.get(j).tree().factors();
          boolean keyed = sizes.connected(a, b) || sizes.graph().residualConnects(a, b);
          double rows = sizes.rows(a | b);
          if (best == null || keyed && !bestKeyed || keyed == bestKeyed && rows < bestRows) {
            best = join(open.get(i), open.get(j), sizes.connected(a, b));
            bestRows = rows;
            bestKeyed = keyed;
            bestI = i;
            bestJ = j;
          }
        }
      }
      open.remove(bestJ);
      open.set(bestI, java.util.Objects.requireNonNull(best));
    }
    return open.getFirst().tree();
  }

  private Tree greedy(int count) {
    List<Costed> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(new Costed(new Leaf(i), 0));
    }
    return combined(leaves);
  }
}
