package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/// Set-returning functions beside the columns of the input; see
/// [omendb.planner.plan.Plan.ProjectSet].
final class FunctionSet extends SingleRel {
  private final List<RexNode> calls;
  private final Shape shape;

  /// @param types of the functions' columns, all functions' one after the other
  record Shape(List<ColumnType> types, boolean keepEmpty, boolean ordinality) {}

  FunctionSet(RelNode input, List<RexNode> calls, Shape shape) {
    super(input.getCluster(), input.getTraitSet(), input);
    this.calls = List.copyOf(calls);
    this.shape = shape;
  }

  List<RexNode> calls() {
    return calls;
  }

  Shape shape() {
    return shape;
  }

  /// The functions over a plan's columns.
  List<Expr.Function> functions(ToExpr convert) {
    List<Expr.Function> functions = new ArrayList<>();
    for (RexNode call : calls) {
      functions.add((Expr.Function) convert.convert(call));
    }
    return functions;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new FunctionSet(inputs.getFirst(), calls, shape);
  }

  @Override
  public RelNode accept(RexShuttle shuttle) {
    List<RexNode> changed = shuttle.apply(calls);
    return changed == calls ? this : new FunctionSet(getInput(), changed, shape);
  }

  @Override
  protected RelDataType deriveRowType() {
    RelTypes types = (RelTypes) getCluster().getTypeFactory();
    List<RelDataType> fields = new ArrayList<>();
    for (RelDataTypeField field : getInput().getRowType().getFieldList()) {
      fields.add(field.getType());
    }
    for (ColumnType type : shape.types()) {
      fields.add(types.of(type, true));
    }
    if (shape.ordinality()) {
      fields.add(types.of(ColumnType.BIGINT, shape.keepEmpty()));
    }
    return types.rowOf(fields);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("calls", calls).item("shape", shape);
  }
}
