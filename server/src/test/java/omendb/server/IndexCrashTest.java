package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.IndexVerifier;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server is killed while clients change rows that indexes and foreign keys hang on, and rows
/// move to segments. After each kill every row has its entries, and every entry its row.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class IndexCrashTest {
  private static final int CYCLES = 6;
  private static final int CLIENTS = 3;
  private static final int COMMITS = 40;
  private static final long POLL_MILLIS = 20;
  private static final String[] OPTIONS = {"--hot-rows-max", "300", "--threads", "1"};
  private static final String[] TABLES = {
    "CREATE TABLE p (id bigint PRIMARY KEY, code text UNIQUE)",
    "CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p ON DELETE CASCADE, a int,"
        + " b text)",
    "CREATE INDEX ON c (p)",
    "CREATE INDEX ON c (b, a DESC)",
    "CREATE INDEX ON c (upper(b), (a * 2)) INCLUDE (p) WHERE a > 3 OR b = 'changed'"
  };

  private final AtomicLong ids = new AtomicLong();
  private final AtomicInteger commits = new AtomicInteger();
  private volatile boolean killed;

  @Test
  void rowsAndEntriesAgreeAfterEveryKill() throws Exception {
    try (TempFolder folder = TempFolder.create()) {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        try (ServerProcess server = ServerProcess.start(folder.path(), OPTIONS)) {
          String url = "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb";
          if (cycle == 0) {
            define(url);
          }
          writeUntilKilled(server, url, cycle);
        }
        try (Database database = Database.open(folder.resolve("data"), DatabaseOptions.DEFAULTS)) {
          assertThat(IndexVerifier.verify(database)).as("after kill %d", cycle).isEmpty();
          assertThat(database.lastCommit()).isGreaterThan(commits.get());
        }
      }
    }
  }

  private static void define(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : TABLES) {
        statement.execute(sql);
      }
    }
  }

  private void writeUntilKilled(ServerProcess server, String url, int cycle) throws Exception {
    killed = false;
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int client = 0; client < CLIENTS; client++) {
      RandomGenerator random = Seeds.generator(cycle * 100L + client);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  write(url, random);
                } catch (SQLException e) {
                  if (!killed) {
                    failures.add(e);
                  }
                }
              }));
    }
    int enough = commits.get() + COMMITS;
    while (commits.get() < enough && failures.isEmpty()) {
      Thread.sleep(POLL_MILLIS);
    }
    killed = true;
    server.kill();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  private void write(String url, RandomGenerator random) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (true) {
        long id = ids.incrementAndGet();
        try {
          statement.execute("INSERT INTO p VALUES (" + id + ", 'code " + id % 500 + "')");
          for (int i = 0; i < 3; i++) {
            statement.execute(
                "INSERT INTO c VALUES (%d, %d, %d, 'b%d')"
                    .formatted(id * 10 + i, id, random.nextInt(9), random.nextInt(5)));
          }
          statement.execute("UPDATE c SET a = a + 1, b = 'changed' WHERE p = " + id / 2);
          if (random.nextInt(4) == 0) {
            statement.execute("DELETE FROM p WHERE id = " + (id - random.nextInt(50)));
          }
          connection.commit();
          commits.incrementAndGet();
        } catch (SQLException e) {
          if (!List.of("23505", "40001", "40P01").contains(e.getSQLState())) {
            throw e;
          }
          connection.rollback();
        }
      }
    }
  }
}
