package omendb.planner;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.DomainType;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.PlannedStatement.OutputColumn;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.bind.BoundQuery;
import omendb.planner.bind.CheckBinder;
import omendb.planner.bind.DmlBinder;
import omendb.planner.bind.DomainBinder;
import omendb.planner.bind.Parameters;
import omendb.planner.bind.PointBinder;
import omendb.planner.bind.ProcedureBinder;
import omendb.planner.bind.QueryBinder;
import omendb.planner.bind.References;
import omendb.planner.bind.StatementContext;
import omendb.planner.function.EvalContext;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Optimizer;
import org.jspecify.annotations.Nullable;

/// Plans queries and DML. Stateless, and so safe to share between threads.
///
/// Statements that find their row by the whole primary key, and single-row INSERTs, are planned
/// from the bound expressions alone; everything else goes through relational algebra.
public final class QueryPlanner {

  /// Plans a SELECT, VALUES, INSERT, UPDATE or DELETE.
  ///
  /// @param sql the statement's text; positions of errors refer to it
  /// @param parameterTypes given types of `$1`, …; UNKNOWN or missing ones are inferred
  /// @param context in which constants are evaluated
  /// @throws omendb.core.OmenException as PostgreSQL would have it
  public PlannedStatement plan(
      Statement statement,
      String sql,
      List<ColumnType> parameterTypes,
      CatalogView catalog,
      EvalContext context) {
    PlannedStatement point = point(statement, parameterTypes, catalog, context);
    if (point != null) {
      return point;
    }
    Parameters parameters = new Parameters(parameterTypes);
    return plan(statement, new StatementContext(catalog, parameters, context));
  }

  /// Plans a statement of a routine's body; its parameters are the routine's, in their order.
  public PlannedStatement planWithin(
      Routine routine, Statement statement, CatalogView catalog, EvalContext context) {
    List<ColumnType> types = new ArrayList<>();
    routine.parameters().forEach(parameter -> types.add(parameter.type().plain()));
    StatementContext shared = new StatementContext(catalog, new Parameters(types), context);
    shared.within(routine);
    return plan(statement, shared);
  }

  /// A call of a procedure: itself, and a value for each of its parameters.
  public record ProcedureCall(Routine routine, List<Expr> arguments) {}

  /// Finds the procedure that a CALL means.
  ///
  /// @throws omendb.core.OmenException 42883 when there is none
  public ProcedureCall call(
      Node.Call call, List<ColumnType> parameterTypes, CatalogView catalog, EvalContext context) {
    StatementContext shared =
        new StatementContext(catalog, new Parameters(parameterTypes), context);
    ProcedureCall bound = ProcedureBinder.bind(call, shared);
    shared.requirePermission();
    return bound;
  }

  private static PlannedStatement plan(Statement statement, StatementContext shared) {
    return switch (statement) {
      case Query query -> {
        shared.bindChanges(query.with());
        BoundQuery bound = QueryBinder.bind(shared, query);
        if (bound.columns().isEmpty()) {
          throw SqlState.FEATURE_NOT_SUPPORTED
              .error("a query without columns is not supported")
              .at(query.pos());
        }
        Plan plan = Optimizer.plan(shared.algebra(), bound.rel());
        yield planned(plan, outputs(bound), shared);
      }
      case Dml dml -> {
        shared.bindChanges(dml.with());
        DmlBinder.Bound bound = new DmlBinder(shared, null).bind(dml);
        yield planned(bound.plan(), bound.columns(), shared);
      }
      default ->
          throw SqlState.INTERNAL_ERROR.error("%s is not planned", statement.getClass().getName());
    };
  }

  private static @Nullable PlannedStatement point(
      Statement statement,
      List<ColumnType> parameterTypes,
      CatalogView catalog,
      EvalContext context) {
    Parameters parameters = new Parameters(parameterTypes);
    StatementContext shared = new StatementContext(catalog, parameters, context);
    DmlBinder.Bound bound = new PointBinder(shared).bind(statement);
    if (bound == null) {
      return null;
    }
    return planned(bound.plan(), bound.columns(), shared);
  }

  private static List<OutputColumn> outputs(BoundQuery bound) {
    List<OutputColumn> columns = new ArrayList<>();
    for (BoundQuery.Output column : bound.columns()) {
      columns.add(
          new OutputColumn(column.name(), column.type(), column.tableOid(), column.columnNumber()));
    }
    return columns;
  }

  private static PlannedStatement planned(
      Plan plan, List<OutputColumn> columns, StatementContext statement) {
    statement.requirePermission();
    List<PlannedStatement.Change> changes = statement.changes();
    PlannedStatement.Route route = RouteChoice.of(plan);
    if (!changes.isEmpty()) {
      route = new PlannedStatement.Route(PlannedStatement.Lane.COLUMNS, route.cost(), "");
    }
    return new PlannedStatement(plan, columns, statement.parameters().types(), route, changes);
  }

  /// What the text of a query refers to by name.
  public List<Reference> references(Query query, CatalogView catalog, EvalContext context) {
    StatementContext statement = new StatementContext(catalog, new Parameters(List.of()), context);
    References references = new References();
    statement.collect(references);
    QueryBinder.bind(statement, query);
    return references.all();
  }

  /// Binds a CHECK constraint's condition over a table's columns.
  public Expr check(String condition, Relation table, CatalogView catalog, EvalContext context) {
    StatementContext statement = new StatementContext(catalog, new Parameters(List.of()), context);
    return new CheckBinder(statement).bind(SqlParser.parseExpression(condition), table);
  }

  /// Why nothing can be written through a view; null when it can.
  public @Nullable String viewRefusal(Relation view, CatalogView catalog, EvalContext context) {
    StatementContext statement = new StatementContext(catalog, new Parameters(List.of()), context);
    return new CheckBinder(statement).refusal(view);
  }

  /// The first column of a row as a value of a domain: 23502 and 23514 where it is none.
  public Expr domain(DomainType domain, CatalogView catalog, EvalContext context) {
    StatementContext statement = new StatementContext(catalog, new Parameters(List.of()), context);
    return new DomainBinder(statement)
        .checked(new Expr.Column(0, domain.base().plain(), true), domain);
  }

  /// Binds a domain's condition, to find what is wrong with it.
  public Expr domainCondition(
      Node condition, DomainType domain, CatalogView catalog, EvalContext context) {
    StatementContext statement = new StatementContext(catalog, new Parameters(List.of()), context);
    return new DomainBinder(statement).condition(condition, domain);
  }

  /// Binds an expression over a table's columns.
  public Expr value(String expression, Relation table, CatalogView catalog, EvalContext context) {
    StatementContext statement = new StatementContext(catalog, new Parameters(List.of()), context);
    return new CheckBinder(statement)
        .value(SqlParser.parseExpression(expression), table, CheckBinder.Use.TRANSFORM);
  }

  /// Binds a key or the predicate of an index over its table's columns.
  public Expr indexed(
      Node expression,
      CheckBinder.Use use,
      Relation table,
      CatalogView catalog,
      EvalContext context) {
    StatementContext statement = new StatementContext(catalog, new Parameters(List.of()), context);
    return new CheckBinder(statement).value(expression, table, use);
  }

  /// Plans a few statements over a small catalog of its own, so that the first ones of a client do
  /// not pay for loading the classes.
  public void warmUp(EvalContext context) {
    WarmUpCatalog catalog = new WarmUpCatalog();
    for (String sql : WarmUpCatalog.STATEMENTS) {
      plan(SqlParser.parseOne(sql), sql, List.of(), catalog, context);
    }
  }
}
