package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.planner.CatalogView.Relation;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/// All rows of a relation: its columns, then perhaps the encoded key.
final class RelationScan extends AbstractRelNode {
  private final Relation relation;
  private final boolean withKey;

  RelationScan(RelOptCluster cluster, Relation relation, boolean withKey) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.relation = relation;
    this.withKey = withKey;
  }

  Relation relation() {
    return relation;
  }

  @Override
  protected RelDataType deriveRowType() {
    RelTypes types = (RelTypes) getCluster().getTypeFactory();
    List<RelDataType> fields = new ArrayList<>();
    for (Column column : relation.columns()) {
      fields.add(types.of(column.type(), column.nullable()));
    }
    if (withKey) {
      fields.add(types.of(ColumnType.BYTEA, false));
    }
    return types.rowOf(fields);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer)
        .item("relation", relation.schema() + "." + relation.name() + "#" + relation.oid())
        .item("withKey", withKey);
  }
}
