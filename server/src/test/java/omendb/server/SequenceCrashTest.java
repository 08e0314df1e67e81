package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server dies while clients take values of sequences, also in the midst of a reservation. No
/// value is given twice, whether its transaction committed or not.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SequenceCrashTest {
  private static final int CLIENTS = 3;
  private static final int VALUES = 400;
  private static final long POLL_MILLIS = 10;
  private static final String KILL = "none";
  private static final String[] DEATHS = {
    KILL, "sequence.reserve=halt@4", "sequence.reserved=halt@4", KILL
  };

  private final Set<String> given = ConcurrentHashMap.newKeySet();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

  @Test
  void noValueIsGivenTwice() throws Exception {
    try (TempFolder folder = TempFolder.create()) {
      for (int cycle = 0; cycle < DEATHS.length; cycle++) {
        try (ServerProcess server =
            ServerProcess.startArmed(folder.path(), DEATHS[cycle], "--threads", "1")) {
          if (cycle == 0) {
            define(server.pgUrl());
          }
          takeUntilDead(server, DEATHS[cycle]);
        }
        assertThat(failures).as("after death %d", cycle).isEmpty();
      }
      long last;
      try (ServerProcess server = ServerProcess.start(folder.path(), "--threads", "1")) {
        last = next(server.pgUrl());
        server.stop();
      }
      try (ServerProcess server = ServerProcess.start(folder.path(), "--threads", "1")) {
        assertThat(next(server.pgUrl())).as("after a stop in good order").isEqualTo(last + 1);
      }
    }
  }

  private static void define(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SEQUENCE s");
      statement.execute("CREATE SEQUENCE c CACHE 5");
      statement.execute("CREATE TABLE t (id bigserial PRIMARY KEY, client int)");
    }
  }

  private static long next(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      return value(statement, "SELECT nextval('s')");
    }
  }

  private void takeUntilDead(ServerProcess server, String death) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      threads.add(Thread.ofPlatform().start(() -> take(server.pgUrl(), number)));
    }
    if (death.equals(KILL)) {
      int enough = given.size() + VALUES;
      while (given.size() < enough && failures.isEmpty()) {
        Thread.sleep(POLL_MILLIS);
      }
      server.kill();
    } else {
      assertThat(server.exitCode()).as(death).isEqualTo(137);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// Takes values until the connection breaks.
  private void take(String url, int client) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      while (failures.isEmpty()) {
        note("s", value(statement, "SELECT nextval('s')"));
        note("c", value(statement, "SELECT nextval('c')"));
        note("t", value(statement, "INSERT INTO t (client) VALUES (" + client + ") RETURNING id"));
        connection.setAutoCommit(false);
        note("s", value(statement, "SELECT nextval('s')"));
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      if (!String.valueOf(e.getSQLState()).startsWith("08")) {
        failures.add(e.toString());
      }
    }
  }

  private void note(String sequence, long value) {
    if (!given.add(sequence + " " + value)) {
      failures.add(sequence + " gave " + value + " twice");
    }
  }

  private static long value(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }
}
