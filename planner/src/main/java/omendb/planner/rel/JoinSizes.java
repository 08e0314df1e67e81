package omendb.planner.rel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.planner.rel.JoinGraph.JoinClass;
import omendb.planner.rel.JoinGraph.Member;

/// Estimates the rows of joined sets of factors. The estimate of a set does not depend on the order
/// in which it is joined.
final class JoinSizes {
  private final JoinGraph graph;
  private final List<JoinClass> classes;
  private final Map<Long, Double> known = new HashMap<>();

  /// A member with the distinct values that it has, and the number of its class.
  private record Measured(Member member, double distinct, int group) {}

  JoinSizes(JoinGraph graph, List<JoinClass> classes) {
    this.graph = graph;
    this.classes = classes;
  }

  JoinGraph graph() {
    return graph;
  }

  double rows(long set) {
    Double rows = known.get(set);
    if (rows == null) {
      rows = compute(set);
      known.put(set, rows);
    }
    return rows;
  }

  private double compute(long set) {
    double rows = graph.residualShare(set);
    for (int i = 0; i < graph.count(); i++) {
      if ((set & 1L << i) != 0) {
        rows *= graph.rows(i);
      }
    }
    for (List<Measured[]> pair : pairs(set)) {
      rows /= matches(pair);
    }
    return Math.max(rows, 0.01);
  }

  /// A spanning tree of each class over the factors of the set, along pairs of factors that share
  /// many classes, so that what is known of composite keys counts.
  private List<List<Measured[]>> pairs(long set) {
    List<List<Measured[]>> shared = new ArrayList<>();
    for (int i = 0; i < graph.count(); i++) {
      for (int j = i + 1; j < graph.count(); j++) {
        if ((set & 1L << i) != 0 && (set & 1L << j) != 0) {
          List<Measured[]> pair = shared(i, j);
          if (!pair.isEmpty()) {
            shared.add(pair);
          }
        }
      }
    }
    shared.sort(
        Comparator.<List<Measured[]>>comparingInt(List::size)
            .thenComparingDouble(this::matches)
            .reversed());
    long[][] joined = new long[classes.size()][];
    List<List<Measured[]>> tree = new ArrayList<>();
    for (List<Measured[]> pair : shared) {
      List<Measured[]> fresh = new ArrayList<>();
      for (Measured[] both : pair) {
        if (connect(both, joined)) {
          fresh.add(both);
        }
      }
      if (!fresh.isEmpty()) {
        tree.add(fresh);
      }
    }
    return tree;
  }

  private List<Measured[]> shared(int first, int second) {
    List<Measured[]> pair = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      Member a = classes.get(i).in(1L << first);
      Member b = classes.get(i).in(1L << second);
      if (a != null && b != null) {
        pair.add(
            new Measured[] {
              new Measured(a, graph.distinct(a), i), new Measured(b, graph.distinct(b), i)
            });
      }
    }
    return pair;
  }

  /// Connects two factors within a class; false when they are connected already.
  private boolean connect(Measured[] both, long[][] joined) {
    int group = both[0].group();
    long[] parts = joined[group];
    if (parts == null) {
      parts = new long[graph.count()];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = 1L << i;
      }
      joined[group] = parts;
    }
    int a = both[0].member().factor();
    int b = both[1].member().factor();
    if ((parts[a] & 1L << b) != 0) {
      return false;
    }
    long union = parts[a] | parts[b];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = (union & 1L << i) != 0 ? union : parts[i];
    }
    return true;
  }

  /// By what the product of two factors is divided when they are joined on these members.
  private double matches(List<Measured[]> pair) {
    int first = pair.getFirst()[0].member().factor();
    int second = pair.getFirst()[1].member().factor();
    double a = side(pair, first);
    double b = side(pair, second);
    if (graph.isUnique(first, members(pair, first))) {
      return Math.max(graph.baseRows(first), 1);
    }
    if (graph.isUnique(second, members(pair, second))) {
      return Math.max(graph.baseRows(second), 1);
    }
    return Math.max(Math.max(a, b), 1);
  }

  private static List<Member> members(List<Measured[]> pair, int factor) {
    List<Member> members = new ArrayList<>();
    for (Measured[] both : pair) {
      members.add(both[both[0].member().factor() == factor ? 0 : 1].member());
    }
    return members;
  }

  private double side(List<Measured[]> pair, int factor) {
    double distinct = 1;
    for (Measured[] both : pair) {
      distinct *= both[both[0].member().factor() == factor ? 0 : 1].distinct();
    }
    return Math.min(distinct, graph.baseRows(factor));
  }

  /// True when an equation joins the two sets.
  boolean connected(long left, long right) {
    for (JoinClass group : classes) {
      if (group.in(left) != null && group.in(right) != null) {
        return true;
      }
    }
    return false;
  }
}
