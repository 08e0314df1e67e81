package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.planner.PlannedStatement;
import omendb.planner.QueryPlanner.ProcedureCall;
import omendb.planner.Routine;
import omendb.planner.ast.Control;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.function.Evaluator;
import omendb.planner.parse.SqlParser;
import omendb.planner.parse.SqlParser.ParsedStatement;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// Runs the statements of a routine one after the other, in the transaction of the statement that
/// calls it; each sees what those before it have changed.
final class RoutineRunner {
  private final Session session;

  RoutineRunner(Session session) {
    this.session = session;
  }

  /// CALL: what the output parameters are in the last row, where there are any.
  Result call(Control.Call call, List<ColumnType> parameterTypes) {
    StatementContext context = session.context();
    ProcedureCall found =
        session
            .database()
            .planner()
            .call(call.call(), parameterTypes, new SessionCatalogView(session), context);
    Routine routine = found.routine();
    @Nullable Object[] values = new @Nullable Object[found.arguments().size()];
    for (int i = 0; i < values.length; i++) {
      Expr argument = found.arguments().get(i);
      values[i] = Evaluator.evaluate(argument, new Object[0], context.parameters(), context);
    }
    List<@Nullable Object[]> rows = run(routine, values);
    List<ResultColumn> columns = columns(routine);
    if (columns.isEmpty()) {
      return new Result.Command("CALL");
    }
    MemoryRows result = new MemoryRows(columns, "CALL");
    if (!rows.isEmpty()) {
      result.add(rows.getFirst());
    }
    return result;
  }

  /// What CALL answers: the output parameters.
  static List<ResultColumn> columns(Session session, Control.Call call) {
    ProcedureCall found =
        session
            .database()
            .planner()
            .call(call.call(), List.of(), new SessionCatalogView(session), session.context());
    return columns(found.routine());
  }

  private static List<ResultColumn> columns(Routine routine) {
    return routine.columns().stream()
        .map(column -> new ResultColumn(column.name(), column.type().plain(), 0, 0))
        .toList();
  }

  /// The rows of the last statement as the routine returns them.
  private List<@Nullable Object[]> run(Routine routine, @Nullable Object[] values) {
    StatementContext context = session.context();
    @Nullable Object[] before = context.parameters();
    List<@Nullable Object[]> last = List.of();
    int number = 0;
    try {
      for (ParsedStatement each : SqlParser.parseScript(routine.body())) {
        number++;
        context.setParameters(values);
        last = run(each.statement(), routine);
      }
    } catch (OmenException e) {
      throw e.elsewhere().within("SQL function \"%s\" statement %d", routine.name(), number);
    } finally {
      context.setParameters(before);
    }
    return last;
  }

  private List<@Nullable Object[]> run(Statement statement, Routine routine) {
    RoutineBodies.requireAllowed(statement);
    if (statement instanceof Ddl ddl) {
      new DdlCommands(session).run(ddl);
      return List.of();
    }
    PlannedStatement planned = new RoutineBodies(session).plan(statement, routine);
    QueryRunner queries = new QueryRunner(session);
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (Result result =
        statement instanceof Query ? queries.query(planned) : queries.modify(planned)) {
      if (result instanceof Result.Rows returned) {
        List<ColumnType> types =
            planned.columns().stream().map(PlannedStatement.OutputColumn::type).toList();
        for (Batch batch = returned.next(); batch != null; batch = returned.next()) {
          for (int row = 0; row < batch.rowCount; row++) {
            rows.add(converted(QueryRunner.boxed(batch, row), types, routine));
          }
        }
      }
    }
    return rows;
  }

  /// A row as one of the declared types.
  private @Nullable Object[] converted(
      @Nullable Object[] row, List<ColumnType> types, Routine routine) {
    StatementContext context = session.context();
    @Nullable Object[] values =
        new @Nullable Object[Math.min(row.length, routine.columns().size())];
    for (int i = 0; i < values.length; i++) {
      ColumnType wanted = routine.columns().get(i).type().plain();
      Expr value = new Expr.Literal(row[i], types.get(i));
      Expr cast = types.get(i).equals(wanted) ? value : new Expr.Cast(value, wanted, false);
      values[i] = Evaluator.evaluate(cast, new Object[0], context.parameters(), context);
    }
    return values;
  }
}
