package omendb.engine.definition;

/// A CHECK constraint.
///
/// @param condition as written, over the table's columns
/// @param valid false while rows older than the constraint may break it (NOT VALID)
public record CheckDefinition(int oid, int tableOid, String name, String condition, boolean valid) {
  public CheckDefinition of(int newTableOid) {
    return new CheckDefinition(oid, newTableOid, name, condition, valid);
  }

  public CheckDefinition named(String newName) {
    return new CheckDefinition(oid, tableOid, newName, condition, valid);
  }

  public CheckDefinition saying(String newCondition) {
    return new CheckDefinition(oid, tableOid, name, newCondition, valid);
  }

  public CheckDefinition validated() {
    return new CheckDefinition(oid, tableOid, name, condition, true);
  }
}
