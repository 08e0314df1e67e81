package omendb.planner.rel;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/// The inner joins that lie next to each other, taken apart: the inputs (factors), and the
/// conditions over all their columns, numbered through in the order of the factors.
final class JoinCluster {
  private final Algebra algebra;
  private final Estimates estimates;
  private final JoinOrder order;
  private final List<RelNode> factors = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();
  private final List<RexNode> conditions = new ArrayList<>();
  private final List<Reduction> reductions = new ArrayList<>();
  private int width;

  /// A semi- or anti-join on top of the cluster.
  ///
  /// @param condition over the cluster's columns, and the right side's from `RIGHT` on
  record Reduction(RelNode right, RexNode condition, JoinRelType type) {}

  private static final int RIGHT = 1 << 16;

  JoinCluster(Algebra algebra, Estimates estimates, JoinOrder order) {
    this.algebra = algebra;
    this.estimates = estimates;
    this.order = order;
  }

  RelNode order(RelNode root) {
    List<RexNode> output = flatten(root);
    JoinGraph graph = new JoinGraph(algebra, estimates, factors, offsets);
    List<RexNode> split = new ArrayList<>();
    for (RexNode condition : conditions) {
      split.addAll(RelOptUtil.conjunctions(RexUtil.pullFactors(algebra.rex(), condition)));
    }
    split.forEach(graph::add);
    List<Reduction> late = new ArrayList<>();
    for (Reduction reduction : reductions) {
      if (!reduceFactor(reduction, graph)) {
        late.add(reduction);
      }
    }
    JoinGraph.Joined joined = graph.join();
    for (Reduction reduction : late) {
      joined = reduce(joined, reduction);
    }
    RelNode rel = joined.rel();
    int[] positions = joined.positions();
    List<RexNode> columns = Correlations.remapAll(output, column -> positions[column]);
    return algebra.plainProject(rel, columns);
  }

  /// The columns of the node over the cluster's columns.
  private List<RexNode> flatten(RelNode rel) {
    return switch (rel) {
      case LogicalJoin join when join.getJoinType() == JoinRelType.INNER -> {
        List<RexNode> columns = new ArrayList<>(flatten(join.getLeft()));
        columns.addAll(flatten(join.getRight()));
        addConditions(join.getCondition(), columns);
        yield columns;
      }
      case LogicalJoin join when JoinOrder.isReduction(join) -> {
        List<RexNode> columns = flatten(join.getLeft());
        int left = columns.size();
        List<RexNode> both = new ArrayList<>(columns);
        RelNode right = order.order(join.getRight());
        for (int i = 0; i < Algebra.width(right); i++) {
          both.add(new RexInputRef(RIGHT + i, right.getRowType().getFieldList().get(i).getType()));
        }
        assert both.size() == left + Algebra.width(right);
        reductions.add(
            new Reduction(
                right, Correlations.substitute(join.getCondition(), both), join.getJoinType()));
        yield columns;
      }
      case LogicalFilter filter -> {
        List<RexNode> columns = flatten(filter.getInput());
        addConditions(filter.getCondition(), columns);
        yield columns;
      }
      case LogicalProject project when JoinOrder.isTransparent(project) -> {
        List<RexNode> below = flatten(project.getInput());
        List<RexNode> columns = new ArrayList<>();
        for (RexNode node : project.getProjects()) {
          columns.add(Correlations.substitute(node, below));
        }
        yield columns;
      }
      default -> factor(order.orderInputs(rel));
    };
  }

  private void addConditions(RexNode condition, List<RexNode> columns) {
    for (RexNode part : RelOptUtil.conjunctions(condition)) {
      if (!part.isAlwaysTrue()) {
        conditions.add(Correlations.substitute(part, columns));
      }
    }
  }

  private List<RexNode> factor(RelNode rel) {
    List<RexNode> columns = new ArrayList<>();
    factors.add(rel);
    offsets.add(width);
    for (int i = 0; i < Algebra.width(rel); i++) {
      columns.add(new RexInputRef(width + i, rel.getRowType().getFieldList().get(i).getType()));
    }
    width += Algebra.width(rel);
    return columns;
  }

  /// Applies a reduction to the only factor that it concerns, where that is likely to pay: it keeps
  /// few of many rows.
  private boolean reduceFactor(Reduction reduction, JoinGraph graph) {
    BitSet used = new BitSet();
    for (int column : Correlations.inputs(reduction.condition())) {
      if (column < RIGHT) {
        used.set(graph.factorOf(column));
      }
    }
    int factor = used.nextSetBit(0);
    if (used.cardinality() != 1
        || factors.size() > 1
            && (reduction.type() == JoinRelType.ANTI
                || estimates.rows(reduction.right()) > 0.5 * graph.rows(factor))) {
      return false;
    }
    int offset = offsets.get(factor);
    RelNode left = graph.factor(factor);
    RexNode condition =
        Correlations.remap(
            reduction.condition(), c -> c >= RIGHT ? c - RIGHT + Algebra.width(left) : c - offset);
    graph.replace(
        factor,
        LogicalJoin.create(
            left, reduction.right(), List.of(), condition, java.util.Set.of(), reduction.type()));
    return true;
  }

  private JoinGraph.Joined reduce(JoinGraph.Joined joined, Reduction reduction) {
    int left = Algebra.width(joined.rel());
    RexNode condition =
        Correlations.remap(
            reduction.condition(), c -> c >= RIGHT ? c - RIGHT + left : joined.positions()[c]);
    RelNode reduced =
        LogicalJoin.create(
            joined.rel(),
            reduction.right(),
            List.of(),
            condition,
            java.util.Set.of(),
            reduction.type());
    return new JoinGraph.Joined(reduced, joined.positions());
  }

  /// What an OR over several factors says about one of them alone: true, or a weaker OR.
  static RexNode implied(Algebra algebra, RexNode condition, java.util.function.IntPredicate own) {
    RexNode truth = algebra.rex().makeLiteral(true);
    if (condition.getKind() != SqlKind.OR) {
      return truth;
    }
    List<RexNode> arms = new ArrayList<>();
    for (RexNode arm : ((RexCall) condition).getOperands()) {
      List<RexNode> parts = new ArrayList<>();
      for (RexNode part : RelOptUtil.conjunctions(arm)) {
        if (Correlations.inputs(part).asList().stream().allMatch(own::test)
            && !Correlations.inputs(part).isEmpty()) {
          parts.add(part);
        }
      }
      if (parts.isEmpty()) {
        return truth;
      }
      arms.add(RexUtil.composeConjunction(algebra.rex(), parts));
    }
    return RexUtil.composeDisjunction(algebra.rex(), arms);
  }
}
