package omendb.engine;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.engine.definition.RoutineDefinition;
import omendb.planner.PlannedStatement;
import omendb.planner.Routine;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.function.CastRules;
import omendb.planner.parse.SqlParser;
import omendb.planner.parse.SqlParser.ParsedStatement;

/// The statements of routines: checked when they are defined, run by CALL.
final class RoutineBodies {
  private final Session session;

  RoutineBodies(Session session) {
    this.session = session;
  }

  /// Finds what is wrong with a body that is being defined. What it says of open types is known by
  /// its calls alone.
  void check(RoutineDefinition definition) {
    if (!session.settings().isOn("check_function_bodies")) {
      return;
    }
    try {
      List<ParsedStatement> statements = SqlParser.parseScript(definition.body());
      statements.forEach(each -> requireAllowed(each.statement()));
      if (!RoutineSignature.isOpen(definition)) {
        Routine routine = new RoutineShapes(session).shape(definition);
        check(statements, definition, routine);
      }
    } catch (OmenException e) {
      throw e.elsewhere();
    }
  }

  private void check(
      List<ParsedStatement> statements, RoutineDefinition definition, Routine routine) {
    boolean defines = statements.stream().anyMatch(each -> each.statement() instanceof Ddl);
    PlannedStatement last = null;
    for (ParsedStatement each : statements) {
      // What a definition before it makes is not there yet.
      boolean plannable = each.statement() instanceof Query || each.statement() instanceof Dml;
      last = plannable && !defines ? plan(each.statement(), routine) : null;
    }
    if (!defines) {
      requireResult(last, definition, routine);
    }
  }

  static void requireAllowed(Statement statement) {
    switch (statement) {
      case Query _, Dml _, Ddl _ -> {}
      case Statement.Unsupported unsupported ->
          throw DdlCommands.unsupported(unsupported.feature(), unsupported.pos());
      default ->
          throw SqlState.FEATURE_NOT_SUPPORTED.error(
              "%s is not allowed in an SQL function",
              statement.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT));
    }
  }

  PlannedStatement plan(Statement statement, Routine routine) {
    return session
        .database()
        .planner()
        .planWithin(routine, statement, new SessionCatalogView(session), session.context());
  }

  private static void requireResult(
      @org.jspecify.annotations.Nullable PlannedStatement last,
      RoutineDefinition definition,
      Routine routine) {
    if (routine.result().kind() == TypeKind.VOID) {
      return;
    }
    List<PlannedStatement.OutputColumn> made = last == null ? List.of() : last.columns();
    if (made.isEmpty()) {
      throw mismatch(definition)
          .withDetail(
              "Function's final statement must be SELECT or INSERT/UPDATE/DELETE RETURNING.");
    }
    boolean row = made.size() == 1 && made.getFirst().type().kind() == TypeKind.RECORD;
    boolean open = routine.result().kind() == TypeKind.RECORD && routine.columns().isEmpty();
    if (open || row && routine.columns().size() > 1) {
      return;
    }
    if (routine.columns().size() > 1) {
      requireColumns(made, definition, routine);
      return;
    }
    if (made.size() != 1) {
      throw mismatch(definition).withDetail("Final statement must return exactly one column.");
    }
    ColumnType type =
        routine.columns().isEmpty() ? routine.result() : routine.columns().getFirst().type();
    if (!fits(made.getFirst().type(), type)) {
      throw mismatch(definition)
          .withDetail("Actual return type is %s.", CastRules.plain(made.getFirst().type()));
    }
  }

  private static void requireColumns(
      List<PlannedStatement.OutputColumn> made, RoutineDefinition definition, Routine routine) {
    int wanted = routine.columns().size();
    if (made.size() != wanted) {
      throw mismatch(definition)
          .withDetail(
              "Final statement returns too %s columns.", made.size() > wanted ? "many" : "few");
    }
    for (int i = 0; i < wanted; i++) {
      ColumnType type = routine.columns().get(i).type();
      if (!fits(made.get(i).type(), type)) {
        throw mismatch(definition)
            .withDetail(
                "Final statement returns %s instead of %s at column %d.",
                CastRules.plain(made.get(i).type()), CastRules.plain(type), i + 1);
      }
    }
  }

  private static boolean fits(ColumnType made, ColumnType wanted) {
    return CastRules.allowed(made, wanted.plain(), CastRules.Context.ASSIGNMENT);
  }

  private static OmenException mismatch(RoutineDefinition definition) {
    return SqlState.INVALID_FUNCTION_DEFINITION.error(
        "return type mismatch in function declared to return %s", definition.result().type());
  }
}
