package omendb.planner.rel;

import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/// Which columns identify a row.
final class UniqueKeys {
  private UniqueKeys() {}

  /// True when the pulled conditions find at most one row per outer row.
  static boolean covers(PullUp.Pulled pulled) {
    ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
    for (RexNode condition : pulled.conditions()) {
      if (condition instanceof RexCall call && call.getKind() == SqlKind.EQUALS) {
        equated(call.getOperands().get(0), call.getOperands().get(1), columns);
        equated(call.getOperands().get(1), call.getOperands().get(0), columns);
      }
    }
    return isUnique(pulled.rel(), columns.build());
  }

  private static void equated(RexNode column, RexNode other, ImmutableBitSet.Builder columns) {
    if (column instanceof RexInputRef ref && Correlations.inputs(other).isEmpty()) {
      columns.set(ref.getIndex());
    }
  }

  /// True when no two rows agree on all of the columns.
  static boolean isUnique(RelNode rel, ImmutableBitSet columns) {
    return switch (rel) {
      case RelationScan scan -> {
        List<Integer> key = scan.relation().keyColumns();
        yield !key.isEmpty() && columns.contains(ImmutableBitSet.of(key));
      }
      case LogicalFilter filter -> isUnique(filter.getInput(), columns);
      case LogicalSort sort -> isUnique(sort.getInput(), columns);
      case LogicalProject project -> {
        ImmutableBitSet.Builder below = ImmutableBitSet.builder();
        for (int column : columns) {
          if (project.getProjects().get(column) instanceof RexInputRef ref) {
            below.set(ref.getIndex());
          }
        }
        yield isUnique(project.getInput(), below.build());
      }
      case LogicalAggregate aggregate ->
          aggregate.getGroupSets().size() == 1
              && columns.contains(ImmutableBitSet.range(aggregate.getGroupCount()));
      case LogicalJoin join ->
          !join.getJoinType().projectsRight() && isUnique(join.getLeft(), columns);
      case ConstantRows rows -> rows.rows().size() <= 1;
      default -> false;
    };
  }
}
