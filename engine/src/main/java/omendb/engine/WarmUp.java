package omendb.engine;

import java.util.List;
import omendb.engine.exec.QueryResult;
import omendb.planner.PlannedStatement;

/// Statements over values that load and compile what the first queries of clients need.
///
/// They run in no transaction: a first run takes a second, and a snapshot held for so long would
/// keep what clients have written meanwhile from being moved to segments.
final class WarmUp {
  private static final List<String> STATEMENTS =
      List.of(
          "SELECT 1",
          "SELECT x, count(*), sum(y) FROM (VALUES (1, 2.5), (2, 3.5), (1, 0.5)) AS t (x, y)"
              + " WHERE y > 0 GROUP BY x ORDER BY 2 DESC, 1 LIMIT 10",
          "SELECT a.x, b.z FROM (VALUES (1, 'a'), (2, 'b')) AS a (x, y)"
              + " JOIN (VALUES (1, 'c'), (3, 'd')) AS b (x, z) ON a.x = b.x WHERE a.y LIKE '%a%'");

  private WarmUp() {}

  static void run(Session session) {
    for (int round = 0; round < 3; round++) {
      for (String sql : STATEMENTS) {
        for (PreparedStatement statement : session.parseScript(sql)) {
          run(session, statement);
        }
      }
    }
  }

  private static void run(Session session, PreparedStatement statement) {
    PlannedStatement planned = statement.plan();
    StatementContext context = session.context();
    context.beginStatement(statement.sql(), statement.arguments(new Object[0]));
    try (QueryResult result = session.database().executor().execute(planned.plan(), context)) {
      while (result.next() != null) {
        // The rows do not matter here.
      }
    }
  }
}
