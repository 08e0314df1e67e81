package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An item of a FROM clause.
public sealed interface FromItem {

  int pos();

  /// @param only `ONLY t`: without its children
  record Table(Name name, boolean only, @Nullable Alias alias, @Nullable Sample sample, int pos)
      implements FromItem {}

  record Subquery(Query query, boolean lateral, @Nullable Alias alias, int pos)
      implements FromItem {}

  /// One function, or several when `rowsFrom`.
  ///
  /// @param functions calls, or [Node.SessionValue]s and the like
  /// @param columns the column definition list of `f() AS x(a int, b text)`, else empty
  record Function(
      List<FunctionItem> functions,
      boolean rowsFrom,
      boolean lateral,
      boolean ordinality,
      @Nullable Alias alias,
      List<ColumnType> columns,
      int pos)
      implements FromItem {}

  /// A function of ROWS FROM with its own column definition list.
  record FunctionItem(Node call, List<ColumnType> columns, int pos) {}

  /// A column definition of a function's result; `collation` may be null.
  record ColumnType(String name, TypeName type, @Nullable Name collation, int pos) {}

  record Join(
      JoinKind kind,
      FromItem left,
      FromItem right,
      JoinCondition condition,
      @Nullable Alias alias,
      int pos)
      implements FromItem {}

  /// What follows a join; exactly one of the three for all but CROSS, which has none.
  ///
  /// @param using the columns of USING, empty if not used
  /// @param usingAlias `USING (…) AS alias`
  record JoinCondition(
      boolean natural, List<String> using, @Nullable Alias usingAlias, @Nullable Node on) {
    public static final JoinCondition NONE = new JoinCondition(false, List.of(), null, null);
    public static final JoinCondition NATURAL = new JoinCondition(true, List.of(), null, null);
  }

  /// The kinds of join; a comma is no join but a second item.
  enum JoinKind {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    CROSS
  }

  /// @param columns names for the first columns, may be empty
  record Alias(String name, List<String> columns, int pos) {}

  /// `TABLESAMPLE method (arguments) REPEATABLE (seed)`.
  record Sample(Name method, List<Node> arguments, @Nullable Node repeatable, int pos) {}
}
