package omendb.engine.definition;

import java.util.List;

/// A foreign key: each row of the table has its partner in the target, unless one of its columns is
/// NULL (MATCH SIMPLE).
///
/// @param columns the referencing table's columns
/// @param targetColumns their partners in the target's columns, in the same order
/// @param targetIndex the unique index over the target's columns; 0 for the primary key
/// @param valid false while rows older than the key may lack their partner (NOT VALID)
public record ForeignKey(
    int oid,
    int tableOid,
    String name,
    List<Integer> columns,
    int targetOid,
    List<Integer> targetColumns,
    int targetIndex,
    Rule onDelete,
    Rule onUpdate,
    Timing timing,
    boolean valid) {
  public ForeignKey {
    columns = List.copyOf(columns);
    targetColumns = List.copyOf(targetColumns);
  }

  /// What happens to a row whose partner goes or changes its key.
  public enum Rule {
    NO_ACTION('a', "NO ACTION"),
    RESTRICT('r', "RESTRICT"),
    CASCADE('c', "CASCADE"),
    SET_NULL('n', "SET NULL"),
    SET_DEFAULT('d', "SET DEFAULT");

    private final char code;
    private final String sql;

    Rule(char code, String sql) {
      this.code = code;
      this.sql = sql;
    }

    /// As `pg_constraint.confdeltype`.
    public char code() {
      return code;
    }

    public String sql() {
      return sql;
    }
  }

  /// When the key is checked: at the end of each statement, or by COMMIT.
  public enum Timing {
    IMMEDIATE,
    DEFERRABLE,
    DEFERRED;

    public boolean deferrable() {
      return this != IMMEDIATE;
    }
  }

  /// The same key after a table has got another number.
  public ForeignKey moved(int fromTable, int toTable) {
    return new ForeignKey(
        oid,
        tableOid == fromTable ? toTable : tableOid,
        name,
        columns,
        targetOid == fromTable ? toTable : targetOid,
        targetColumns,
        targetIndex,
        onDelete,
        onUpdate,
        timing,
        valid);
  }

  /// The same key over another index of its target.
  public ForeignKey over(int newTargetIndex) {
    return new ForeignKey(
        oid,
        tableOid,
        name,
        columns,
        targetOid,
        targetColumns,
        newTargetIndex,
        onDelete,
        onUpdate,
        timing,
        valid);
  }

  /// The same key, checked at another time.
  public ForeignKey timed(Timing newTiming) {
    return new ForeignKey(
        oid,
        tableOid,
        name,
        columns,
        targetOid,
        targetColumns,
        targetIndex,
        onDelete,
        onUpdate,
        newTiming,
        valid);
  }

  public ForeignKey named(String newName) {
    return new ForeignKey(
        oid,
        tableOid,
        newName,
        columns,
        targetOid,
        targetColumns,
        targetIndex,
        onDelete,
        onUpdate,
        timing,
        valid);
  }

  public ForeignKey validated() {
    return new ForeignKey(
        oid,
        tableOid,
        name,
        columns,
        targetOid,
        targetColumns,
        targetIndex,
        onDelete,
        onUpdate,
        timing,
        true);
  }

  /// The same key of other columns, for a table whose columns have moved.
  public ForeignKey from(List<Integer> newColumns) {
    return new ForeignKey(
        oid,
        tableOid,
        name,
        newColumns,
        targetOid,
        targetColumns,
        targetIndex,
        onDelete,
        onUpdate,
        timing,
        valid);
  }

  /// The same key to other columns, for a target whose columns have moved.
  public ForeignKey to(List<Integer> newTargetColumns) {
    return new ForeignKey(
        oid,
        tableOid,
        name,
        columns,
        targetOid,
        newTargetColumns,
        targetIndex,
        onDelete,
        onUpdate,
        timing,
        valid);
  }
}
