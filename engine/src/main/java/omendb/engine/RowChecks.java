package omendb.engine;

import java.util.List;
import omendb.core.TableSchema;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Plan;
import omendb.planner.plan.RowCheck;
import org.jspecify.annotations.Nullable;

/// Holds rows of a table to what views and row security ask of them.
final class RowChecks {
  private final Session session;
  private final TableSchema table;

  RowChecks(Session session, TableSchema table) {
    this.session = session;
    this.table = table;
  }

  static List<RowCheck> ofViews(List<RowCheck> checks) {
    return checks.stream().filter(check -> check.rule() == RowCheck.Rule.VIEW).toList();
  }

  static List<RowCheck> ofPolicies(List<RowCheck> checks) {
    return checks.stream().filter(check -> check.rule() != RowCheck.Rule.VIEW).toList();
  }

  /// 44000 or 42501 for a row that one of the conditions is not true of.
  ///
  /// @param row the table's columns, maybe with others behind
  void require(List<RowCheck> checks, @Nullable Object[] row) {
    for (RowCheck check : checks) {
      if (!Boolean.TRUE.equals(value(check, row))) {
        throw Violations.rowCheck(table, check, row, session.context());
      }
    }
  }

  private @Nullable Object value(RowCheck check, @Nullable Object[] row) {
    StatementContext context = session.context();
    @Nullable Object[] parameters = context.parameters();
    Plan query = check.query();
    if (query == null) {
      return Evaluator.evaluate(check.condition(), row, parameters, context);
    }
    context.setParameters(row);
    try {
      List<@Nullable Object[]> rows = new QueryRunner(session).rows(query);
      return rows.getFirst()[0];
    } finally {
      context.setParameters(parameters);
    }
  }
}
