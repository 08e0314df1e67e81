package omendb.planner;

import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// What the planner may know of the database: names, shapes and statistics as of one catalog
/// version. The engine implements it; it never blocks on data.
public interface CatalogView {
  /// Changes with every DDL statement; part of the key of every cached plan.
  long version();

  /// The schemas searched for unqualified names, in order; `pg_catalog` comes first unless named.
  List<String> searchPath();

  /// The relation with this name, or null.
  ///
  /// @param schema null to search the path
  @Nullable Relation relation(@Nullable String schema, String name);

  /// The type of this name that a user has defined, or null.
  ///
  /// @param schema null to search the path
  default @Nullable ColumnType type(@Nullable String schema, String name) {
    return null;
  }

  /// The functions and procedures of this name that users have defined, those of earlier schemas of
  /// the search path first.
  ///
  /// @param schema null to search the path
  default List<Routine> routines(@Nullable String schema, String name) {
    return List.of();
  }

  /// How a column of a table gets its values.
  ///
  /// @param column index into the relation's columns
  default Identity identity(int relation, int column) {
    return Identity.NONE;
  }

  /// False for a materialized view that has not got its rows yet.
  default boolean populated(int relation) {
    return true;
  }

  /// Whether a column is `GENERATED … AS IDENTITY`, or as the value of an expression.
  enum Identity {
    NONE,
    GENERATED,
    ALWAYS,
    BY_DEFAULT
  }

  /// True for a view within which the privileges of who asks count, not those of its owner.
  default boolean invoked(int view) {
    return false;
  }

  /// What a view asks of the rows that are written through it.
  default CheckOption checkOption(int view) {
    return CheckOption.NONE;
  }

  /// `WITH [LOCAL | CASCADED] CHECK OPTION`: a view's own condition, or those of the views below
  /// too.
  enum CheckOption {
    NONE,
    LOCAL,
    CASCADED
  }

  /// The policies of a table that count for who reads it; null when none do.
  ///
  /// @param through the view whose owner reads it; 0 for the current user
  default @Nullable RowSecurity rowSecurity(int relation, int through) {
    return null;
  }

  /// Throws 42501 where somebody lacks the privileges for what a statement does.
  default void permit(List<RelationUse> uses) {}

  /// Throws 42501 where somebody lacks the privilege to call a routine.
  ///
  /// @param through the view or routine whose owner calls it; 0 for the current user
  default void permit(Routine routine, int through) {}

  /// A constant about the session that a statement may use: `current_user`, `current_database`,
  /// `current_schema`, `version`, `TimeZone` and the settings by name; null when unknown.
  @Nullable String setting(String name);

  /// A table, view or relation of the catalog.
  ///
  /// @param oid below 16384 for relations of the catalog
  /// @param kind as `pg_class.relkind`: r table, v view, m materialized view, S sequence
  /// @param keyColumns indices of the primary key's columns in order; empty when there is none
  /// @param viewSql the defining query of a view
  /// @param keyName the primary key's constraint; empty when there is none
  record Relation(
      int oid,
      String schema,
      String name,
      char kind,
      List<Column> columns,
      List<Integer> keyColumns,
      @Nullable String viewSql,
      Statistics statistics,
      String keyName,
      List<Index> indexes) {
    /// A relation without secondary indexes.
    public Relation(
        int oid,
        String schema,
        String name,
        char kind,
        List<Column> columns,
        List<Integer> keyColumns,
        @Nullable String viewSql,
        Statistics statistics) {
      this(
          oid,
          schema,
          name,
          kind,
          columns,
          keyColumns,
          viewSql,
          statistics,
          keyColumns.isEmpty() ? "" : name + "_pkey",
          List.of());
    }
  }

  /// A secondary index.
  ///
  /// @param columns indices into the relation's columns, in index order; [#EXPRESSION] for what is
  ///   no column
  /// @param terms what is indexed, in index order, over the relation's columns
  /// @param predicate what the rows of a partial index satisfy; null when all rows are in it
  /// @param statistics of the entries; read only where predicate or expressions make them differ
  ///   from the relation's
  record Index(
      int oid,
      String name,
      boolean unique,
      boolean constraint,
      List<Integer> columns,
      List<Expr> terms,
      @Nullable Expr predicate,
      Statistics statistics) {
    public static final int EXPRESSION = -1;
  }

  /// Estimates for the optimiser.
  ///
  /// @param rows rows of both tiers
  /// @param columns by column index; empty when nothing is known
  record Statistics(double rows, List<ColumnStatistics> columns) {}

  /// @param distinct estimated distinct values, 0 when unknown
  /// @param nullFraction 0..1
  /// @param min least value, boxed, or null when unknown
  /// @param max greatest value, boxed, or null when unknown
  record ColumnStatistics(
      double distinct, double nullFraction, @Nullable Object min, @Nullable Object max) {}
}
