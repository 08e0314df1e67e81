package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.CatalogView;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.Access.PolicyCommand;
import omendb.planner.ast.Dml;
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

/// Binds and plans INSERT. Rows of constants become [Plan.Values] without any algebra.
final class InsertBinder {
  private final StatementContext statement;
  private final @Nullable CommonTables outer;

  InsertBinder(StatementContext statement, @Nullable CommonTables outer) {
    this.statement = statement;
    this.outer = outer;
  }

  DmlBinder.Bound bind(Dml.Insert insert) {
    ViewTarget target = ViewTarget.of(statement, insert.table(), ViewTarget.Verb.INSERT);
    Relation relation = target.table();
    CommonTables tables = CommonTables.within(outer, insert.with(), statement);
    Assignments assignments = new Assignments(statement, target);
    List<Integer> targets = targets(insert.columns(), assignments);
    targets.forEach(column -> assignments.note(ViewTarget.Verb.INSERT, column));
    Plan source = source(insert, relation, targets, tables);
    String alias = insert.alias() == null ? target.named().name() : insert.alias();
    String schema = insert.alias() == null ? target.named().schema() : null;
    Dml.OnConflict conflict = insert.onConflict();
    int self = statement.uses().enter(target.through());
    RowPolicies policies = new RowPolicies(statement);
    List<RowCheck> checks = new ArrayList<>(policies.written(relation, PolicyCommand.INSERT));
    boolean reads = !insert.returning().isEmpty() || conflict != null && conflict.target() != null;
    if (reads) {
      checks.addAll(policies.visible(relation, PolicyCommand.SELECT, RowCheck.Rule.POLICY));
    }
    checks.addAll(target.checks());
    statement.uses().leave(self);
    Plan.OnConflict onConflict =
        conflict == null ? null : onConflict(conflict, target, assignments, alias);
    ExprBinder binder =
        new ExprBinder(
            statement, assignments.scope(alias, schema, 0), new Stage(List.of()), tables);
    DmlBinder.Returning returning = DmlBinder.returning(insert.returning(), binder);
    returning.values().forEach(e -> refuseSubquery(e, insert.pos()));
    Plan plan =
        new Plan.Insert(
            relation.oid(), relation.name(), source, onConflict, checks, returning.values());
    return new DmlBinder.Bound(plan, returning.columns());
  }

  private static void refuseSubquery(Expr expr, int position) {
    if (Exprs.anyColumn(expr, i -> i >= Algebra.SUBQUERY)) {
      throw ExprBinder.unsupported("a subquery in RETURNING or ON CONFLICT", position);
    }
  }

  static List<Integer> targets(List<Dml.Target> columns, Assignments assignments) {
    List<Integer> targets = new ArrayList<>();
    for (Dml.Target target : columns) {
      int column = assignments.column(target);
      if (targets.contains(column)) {
        throw SqlState.DUPLICATE_COLUMN
            .error("column \"%s\" specified more than once", target.column())
            .at(target.pos());
      }
      targets.add(column);
    }
    return columns.isEmpty() ? assignments.all() : targets;
  }

  private Plan source(
      Dml.Insert insert, Relation relation, List<Integer> targets, @Nullable CommonTables tables) {
    Query query = insert.source();
    if (query == null) {
      return values(List.of(complete(List.of(), List.of(), relation)), relation);
    }
    if (query.isBare() && query.body() instanceof Query.Values values) {
      return values(insert, values, relation, targets, tables);
    }
    return query(insert, query, relation, targets, tables);
  }

  private Plan values(
      Dml.Insert insert,
      Query.Values values,
      Relation relation,
      List<Integer> targets,
      @Nullable CommonTables tables) {
    Assignments assignments = new Assignments(statement, relation);
    Stage stage = new Stage(List.of());
    ExprBinder binder = new ExprBinder(statement, new Scope(null), stage, tables);
    List<List<Expr>> rows = new ArrayList<>();
    int width = values.rows().getFirst().size();
    for (List<Node> row : values.rows()) {
      if (row.size() != width) {
        throw SqlState.SYNTAX_ERROR
            .error("VALUES lists must all be the same length")
            .at(row.getFirst().pos());
      }
      if (rows.isEmpty()) {
        checkCount(insert, row.size(), targets, row.isEmpty() ? null : row);
      }
      List<Expr> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        Node node = row.get(i);
        int column = targets.get(i);
        cells.add(
            node instanceof Node.Default
                ? assignments.defaultOf(column)
                : stage.within(
                    Stage.Clause.VALUES,
                    () ->
                        assignments.inserted(
                            assignments.assigned(binder.bind(node), column, node.pos()),
                            column,
                            insert.overriding())));
      }
      rows.add(complete(cells, targets, relation));
    }
    return values(rows, relation);
  }

  private Plan values(List<List<Expr>> rows, Relation relation) {
    List<ColumnType> types = new Assignments(statement, relation).types();
    boolean constant = rows.stream().flatMap(List::stream).allMatch(Exprs::isConstant);
    if (constant) {
      return new Plan.Values(rows, types);
    }
    List<RelNode> inputs = new ArrayList<>();
    for (List<Expr> row : rows) {
      inputs.add(statement.algebra().project(statement.algebra().one(), row));
    }
    RelNode rel =
        inputs.size() == 1
            ? inputs.getFirst()
            : statement.algebra().setOperation(Plan.SetKind.UNION, true, inputs);
    return Optimizer.plan(statement.algebra(), rel);
  }

  /// @param row the first row of VALUES, to point at what is too much
  private static void checkCount(
      Dml.Insert insert, int count, List<Integer> targets, @Nullable List<Node> row) {
    if (count > targets.size()) {
      int position = row == null ? insert.pos() : row.get(targets.size()).pos();
      throw SqlState.SYNTAX_ERROR
          .error("INSERT has more expressions than target columns")
          .at(position);
    }
    if (count < targets.size() && !insert.columns().isEmpty()) {
      throw SqlState.SYNTAX_ERROR
          .error("INSERT has more target columns than expressions")
          .at(insert.columns().get(count).pos());
    }
  }

  /// A row of all columns: the given ones where they belong, defaults elsewhere.
  private List<Expr> complete(List<Expr> cells, List<Integer> targets, Relation relation) {
    Assignments assignments = new Assignments(statement, relation);
    List<Expr> row = new ArrayList<>();
    for (int i = 0; i < relation.columns().size(); i++) {
      int at = targets.indexOf(i);
      row.add(at >= 0 && at < cells.size() ? cells.get(at) : assignments.defaultOf(i));
    }
    return row;
  }

  private Plan query(
      Dml.Insert insert,
      Query query,
      Relation relation,
      List<Integer> targets,
      @Nullable CommonTables tables) {
    List<ColumnType> all = new Assignments(statement, relation).types();
    List<ColumnType> wanted = targets.stream().map(all::get).toList();
    BoundQuery bound = new QueryBinder(statement, null, tables).bind(query, wanted);
    checkCount(insert, bound.columns().size(), targets, null);
    Assignments assignments = new Assignments(statement, relation);
    List<Expr> cells = new ArrayList<>();
    for (int i = 0; i < bound.columns().size(); i++) {
      Expr column = Algebra.column(bound.rel(), i);
      Expr value = assignments.assigned(column, targets.get(i), query.pos());
      cells.add(assignments.inserted(value, targets.get(i), insert.overriding()));
    }
    RelNode rel = statement.algebra().project(bound.rel(), complete(cells, targets, relation));
    return Optimizer.plan(statement.algebra(), rel);
  }

  private Plan.OnConflict onConflict(
      Dml.OnConflict conflict, ViewTarget into, Assignments assignments, String alias) {
    Relation relation = into.table();
    Dml.ConflictTarget target = conflict.target();
    int arbiter = Plan.OnConflict.ANY;
    if (target != null) {
      arbiter = arbiter(target, into);
    } else if (conflict.assignments() != null) {
      throw SqlState.SYNTAX_ERROR
          .error("ON CONFLICT DO UPDATE requires inference specification or constraint name")
          .withHint("For example, ON CONFLICT (column_name).")
          .at(conflict.pos());
    }
    List<Dml.Assignment> sets = conflict.assignments();
    if (sets == null) {
      return new Plan.OnConflict(arbiter, List.of(), null, List.of(), List.of());
    }
    Scope scope = assignments.scope(alias, null, 0);
    Scope.Source proposed =
        new Scope.Source(null, "excluded", assignments.fields(relation.columns().size()));
    scope.sources().add(proposed);
    ExprBinder binder = new ExprBinder(statement, scope, new Stage(List.of()), null);
    List<Plan.Assignment> bound = assignments.bind(sets, binder);
    Node where = conflict.where();
    Expr condition = where == null ? null : binder.condition(where, "WHERE");
    bound.forEach(a -> refuseSubquery(a.value(), conflict.pos()));
    if (condition != null) {
      refuseSubquery(condition, conflict.pos());
    }
    int self = statement.uses().enter(into.through());
    RowPolicies policies = new RowPolicies(statement);
    List<RowCheck> existing =
        new ArrayList<>(policies.visible(relation, PolicyCommand.UPDATE, RowCheck.Rule.CONFLICT));
    existing.addAll(policies.visible(relation, PolicyCommand.SELECT, RowCheck.Rule.CONFLICT));
    List<RowCheck> checks = new ArrayList<>(policies.written(relation, PolicyCommand.UPDATE));
    checks.addAll(policies.visible(relation, PolicyCommand.SELECT, RowCheck.Rule.POLICY));
    checks.addAll(into.checks());
    statement.uses().leave(self);
    return new Plan.OnConflict(arbiter, bound, condition, existing, checks);
  }

  /// The number of the unique index that a conflict target means; the table's for its primary key.
  private int arbiter(Dml.ConflictTarget target, ViewTarget into) {
    String constraint = target.constraint();
    if (constraint != null) {
      if (into.isView()) {
        throw SqlState.UNDEFINED_OBJECT.error(
            "constraint \"%s\" for table \"%s\" does not exist", constraint, into.named().name());
      }
      return namedArbiter(constraint, into.table());
    }
    return new Arbiters(statement, into).find(target);
  }

  private static int namedArbiter(String constraint, Relation relation) {
    if (constraint.equals(relation.keyName())) {
      return relation.oid();
    }
    for (CatalogView.Index index : relation.indexes()) {
      if (index.constraint() && index.name().equals(constraint)) {
        return index.oid();
      }
    }
    throw SqlState.UNDEFINED_OBJECT.error(
        "constraint \"%s\" for table \"%s\" does not exist", constraint, relation.name());
  }
}
