package omendb.planner.rel;

import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/// The rows that the last step of the recursive table with this number has added.
final class WorkingRows extends AbstractRelNode {
  private final int id;
  private final RelDataType type;

  WorkingRows(RelOptCluster cluster, int id, RelDataType type) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.id = id;
    this.type = type;
  }

  int id() {
    return id;
  }

  @Override
  protected RelDataType deriveRowType() {
    return type;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("id", id);
  }
}
