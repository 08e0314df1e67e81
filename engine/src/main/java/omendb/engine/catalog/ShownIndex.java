package omendb.engine.catalog;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.TableSchema;
import omendb.engine.definition.IndexDefinition;
import org.jspecify.annotations.Nullable;

/// An index as the catalog shows it: of the user's, or the one behind a primary key.
///
/// @param storage the oid of what holds the entries: the table itself for a primary key
record ShownIndex(
    long oid,
    TableSchema table,
    String name,
    List<IndexDefinition.Part> parts,
    boolean unique,
    boolean primary,
    boolean constraint,
    int storage) {

  /// The indexes of all tables, each table's primary key first.
  static List<ShownIndex> all(SystemView view) {
    List<ShownIndex> all = new ArrayList<>();
    for (TableSchema table : view.source().tables()) {
      if (!table.hiddenKey()) {
        all.add(primary(table));
      }
    }
    for (IndexDefinition index : view.source().indexes()) {
      TableSchema table = view.table(index.tableOid());
      if (table != null) {
        all.add(of(index, table));
      }
    }
    return all;
  }

  private static ShownIndex primary(TableSchema table) {
    return new ShownIndex(
        SystemOids.index(table),
        table,
        table.keyName(),
        table.keyColumns().stream().map(IndexDefinition.Part::ascending).toList(),
        true,
        true,
        true,
        table.oid());
  }

  private static ShownIndex of(IndexDefinition index, TableSchema table) {
    return new ShownIndex(
        index.oid(),
        table,
        index.name(),
        index.parts(),
        index.unique(),
        false,
        index.constraint(),
        index.oid());
  }

  static @Nullable ShownIndex find(SystemView view, long oid) {
    for (ShownIndex index : all(view)) {
      if (index.oid() == oid) {
        return index;
      }
    }
    return null;
  }

  List<Column> columns() {
    return parts.stream().map(part -> table.columns().get(part.column())).toList();
  }

  List<Integer> columnIndices() {
    return parts.stream().map(IndexDefinition.Part::column).toList();
  }

  /// `pg_index.indoption` of a part: 1 descending, 2 nulls first.
  static long option(IndexDefinition.Part part) {
    return (part.descending() ? 1 : 0) | (part.nullsFirst() ? 2 : 0);
  }
}
