package omendb.planner.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A query expression: a body with the clauses that apply to its whole result. Parentheses around a
/// query leave no trace.
public record Query(
    @Nullable With with,
    Body body,
    List<SortKey> orderBy,
    @Nullable Limit limit,
    List<Locking> locking,
    int pos)
    implements Statement {

  /// What produces the rows.
  public sealed interface Body {
    int pos();
  }

  /// `SELECT …`; `TABLE t` is `SELECT * FROM t`.
  ///
  /// @param items empty is legal
  /// @param from comma-separated items
  public record Select(
      Distinct distinct,
      List<SelectItem> items,
      @Nullable Into into,
      List<FromItem> from,
      @Nullable Node where,
      @Nullable GroupBy groupBy,
      @Nullable Node having,
      List<Window.Definition> windows,
      int pos)
      implements Body {}

  /// `VALUES (…), (…)`; rows may have different lengths until the binder looks.
  public record Values(List<List<Node>> rows, int pos) implements Body {}

  /// UNION, INTERSECT or EXCEPT of two queries; `pos` is the operator's.
  public record SetOperation(SetOperator operator, boolean all, Query left, Query right, int pos)
      implements Body {}

  /// The operators between queries.
  public enum SetOperator {
    UNION,
    INTERSECT,
    EXCEPT
  }

  /// @param on the expressions of DISTINCT ON; empty for a plain DISTINCT
  public record Distinct(boolean present, List<Node> on) {
    public static final Distinct NO = new Distinct(false, List.of());
  }

  /// An output expression of SELECT or RETURNING; a [Node.Star] has no alias.
  public record SelectItem(Node expression, @Nullable String alias, int pos) {}

  /// `INTO [TEMP | UNLOGGED] table` of a SELECT.
  public record Into(Name table, Persistence persistence, int pos) {}

  /// @param distinct `GROUP BY DISTINCT`
  public record GroupBy(List<GroupItem> items, boolean distinct, int pos) {}

  /// One item of GROUP BY. A row `(a, b)` inside is a [Node.Row] and means both columns.
  public sealed interface GroupItem {
    int pos();
  }

  public record GroupExpression(Node expression, int pos) implements GroupItem {}

  /// `()`.
  public record GroupNothing(int pos) implements GroupItem {}

  public record Rollup(List<Node> expressions, int pos) implements GroupItem {}

  public record Cube(List<Node> expressions, int pos) implements GroupItem {}

  public record GroupingSets(List<GroupItem> items, int pos) implements GroupItem {}

  /// @param count null for none and for LIMIT ALL
  /// @param offset null for none
  /// @param countPos where the count stands, for errors about its value
  public record Limit(
      @Nullable Node count, @Nullable Node offset, boolean withTies, int countPos, int offsetPos) {}

  /// `FOR UPDATE OF a, b NOWAIT`.
  ///
  /// @param of empty means every table of the query
  public record Locking(LockStrength strength, List<Name> of, LockWait onLocked, int pos) {}

  /// The row locks, weakest first.
  public enum LockStrength {
    KEY_SHARE,
    SHARE,
    NO_KEY_UPDATE,
    UPDATE
  }

  /// What to do about a row that somebody else has locked.
  public enum LockWait {
    WAIT,
    NOWAIT,
    SKIP_LOCKED
  }

  /// `WITH [RECURSIVE] …`.
  public record With(boolean recursive, List<CommonTable> tables, int pos) {}

  /// One table of a WITH.
  ///
  /// @param materialized true for MATERIALIZED, false for NOT MATERIALIZED, null for neither
  /// @param statement a [Query], or an INSERT, UPDATE or DELETE
  public record CommonTable(
      String name,
      List<String> columns,
      @Nullable Boolean materialized,
      Statement statement,
      @Nullable Search search,
      @Nullable Cycle cycle,
      int pos) {}

  /// `SEARCH DEPTH | BREADTH FIRST BY columns SET sequenceColumn`.
  public record Search(boolean breadthFirst, List<String> by, String sequenceColumn, int pos) {}

  /// `CYCLE columns SET mark TO value DEFAULT default USING path`; value and default are null when
  /// not written (then `true` and `false`).
  public record Cycle(
      List<String> columns,
      String mark,
      @Nullable Node value,
      @Nullable Node otherwise,
      String path,
      int pos) {}

  /// How long a table lives.
  public enum Persistence {
    PERMANENT,
    TEMPORARY,
    UNLOGGED
  }

  /// A query that is its body and nothing else.
  public static Query of(Body body) {
    return new Query(null, body, List.of(), null, List.of(), body.pos());
  }

  /// True when nothing but the body is there.
  public boolean isBare() {
    return with == null && orderBy.isEmpty() && limit == null && locking.isEmpty();
  }
}
