package omendb.planner.rel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/// Factors, and the conditions between them. Equations form classes of equal expressions, so that
/// any two members may be joined; a join tree is found by dynamic programming over the connected
/// sets of factors (bushy trees), or greedily when there are many.
final class JoinGraph {
  private static final int EXHAUSTIVE_MAX = 10;

  private final Algebra algebra;
  private final Estimates estimates;
  private final List<RelNode> factors;
  private final List<Integer> offsets;
  private final List<List<RexNode>> filters = new ArrayList<>();
  private final List<RexNode> equations = new ArrayList<>();
  private final List<Residual> residuals = new ArrayList<>();
  private final List<RexNode> constants = new ArrayList<>();
  private final Map<Integer, RelNode> replaced = new HashMap<>();

  /// A condition over several factors that is no equation between two of them.
  private record Residual(RexNode condition, long factors) {}

  /// A tree, and where the cluster's columns are in its output (-1 for those of other factors).
  record Joined(RelNode rel, int[] positions) {}

  JoinGraph(Algebra algebra, Estimates estimates, List<RelNode> factors, List<Integer> offsets) {
    this.algebra = algebra;
    this.estimates = estimates;
    this.factors = factors;
    this.offsets = offsets;
    factors.forEach(_ -> filters.add(new ArrayList<>()));
  }

  int factorOf(int column) {
    int factor = offsets.size() - 1;
    while (offsets.get(factor) > column) {
      factor--;
    }
    return factor;
  }

  private long factorsOf(RexNode node) {
    long used = 0;
    for (int column : Correlations.inputs(node)) {
      used |= 1L << factorOf(column);
    }
    return used;
  }

  void add(RexNode condition) {
    long used = factorsOf(condition);
    if (used == 0) {
      constants.add(condition);
    } else if (Long.bitCount(used) == 1) {
      filters.get(Long.numberOfTrailingZeros(used)).add(condition);
    } else if (isEquation(condition)) {
      equations.add(condition);
    } else {
      residuals.add(new Residual(condition, used));
      for (int factor = 0; factor < factors.size(); factor++) {
        int f = factor;
        if ((used & 1L << f) != 0) {
          RexNode implied = JoinCluster.implied(algebra, condition, c -> factorOf(c) == f);
          if (!implied.isAlwaysTrue()) {
            filters.get(f).add(implied);
          }
        }
      }
    }
  }

  private boolean isEquation(RexNode condition) {
    if (!(condition instanceof RexCall call) || call.getKind() != SqlKind.EQUALS) {
      return false;
    }
    long a = factorsOf(call.getOperands().get(0));
    long b = factorsOf(call.getOperands().get(1));
    return Long.bitCount(a) == 1 && Long.bitCount(b) == 1 && a != b;
  }

  /// The factor with its own conditions.
  RelNode factor(int index) {
    return replaced.computeIfAbsent(
        index,
        i ->
            algebra.plainFilter(
                factors.get(i), Correlations.remapAll(filters.get(i), c -> c - offsets.get(i))));
  }

  double rows(int index) {
    return estimates.rows(factor(index));
  }

  void replace(int index, RelNode rel) {
    replaced.put(index, rel);
  }

  Joined join() {
    List<JoinClass> classes = classes();
    spread(classes);
    JoinSizes sizes = new JoinSizes(this, classes);
    Tree best = new TreeSearch(sizes).best();
    Joined joined = build(best, classes, sizes);
    RelNode rel = joined.rel();
    List<RexNode> left = new ArrayList<>(constants);
    return new Joined(algebra.plainFilter(rel, left), joined.positions());
  }

  /// Expressions that are equal in every joined row.
  record JoinClass(List<Member> members) {
    long factors() {
      long all = 0;
      for (Member member : members) {
        all |= 1L << member.factor();
      }
      return all;
    }

    @Nullable Member in(long factors) {
      for (Member member : members) {
        if ((factors & 1L << member.factor()) != 0) {
          return member;
        }
      }
      return null;
    }
  }

  record Member(int factor, RexNode expression) {}

  private List<JoinClass> classes() {
    Map<RexNode, List<Member>> found = new LinkedHashMap<>();
    for (RexNode equation : equations) {
      List<RexNode> sides = ((RexCall) equation).getOperands();
      List<Member> merged = new ArrayList<>();
      for (RexNode side : sides) {
        Member own = new Member(Long.numberOfTrailingZeros(factorsOf(side)), side);
        for (Member member : found.getOrDefault(side, List.of(own))) {
          if (!merged.contains(member)) {
            merged.add(member);
          }
        }
      }
      merged.forEach(member -> found.put(member.expression(), merged));
    }
    List<JoinClass> classes = new ArrayList<>();
    Set<List<Member>> seen = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    for (List<Member> members : found.values()) {
      if (seen.add(members)) {
        classes.add(new JoinClass(members));
      }
    }
    return classes;
  }

  /// What is known of one member of a class holds for the others: a constant, or the equality of
  /// two members of one factor.
  private void spread(List<JoinClass> classes) {
    for (JoinClass group : classes) {
      RexNode constant = null;
      for (Member member : group.members()) {
        for (RexNode filter : List.copyOf(filters.get(member.factor()))) {
          RexNode value = equatedConstant(filter, member.expression());
          constant = constant == null ? value : constant;
        }
      }
      Map<Integer, RexNode> first = new HashMap<>();
      for (Member member : group.members()) {
        RexNode other = first.putIfAbsent(member.factor(), member.expression());
        if (other != null) {
          addFilter(member.factor(), equal(other, member.expression()));
        }
        if (constant != null) {
          addFilter(member.factor(), equal(member.expression(), constant));
        }
      }
    }
  }

  private void addFilter(int factor, RexNode condition) {
    List<RexNode> own = filters.get(factor);
    if (own.contains(condition)) {
      return;
    }
    own.add(condition);
    RelNode reduced = replaced.get(factor);
    if (reduced != null) {
      replaced.put(
          factor,
          algebra.plainFilter(
              reduced, List.of(Correlations.remap(condition, c -> c - offsets.get(factor)))));
    }
  }

  RexNode equal(RexNode a, RexNode b) {
    return algebra.rex().makeCall(SqlStdOperatorTable.EQUALS, a, b);
  }

  private static @Nullable RexNode equatedConstant(RexNode filter, RexNode member) {
    if (!(filter instanceof RexCall call) || call.getKind() != SqlKind.EQUALS) {
      return null;
    }
    RexNode a = call.getOperands().get(0);
    RexNode b = call.getOperands().get(1);
    if (a.equals(member) && Correlations.inputs(b).isEmpty()) {
      return b;
    }
    return b.equals(member) && Correlations.inputs(a).isEmpty() ? a : null;
  }

  int count() {
    return factors.size();
  }

  boolean exhaustive() {
    return factors.size() <= EXHAUSTIVE_MAX;
  }

  /// Distinct values of a member, filters left aside.
  double distinct(Member member) {
    int offset = offsets.get(member.factor());
    RexNode column = Estimates.column(member.expression());
    RelNode rel = factors.get(member.factor());
    return column instanceof RexInputRef ref
        ? estimates.distinct(rel, ref.getIndex() - offset)
        : estimates.rows(rel);
  }

  /// Rows of the factor without its conditions.
  double baseRows(int factor) {
    RelNode rel = factors.get(factor);
    while (rel instanceof org.apache.calcite.rel.logical.LogicalFilter filter) {
      rel = filter.getInput();
    }
    return estimates.rows(rel);
  }

  boolean isUnique(int factor, List<Member> members) {
    org.apache.calcite.util.ImmutableBitSet.Builder columns =
        org.apache.calcite.util.ImmutableBitSet.builder();
    for (Member member : members) {
      if (member.expression() instanceof RexInputRef ref) {
        columns.set(ref.getIndex() - offsets.get(factor));
      }
    }
    return UniqueKeys.isUnique(factors.get(factor), columns.build());
  }

  /// The share of joined rows that pass the residual conditions that a set of factors completes.
  double residualShare(long set) {
    double share = 1;
    for (Residual residual : residuals) {
      if ((residual.factors() & ~set) == 0) {
        share *= estimates.residual(residual.condition());
      }
    }
    return share;
  }

  boolean residualConnects(long left, long right) {
    for (Residual residual : residuals) {
      if ((residual.factors() & left) != 0
          && (residual.factors() & right) != 0
          && (residual.factors() & ~(left | right)) == 0) {
        return true;
      }
    }
    return false;
  }

  /// A join tree over factors.
  sealed interface Tree {
    long factors();
  }

  record Leaf(int factor) implements Tree {
    @Override
    public long factors() {
      return 1L << factor;
    }
  }

  /// @param right the smaller side
  record Node(Tree left, Tree right, long factors) implements Tree {}

  private Joined build(Tree tree, List<JoinClass> classes, JoinSizes sizes) {
    int total = offsets.getLast() + Algebra.width(factors.getLast());
    int[] positions = new int[total];
    Arrays.fill(positions, -1);
    if (tree instanceof Leaf leaf) {
      RelNode rel = factor(leaf.factor());
      for (int i = 0; i < Algebra.width(factors.get(leaf.factor())); i++) {
        positions[offsets.get(leaf.factor()) + i] = i;
      }
      return new Joined(rel, positions);
    }
    Node node = (Node) tree;
    Joined left = build(node.left(), classes, sizes);
    Joined right = build(node.right(), classes, sizes);
    int leftWidth = Algebra.width(left.rel());
    for (int i = 0; i < total; i++) {
      positions[i] =
          left.positions()[i] >= 0
              ? left.positions()[i]
              : right.positions()[i] >= 0 ? right.positions()[i] + leftWidth : -1;
    }
    RexNode condition = RexUtil.composeConjunction(algebra.rex(), conditions(node, classes));
    RelNode joined =
        LogicalJoin.create(
            left.rel(),
            right.rel(),
            List.of(),
            Correlations.remap(condition, c -> positions[c]),
            Set.of(),
            JoinRelType.INNER);
    estimates.set(joined, sizes.rows(node.factors()));
    return new Joined(joined, positions);
  }

  private List<RexNode> conditions(Node node, List<JoinClass> classes) {
    long left = node.left().factors();
    long right = node.right().factors();
    List<RexNode> conditions = new ArrayList<>();
    for (JoinClass group : classes) {
      Member a = group.in(left);
      Member b = group.in(right);
      if (a != null && b != null) {
        conditions.add(equal(a.expression(), b.expression()));
      }
    }
    for (Residual residual : residuals) {
      boolean complete = (residual.factors() & ~node.factors()) == 0;
      if (complete && (residual.factors() & left) != 0 && (residual.factors() & right) != 0) {
        conditions.add(residual.condition());
      }
    }
    return conditions;
  }
}
