package omendb.engine.definition;

import java.util.List;

/// A secondary index of a table; the primary key is the table's own order and has none.
///
/// @param oid also the number of the internal table that holds the entries
/// @param unique no two rows may have the same values, unless one of them is NULL
/// @param constraint made by a UNIQUE constraint, whose name it bears
public record IndexDefinition(
    int oid,
    String schema,
    String name,
    int tableOid,
    List<Part> parts,
    boolean unique,
    boolean constraint) {
  public IndexDefinition {
    parts = List.copyOf(parts);
  }

  /// A column of the index.
  ///
  /// @param column index into the table's columns
  /// @param descending as written; entries are stored ascending and can be read both ways
  public record Part(int column, boolean descending, boolean nullsFirst) {
    public static Part ascending(int column) {
      return new Part(column, false, false);
    }
  }

  /// The table's columns in index order.
  public List<Integer> columns() {
    return parts.stream().map(Part::column).toList();
  }

  /// The same index of another table, with entries of its own.
  public IndexDefinition of(int newOid, int newTableOid) {
    return new IndexDefinition(newOid, schema, name, newTableOid, parts, unique, constraint);
  }

  /// The same index of a table whose columns have moved.
  public IndexDefinition over(List<Part> newParts) {
    return new IndexDefinition(oid, schema, name, tableOid, newParts, unique, constraint);
  }

  public IndexDefinition named(String newName) {
    return new IndexDefinition(oid, schema, newName, tableOid, parts, unique, constraint);
  }
}
