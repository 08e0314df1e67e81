package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.engine.ConnectionRequest;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;

/// Plans that statements with different literals share.
final class LiteralPlansTest {
  private static final String FIVE = "SELECT n FROM t WHERE id = 5";

  @Test
  void planWithALiteralForAParameterIsNotThePlanOfTheText() {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
        Session session =
            server.database().connect(new ConnectionRequest("omendb", "omendb", "", Map.of()))) {
      run(session, "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)");
      run(session, "INSERT INTO t SELECT i, 10 * i FROM generate_series(1, 9) AS s(i)");
      PreparedStatement kept = session.prepare(FIVE, List.of());
      assertThat(kept.parameterTypes()).isEmpty();
      assertThat(one(session, kept)).isEqualTo(50);

      // The statement is planned anew under another catalog, here by the values that it has.
      run(session, "CREATE TABLE other (id int PRIMARY KEY)");
      assertThat(one(session, kept)).isEqualTo(50);

      // A client may declare parameters that the text does not use.
      PreparedStatement declared = session.prepare(FIVE, List.of(ColumnType.INTEGER));
      assertThat(one(session, declared, 7L)).isEqualTo(50);
      assertThat(one(session, session.prepare("SELECT n FROM t WHERE id = 6", List.of())))
          .isEqualTo(60);
    }
  }

  private static void run(Session session, String sql) {
    session.execute(session.prepare(sql, List.of())).close();
    session.sync();
  }

  private static long one(Session session, PreparedStatement statement, Object... parameters) {
    try (Result.Rows rows = (Result.Rows) session.execute(statement, parameters)) {
      Batch batch = Objects.requireNonNull(rows.next());
      assertThat(batch.rowCount).isEqualTo(1);
      return batch.vectors[0].longs[0];
    } finally {
      session.sync();
    }
  }
}
