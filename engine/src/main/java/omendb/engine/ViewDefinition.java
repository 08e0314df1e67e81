package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.planner.CatalogView.CheckOption;

/// A view: its columns as they were at creation, and the query's text, whose names do not depend on
/// a search path.
///
/// @param check what it asks of rows written through it
record ViewDefinition(
    int oid, String schema, String name, List<Column> columns, String sql, CheckOption check) {
  ViewDefinition {
    columns = List.copyOf(columns);
  }

  /// The view with another text for its query.
  ViewDefinition saying(String text) {
    return new ViewDefinition(oid, schema, name, columns, text, check);
  }

  /// The view asking for something else.
  ViewDefinition checking(CheckOption option) {
    return new ViewDefinition(oid, schema, name, columns, sql, option);
  }

  /// The view by another name.
  ViewDefinition named(String newName) {
    return new ViewDefinition(oid, schema, newName, columns, sql, check);
  }

  /// The view with one of its columns by another name.
  ///
  /// @param index 0-based
  ViewDefinition withColumn(int index, String newName) {
    List<Column> renamed = new ArrayList<>(columns);
    Column old = columns.get(index);
    renamed.set(index, new Column(newName, old.type(), old.nullable(), old.defaultSql()));
    return new ViewDefinition(oid, schema, name, renamed, sql, check);
  }
}
