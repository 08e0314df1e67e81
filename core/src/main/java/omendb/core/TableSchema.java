package omendb.core;

import java.util.List;

/// The shape of a stored table. Immutable; a DDL statement makes a new one.
///
/// @param oid stable object id, from 16384 on; also the table's number in every stored key
/// @param schemaName the namespace, `public` by default
/// @param name the table's name
/// @param columns the columns as a user sees them
/// @param keyColumns indices into `columns`, in key order; empty when the key is hidden (then the
///   stored key is a bigint row number that the storage assigns, see [#hiddenKey()])
/// @param keyName the name of the primary key constraint; empty when the key is hidden
public record TableSchema(
    int oid,
    String schemaName,
    String name,
    List<Column> columns,
    List<Integer> keyColumns,
    String keyName) {
  public TableSchema {
    columns = List.copyOf(columns);
    keyColumns = List.copyOf(keyColumns);
  }

  /// True when the user gave no PRIMARY KEY: rows are keyed by a number of arrival.
  public boolean hiddenKey() {
    return keyColumns.isEmpty();
  }

  /// The same table with other columns; the key's columns stay where they are.
  public TableSchema withColumns(List<Column> newColumns) {
    return new TableSchema(oid, schemaName, name, newColumns, keyColumns, keyName);
  }

  /// The same table with its types as they are stored.
  public TableSchema stored() {
    return withColumns(
        columns.stream()
            .map(each ->
                new Column(each.name(), each.type().stored(), each.nullable(), each.defaultSql()))
            .toList());
  }

  /// The same table under another number.
  public TableSchema of(int newOid) {
    return new TableSchema(newOid, schemaName, name, columns, keyColumns, keyName);
  }

  /// The index of the column with this name, or -1.
  public int columnIndex(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(columnName)) {
        return i;
      }
    }
    return -1;
  }
}
