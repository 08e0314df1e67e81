package omendb.core;

import org.jspecify.annotations.Nullable;

/// A column of a stored table.
///
/// @param name folded as PostgreSQL folds it
/// @param type a storable type
/// @param nullable false for NOT NULL and key columns
/// @param defaultSql the DEFAULT expression's text as given, or null
public record Column(String name, ColumnType type, boolean nullable, @Nullable String defaultSql) {
  /// The column without its domain, whose default it has where it has none of its own.
  public Column plain() {
    String sql = defaultSql;
    ColumnType below = type;
    while (below.user() instanceof DomainType domain) {
      sql = sql == null ? domain.defaultSql() : sql;
      below = domain.base();
    }
    return below == type ? this : new Column(name, below, nullable, sql);
  }
}
