package omendb.server;

import static omendb.testkit.history.Level.READ_COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import omendb.testkit.TempFolder;
import omendb.testkit.history.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The anomalies of Kleppmann's *Hermitage*, at each level, with rows hot, cold and one of each:
/// who sees what, who waits, who is refused. Two rows, 1 with value 10 and 2 with value 20.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HermitageTest {
  private static final String CONFLICT = "40001";
  private static final String DONE = "ok";

  private static TempFolder folder;
  private static Server server;

  /// Where the rows lie when a case begins.
  private enum Rows {
    HOT,
    COLD,
    MIXED
  }

  @BeforeAll
  static void start() throws SQLException {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE test (id int PRIMARY KEY, value int)");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
    folder.close();
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
  }

  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    for (Case each : Case.values()) {
      for (Level level : Level.values()) {
        for (Rows rows : Rows.values()) {
          cells.add(Arguments.of(each, level, rows));
        }
      }
    }
    return cells.stream();
  }

  @ParameterizedTest(name = "{0} at {1} with rows {2}")
  @MethodSource("cells")
  void levelKeepsItsPromise(Case anomaly, Level level, Rows rows) throws Exception {
    prepare(rows);
    try (Client one = new Client(level);
        Client two = new Client(level);
        Client three = new Client(level)) {
      anomaly.run(new Scene(one, two, three, level));
    }
  }

  private static void prepare(Rows rows) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM test");
      statement.execute("INSERT INTO test VALUES (1, 10), (2, 20)");
      if (rows != Rows.HOT) {
        statement.execute("ALTER TABLE test SET (tiering = cold)");
      }
      if (rows == Rows.MIXED) {
        statement.execute("UPDATE test SET value = 10 WHERE id = 1");
      }
    }
  }

  /// What pgjdbc and SET ask for is what the transactions of the session get.
  @Test
  void sessionsGetTheLevelThatTheyAskFor() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThat(shown(statement)).isEqualTo("repeatable read");
      connection.rollback();
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(shown(statement)).isEqualTo("serializable");
      connection.rollback();
      assertThat(shown(statement)).isEqualTo("serializable");
      connection.rollback();
      statement.execute("SET default_transaction_isolation = 'read committed'");
      connection.commit();
      assertThat(shown(statement)).isEqualTo("read committed");
      connection.rollback();
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      assertThat(shown(statement)).isEqualTo("repeatable read");
      connection.commit();
      assertThat(shown(statement)).isEqualTo("read committed");
    }
  }

  private static String shown(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SHOW transaction_isolation")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  /// A session with a thread of its own, because it may have to wait.
  private static final class Client implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Connection connection;

    Client(Level level) throws SQLException {
      connection = connect();
      connection.setTransactionIsolation(
          switch (level) {
            case READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
            case REPEATABLE_READ -> Connection.TRANSACTION_REPEATABLE_READ;
            case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
          });
      connection.setAutoCommit(false);
    }

    /// The values of the rows by id, the number of rows changed, or the SQLSTATE of an error.
    Future<String> begin(String sql) {
      return thread.submit(() -> execute(sql));
    }

    String run(String sql) throws Exception {
      return begin(sql).get(60, TimeUnit.SECONDS);
    }

    String update(int id, int value) throws Exception {
      return run("UPDATE test SET value = " + value + " WHERE id = " + id);
    }

    String all() throws Exception {
      return run("SELECT value FROM test ORDER BY id");
    }

    String value(int id) throws Exception {
      return run("SELECT value FROM test WHERE id = " + id);
    }

    /// Takes the snapshot of the levels that have one for the whole transaction, and reads a whole
    /// table with it, so that the server cannot take a newer one unnoticed.
    void look() throws Exception {
      assertThat(run("SELECT count(*) FROM test")).isEqualTo("2");
    }

    String commit() throws Exception {
      return thread.submit(() -> commitNow()).get(60, TimeUnit.SECONDS);
    }

    private String commitNow() throws SQLException {
      try {
        connection.commit();
        return DONE;
      } catch (SQLException e) {
        connection.rollback();
        return e.getSQLState();
      }
    }

    private String execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        if (!statement.execute(sql)) {
          return Integer.toString(statement.getUpdateCount());
        }
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            values.add(rows.getString(1));
          }
        }
        return String.join(" ", values);
      } catch (SQLException e) {
        connection.rollback();
        return e.getSQLState();
      }
    }

    @Override
    public void close() throws SQLException {
      thread.shutdown();
      connection.close();
    }
  }

  /// Three sessions at one level.
  private record Scene(Client one, Client two, Client three, Level level) {
    boolean committed() {
      return level == READ_COMMITTED;
    }

    /// The value that the level promises.
    <T> T promised(T readCommitted, T repeatableRead, T serializable) {
      return switch (level) {
        case READ_COMMITTED -> readCommitted;
        case REPEATABLE_READ -> repeatableRead;
        case SERIALIZABLE -> serializable;
      };
    }

    void atTheEnd(String values) throws Exception {
      one.commit();
      assertThat(one.all()).isEqualTo(values);
      one.commit();
    }
  }

  private static String get(Future<String> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  /// One anomaly: what is done, and what each level must answer.
  private enum Case {
    G0 {
      @Override
      void run(Scene s) throws Exception {
        s.two().look();
        assertThat(s.one().update(1, 11)).isEqualTo("1");
        Future<String> blocked = s.two().begin("UPDATE test SET value = 12 WHERE id = 1");
        assertThat(s.one().update(2, 21)).isEqualTo("1");
        assertThat(s.one().commit()).isEqualTo(DONE);
        assertThat(get(blocked)).isEqualTo(s.promised("1", CONFLICT, CONFLICT));
        if (s.committed()) {
          assertThat(s.two().update(2, 22)).isEqualTo("1");
        }
        assertThat(s.two().commit()).isEqualTo(DONE);
        s.atTheEnd(s.committed() ? "12 22" : "11 21");
      }
    },
    G1A {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().update(1, 101)).isEqualTo("1");
        assertThat(s.two().all()).isEqualTo("10 20");
        s.one().run("ROLLBACK");
        assertThat(s.two().all()).isEqualTo("10 20");
        assertThat(s.two().commit()).isEqualTo(DONE);
        s.atTheEnd("10 20");
      }
    },
    G1B {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().update(1, 101)).isEqualTo("1");
        assertThat(s.two().all()).isEqualTo("10 20");
        assertThat(s.one().update(1, 11)).isEqualTo("1");
        assertThat(s.one().commit()).isEqualTo(DONE);
        assertThat(s.two().all()).isEqualTo(s.promised("11 20", "10 20", "10 20"));
        assertThat(s.two().commit()).isEqualTo(DONE);
        s.atTheEnd("11 20");
      }
    },
    G1C {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().update(1, 11)).isEqualTo("1");
        assertThat(s.two().update(2, 22)).isEqualTo("1");
        assertThat(s.one().value(2)).isEqualTo("20");
        assertThat(s.two().value(1)).isEqualTo("10");
        assertThat(s.one().commit()).isEqualTo(DONE);
        assertThat(s.two().commit()).isEqualTo(s.promised(DONE, DONE, CONFLICT));
        s.atTheEnd(s.promised("11 22", "11 22", "11 20"));
      }
    },
    OTV {
      @Override
      void run(Scene s) throws Exception {
        s.two().look();
        assertThat(s.one().update(1, 11)).isEqualTo("1");
        assertThat(s.one().update(2, 19)).isEqualTo("1");
        Future<String> blocked = s.two().begin("UPDATE test SET value = 12 WHERE id = 1");
        assertThat(s.one().commit()).isEqualTo(DONE);
        assertThat(get(blocked)).isEqualTo(s.promised("1", CONFLICT, CONFLICT));
        assertThat(s.three().value(1)).isEqualTo("11");
        if (s.committed()) {
          assertThat(s.two().update(2, 18)).isEqualTo("1");
        }
        assertThat(s.three().value(2)).isEqualTo("19");
        assertThat(s.two().commit()).isEqualTo(DONE);
        assertThat(s.three().value(2)).isEqualTo(s.promised("18", "19", "19"));
        assertThat(s.three().value(1)).isEqualTo(s.promised("12", "11", "11"));
        assertThat(s.three().commit()).isEqualTo(DONE);
      }
    },
    PMP {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().run("SELECT value FROM test WHERE value = 30")).isEmpty();
        assertThat(s.two().run("INSERT INTO test VALUES (3, 30)")).isEqualTo("1");
        assertThat(s.two().commit()).isEqualTo(DONE);
        assertThat(s.one().run("SELECT value FROM test WHERE value % 3 = 0"))
            .isEqualTo(s.promised("30", "", ""));
        assertThat(s.one().commit()).isEqualTo(DONE);
        s.atTheEnd("10 20 30");
      }
    },
    /// READ COMMITTED waits and then runs the statement again on what is committed by then.
    PMP_OF_WRITES {
      @Override
      void run(Scene s) throws Exception {
        s.two().look();
        assertThat(s.one().run("UPDATE test SET value = value + 10")).isEqualTo("2");
        Future<String> blocked = s.two().begin("DELETE FROM test WHERE value = 20");
        assertThat(s.one().commit()).isEqualTo(DONE);
        assertThat(get(blocked)).isEqualTo(s.promised("1", CONFLICT, CONFLICT));
        assertThat(s.two().commit()).isEqualTo(DONE);
        s.atTheEnd(s.promised("30", "20 30", "20 30"));
      }
    },
    P4 {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().value(1)).isEqualTo("10");
        assertThat(s.two().value(1)).isEqualTo("10");
        assertThat(s.one().update(1, 11)).isEqualTo("1");
        Future<String> blocked = s.two().begin("UPDATE test SET value = 12 WHERE id = 1");
        assertThat(s.one().commit()).isEqualTo(DONE);
        assertThat(get(blocked)).isEqualTo(s.promised("1", CONFLICT, CONFLICT));
        assertThat(s.two().commit()).isEqualTo(DONE);
        s.atTheEnd(s.promised("12 20", "11 20", "11 20"));
      }
    },
    G_SINGLE {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().value(1)).isEqualTo("10");
        assertThat(s.two().all()).isEqualTo("10 20");
        assertThat(s.two().update(1, 12)).isEqualTo("1");
        assertThat(s.two().update(2, 18)).isEqualTo("1");
        assertThat(s.two().commit()).isEqualTo(DONE);
        assertThat(s.one().value(2)).isEqualTo(s.promised("18", "20", "20"));
        assertThat(s.one().commit()).isEqualTo(DONE);
        s.atTheEnd("12 18");
      }
    },
    G_SINGLE_OF_WRITES {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().value(1)).isEqualTo("10");
        assertThat(s.two().update(1, 12)).isEqualTo("1");
        assertThat(s.two().update(2, 18)).isEqualTo("1");
        assertThat(s.two().commit()).isEqualTo(DONE);
        assertThat(s.one().run("DELETE FROM test WHERE value = 20"))
            .isEqualTo(s.promised("0", CONFLICT, CONFLICT));
        s.atTheEnd("12 18");
      }
    },
    G2_ITEM {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().run("SELECT value FROM test WHERE id IN (1, 2) ORDER BY id"))
            .isEqualTo("10 20");
        assertThat(s.two().run("SELECT value FROM test WHERE id IN (1, 2) ORDER BY id"))
            .isEqualTo("10 20");
        assertThat(s.one().update(1, 11)).isEqualTo("1");
        assertThat(s.two().update(2, 21)).isEqualTo("1");
        assertThat(s.one().commit()).isEqualTo(DONE);
        assertThat(s.two().commit()).isEqualTo(s.promised(DONE, DONE, CONFLICT));
        s.atTheEnd(s.promised("11 21", "11 21", "11 20"));
      }
    },
    G2 {
      @Override
      void run(Scene s) throws Exception {
        assertThat(s.one().run("SELECT value FROM test WHERE value % 3 = 0")).isEmpty();
        assertThat(s.two().run("SELECT value FROM test WHERE value % 3 = 0")).isEmpty();
        assertThat(s.one().run("INSERT INTO test VALUES (3, 30)")).isEqualTo("1");
        assertThat(s.two().run("INSERT INTO test VALUES (4, 42)")).isEqualTo("1");
        assertThat(s.one().commit()).isEqualTo(DONE);
        assertThat(s.two().commit()).isEqualTo(s.promised(DONE, DONE, CONFLICT));
        s.atTheEnd(s.promised("10 20 30 42", "10 20 30 42", "10 20 30"));
      }
    };

    abstract void run(Scene scene) throws Exception;
  }
}
