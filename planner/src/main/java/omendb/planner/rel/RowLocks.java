package omendb.planner.rel;

import java.util.List;
import omendb.planner.plan.Plan;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/// Locks rows on their way up; see [omendb.planner.plan.Plan.LockRows]. Nothing is pushed through
/// it: what is locked is what the query's own clauses have chosen.
final class RowLocks extends SingleRel {
  private final List<Plan.RowLock> locks;
  private final @Nullable RexNode limit;
  private final @Nullable RexNode offset;

  /// @param locks with the positions of their keys in the input
  RowLocks(
      RelNode input, List<Plan.RowLock> locks, @Nullable RexNode limit, @Nullable RexNode offset) {
    super(input.getCluster(), input.getTraitSet(), input);
    this.locks = List.copyOf(locks);
    this.limit = limit;
    this.offset = offset;
  }

  List<Plan.RowLock> locks() {
    return locks;
  }

  @Nullable RexNode limit() {
    return limit;
  }

  @Nullable RexNode offset() {
    return offset;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new RowLocks(inputs.getFirst(), locks, limit, offset);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer)
        .item("locks", locks)
        .itemIf("limit", limit, limit != null)
        .itemIf("offset", offset, offset != null);
  }
}
