package omendb.planner.rel;

import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/// Functional dependencies: which columns of a tree follow from others. A table's columns follow
/// from its primary key, and equated columns from each other.
final class Determined {
  private Determined() {}

  /// Of these columns as few as tell rows apart as well as all of them, later ones left out first.
  static ImmutableBitSet identifying(RelNode rel, ImmutableBitSet columns) {
    ImmutableBitSet kept = columns;
    for (int column : columns.toList().reversed()) {
      ImmutableBitSet without = kept.clear(column);
      if (!without.isEmpty() && by(rel, without).get(column)) {
        kept = without;
      }
    }
    return kept;
  }

  /// The columns that have one value wherever these have one, themselves included.
  static ImmutableBitSet by(RelNode rel, ImmutableBitSet known) {
    return switch (rel) {
      case RelationScan scan -> {
        List<Integer> key = scan.relation().keyColumns();
        boolean whole = !key.isEmpty() && known.contains(ImmutableBitSet.of(key));
        yield whole ? ImmutableBitSet.range(Algebra.width(rel)) : known;
      }
      case LogicalFilter filter -> {
        ImmutableBitSet all = by(filter.getInput(), known);
        ImmutableBitSet more = equated(filter.getCondition(), all);
        while (!more.equals(all)) {
          all = by(filter.getInput(), more);
          more = equated(filter.getCondition(), all);
        }
        yield all;
      }
      case LogicalProject project -> project(project, known);
      case LogicalJoin join -> join(join, known);
      case LogicalAggregate aggregate ->
          aggregate.getGroupSets().size() == 1
                  && known.contains(ImmutableBitSet.range(aggregate.getGroupCount()))
              ? ImmutableBitSet.range(Algebra.width(rel))
              : known;
      default -> known;
    };
  }

  /// With what the condition equates to known columns or to constants.
  private static ImmutableBitSet equated(RexNode condition, ImmutableBitSet known) {
    ImmutableBitSet all = known;
    for (RexNode part : RelOptUtil.conjunctions(condition)) {
      if (part instanceof RexCall call && call.getKind() == SqlKind.EQUALS) {
        all = equated(call.getOperands().get(0), call.getOperands().get(1), all);
        all = equated(call.getOperands().get(1), call.getOperands().get(0), all);
      }
    }
    return all;
  }

  private static ImmutableBitSet equated(RexNode column, RexNode other, ImmutableBitSet known) {
    return column instanceof RexInputRef ref
            && RexUtil.isDeterministic(other)
            && known.contains(Correlations.inputs(other))
        ? known.set(ref.getIndex())
        : known;
  }

  private static ImmutableBitSet project(LogicalProject project, ImmutableBitSet known) {
    List<RexNode> nodes = project.getProjects();
    ImmutableBitSet below = ImmutableBitSet.of();
    for (int column : known) {
      if (nodes.get(column) instanceof RexInputRef ref) {
        below = below.set(ref.getIndex());
      }
    }
    below = by(project.getInput(), below);
    ImmutableBitSet all = known;
    for (int i = 0; i < nodes.size(); i++) {
      RexNode node = nodes.get(i);
      if (RexUtil.isDeterministic(node) && below.contains(Correlations.inputs(node))) {
        all = all.set(i);
      }
    }
    return all;
  }

  private static ImmutableBitSet join(LogicalJoin join, ImmutableBitSet known) {
    int leftWidth = Algebra.width(join.getLeft());
    ImmutableBitSet left = ImmutableBitSet.range(leftWidth);
    if (!join.getJoinType().projectsRight()) {
      return by(join.getLeft(), known);
    }
    if (join.getJoinType() == JoinRelType.LEFT) {
      return known.union(by(join.getLeft(), known.intersect(left)));
    }
    if (join.getJoinType() != JoinRelType.INNER) {
      return known;
    }
    ImmutableBitSet all = known;
    while (true) {
      ImmutableBitSet right = by(join.getRight(), all.except(left).shift(-leftWidth));
      ImmutableBitSet more =
          equated(
              join.getCondition(),
              by(join.getLeft(), all.intersect(left)).union(right.shift(leftWidth)));
      if (more.equals(all)) {
        return all;
      }
      all = more;
    }
  }
}
