package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing server process with SIGKILL again and again: whatever it acknowledged is there
/// after the next start, and of the transaction on its way either all or nothing.
class CrashTest {
  private static final int CYCLES = Integer.getInteger("omendb.crash.cycles", 20);
  private static final int WRITERS = 2;

  @TempDir private Path folder;

  @Test
  void nothingAcknowledgedIsLostByKill9() throws Exception {
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer(i));
    }
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      ServerUnderTest server = ServerUnderTest.start(folder);
      if (cycle == 0) {
        server.execute("CREATE TABLE t (id bigint PRIMARY KEY, v bigint NOT NULL, pad text)");
      }
      for (Writer writer : writers) {
        writer.verify(server.url());
      }
      List<Thread> threads = new ArrayList<>();
      for (Writer writer : writers) {
        threads.add(Thread.ofPlatform().start(() -> writer.write(server.url())));
      }
      TimeUnit.MILLISECONDS.sleep(300 + 37L * cycle % 400);
      server.kill();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    ServerUnderTest server = ServerUnderTest.start(folder);
    long acknowledged = 0;
    for (Writer writer : writers) {
      writer.verify(server.url());
      acknowledged += writer.transactions;
    }
    server.kill();
    assertThat(acknowledged).isGreaterThan(CYCLES);
  }

  /// The control: a row that was never written is missed, so that the check can fail.
  @Test
  void theCheckNoticesALostRow() throws Exception {
    ServerUnderTest server = ServerUnderTest.start(folder);
    server.execute("CREATE TABLE t (id bigint PRIMARY KEY, v bigint NOT NULL, pad text)");
    Writer writer = new Writer(0);
    writer.rows.put(7L, 1L);
    writer.withLast.put(7L, 1L);
    try {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> writer.verify(server.url()))
          .isInstanceOf(AssertionError.class);
    } finally {
      server.kill();
    }
  }

  /// One client and what the server has acknowledged to it. A transaction inserts a row, changes an
  /// older one and sometimes deletes one.
  private static final class Writer {
    private final long first;
    private final TreeMap<Long, Long> rows = new TreeMap<>();
    private TreeMap<Long, Long> withLast = new TreeMap<>();
    private long next;
    private long transactions;

    Writer(int number) {
      first = number * 1_000_000_000L;
      next = first;
    }

    void write(String url) {
      try (Connection connection = DriverManager.getConnection(url);
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO t VALUES (?, ?, repeat('x', 100))");
          PreparedStatement update =
              connection.prepareStatement("UPDATE t SET v = ? WHERE id = ?");
          PreparedStatement delete = connection.prepareStatement("DELETE FROM t WHERE id = ?")) {
        connection.setAutoCommit(false);
        while (true) {
          transaction(connection, insert, update, delete);
        }
      } catch (SQLException e) {
        // The server is gone: what was on its way may have happened or not.
      }
    }

    private void transaction(
        Connection connection,
        PreparedStatement insert,
        PreparedStatement update,
        PreparedStatement delete)
        throws SQLException {
      TreeMap<Long, Long> after = new TreeMap<>(rows);
      long id = next++;
      insert.setLong(1, id);
      insert.setLong(2, id);
      insert.executeUpdate();
      after.put(id, id);
      Long other = rows.isEmpty() ? null : rows.floorKey(first + (id * 31 % (next - first)));
      if (other != null && id % 7 == 0) {
        delete.setLong(1, other);
        assertThat(delete.executeUpdate()).isEqualTo(1);
        after.remove(other);
      } else if (other != null) {
        update.setLong(1, -id);
        update.setLong(2, other);
        assertThat(update.executeUpdate()).isEqualTo(1);
        after.put(other, -id);
      }
      withLast = after;
      connection.commit();
      rows.clear();
      rows.putAll(after);
      transactions++;
    }

    /// Compares the whole contents, row by row; then takes over what is there.
    void verify(String url) throws SQLException {
      TreeMap<Long, Long> found = new TreeMap<>();
      try (Connection connection = DriverManager.getConnection(url);
          PreparedStatement query =
              connection.prepareStatement("SELECT id, v FROM t WHERE id >= ? AND id < ?")) {
        query.setLong(1, first);
        query.setLong(2, first + 1_000_000_000L);
        try (ResultSet result = query.executeQuery()) {
          while (result.next()) {
            found.put(result.getLong(1), result.getLong(2));
          }
        }
      }
      assertThat(found.equals(rows) || found.equals(withLast))
          .as("found %d rows, acknowledged %d", found.size(), rows.size())
          .isTrue();
      rows.clear();
      rows.putAll(found);
      withLast = new TreeMap<>(found);
    }
  }

  /// A server in a process of its own.
  private record ServerUnderTest(Process process, String url) {
    static ServerUnderTest start(Path folder) throws IOException, InterruptedException {
      Path ports = folder.resolve("ports");
      Files.deleteIfExists(ports);
      Path log = folder.resolve("server.log");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "--add-opens=java.base/java.nio=ALL-UNNAMED",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-Darrow.allocation.manager.type=Unsafe",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "omendb.server.Main",
                  "start",
                  "--data",
                  folder.resolve("data").toString(),
                  "--pg-port",
                  "0",
                  "--flight-port",
                  "0",
                  "--http-port",
                  "0",
                  "--hot-rows-max",
                  "500",
                  "--port-file",
                  ports.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!Files.exists(ports)) {
        assertThat(process.isAlive() && System.nanoTime() < deadline)
            .as("the server starts: %s", Files.readString(log))
            .isTrue();
        TimeUnit.MILLISECONDS.sleep(20);
      }
      Properties properties = new Properties();
      try (var reader = Files.newBufferedReader(ports)) {
        properties.load(reader);
      }
      return new ServerUnderTest(
          process,
          "jdbc:postgresql://127.0.0.1:" + properties.getProperty("pg") + "/omendb?user=omendb");
    }

    void execute(String sql) throws SQLException {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    void kill() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
