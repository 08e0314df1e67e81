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
    List<Column> columns,
    IndexDefinition.Traits traits,
    boolean primary,
    List<Integer> include,
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
        all.add(of(index, table, view.source().indexed(index)));
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
        table.keyColumns().stream().map(table.columns()::get).toList(),
        new IndexDefinition.Traits(true, false, true, null),
        true,
        List.of(),
        table.oid());
  }

  private static ShownIndex of(IndexDefinition index, TableSchema table, List<Column> columns) {
    return new ShownIndex(
        index.oid(),
        table,
        index.name(),
        index.parts(),
        columns,
        index.traits(),
        false,
        index.include(),
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

  boolean unique() {
    return traits.unique();
  }

  boolean constraint() {
    return traits.constraint();
  }

  /// All columns, those of INCLUDE last.
  List<Column> allColumns() {
    List<Column> all = new ArrayList<>(columns);
    include.forEach(column -> all.add(table.columns().get(column)));
    return all;
  }

  /// Of the key; -1 for an expression.
  List<Integer> columnIndices() {
    return parts.stream().map(IndexDefinition.Part::column).toList();
  }

  /// `pg_index.indoption` of a part: 1 descending, 2 nulls first.
  static long option(IndexDefinition.Part part) {
    return (part.descending() ? 1 : 0) | (part.nullsFirst() ? 2 : 0);
  }
}
