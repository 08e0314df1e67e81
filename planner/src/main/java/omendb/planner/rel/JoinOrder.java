package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;

/// Orders the joins of a tree, cluster by cluster.
final class JoinOrder {
  private final Algebra algebra;
  private final Estimates estimates;

  JoinOrder(Algebra algebra, Estimates estimates) {
    this.algebra = algebra;
    this.estimates = estimates;
  }

  RelNode order(RelNode rel) {
    if (hasCluster(rel)) {
      return new JoinCluster(algebra, estimates, this).order(rel);
    }
    return orderInputs(rel);
  }

  RelNode orderInputs(RelNode rel) {
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (RelNode input : rel.getInputs()) {
      RelNode ordered = order(input);
      changed |= ordered != input;
      inputs.add(ordered);
    }
    return changed ? rel.copy(rel.getTraitSet(), inputs) : rel;
  }

  /// True when the node is, or only filters and projects, an inner join.
  private static boolean hasCluster(RelNode rel) {
    return switch (rel) {
      case LogicalJoin join ->
          join.getJoinType() == JoinRelType.INNER
              || isReduction(join) && hasCluster(join.getLeft());
      case LogicalFilter filter -> hasCluster(filter.getInput());
      case LogicalProject project -> isTransparent(project) && hasCluster(project.getInput());
      default -> false;
    };
  }

  /// Semi- and anti-joins only drop rows of their left side.
  static boolean isReduction(LogicalJoin join) {
    return join.getJoinType() == JoinRelType.SEMI || join.getJoinType() == JoinRelType.ANTI;
  }

  static boolean isTransparent(Project project) {
    return Optimizer.isDeterministic(project);
  }
}
