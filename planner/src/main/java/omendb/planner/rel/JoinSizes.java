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

  /// A member with the distinct values that it has.
  private record Measured(Member member, double distinct) {}

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
    Map<Long, List<Measured[]>> pairs = new HashMap<>();
    for (JoinClass group : classes) {
      collect(group, set, pairs);
    }
    for (List<Measured[]> pair : pairs.values()) {
      rows /= matches(pair);
    }
    return Math.max(rows, 0.01);
  }

  /// Joins every member of the class within the set with the one of the fewest values.
  private void collect(JoinClass group, long set, Map<Long, List<Measured[]>> pairs) {
    List<Measured> present = new ArrayList<>();
    long seen = 0;
    for (Member member : group.members()) {
      long bit = 1L << member.factor();
      if ((set & bit) != 0 && (seen & bit) == 0) {
        seen |= bit;
        present.add(new Measured(member, graph.distinct(member)));
      }
    }
    if (present.size() < 2) {
      return;
    }
    present.sort(Comparator.comparingDouble(Measured::distinct));
    Measured least = present.getFirst();
    for (Measured other : present.subList(1, present.size())) {
      long pair = 1L << least.member().factor() | 1L << other.member().factor();
      pairs.computeIfAbsent(pair, _ -> new ArrayList<>()).add(new Measured[] {least, other});
    }
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
