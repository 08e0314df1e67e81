package omendb.planner.ast;

/// A statement of SQL.
public sealed interface Statement
    permits Query, Dml, Ddl, Control, Setting, Access, Routines, Statement.Unsupported {

  int pos();

  /// A statement that PostgreSQL knows and we do not implement: answer 0A000 naming the feature,
  /// for example `CREATE FUNCTION`, at `pos`. Only its beginning has been read.
  record Unsupported(String feature, int pos) implements Statement {}
}
