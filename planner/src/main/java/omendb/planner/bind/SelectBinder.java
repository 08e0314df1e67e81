package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.SortKey;
import omendb.planner.bind.BoundQuery.Output;
import omendb.planner.bind.Stage.Clause;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Binds one SELECT with the ORDER BY and LIMIT that stand behind it, in the order in which
/// PostgreSQL evaluates: FROM, WHERE, GROUP BY, HAVING, windows, sets, DISTINCT, ORDER BY, LIMIT.
final class SelectBinder {
  private final StatementContext statement;
  private final @Nullable Scope outer;
  private final @Nullable CommonTables tables;
  private LockClauses locks = new LockClauses(List.of());
  private boolean handUp;

  SelectBinder(StatementContext statement, @Nullable Scope outer, @Nullable CommonTables tables) {
    this.statement = statement;
    this.outer = outer;
    this.tables = tables;
  }

  /// @param handUp true to leave the locking to the query around this one
  SelectBinder withLocks(LockClauses clauses, boolean toOuter) {
    locks = clauses;
    handUp = toOuter;
    return this;
  }

  BoundQuery bind(Query.Select select, Query query, @Nullable List<ColumnType> wanted) {
    if (select.into() != null) {
      throw ExprBinder.unsupported("SELECT INTO in this place", select.pos());
    }
    FromBinder items = new FromBinder(statement, outer, tables, locks);
    FromBinder.Side from = items.bind(select.from());
    locks.checkNames();
    Stage stage = new Stage(select.windows());
    ExprBinder binder = new ExprBinder(statement, from.scope(), stage, tables);
    RelNode rel = from.rel();
    Node where = select.where();
    if (where != null) {
      Expr condition = stage.within(Clause.WHERE, () -> binder.condition(where, "WHERE"));
      rel = statement.algebra().filter(rel, condition);
    }
    Targets targets = new Targets(binder, select.from().isEmpty());
    stage.within(Clause.SELECT, () -> targets.add(select.items(), wanted));
    GroupItems groups = new GroupItems(binder, targets);
    groups.bind(select.groupBy());
    Node having = select.having();
    Expr havingTest =
        having == null
            ? null
            : stage.within(Clause.HAVING, () -> binder.condition(having, "HAVING"));
    OrderTargets order = new OrderTargets(binder, targets);
    order.bind(query.orderBy(), select.distinct());
    locks.check(select, stage);
    if (items.refersToItself() && !stage.aggregates().isEmpty()) {
      throw SqlState.INVALID_RECURSION.error(
          "aggregate functions are not allowed in a recursive query's recursive term");
    }
    boolean grouped = !stage.aggregates().isEmpty() || select.groupBy() != null || having != null;
    List<Expr> values = new ArrayList<>(targets.values());
    if (grouped) {
      Grouping grouping =
          new Grouping(statement, from.scope(), stage, groups.keys(), groups.sets());
      List<Expr> used = new ArrayList<>(values);
      stage.windows().forEach(use -> addAll(use, used));
      stage.sets().forEach(use -> used.add(use.call()));
      if (havingTest != null) {
        used.add(havingTest);
      }
      rel = grouping.apply(rel, used);
      values.replaceAll(grouping::rewrite);
      StageColumns.rewrite(stage, grouping::rewrite);
      if (havingTest != null) {
        rel = statement.algebra().filter(rel, grouping.rewrite(havingTest));
      }
    }
    List<Plan.RowLock> locked = new ArrayList<>();
    for (Plan.RowLock lock : from.locked()) {
      locked.add(lock.at(values.size()));
      values.add(new Expr.Column(lock.key(), ColumnType.BYTEA, false));
    }
    rel = new StageColumns(statement.algebra(), stage).place(rel, values);
    RelNode projected = statement.algebra().project(rel, values);
    return finish(select, query, targets, order, new Projected(projected, locked));
  }

  /// The select list's values, what ORDER BY needs besides, and the keys of rows to lock.
  private record Projected(RelNode rel, List<Plan.RowLock> locked) {}

  private static void addAll(Stage.WindowUse use, List<Expr> used) {
    used.addAll(use.arguments());
    if (use.filter() != null) {
      used.add(use.filter());
    }
    used.addAll(use.partition());
    use.order().forEach(item -> used.add(item.expression()));
  }

  private BoundQuery finish(
      Query.Select select, Query query, Targets targets, OrderTargets order, Projected projected) {
    Algebra algebra = statement.algebra();
    RelNode rel = projected.rel();
    if (handUp) {
      return new BoundQuery(rel, outputs(rel, targets), List.of(), projected.locked());
    }
    if (select.distinct().present()) {
      for (int i = 0; select.distinct().on().isEmpty() && i < targets.outputs().size(); i++) {
        boolean own = i < select.items().size();
        int position = own ? select.items().get(i).expression().pos() : 0;
        Sortable.requireEquality(targets.outputs().get(i).type(), position);
      }
      rel = select.distinct().on().isEmpty() ? algebra.distinct(rel) : distinctOn(rel, order);
    }
    LimitBinder limits = new LimitBinder(statement, outer, tables);
    Expr limit = limits.count(query.limit());
    Expr offset = limits.offset(query.limit());
    boolean locking = !projected.locked().isEmpty();
    if (!order.keys().isEmpty() || !locking && (limit != null || offset != null)) {
      rel = algebra.sort(rel, order.keys(), locking ? null : limit, locking ? null : offset);
    }
    if (locking) {
      rel = algebra.lockRows(rel, projected.locked(), limit, offset);
    }
    int width = targets.outputs().size();
    boolean extra = Algebra.width(rel) > Math.max(width, 1);
    List<Algebra.OrderItem> items = new ArrayList<>();
    if (extra) {
      List<Expr> columns = new ArrayList<>();
      for (int i = 0; i < Math.max(width, 1); i++) {
        columns.add(Algebra.column(rel, i));
      }
      rel = algebra.project(rel, columns);
    }
    for (Plan.SortKey key : order.keys()) {
      if (key.column() >= width) {
        items.clear();
        break;
      }
      items.add(
          new Algebra.OrderItem(
              Algebra.column(rel, key.column()), key.descending(), key.nullsFirst()));
    }
    return new BoundQuery(rel, outputs(rel, targets), items);
  }

  private static List<Output> outputs(RelNode rel, Targets targets) {
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < targets.outputs().size(); i++) {
      Output output = targets.outputs().get(i);
      outputs.add(
          new Output(
              output.name(),
              Algebra.column(rel, i).type(),
              output.tableOid(),
              output.columnNumber()));
    }
    return outputs;
  }

  /// The first row of each group, in the order asked for.
  private RelNode distinctOn(RelNode rel, OrderTargets order) {
    Algebra algebra = statement.algebra();
    Plan.WindowCall number =
        new Plan.WindowCall(
            "row_number",
            List.of(),
            new Plan.Frame(
                Plan.FrameUnit.ROWS,
                new Plan.FrameBound(Plan.FrameBoundKind.UNBOUNDED_PRECEDING, null),
                new Plan.FrameBound(Plan.FrameBoundKind.CURRENT_ROW, null)),
            ColumnType.BIGINT);
    int width = Algebra.width(rel);
    RelNode numbered = algebra.window(rel, order.distinctOn(), order.keys(), List.of(number));
    Expr first =
        Exprs.bool(
            omendb.planner.plan.Operator.EQUAL,
            List.of(Algebra.column(numbered, width), new Expr.Literal(1L, ColumnType.BIGINT)));
    RelNode filtered = algebra.filter(numbered, first);
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(Algebra.column(filtered, i));
    }
    return algebra.project(filtered, columns);
  }

  /// The keys of ORDER BY as columns of the projection, which they may extend.
  static final class OrderTargets {
    private final ExprBinder binder;
    private final Targets targets;
    private final List<Plan.SortKey> keys = new ArrayList<>();
    private final List<Integer> distinctOn = new ArrayList<>();

    OrderTargets(ExprBinder binder, Targets targets) {
      this.binder = binder;
      this.targets = targets;
    }

    List<Plan.SortKey> keys() {
      return keys;
    }

    List<Integer> distinctOn() {
      return distinctOn;
    }

    void bind(List<SortKey> order, Query.Distinct distinct) {
      int width = targets.outputs().size();
      for (SortKey key : order) {
        int column =
            binder
                .stage()
                .within(Clause.ORDER_BY, () -> targets.column(key.expression(), "ORDER BY", true));
        if (column >= width && distinct.present() && distinct.on().isEmpty()) {
          throw SqlState.INVALID_COLUMN_REFERENCE
              .error("for SELECT DISTINCT, ORDER BY expressions must appear in select list")
              .at(key.expression().pos());
        }
        Sortable.requireOrder(targets.values().get(column).type(), key.expression().pos());
        Algebra.OrderItem item = CallBinder.orderItem(targets.values().get(column), key);
        keys.add(new Plan.SortKey(column, item.descending(), item.nullsFirst()));
      }
      for (Node node : distinct.on()) {
        int column =
            binder
                .stage()
                .within(Clause.ORDER_BY, () -> targets.column(node, "SELECT DISTINCT ON", true));
        Sortable.requireEquality(targets.values().get(column).type(), node.pos());
        distinctOn.add(column);
      }
      for (int i = 0; i < Math.min(distinctOn.size(), keys.size()); i++) {
        if (!distinctOn.contains(keys.get(i).column())) {
          throw SqlState.INVALID_COLUMN_REFERENCE
              .error("SELECT DISTINCT ON expressions must match initial ORDER BY expressions")
              .at(distinct.on().get(i).pos());
        }
      }
    }
  }
}
