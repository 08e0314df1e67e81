package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.PlannedStatement.OutputColumn;
import omendb.planner.ast.Access.PolicyCommand;
import omendb.planner.ast.Dml;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.RowCheck;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import omendb.planner.rel.Optimizer;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Binds and plans UPDATE and DELETE, and hands INSERT and MERGE on.
public final class DmlBinder {
  private final StatementContext statement;
  private final @Nullable CommonTables outer;

  /// @param outer the tables of WITH that the statement sees when it is in WITH itself
  public DmlBinder(StatementContext statement, @Nullable CommonTables outer) {
    this.statement = statement;
    this.outer = outer;
  }

  /// @param columns of RETURNING; empty without
  public record Bound(Plan plan, List<OutputColumn> columns) {}

  /// RETURNING as expressions and columns.
  record Returning(List<Expr> values, List<OutputColumn> columns) {
    static final Returning NONE = new Returning(List.of(), List.of());
  }

  public Bound bind(Dml dml) {
    return switch (dml) {
      case Dml.Insert insert -> new InsertBinder(statement, outer).bind(insert);
      case Dml.Update update -> update(update);
      case Dml.Delete delete -> delete(delete);
      case Dml.Merge merge -> new MergeBinder(statement, outer).bind(merge);
    };
  }

  /// The table that a statement changes.
  static Relation target(StatementContext statement, Name name, String verb) {
    Relation relation = FromBinder.relation(statement, name);
    if (relation.kind() == 'm') {
      throw SqlState.WRONG_OBJECT_TYPE
          .error("cannot change materialized view \"%s\"", relation.name())
          .at(name.pos());
    }
    if (relation.kind() == 'S') {
      throw SqlState.WRONG_OBJECT_TYPE
          .error("cannot change sequence \"%s\"", relation.name())
          .at(name.pos());
    }
    if (relation.oid() < 16384) {
      throw SqlState.INSUFFICIENT_PRIVILEGE
          .error("permission denied: \"%s\" is a system catalog", relation.name())
          .at(name.pos());
    }
    return relation;
  }

  static String alias(FromItem.Table table) {
    FromItem.Alias alias = table.alias();
    return alias == null ? table.name().name() : alias.name();
  }

  /// The rows to change: the table's columns and key, and behind them those of the other items.
  private record Source(
      RelNode rel,
      Scope scope,
      Relation relation,
      Assignments assignments,
      List<RowCheck> checks) {}

  private Source source(
      FromItem.Table table,
      ViewTarget.Verb verb,
      List<FromItem> others,
      @Nullable Node where,
      List<PolicyCommand> commands,
      @Nullable CommonTables tables) {
    ViewTarget target = ViewTarget.of(statement, table.name(), verb);
    Relation relation = target.table();
    Assignments assignments = new Assignments(statement, target);
    String schema = table.alias() == null ? target.named().schema() : null;
    Scope scope = assignments.scope(alias(table), schema, 0);
    RelNode rel = statement.algebra().scan(relation, true);
    int self = statement.uses().enter(target.through());
    RowPolicies policies = new RowPolicies(statement);
    rel = policies.seen(rel, relation, commands);
    List<RowCheck> checks = new ArrayList<>();
    if (verb == ViewTarget.Verb.UPDATE) {
      checks.addAll(policies.written(relation, PolicyCommand.UPDATE));
      if (commands.contains(PolicyCommand.SELECT)) {
        checks.addAll(policies.visible(relation, PolicyCommand.SELECT, RowCheck.Rule.POLICY));
      }
    }
    checks.addAll(target.checks());
    statement.uses().leave(self);
    for (Expr condition : target.conditions()) {
      rel = statement.algebra().filter(rel, condition);
    }
    if (!others.isEmpty()) {
      FromBinder.Side side = new FromBinder(statement, null, tables).bind(others);
      int shift = Algebra.width(rel);
      if (side.scope().source(null, alias(table)) != null) {
        throw SqlState.DUPLICATE_ALIAS
            .error("table name \"%s\" specified more than once", alias(table))
            .at(table.pos());
      }
      scope.add(side.scope().map(e -> Exprs.shift(e, shift)));
      rel = statement.algebra().join(rel, side.rel(), Plan.JoinKind.INNER, Exprs.TRUE);
    }
    if (where != null) {
      Stage stage = new Stage(List.of());
      ExprBinder binder = new ExprBinder(statement, scope, stage, tables);
      rel = statement.algebra().filter(rel, binder.condition(where, "WHERE"));
    }
    return new Source(rel, scope, relation, assignments, checks);
  }

  private Bound update(Dml.Update update) {
    CommonTables tables = CommonTables.within(outer, update.with(), statement);
    Source source =
        source(
            update.table(),
            ViewTarget.Verb.UPDATE,
            update.from(),
            update.where(),
            commands(PolicyCommand.UPDATE, reads(update)),
            tables);
    ExprBinder binder = new ExprBinder(statement, source.scope(), new Stage(List.of()), tables);
    List<Plan.Assignment> assignments = source.assignments().bind(update.assignments(), binder);
    Returning returning = returning(update.returning(), binder);
    Extras extras = new Extras(source.relation().columns().size() + 1);
    List<Plan.Assignment> moved = new ArrayList<>();
    for (Plan.Assignment assignment : assignments) {
      moved.add(new Plan.Assignment(assignment.column(), extras.move(assignment.value())));
    }
    List<Expr> results = returning.values().stream().map(extras::move).toList();
    Plan plan =
        new Plan.Update(
            source.relation().oid(),
            source.relation().name(),
            rows(source, extras),
            moved,
            source.checks(),
            results);
    return new Bound(plan, returning.columns());
  }

  /// True when the statement looks at rows besides changing them.
  private static boolean reads(Dml.Update update) {
    return update.where() != null
        || !update.returning().isEmpty()
        || update.assignments().stream()
            .anyMatch(each ->
                !(each.value() instanceof Node.Literal || each.value() instanceof Node.Default));
  }

  private static List<PolicyCommand> commands(PolicyCommand own, boolean reads) {
    return reads ? List.of(own, PolicyCommand.SELECT) : List.of(own);
  }

  private Bound delete(Dml.Delete delete) {
    CommonTables tables = CommonTables.within(outer, delete.with(), statement);
    Source source =
        source(
            delete.table(),
            ViewTarget.Verb.DELETE,
            delete.using(),
            delete.where(),
            commands(PolicyCommand.DELETE, delete.where() != null || !delete.returning().isEmpty()),
            tables);
    ExprBinder binder = new ExprBinder(statement, source.scope(), new Stage(List.of()), tables);
    Returning returning = returning(delete.returning(), binder);
    Extras extras = new Extras(source.relation().columns().size() + 1);
    List<Expr> results = returning.values().stream().map(extras::move).toList();
    Plan plan =
        new Plan.Delete(
            source.relation().oid(), source.relation().name(), rows(source, extras), results);
    return new Bound(plan, returning.columns());
  }

  private Plan rows(Source source, Extras extras) {
    return rows(statement, source.rel(), source.relation(), extras);
  }

  /// The rows of a source: the table's columns, the key, and what comes behind.
  static Plan rows(StatementContext statement, RelNode source, Relation relation, Extras extras) {
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i <= relation.columns().size(); i++) {
      columns.add(Algebra.column(source, i));
    }
    columns.addAll(extras.columns);
    RelNode rel = statement.algebra().project(source, columns);
    return Optimizer.plan(statement.algebra(), rel);
  }

  /// The columns of other items, and values of subqueries, that come behind the key.
  static final class Extras {
    private final int first;
    final List<Expr> columns = new ArrayList<>();

    Extras(int first) {
      this.first = first;
    }

    Expr move(Expr expr) {
      return Exprs.rewrite(
          expr,
          e -> {
            if (!(e instanceof Expr.Column column) || column.index() < first) {
              return null;
            }
            int at = columns.indexOf(column);
            if (at < 0) {
              at = columns.size();
              columns.add(column);
            }
            return new Expr.Column(first + at, column.type(), column.nullable());
          });
    }
  }

  static Returning returning(List<Query.SelectItem> items, ExprBinder binder) {
    if (items.isEmpty()) {
      return Returning.NONE;
    }
    Targets targets = new Targets(binder, false);
    binder.stage().within(Stage.Clause.RETURNING, () -> targets.add(items, List.of()));
    List<OutputColumn> columns = new ArrayList<>();
    List<ColumnType> types = targets.values().stream().map(Expr::type).toList();
    for (int i = 0; i < targets.outputs().size(); i++) {
      BoundQuery.Output output = targets.outputs().get(i);
      columns.add(
          new OutputColumn(output.name(), types.get(i), output.tableOid(), output.columnNumber()));
    }
    return new Returning(targets.values(), columns);
  }
}
