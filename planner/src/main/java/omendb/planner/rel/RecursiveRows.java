package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;

/// A table of WITH RECURSIVE; see [Plan.RecursiveUnion]. The left input begins, the right one reads
/// the rows that were added last as [WorkingRows] of the same number.
final class RecursiveRows extends BiRel {
  private final int id;
  private final boolean all;

  RecursiveRows(int id, boolean all, RelNode seed, RelNode step) {
    super(seed.getCluster(), seed.getTraitSet(), seed, step);
    this.id = id;
    this.all = all;
  }

  int id() {
    return id;
  }

  boolean all() {
    return all;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new RecursiveRows(id, all, inputs.get(0), inputs.get(1));
  }

  @Override
  protected RelDataType deriveRowType() {
    RelTypes types = (RelTypes) getCluster().getTypeFactory();
    List<RelDataType> fields = new ArrayList<>();
    for (RelDataTypeField field : getLeft().getRowType().getFieldList()) {
      fields.add(types.of(RelTypes.column(field.getType()), true));
    }
    return types.rowOf(fields);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("id", id).item("all", all);
  }
}
