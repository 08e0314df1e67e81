package omendb.planner.bind;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.planner.ast.Window;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Algebra;
import org.jspecify.annotations.Nullable;

/// What the expressions of one query level have asked for beyond the columns of FROM: aggregates,
/// window functions, sets of rows. Each becomes a column, numbered from the constant of its kind,
/// until the level's tree has a place for it.
final class Stage {
  static final int AGGREGATE = 1 << 20;
  static final int WINDOW = 1 << 21;
  static final int SET = 1 << 22;

  private final List<Algebra.Aggregation> aggregates = new ArrayList<>();
  private final List<WindowUse> windows = new ArrayList<>();
  private final List<SetUse> sets = new ArrayList<>();
  private final List<Window.Definition> definitions;
  private final Map<Expr, Integer> positions = new IdentityHashMap<>();
  private Clause clause = Clause.WHERE;

  /// The part of the statement that is being bound.
  enum Clause {
    SELECT("SELECT", true, true, true),
    WHERE("WHERE", false, false, false),
    HAVING("HAVING", true, false, false),
    GROUP_BY("GROUP BY", false, false, true),
    ORDER_BY("ORDER BY", true, true, true),
    JOIN("JOIN conditions", false, false, false),
    FROM("functions in FROM", false, false, false),
    VALUES("VALUES", false, false, false),
    LIMIT("LIMIT", false, false, false),
    RETURNING("RETURNING", false, false, false),
    UPDATE("UPDATE", false, false, false),
    FILTER("FILTER", false, false, false),
    WINDOW("window definitions", true, false, false),
    AGGREGATE("aggregate function calls", false, false, false);

    final String shown;
    final boolean aggregates;
    final boolean windows;
    final boolean sets;

    Clause(String shown, boolean aggregates, boolean windows, boolean sets) {
      this.shown = shown;
      this.aggregates = aggregates;
      this.windows = windows;
      this.sets = sets;
    }
  }

  /// A window function with its window.
  ///
  /// @param function an aggregate by the name of its [AggregateFunction] in lower case
  record WindowUse(
      String function,
      List<Expr> arguments,
      @Nullable Expr filter,
      List<Expr> partition,
      List<Algebra.OrderItem> order,
      Plan.Frame frame,
      ColumnType type) {}

  /// A set-returning call and its columns; names only where there are several.
  record SetUse(Expr call, List<ColumnType> columns, List<String> names) {}

  Stage(List<Window.Definition> definitions) {
    this.definitions = definitions;
  }

  Clause clause() {
    return clause;
  }

  /// Binds a part as belonging to a clause, and returns to the one before.
  <T> T within(Clause inner, java.util.function.Supplier<T> part) {
    Clause before = clause;
    clause = inner;
    try {
      return part.get();
    } finally {
      clause = before;
    }
  }

  List<Window.Definition> definitions() {
    return definitions;
  }

  List<Algebra.Aggregation> aggregates() {
    return aggregates;
  }

  List<WindowUse> windows() {
    return windows;
  }

  List<SetUse> sets() {
    return sets;
  }

  Expr.Column aggregate(Algebra.Aggregation call, boolean nullable) {
    return new Expr.Column(AGGREGATE + numbered(aggregates, call), call.type(), nullable);
  }

  Expr.Column window(WindowUse use) {
    return new Expr.Column(WINDOW + numbered(windows, use), use.type(), true);
  }

  /// The first column of a set-returning call; its others follow at `column + 1`, ….
  int set(SetUse use) {
    int at = 0;
    for (SetUse known : sets) {
      if (known.equals(use)) {
        return SET + at;
      }
      at += known.columns().size();
    }
    sets.add(use);
    return SET + at;
  }

  /// The call whose first column this is, when it has several; else null.
  @Nullable SetUse composite(int column) {
    int at = SET;
    for (SetUse use : sets) {
      if (at == column && use.columns().size() > 1) {
        return use;
      }
      at += use.columns().size();
    }
    return null;
  }

  private static <T> int numbered(List<T> all, T one) {
    int at = all.indexOf(one);
    if (at < 0) {
      at = all.size();
      all.add(one);
    }
    return at;
  }

  /// A reference to a column that remembers where it stands.
  Expr located(Expr value, int position) {
    if (!(value instanceof Expr.Column column)) {
      return value;
    }
    Expr.Column copy = new Expr.Column(column.index(), column.type(), column.nullable());
    positions.put(copy, position);
    return copy;
  }

  /// Where a reference stands in the statement; 0 when unknown.
  int position(Expr reference) {
    return positions.getOrDefault(reference, 0);
  }

  static boolean isVirtual(int column) {
    return column >= AGGREGATE && column < Algebra.VIRTUAL;
  }
}
