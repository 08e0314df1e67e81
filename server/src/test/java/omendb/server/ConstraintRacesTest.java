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
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import omendb.engine.IndexVerifier;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients that want the same unique value, or whose rows need each other, at the same time: over
/// real connections, at all levels, with rows in either tier and on their way.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConstraintRacesTest {
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 40;
  private static final int PARENTS = 12;
  private static final int STEPS = 150;
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  private TempFolder folder;
  private Server server;
  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void start() {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
  }

  @AfterEach
  void stop() {
    server.close();
    folder.close();
  }

  private Connection connect(int level) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
    connection.setTransactionIsolation(level);
    connection.setAutoCommit(false);
    return connection;
  }

  private void script(String... statements) throws SQLException {
    try (Connection connection = connect(Connection.TRANSACTION_READ_COMMITTED);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = connect(Connection.TRANSACTION_READ_COMMITTED);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /// Work of one client.
  private interface Client {
    void run() throws Exception;
  }

  /// Runs them all at once and throws what the first of them threw.
  private void together(List<Client> clients, boolean migrating, String... tables)
      throws Exception {
    over.set(false);
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      List<Future<?>> running = new ArrayList<>();
      for (Client client : clients) {
        running.add(
            threads.submit(() -> {
              client.run();
              return null;
            }));
      }
      Future<?> mover =
          threads.submit(() -> {
            while (migrating && !over.get()) {
              for (String table : tables) {
                script("ALTER TABLE " + table + " SET (tiering = cold)");
              }
            }
            return null;
          });
      try {
        for (Future<?> each : running) {
          each.get();
        }
      } finally {
        over.set(true);
      }
      mover.get();
    }
  }

  /// The SQLSTATE of the statement's or the commit's failure, or 00000.
  private static String attempt(Connection connection, String sql, long... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setLong(i + 1, values[i]);
      }
      int count = statement.executeUpdate();
      connection.commit();
      return count == 0 ? "02000" : "00000";
    } catch (SQLException e) {
      connection.rollback();
      return e.getSQLState();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, false, v",
    "4, false, v",
    "8, false, v",
    "2, true, v",
    "4, true, v",
    "8, true, v",
    "2, false, (v * 2)",
    "4, true, (v * 2)"
  })
  void oneOfManyGetsAUniqueValue(int level, boolean migrating, String unique) throws Exception {
    script(
        "CREATE TABLE u (id bigint PRIMARY KEY, v bigint, w text)",
        "CREATE UNIQUE INDEX ON u (" + unique + ") WHERE w = 'w'");
    AtomicLong ids = new AtomicLong();
    List<AtomicInteger> winners = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      winners.add(new AtomicInteger());
    }
    CyclicBarrier round = new CyclicBarrier(CLIENTS);
    List<Client> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      clients.add(() -> {
        try (Connection connection = connect(level)) {
          for (int i = 0; i < ROUNDS; i++) {
            round.await();
            String state =
                attempt(
                    connection, "INSERT INTO u VALUES (?, ?, 'w')", ids.incrementAndGet(), i / 2);
            if (state.equals("00000")) {
              winners.get(i / 2).incrementAndGet();
            } else if (!CONFLICTS.contains(state)) {
              assertThat(state).isEqualTo("23505");
            }
          }
        }
      });
    }
    together(clients, migrating, "u");
    for (int i = 0; i < ROUNDS / 2; i++) {
      assertThat(winners.get(i).get()).as("rows with value %d", i).isEqualTo(1);
    }
    assertThat(number("SELECT count(*) FROM u")).isEqualTo(ROUNDS / 2);
    script("ALTER TABLE u SET (tiering = cold)");
    try (Connection connection = connect(level)) {
      for (int i = 0; i < ROUNDS / 2; i++) {
        String state =
            attempt(connection, "INSERT INTO u VALUES (?, ?, 'w')", ids.incrementAndGet(), i);
        assertThat(state).isEqualTo("23505");
      }
    }
    assertThat(IndexVerifier.verify(server.database())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2, false", "4, false", "8, false", "2, true", "4, true", "8, true"})
  void noChildIsLeftWithoutItsParent(int level, boolean migrating) throws Exception {
    script(
        "CREATE TABLE p (id bigint PRIMARY KEY, code bigint UNIQUE)",
        "CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p,"
            + " code bigint REFERENCES p (code) ON DELETE CASCADE)",
        "INSERT INTO p SELECT i, i FROM generate_series(1, " + PARENTS + ") AS g(i)");
    if (migrating) {
      script("CREATE INDEX ON c (p)");
    }
    AtomicLong ids = new AtomicLong();
    AtomicInteger inserted = new AtomicInteger();
    AtomicInteger deleted = new AtomicInteger();
    List<Client> clients = new ArrayList<>();
    for (int number = 0; number < CLIENTS; number++) {
      RandomGenerator random = Seeds.generator(number);
      boolean children = number % 2 == 0;
      clients.add(() -> {
        try (Connection connection = connect(level)) {
          for (int i = 0; i < STEPS; i++) {
            long parent = 1 + random.nextInt(PARENTS);
            if (children) {
              String sql =
                  random.nextBoolean()
                      ? "INSERT INTO c (id, p) VALUES (?, ?)"
                      : "INSERT INTO c (id, code) VALUES (?, ?)";
              note(attempt(connection, sql, ids.incrementAndGet(), parent), inserted);
              attempt(connection, "DELETE FROM c WHERE id = ?", ids.get() - 3);
            } else {
              note(attempt(connection, "DELETE FROM p WHERE id = ?", parent), deleted);
              note(attempt(connection, "INSERT INTO p VALUES (?, ?)", parent, parent), null);
            }
          }
        }
      });
    }
    together(clients, migrating, "p", "c");
    assertThat(inserted.get()).isPositive();
    assertThat(deleted.get()).isPositive();
    assertThat(number("SELECT count(*) FROM c WHERE p NOT IN (SELECT id FROM p)")).isZero();
    assertThat(number("SELECT count(*) FROM c WHERE code NOT IN (SELECT code FROM p)")).isZero();
    assertThat(IndexVerifier.verify(server.database())).isEmpty();
  }

  private static void note(String state, AtomicInteger successes) {
    if (state.equals("00000")) {
      if (successes != null) {
        successes.incrementAndGet();
      }
    } else if (!CONFLICTS.contains(state)) {
      assertThat(state).isIn("23503", "23505", "02000");
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "4"})
  void anIndexMadeBesideWritersMissesNoRow(int level) throws Exception {
    script("CREATE TABLE t (id bigint PRIMARY KEY, a bigint)");
    AtomicLong ids = new AtomicLong();
    List<Client> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS - 1; c++) {
      clients.add(() -> {
        try (Connection connection = connect(level)) {
          for (int i = 0; i < STEPS; i++) {
            long id = ids.incrementAndGet();
            attempt(connection, "INSERT INTO t VALUES (?, ?)", id, id % 10);
            attempt(connection, "UPDATE t SET a = a + 100 WHERE id = ?", id / 2);
            attempt(connection, "DELETE FROM t WHERE id = ?", id / 3);
          }
        }
      });
    }
    clients.add(() -> {
      for (int i = 0; i < 6; i++) {
        script("CREATE INDEX t_a" + i + " ON t (a)");
      }
    });
    together(clients, true, "t");
    assertThat(IndexVerifier.verify(server.database())).isEmpty();
    assertThat(number("SELECT count(*) FROM pg_indexes WHERE tablename = 't'")).isEqualTo(7);
  }
}
