package omendb.engine;

import java.util.List;

/// Statements over values that load and compile what the first queries of clients need.
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
          try (Result result = session.execute(statement)) {
            while (result instanceof Result.Rows rows && rows.next() != null) {
              // The rows do not matter here.
            }
          }
          session.sync();
        }
      }
    }
  }
}
