package omendb.engine.definition;

/// What makes a table a materialized view.
///
/// @param sql the query, as written
/// @param populated false until the query's rows are there
public record MaterializedView(int tableOid, String sql, boolean populated) {
  public MaterializedView of(int newTableOid) {
    return new MaterializedView(newTableOid, sql, populated);
  }
}
