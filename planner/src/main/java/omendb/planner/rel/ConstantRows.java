package omendb.planner.rel;

import java.util.List;
import omendb.planner.plan.Expr;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/// Rows of constant expressions: VALUES, and the single row of a SELECT without FROM.
final class ConstantRows extends AbstractRelNode {
  private final List<List<Expr>> rows;
  private final RelDataType type;

  ConstantRows(RelOptCluster cluster, List<List<Expr>> rows, RelDataType type) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.rows = rows;
    this.type = type;
  }

  List<List<Expr>> rows() {
    return rows;
  }

  @Override
  protected RelDataType deriveRowType() {
    return type;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("rows", rows);
  }
}
