package omendb.engine.definition;

/// A CHECK constraint.
///
/// @param condition as written, over the table's columns
public record CheckDefinition(int oid, int tableOid, String name, String condition) {
  public CheckDefinition of(int newTableOid) {
    return new CheckDefinition(oid, newTableOid, name, condition);
  }

  public CheckDefinition named(String newName) {
    return new CheckDefinition(oid, tableOid, newName, condition);
  }
}
