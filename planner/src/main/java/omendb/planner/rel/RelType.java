package omendb.planner.rel;

import omendb.core.ColumnType;
import org.apache.calcite.sql.type.AbstractSqlType;
import org.apache.calcite.sql.type.SqlTypeName;

/// A [ColumnType] in Calcite's clothes. Only booleans and integers tell Calcite what they are,
/// because it makes literals of them itself; every other type is opaque to it, so that it cannot
/// simplify by rules that are not PostgreSQL's (blank-padded strings, decimal scales).
final class RelType extends AbstractSqlType {
  private final ColumnType column;

  RelType(ColumnType column, boolean nullable) {
    super(typeName(column), nullable, null);
    this.column = column;
    computeDigest();
  }

  ColumnType column() {
    return column;
  }

  @Override
  protected void generateTypeString(StringBuilder text, boolean withDetail) {
    text.append(column);
    ColumnType element = column.element() == null ? column : column.element();
    if (element.user() != null) {
      // Equal texts mean equal types to Calcite, which keeps those it has seen.
      text.append(' ').append(element.user());
    }
  }

  private static SqlTypeName typeName(ColumnType column) {
    return switch (column.kind()) {
      case BOOLEAN -> SqlTypeName.BOOLEAN;
      case SMALLINT -> SqlTypeName.SMALLINT;
      case INTEGER -> SqlTypeName.INTEGER;
      case BIGINT -> SqlTypeName.BIGINT;
      default -> SqlTypeName.OTHER;
    };
  }
}
