package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.planner.CatalogView.Relation;
import org.jspecify.annotations.Nullable;

/// The rows of a catalog relation in the making. In a fresh row the columns that are NOT NULL are
/// zero or empty, and the others NULL.
final class RowSet {
  private final Relation relation;
  private final Map<String, Integer> indices = new HashMap<>();
  private final @Nullable Object[] blank;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private @Nullable Object[] current;

  RowSet(Relation relation) {
    this.relation = relation;
    List<Column> columns = relation.columns();
    this.blank = new @Nullable Object[columns.size()];
    for (int i = 0; i < blank.length; i++) {
      Column column = columns.get(i);
      indices.put(column.name(), i);
      blank[i] = column.nullable() ? null : zero(column.type());
    }
    this.current = blank;
  }

  private static Object zero(ColumnType type) {
    return switch (type.form()) {
      case LONG -> type.kind() == TypeKind.BOOLEAN ? (Object) false : (Object) 0L;
      case DOUBLE -> 0.0;
      case OBJECT -> type.isVector() ? new Long[0] : new Object[0];
      default -> "";
    };
  }

  Relation relation() {
    return relation;
  }

  /// Begins a row.
  RowSet row() {
    current = blank.clone();
    rows.add(current);
    return this;
  }

  /// Sets a column of the current row; any Number is taken for the integers.
  RowSet set(String column, @Nullable Object value) {
    Integer index = indices.get(column);
    if (index == null) {
      throw new IllegalArgumentException(relation.name() + " has no column " + column);
    }
    boolean real = relation.columns().get(index).type().form() == TypeKind.Form.DOUBLE;
    current[index] =
        value instanceof Number number
            ? real ? (Object) number.doubleValue() : (Object) number.longValue()
            : value;
    return this;
  }

  /// Adds rows made before.
  void addAll(List<@Nullable Object[]> more) {
    rows.addAll(more);
  }

  List<@Nullable Object[]> rows() {
    return rows;
  }
}
