package omendb.server;

import static omendb.server.Clients.column;
import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static omendb.server.Clients.stateOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import omendb.engine.DatabaseStatistics.HotTier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What bounds the memory of hot rows and the age of snapshots, as clients meet it.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HotTierLimitsTest {
  private static final long HOT_BYTES = 2 << 20;

  /// Several times what writers wait for the first migration of a process, which runs cold.
  private static final long MAX_AGE_MILLIS = 1500;

  @RegisterExtension
  static final Clients clients =
      new Clients(new ServerConfig.Limits(HOT_BYTES, 1 << 20, MAX_AGE_MILLIS));

  @BeforeEach
  void fill() throws SQLException {
    run(
        clients.connect(),
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, pad text)",
        "INSERT INTO t SELECT i, 0 FROM generate_series(1, 5) i");
  }

  private static HotTier hotTier() {
    return clients.server().database().statistics().hotTier();
  }

  private static void awaitCancelled(long more) {
    long wanted = hotTier().cancelledSnapshots() + more;
    while (hotTier().cancelledSnapshots() < wanted) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void anIdleSnapshotThatIsTooOldFailsTheNextStatementAndTheSessionGoesOn() throws SQLException {
    Connection idle = clients.begin("REPEATABLE READ");
    assertThat(one(idle, "SELECT n FROM t WHERE id = 1")).isEqualTo("0");
    run(clients.connect(), "UPDATE t SET n = 1");
    awaitCancelled(1);
    assertThat(stateOf(idle, "SELECT n FROM t WHERE id = 1")).isEqualTo("72000");
    assertThat(stateOf(idle, "SELECT 1")).isEqualTo("25P02");
    run(idle, "ROLLBACK");
    assertThat(one(idle, "SELECT n FROM t WHERE id = 1")).isEqualTo("1");
  }

  @Test
  void readCommittedGoesOn() throws SQLException {
    Connection idle = clients.begin("READ COMMITTED");
    run(idle, "UPDATE t SET n = 7 WHERE id = 2");
    run(clients.connect(), "UPDATE t SET n = 1 WHERE id = 1");
    awaitCancelled(1);
    assertThat(column(idle, "SELECT n FROM t WHERE id < 3 ORDER BY id")).containsExactly("1", "7");
    run(idle, "COMMIT");
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 2")).isEqualTo("7");
  }

  @Test
  void aRunningStatementIsTold() throws SQLException {
    Connection busy = clients.begin("REPEATABLE READ");
    assertThat(one(busy, "SELECT count(*) FROM t")).isEqualTo("5");
    assertThat(stateOf(busy, "SELECT pg_sleep(60)")).isEqualTo("72000");
    String series = "generate_series(1, 1000000)";
    String sql = "SELECT count(*) FROM t, " + series + " a, " + series + " b WHERE t.id + a <> b";
    assertThat(stateOf(clients.connect(), sql)).isEqualTo("72000");
  }

  @Test
  void deferredChecksRunThoughTheSnapshotIsGone() throws SQLException {
    Connection idle = clients.connect();
    run(
        idle,
        "DROP TABLE IF EXISTS child",
        "CREATE TABLE child (id int PRIMARY KEY,"
            + " parent int REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)",
        "BEGIN ISOLATION LEVEL REPEATABLE READ",
        "INSERT INTO child VALUES (1, 99)");
    awaitCancelled(1);
    assertThat(stateOf(idle, "COMMIT")).isEqualTo("23503");
    run(idle, "DROP TABLE child");
  }

  @Test
  void manyWritersStayWithinTheMemoryAndColdRowsComeFromTheCache() throws Exception {
    List<Future<Integer>> writers = new ArrayList<>();
    for (int writer = 1; writer <= 4; writer++) {
      int first = writer * 100_000;
      writers.add(clients.async(() -> insert(first, 5_000)));
    }
    long most = 0;
    for (Future<Integer> writer : writers) {
      while (!writer.isDone()) {
        most = Math.max(most, hotTier().bytes());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      assertThat(writer.get()).isEqualTo(5_000);
    }
    assertThat(most).isLessThan(HOT_BYTES + HOT_BYTES / 4);
    Connection reader = clients.connect();
    assertThat(one(reader, "SELECT count(*) FROM t WHERE id >= 100000")).isEqualTo("20000");
    for (int i = 0; i < 3; i++) {
      assertThat(one(reader, "SELECT n FROM t WHERE id = 100001")).isEqualTo("1");
    }
    assertThat(metric("omendb_row_cache_hit_rate")).isBetween(0.01, 1.0);
    assertThat(metric("omendb_hot_bytes_max")).isEqualTo(HOT_BYTES);
    assertThat(metric("omendb_hot_bytes")).isBetween(1.0, 1.25 * HOT_BYTES);
  }

  private static int insert(int first, int rows) throws SQLException {
    try (PreparedStatement insert =
        clients.connect().prepareStatement("INSERT INTO t VALUES (?, ?, repeat('x', 200))")) {
      for (int i = 0; i < rows; i++) {
        insert.setInt(1, first + i);
        insert.setInt(2, i);
        insert.addBatch();
        if (i % 50 == 49) {
          insert.executeBatch();
        }
      }
    }
    return rows;
  }

  private static double metric(String name) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + clients.server().httpPort() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(address).build();
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      for (String line : body.lines().toList()) {
        if (line.startsWith(name + " ")) {
          return Double.parseDouble(line.substring(name.length() + 1));
        }
      }
      throw new AssertionError("no " + name + " in " + body);
    }
  }
}
