package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.PlannedStatement.OutputColumn;
import omendb.planner.ast.Access.PolicyCommand;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.bind.Scope.Field;
import omendb.planner.bind.Scope.Source;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.JoinKind;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Binds FROM clauses.
final class FromBinder {
  private static final int VIEW_DEPTH_MAX = 64;

  private final StatementContext statement;
  private final @Nullable Scope outer;
  private final @Nullable CommonTables tables;
  private final LockClauses locks;
  private boolean refersToItself;

  FromBinder(StatementContext statement, @Nullable Scope outer, @Nullable CommonTables tables) {
    this(statement, outer, tables, new LockClauses(List.of()));
  }

  /// @param locks say which tables' rows are to be locked
  FromBinder(
      StatementContext statement,
      @Nullable Scope outer,
      @Nullable CommonTables tables,
      LockClauses locks) {
    this.statement = statement;
    this.outer = outer;
    this.tables = tables;
    this.locks = locks;
  }

  /// Rows and the names of their columns.
  ///
  /// @param locked rows to lock; their keys are nameless columns of `rel`
  record Side(RelNode rel, Scope scope, List<Plan.RowLock> locked) {
    Side(RelNode rel, Scope scope) {
      this(rel, scope, List.of());
    }
  }

  private Algebra algebra() {
    return statement.algebra();
  }

  Side bind(List<FromItem> items) {
    Side side = null;
    for (FromItem item : items) {
      side = side == null ? item(item, outer) : join(side, item, JoinKind.INNER, null, outer);
    }
    return side == null ? new Side(algebra().one(), new Scope(outer)) : side;
  }

  /// @param visible what a lateral item sees
  private Side item(FromItem item, @Nullable Scope visible) {
    return switch (item) {
      case FromItem.Table table -> table(table);
      case FromItem.Subquery subquery -> subquery(subquery, visible);
      case FromItem.Function function -> {
        refuseLock(function.alias(), "a function");
        Side routine = new RoutineItems(statement, tables).bind(function, visible, outer);
        if (routine != null) {
          yield routine;
        }
        FunctionItems functions = new FunctionItems(statement, tables);
        yield functions.bind(function, new Side(algebra().one(), new Scope(visible)), false);
      }
      case FromItem.Join join -> joined(join, visible);
    };
  }

  Side table(FromItem.Table table) {
    Name name = table.name();
    CommonTables.Found common =
        name.schema() == null && tables != null ? tables.find(name.name(), statement) : null;
    String shown = table.alias() == null ? name.name() : table.alias().name();
    if (common != null) {
      SampleBinder.refuse(table);
      locks.refuse(shown, "a WITH query");
      return common.recursion() != null && common.isSelf()
          ? itself(common.recursion(), table)
          : common(common, table);
    }
    Relation relation = relation(statement, name);
    References references = statement.references();
    if (references != null) {
      references.relation(table, relation);
    }
    LockClauses.Lock lock = locks.of(shown);
    statement.uses().read(relation, lock != null);
    if (relation.viewSql() != null) {
      SampleBinder.refuse(table);
      return view(relation, relation.viewSql(), table, lock);
    }
    if (lock != null && relation.oid() < 16384) {
      throw ExprBinder.unsupported(lock.shown() + " of a system catalog", lock.position());
    }
    RelNode rel = algebra().scan(relation, lock != null);
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < relation.columns().size(); i++) {
      fields.add(
          new Field(
              relation.columns().get(i).name(), Algebra.column(rel, i), relation.oid(), i + 1));
    }
    FromItem.Alias alias = table.alias();
    String schema = alias == null ? relation.schema() : null;
    FromItem.Sample sample = table.sample();
    if (sample != null) {
      Expr chosen = new SampleBinder(statement, outer, tables).condition(sample, relation, fields);
      rel = algebra().filter(rel, chosen);
    }
    List<PolicyCommand> commands =
        lock == null
            ? List.of(PolicyCommand.SELECT)
            : List.of(PolicyCommand.SELECT, PolicyCommand.UPDATE);
    rel = new RowPolicies(statement).seen(rel, relation, commands);
    Side side = side(rel, schema, relation.name(), fields, alias, relation.oid());
    if (lock == null) {
      return side;
    }
    Plan.RowLock row =
        new Plan.RowLock(
            relation.oid(), shown, relation.columns().size(), lock.strength(), lock.onLocked());
    return new Side(side.rel(), side.scope(), List.of(row));
  }

  private void refuseLock(FromItem.@Nullable Alias alias, String what) {
    if (alias != null) {
      locks.refuse(alias.name(), what);
    }
  }

  static Relation relation(StatementContext statement, Name name) {
    Relation relation = statement.catalog().relation(name.schema(), name.name());
    if (relation == null) {
      throw SqlState.UNDEFINED_TABLE
          .error("relation \"%s\" does not exist", name.display())
          .at(name.pos());
    }
    requirePopulated(statement, relation);
    statement.seen(relation);
    return relation;
  }

  /// 55000 for a materialized view without rows.
  static void requirePopulated(StatementContext statement, Relation relation) {
    if (relation.kind() == 'm' && !statement.catalog().populated(relation.oid())) {
      throw SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE
          .error("materialized view \"%s\" has not been populated", relation.name())
          .withHint("Use the REFRESH MATERIALIZED VIEW command.");
    }
  }

  private Side common(CommonTables.Found found, FromItem.Table table) {
    Query.CommonTable common = found.table();
    StatementContext.BoundChange change = statement.change(common);
    if (change != null) {
      return returned(change, common, table);
    }
    Recursion recursion = found.recursion();
    BoundQuery query =
        recursion == null
            ? new QueryBinder(statement, outer, found.visible())
                .bind((Query) common.statement(), List.of())
            : new RecursiveBinder(statement, outer, found.visible(), recursion).bind();
    RecursiveBinder.checkColumns(common, query.columns().size());
    List<Field> fields = fields(query);
    if (!common.columns().isEmpty()) {
      FromItem.Alias columns = new FromItem.Alias(common.name(), common.columns(), common.pos());
      fields = renamed(fields, columns);
    }
    return side(query.rel(), null, common.name(), fields, table.alias());
  }

  /// The rows that a changing statement of WITH returns.
  private Side returned(
      StatementContext.BoundChange change, Query.CommonTable common, FromItem.Table table) {
    List<OutputColumn> columns = change.columns();
    if (columns.isEmpty()) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("WITH query \"%s\" does not have a RETURNING clause", common.name())
          .at(table.name().pos());
    }
    RelNode rel = algebra().working(change.id(), columns.stream().map(OutputColumn::type).toList());
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      boolean named = i < common.columns().size();
      String name = named ? common.columns().get(i) : columns.get(i).name();
      fields.add(new Field(name, Algebra.column(rel, i), 0, 0));
    }
    return side(rel, null, common.name(), fields, table.alias());
  }

  /// A reference of a recursive table to itself.
  private Side itself(Recursion recursion, FromItem.Table table) {
    recursion.refer(table.name().pos());
    refersToItself = true;
    RelNode rel = algebra().working(recursion.id(), recursion.types());
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < recursion.names().size(); i++) {
      fields.add(new Field(recursion.names().get(i), Algebra.column(rel, i), 0, 0));
    }
    return side(rel, null, recursion.table().name(), fields, table.alias());
  }

  /// True when one of the tables is the recursive one whose query this is in.
  boolean refersToItself() {
    return refersToItself;
  }

  private Side view(
      Relation relation, String sql, FromItem.Table table, LockClauses.@Nullable Lock lock) {
    if (statement.enterView() > VIEW_DEPTH_MAX) {
      throw SqlState.INVALID_RECURSION.error(
          "infinite recursion detected in rules for relation \"%s\"", relation.name());
    }
    Statement parsed = SqlParser.parseOne(sql);
    if (!(parsed instanceof Query query)) {
      throw SqlState.INTERNAL_ERROR.error("view \"%s\" is no query", relation.name());
    }
    QueryBinder binder = new QueryBinder(statement, null, null);
    int self = statement.uses().enter(relation, statement.catalog());
    BoundQuery bound =
        lock == null ? binder.bind(query, List.of()) : binder.bindLocked(query, lock);
    statement.uses().leave(self);
    statement.leaveView();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < bound.columns().size(); i++) {
      String name =
          i < relation.columns().size()
              ? relation.columns().get(i).name()
              : bound.columns().get(i).name();
      fields.add(new Field(name, Algebra.column(bound.rel(), i), relation.oid(), i + 1));
    }
    Side side =
        side(
            bound.rel(), relation.schema(), relation.name(), fields, table.alias(), relation.oid());
    return new Side(side.rel(), side.scope(), bound.locked());
  }

  static List<Field> fields(BoundQuery query) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < query.columns().size(); i++) {
      BoundQuery.Output column = query.columns().get(i);
      fields.add(
          new Field(
              column.name(),
              Algebra.column(query.rel(), i),
              column.tableOid(),
              column.columnNumber()));
    }
    return fields;
  }

  private Side subquery(FromItem.Subquery subquery, @Nullable Scope visible) {
    FromItem.Alias alias = subquery.alias();
    String name = alias == null ? "unnamed_subquery" : alias.name();
    LockClauses.Lock lock = locks.of(name);
    QueryBinder binder = new QueryBinder(statement, subquery.lateral() ? visible : outer, tables);
    BoundQuery query =
        lock == null
            ? binder.bind(subquery.query(), List.of())
            : binder.bindLocked(subquery.query(), lock);
    Side side = side(query.rel(), null, name, fields(query), alias);
    return new Side(side.rel(), side.scope(), query.locked());
  }

  private Side side(
      RelNode rel,
      @Nullable String schema,
      String name,
      List<Field> fields,
      FromItem.@Nullable Alias alias) {
    return side(rel, schema, name, fields, alias, 0);
  }

  /// @param relationOid of a table or view, else 0
  private Side side(
      RelNode rel,
      @Nullable String schema,
      String name,
      List<Field> fields,
      FromItem.@Nullable Alias alias,
      int relationOid) {
    Scope scope = new Scope(outer);
    String shown = alias == null ? name : alias.name();
    List<Field> named = alias == null ? fields : renamed(fields, alias);
    scope.add(new Source(schema, shown, named, false, relationOid));
    return new Side(rel, scope);
  }

  static List<Field> renamed(List<Field> fields, FromItem.Alias alias) {
    List<String> names = alias.columns();
    if (names.size() > fields.size()) {
      throw SqlState.INVALID_COLUMN_REFERENCE
          .error(
              "table \"%s\" has %d columns available but %d columns specified",
              alias.name(), fields.size(), names.size())
          .at(alias.pos());
    }
    List<Field> renamed = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      renamed.add(i < names.size() ? fields.get(i).named(names.get(i)) : fields.get(i));
    }
    return renamed;
  }

  private Side joined(FromItem.Join join, @Nullable Scope visible) {
    JoinKind kind =
        switch (join.kind()) {
          case INNER, CROSS -> JoinKind.INNER;
          case LEFT -> JoinKind.LEFT;
          case RIGHT -> JoinKind.RIGHT;
          case FULL -> JoinKind.FULL;
        };
    Side left =
        statement.within(
            kind == JoinKind.RIGHT || kind == JoinKind.FULL ? Recursion.Place.OUTER_JOIN : null,
            () -> item(join.left(), visible));
    Side side = join(left, join.right(), kind, join.condition(), visible);
    FromItem.Alias alias = join.alias();
    if (alias == null) {
      return side;
    }
    locks.refuse(alias.name(), "a join");
    Scope scope = new Scope(outer);
    scope.add(new Source(null, alias.name(), renamed(side.scope().fields(), alias)));
    return new Side(side.rel(), scope, side.locked());
  }

  /// @param condition null for a comma
  private Side join(
      Side left,
      FromItem item,
      JoinKind kind,
      FromItem.@Nullable JoinCondition condition,
      @Nullable Scope visible) {
    boolean lateralAllowed = kind == JoinKind.INNER || kind == JoinKind.LEFT;
    if (item instanceof FromItem.Function function
        && lateralAllowed
        && !new RoutineItems(statement, tables).mayBe(function)) {
      Side side = functionJoin(left, function, kind, condition, visible);
      if (side != null) {
        return side;
      }
    }
    Scope seen = new Scope(visible);
    seen.add(left.scope());
    Side right =
        statement.within(
            kind == JoinKind.LEFT || kind == JoinKind.FULL ? Recursion.Place.OUTER_JOIN : null,
            () -> item(item, seen));
    for (Source source : right.scope().sources()) {
      if (left.scope().source(source.schema(), source.alias()) != null) {
        throw SqlState.DUPLICATE_ALIAS
            .error("table name \"%s\" specified more than once", source.alias())
            .at(item.pos());
      }
    }
    int shift = Algebra.width(left.rel());
    Scope moved = right.scope().map(e -> Exprs.shift(e, shift));
    Scope combined = new Scope(outer);
    combined.add(left.scope());
    combined.add(moved);
    JoinColumns columns = new JoinColumns(statement, kind, condition);
    Expr equal = columns.condition(left.scope(), moved, item.pos());
    Node on = condition == null ? null : condition.on();
    Expr test = equal;
    if (on != null) {
      Stage stage = new Stage(List.of());
      test =
          stage.within(
              Stage.Clause.JOIN,
              () -> new ExprBinder(statement, combined, stage, tables).condition(on, "JOIN/ON"));
    }
    RelNode rel =
        on != null && kind == JoinKind.LEFT && readsSubquery(test)
            ? optional(left, right, on, seen)
            : joinRel(left.rel(), right.rel(), kind, test, seen, item);
    Scope result = combined.map(e -> renulled(e, rel));
    columns.merge(left.scope(), moved, result, e -> renulled(e, rel));
    return new Side(rel, result, locked(left, right, kind));
  }

  private static boolean readsSubquery(Expr test) {
    return Exprs.anyColumn(test, i -> i >= Algebra.SUBQUERY);
  }

  /// A left join whose condition asks a query: for each row of the left side the rows of the right
  /// one that meet it, or none.
  private RelNode optional(Side left, Side right, Node on, Scope seen) {
    Scope inner = new Scope(seen);
    inner.add(right.scope());
    Stage stage = new Stage(List.of());
    Expr condition =
        stage.within(
            Stage.Clause.JOIN,
            () -> new ExprBinder(statement, inner, stage, tables).condition(on, "JOIN/ON"));
    RelNode kept = algebra().filter(right.rel(), condition);
    return algebra().lateral(left.rel(), kept, seen.id(algebra()::newScope), true, Exprs.TRUE);
  }

  /// The rows of a join to lock; those that may be missing cannot be.
  private static List<Plan.RowLock> locked(Side left, Side right, JoinKind kind) {
    boolean leftMissing = kind == JoinKind.RIGHT || kind == JoinKind.FULL;
    boolean rightMissing = kind == JoinKind.LEFT || kind == JoinKind.FULL;
    List<Plan.RowLock> missing =
        leftMissing && !left.locked().isEmpty()
            ? left.locked()
            : rightMissing ? right.locked() : List.of();
    if (!missing.isEmpty()) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "%s cannot be applied to the nullable side of an outer join",
          LockClauses.shown(missing.getFirst().strength()));
    }
    List<Plan.RowLock> all = new ArrayList<>(left.locked());
    int shift = Algebra.width(left.rel());
    right.locked().forEach(lock -> all.add(lock.at(lock.key() + shift)));
    return all;
  }

  private RelNode joinRel(
      RelNode left, RelNode right, JoinKind kind, Expr test, Scope seen, FromItem item) {
    boolean subquery = readsSubquery(test);
    if (kind == JoinKind.INNER || kind == JoinKind.LEFT) {
      Expr condition = subquery ? Exprs.TRUE : test;
      RelNode joined =
          algebra()
              .lateral(left, right, seen.id(algebra()::newScope), kind == JoinKind.LEFT, condition);
      return condition == test ? joined : algebra().filter(joined, test);
    }
    if (subquery) {
      throw ExprBinder.unsupported(
          "a subquery in the condition of a right or full join", item.pos());
    }
    if (algebra().refersTo(right, seen.id(algebra()::newScope))) {
      throw SqlState.INVALID_COLUMN_REFERENCE
          .error("invalid reference to FROM-clause entry in a %s join", kind)
          .withDetail("The combining JOIN type must be INNER or LEFT for a LATERAL reference.")
          .at(item.pos());
    }
    return algebra().join(left, right, kind, test);
  }

  /// Columns with the nullability that they have after the join.
  private static Expr renulled(Expr expr, RelNode rel) {
    return Exprs.rewrite(
        expr,
        e ->
            e instanceof Expr.Column c && c.index() < Algebra.VIRTUAL
                ? Algebra.column(rel, c.index())
                : null);
  }

  /// Set-returning functions of the left side's columns run beside it; null when they read none.
  private @Nullable Side functionJoin(
      Side left,
      FromItem.Function function,
      JoinKind kind,
      FromItem.@Nullable JoinCondition condition,
      @Nullable Scope visible) {
    Scope seen = new Scope(visible);
    seen.add(left.scope());
    Node on = condition == null ? null : condition.on();
    boolean always = on == null || on instanceof Node.BooleanLiteral truth && truth.value();
    boolean natural = condition != null && (condition.natural() || !condition.using().isEmpty());
    if (!always || natural) {
      return null;
    }
    FunctionItems functions = new FunctionItems(statement, tables);
    if (!functions.reads(function, seen)) {
      return null;
    }
    Side side = functions.bind(function, new Side(left.rel(), seen), kind == JoinKind.LEFT);
    refuseLock(function.alias(), "a function");
    Scope combined = new Scope(outer);
    combined.add(left.scope());
    combined.add(side.scope());
    return new Side(side.rel(), combined, left.locked());
  }
}
