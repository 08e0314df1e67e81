package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.IndexVerifier;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server dies while a table gets and loses columns, whose rows lie in segments, in segments with
/// deletes, and hot. After each death the table has the columns of the last definition that was
/// acknowledged, with all rows, and the folder has no file that no table has.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ColumnCrashTest {
  private static final String SHAPE =
      "SELECT string_agg(column_name, ',' ORDER BY ordinal_position)"
          + " FROM information_schema.columns WHERE table_name = 't'";

  private static final String[] TABLE = {
    "CREATE TABLE t (id int PRIMARY KEY, a int, b text)",
    "CREATE INDEX ON t (a)",
    "INSERT INTO t SELECT i, i, 'b' || i FROM generate_series(1, 400) i",
    "ALTER TABLE t SET (tiering = cold)",
    "INSERT INTO t SELECT i, i, NULL FROM generate_series(401, 600) i",
    "UPDATE t SET a = -a WHERE id % 10 = 0",
    "ALTER TABLE t SET (tiering = cold)",
    "DELETE FROM t WHERE id % 50 = 1",
    "UPDATE t SET b = 'changed' WHERE id % 30 = 2"
  };

  @Test
  void whereverItDiesTheTableHasAllRowsAndTheColumnsThatWereAcknowledged() throws Exception {
    try (TempFolder folder = TempFolder.create()) {
      try (ServerProcess server = ServerProcess.start(folder.path(), "--threads", "1")) {
        execute(server, TABLE);
        server.kill();
      }
      List<List<String>> rows = rows(folder.path(), "id,a,b");
      assertThat(rows).hasSize(588);
      for (String death : List.of("link=halt@2", "linked=halt", "commit=halt", "copy=halt")) {
        dies(folder, "takeover." + death, "ALTER TABLE t ADD c int NOT NULL DEFAULT 7");
        assertThat(rows(folder.path(), "id,a,b")).as(death).isEqualTo(rows);
      }
      survives(folder, "ALTER TABLE t ADD c int NOT NULL DEFAULT 7");
      rows.replaceAll(row -> with(row, "7"));
      assertThat(rows(folder.path(), "id,a,b,c")).isEqualTo(rows);
      dies(folder, "takeover.copy=halt", "ALTER TABLE t DROP b, ADD d text");
      assertThat(rows(folder.path(), "id,a,b,c")).isEqualTo(rows);
      survives(folder, "ALTER TABLE t DROP b, ADD d text DEFAULT 'x', ALTER a TYPE bigint");
      rows.replaceAll(row -> List.of(row.get(0), row.get(1), row.get(3), "x"));
      assertThat(rows(folder.path(), "id,a,c,d")).isEqualTo(rows);
    }
  }

  @Test
  void aStopInGoodOrderKeepsTheRowsOfTheNewLayout() throws Exception {
    try (TempFolder folder = TempFolder.create()) {
      try (ServerProcess server =
          ServerProcess.startArmed(folder.path(), "image.small=plant", "--threads", "1")) {
        execute(server, TABLE);
        execute(server, "ALTER TABLE t ADD c text DEFAULT 'new'", "ALTER TABLE t DROP a");
        server.stop();
      }
      List<List<String>> rows = rows(folder.path(), "id,b,c");
      assertThat(rows).hasSize(588).allMatch(row -> row.get(2).equals("new"));
    }
  }

  @Test
  void aFailedStepIsReportedAndTheNextOneSucceeds() throws Exception {
    try (TempFolder folder = TempFolder.create()) {
      try (ServerProcess server =
          ServerProcess.startArmed(folder.path(), "takeover.linked=io", "--threads", "1")) {
        execute(server, TABLE);
        assertThat(failure(server, "ALTER TABLE t ADD c int")).isEqualTo("58030");
        execute(server, "ALTER TABLE t ADD c int");
        server.kill();
      }
      assertThat(rows(folder.path(), "id,a,b,c")).hasSize(588);
    }
  }

  private static void dies(TempFolder folder, String point, String sql) throws Exception {
    try (ServerProcess server = ServerProcess.startArmed(folder.path(), point, "--threads", "1")) {
      assertThat(failure(server, sql)).as(point).startsWith("08");
      assertThat(server.exitCode()).as(point).isEqualTo(137);
    }
  }

  private static void survives(TempFolder folder, String sql) throws Exception {
    try (ServerProcess server = ServerProcess.start(folder.path(), "--threads", "1")) {
      execute(server, sql);
      server.kill();
    }
  }

  private static List<String> with(List<String> row, String value) {
    List<String> longer = new ArrayList<>(row);
    longer.add(value);
    return longer;
  }

  /// All rows by id, after looking at columns, index entries and files.
  private static List<List<String>> rows(Path folder, String columns) {
    try (Database database = Database.open(folder.resolve("data"), DatabaseOptions.DEFAULTS);
        SqlRunner runner = new EngineRunner(database)) {
      assertThat(runner.run(SHAPE).rows()).isEqualTo(List.of(List.of(columns)));
      assertThat(IndexVerifier.verify(database)).isEmpty();
      assertThat(folder.resolve("data/segments").toFile().list())
          .hasSize((int) database.statistics().storage().segments());
      SqlAnswer answer = runner.run("SELECT * FROM t ORDER BY id");
      assertThat(answer.message()).isEmpty();
      List<String> byKey = runner.run("SELECT * FROM t WHERE id = 42").rows().getFirst();
      assertThat(answer.rows()).contains(byKey);
      return new ArrayList<>(answer.rows());
    }
  }

  private static void execute(ServerProcess server, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.pgUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /// The SQLSTATE of the statement's failure.
  private static String failure(ServerProcess server, String sql) {
    try {
      execute(server, sql);
      return "none";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }
}
