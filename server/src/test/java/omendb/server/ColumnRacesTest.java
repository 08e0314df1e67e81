package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import omendb.engine.IndexVerifier;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Columns come and go while other clients read and write the table and its rows move to segments.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ColumnRacesTest {
  private static final int ROUNDS = 15;
  private static final int ROWS = 200;

  private TempFolder folder;
  private Server server;
  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void start() throws SQLException {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
    script(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)",
        "CREATE INDEX ON t (n)",
        "INSERT INTO t SELECT i, 0 FROM generate_series(1, " + ROWS + ") i",
        "ALTER TABLE t SET (tiering = cold)");
  }

  @AfterEach
  void stop() {
    server.close();
    folder.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
  }

  private void script(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void noStatementFailsAndNoChangeIsLost() throws Exception {
    try (ExecutorService clients = Executors.newCachedThreadPool()) {
      List<Future<Long>> writers = new ArrayList<>();
      for (int client = 0; client < 2; client++) {
        int start = client;
        writers.add(clients.submit(() -> write(start)));
      }
      Future<Long> reader = clients.submit(this::read);
      for (int round = 0; round < ROUNDS; round++) {
        script("ALTER TABLE t ADD c" + round + " int NOT NULL DEFAULT " + round);
        script("ALTER TABLE t SET (tiering = cold)");
        if (round % 2 == 1) {
          script("ALTER TABLE t DROP c" + round + ", DROP c" + (round - 1));
        }
      }
      over.set(true);
      long written = 0;
      for (Future<Long> writer : writers) {
        written += writer.get();
      }
      assertThat(reader.get()).isPositive();
      try (Connection connection = connect()) {
        assertThat(number(connection, "SELECT sum(n) FROM t")).isEqualTo(written).isPositive();
        assertThat(number(connection, "SELECT count(*) FROM t")).isEqualTo(ROWS);
      }
      assertThat(IndexVerifier.verify(server.database())).isEmpty();
    }
  }

  private long write(int start) throws SQLException {
    long written = 0;
    try (Connection connection = connect();
        PreparedStatement update =
            connection.prepareStatement("UPDATE t SET n = n + 1 WHERE id = ?")) {
      while (!over.get()) {
        update.setInt(1, (int) ((start + written * 7) % ROWS) + 1);
        assertThat(update.executeUpdate()).isEqualTo(1);
        written++;
      }
    }
    return written;
  }

  private long read() throws SQLException {
    long read = 0;
    try (Connection connection = connect();
        PreparedStatement select = connection.prepareStatement("SELECT n FROM t WHERE id = ?")) {
      while (!over.get()) {
        select.setInt(1, (int) (read % ROWS) + 1);
        try (ResultSet row = select.executeQuery()) {
          assertThat(row.next()).isTrue();
        }
        assertThat(countOrConflict(connection)).isEqualTo(ROWS);
        read++;
      }
    }
    return read;
  }

  @Test
  void definitionsOfSeveralSessionsAllHappen() throws Exception {
    try (ExecutorService clients = Executors.newCachedThreadPool()) {
      List<Future<?>> sessions = new ArrayList<>();
      for (int client = 0; client < 3; client++) {
        String name = "s" + client;
        sessions.add(
            clients.submit(() -> {
              for (int round = 0; round < 5; round++) {
                script("ALTER TABLE t ADD " + name + round + " int DEFAULT 1");
                script("ALTER TABLE t ALTER " + name + round + " SET NOT NULL");
              }
              return null;
            }));
      }
      for (Future<?> session : sessions) {
        session.get();
      }
    }
    try (Connection connection = connect()) {
      assertThat(
              number(
                  connection,
                  "SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass"
                      + " AND attname LIKE 's__' AND attnotnull"))
          .isEqualTo(15);
      assertThat(number(connection, "SELECT sum(s00 + s24) FROM t")).isEqualTo(2 * ROWS);
    }
  }

  @Test
  void aPreparedStatementSaysThatItsResultHasChanged() throws Exception {
    try (Connection connection = connect();
        PreparedStatement select = connection.prepareStatement("SELECT * FROM t WHERE id = 1")) {
      select.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
      select.executeQuery().close();
      select.executeQuery().close();
      script("ALTER TABLE t ADD c int DEFAULT 5");
      connection.setAutoCommit(false);
      String state = "none";
      try {
        select.executeQuery().close();
      } catch (SQLException e) {
        state = e.getSQLState() + " " + e.getMessage();
      }
      assertThat(state).contains("0A000").contains("cached plan must not change result type");
      connection.rollback();
      connection.setAutoCommit(true);
      // The driver prepares the statement again.
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt("c")).isEqualTo(5);
      }
    }
  }

  /// A scan that meets the very moment of a change may ask the client to try again.
  private static long countOrConflict(Connection connection) throws SQLException {
    while (true) {
      try {
        return number(connection, "SELECT count(*) FROM t WHERE n >= 0");
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("40001");
      }
    }
  }

  @Test
  void anOlderSnapshotGetsNoHalfOfTheRows() throws Exception {
    try (Connection older = connect()) {
      script("UPDATE t SET n = 1 WHERE id <= 10");
      older.setAutoCommit(false);
      older.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertThat(number(older, "SELECT count(*) FROM pg_class WHERE relname = 't'")).isEqualTo(1);
      assertThat(number(older, "SELECT count(*) FROM t")).isEqualTo(ROWS);
      script("ALTER TABLE t ADD c int");
      String state = "none";
      try (Statement statement = older.createStatement()) {
        statement.executeQuery("SELECT count(*) FROM t");
      } catch (SQLException e) {
        state = e.getSQLState();
      }
      assertThat(state).isEqualTo("40001");
      older.rollback();
      assertThat(number(older, "SELECT count(c) + count(*) FROM t")).isEqualTo(ROWS);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
