package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A writing server is killed again and again, while rows migrate. After each restart every
/// acknowledged transaction is there, and the one in flight is there whole or not at all.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CrashTest {
  private static final int CYCLES = 20;
  private static final int WRITERS = 3;
  private static final int ROWS = 3;
  private static final int DELETE_EACH = 10;
  private static final String[] OPTIONS = {"--hot-rows-max", "400", "--threads", "1"};

  /// What one client knows: the number of its last acknowledged transaction.
  private static final class Writer implements Runnable {
    private final int number;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile String url = "";
    private volatile boolean killed;
    private volatile int acknowledged;

    Writer(int number) {
      this.number = number;
    }

    @Override
    public void run() {
      try (Connection connection = DriverManager.getConnection(url)) {
        connection.setAutoCommit(false);
        while (true) {
          transaction(connection, acknowledged + 1);
          connection.commit();
          acknowledged++;
        }
      } catch (SQLException e) {
        if (!killed) {
          failure.set(e);
        }
      }
    }

    /// Three rows in, one older changed, sometimes one older deleted, and the sum of it all.
    private void transaction(Connection connection, int sequence) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO ledger VALUES (?, ?, ?, 0, ?)")) {
        for (int row = 0; row < ROWS; row++) {
          insert.setLong(1, id(sequence, row));
          insert.setInt(2, number);
          insert.setLong(3, amount(sequence, row));
          insert.setString(4, "row " + row + " of " + sequence);
          insert.executeUpdate();
        }
      }
      if (sequence > 1) {
        change(
            connection,
            "UPDATE ledger SET touched = touched + 1 WHERE id = " + id(sequence / 2, 0));
      }
      if (sequence % DELETE_EACH == 0) {
        change(connection, "DELETE FROM ledger WHERE id = " + id(sequence - 5, 2));
      }
      change(
          connection,
          "UPDATE writer SET last = last + 1, total = total + "
              + sum(sequence)
              + " WHERE number = "
              + number);
    }

    private static void change(Connection connection, String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
      }
    }

    private long id(int sequence, int row) {
      return number * 1_000_000_000L + (long) sequence * ROWS + row;
    }

    private static long amount(int sequence, int row) {
      return sequence * 7919L % 10_007 + row;
    }

    private static long sum(int sequence) {
      long sum = 0;
      for (int row = 0; row < ROWS; row++) {
        sum += amount(sequence, row);
      }
      return sum;
    }

    /// Checks what the server has against what it has acknowledged, and goes on from there.
    void verify(Connection connection) throws SQLException {
      long[] summary =
          numbers(connection, "SELECT last, total FROM writer WHERE number = " + number);
      int last = Math.toIntExact(summary[0]);
      assertThat(last)
          .as("transactions of writer %d, of which %d were acknowledged", number, acknowledged)
          .isBetween(acknowledged, acknowledged + 1);
      long amounts = 0;
      long deleted = 0;
      for (int sequence = 1; sequence <= last; sequence++) {
        amounts += sum(sequence);
        if (sequence % DELETE_EACH == 0) {
          deleted += amount(sequence - 5, 2);
        }
      }
      assertThat(summary[1]).isEqualTo(amounts);
      long[] rows =
          numbers(
              connection,
              "SELECT count(*), coalesce(sum(amount), 0), coalesce(sum(touched), 0),"
                  + " count(DISTINCT id) FROM ledger WHERE writer = "
                  + number);
      long count = (long) last * ROWS - last / DELETE_EACH;
      assertThat(rows)
          .as("count, amounts, changes and distinct ids of writer %d at %d", number, last)
          .containsExactly(count, amounts - deleted, Math.max(0, last - 1), count);
      acknowledged = last;
    }
  }

  private static long[] numbers(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).as(sql).isTrue();
      long[] numbers = new long[rows.getMetaData().getColumnCount()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = rows.getLong(i + 1);
      }
      return numbers;
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterEachKill() throws Exception {
    RandomGenerator random = Seeds.generator(Long.getLong("omendb.seed", 1));
    List<Writer> writers = new ArrayList<>();
    for (int i = 1; i <= WRITERS; i++) {
      writers.add(new Writer(i));
    }
    try (TempFolder folder = TempFolder.create()) {
      ServerProcess server = ServerProcess.start(folder.path(), OPTIONS);
      try {
        createTables(server);
        for (int cycle = 1; cycle <= CYCLES; cycle++) {
          writeAndKill(server, writers, 300 + random.nextInt(700));
          server = ServerProcess.start(folder.path(), OPTIONS);
          verify(server, writers);
        }
        assertThat(metric(server, "omendb_rows{tier=\"cold\"}")).isPositive();
        assertThat(writers).allMatch(writer -> writer.acknowledged > CYCLES);
        wrongExpectationsAreNoticed(server, writers.getFirst());
        server.stop();
      } finally {
        server.close();
      }
    }
  }

  private static void createTables(ServerProcess server) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.pgUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE ledger (id bigint PRIMARY KEY, writer int, amount bigint, touched int,"
              + " note text)");
      statement.execute("CREATE TABLE writer (number int PRIMARY KEY, last int, total bigint)");
      for (int i = 1; i <= WRITERS; i++) {
        statement.execute("INSERT INTO writer VALUES (" + i + ", 0, 0)");
      }
    }
  }

  private static void writeAndKill(ServerProcess server, List<Writer> writers, int millis)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Writer writer : writers) {
      writer.url = server.pgUrl();
      writer.killed = false;
      threads.add(Thread.ofPlatform().start(writer));
    }
    Thread.sleep(millis);
    writers.forEach(writer -> writer.killed = true);
    server.kill();
    for (Thread thread : threads) {
      thread.join();
    }
    for (Writer writer : writers) {
      assertThat(writer.failure.get()).isNull();
    }
  }

  private static void verify(ServerProcess server, List<Writer> writers) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.pgUrl())) {
      for (Writer writer : writers) {
        writer.verify(connection);
      }
    }
  }

  /// The check itself is checked: it fails for a transaction too many and for a row too few.
  private static void wrongExpectationsAreNoticed(ServerProcess server, Writer writer)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.pgUrl())) {
      int truth = writer.acknowledged;
      writer.acknowledged = truth + 1;
      assertThatThrownBy(() -> writer.verify(connection)).isInstanceOf(AssertionError.class);
      writer.acknowledged = truth;
      writer.verify(connection);
      Writer.change(connection, "DELETE FROM ledger WHERE id = " + writer.id(1, 1));
      assertThatThrownBy(() -> writer.verify(connection)).isInstanceOf(AssertionError.class);
    }
  }

  private static double metric(ServerProcess server, String name) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + server.httpPort() + "/metrics");
      String text =
          client
              .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return text.lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .sum();
    }
  }
}
