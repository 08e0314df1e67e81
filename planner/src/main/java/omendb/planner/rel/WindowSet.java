package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.plan.Plan;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;

/// Window functions of one partitioning and order beside the columns of the input.
final class WindowSet extends SingleRel {
  private final Definition definition;

  /// Columns are the input's.
  record Definition(
      List<Integer> partition, List<Plan.SortKey> order, List<Plan.WindowCall> calls) {}

  WindowSet(RelNode input, Definition definition) {
    super(input.getCluster(), input.getTraitSet(), input);
    this.definition = definition;
  }

  Definition definition() {
    return definition;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new WindowSet(inputs.getFirst(), definition);
  }

  @Override
  protected RelDataType deriveRowType() {
    RelTypes types = (RelTypes) getCluster().getTypeFactory();
    List<RelDataType> fields = new ArrayList<>();
    for (RelDataTypeField field : getInput().getRowType().getFieldList()) {
      fields.add(field.getType());
    }
    for (Plan.WindowCall call : definition.calls()) {
      fields.add(types.of(call.type(), true));
    }
    return types.rowOf(fields);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("definition", definition);
  }
}
