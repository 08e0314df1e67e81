package omendb.pgwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import omendb.core.OmenException;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.util.PSQLException;

class PgServerTest {
  @TempDir private Path folder;
  private Database database;
  private PgServer trusting;

  @BeforeEach
  void open() {
    database = Database.open(folder, DatabaseOptions.DEFAULTS);
    trusting = PgServer.start(database, PgOptions.DEFAULTS.withAddress("127.0.0.1", 0));
  }

  @AfterEach
  void close() {
    trusting.close();
    database.close();
  }

  private static Connection connect(PgServer server, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.port() + "/omendb", user, password);
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  @Test
  void clientsFromElsewhereProveTheirPasswordByScram() throws SQLException {
    try (Connection owner = connect(trusting, "omendb", "");
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE ROLE ada LOGIN PASSWORD 'lovelace'");
      statement.execute("CREATE ROLE nologin PASSWORD 'x'");
    }
    PgOptions asking = new PgOptions("127.0.0.1", 0, 30_000, 1 << 20, false);
    try (PgServer server = PgServer.start(database, asking)) {
      try (Connection ada = connect(server, "ada", "lovelace")) {
        assertThat(one(ada, "SELECT current_user")).isEqualTo("ada");
      }
      for (String[] wrong :
          new String[][] {{"ada", "byron"}, {"nobody", "x"}, {"omendb", "guess"}}) {
        assertThatThrownBy(() -> connect(server, wrong[0], wrong[1]).close())
            .isInstanceOfSatisfying(
                PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      }
      assertThatThrownBy(() -> connect(server, "nologin", "x").close())
          .isInstanceOfSatisfying(
              PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"));
    }
  }

  @Test
  void aCancelRequestEndsTheStatementAndLeavesTheSession() throws Exception {
    try (Connection connection = connect(trusting, "omendb", "");
        Statement statement = connection.createStatement()) {
      Thread canceller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  TimeUnit.MILLISECONDS.sleep(300);
                  statement.cancel();
                } catch (InterruptedException | SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
          .isInstanceOfSatisfying(
              PSQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
      canceller.join();
      assertThat(one(connection, "SELECT 7")).isEqualTo("7");
    }
  }

  @Test
  void answersKeepTheirOrderWhenReadsAndWritesAlternate() throws SQLException {
    try (Connection connection = connect(trusting, "omendb", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id bigint PRIMARY KEY, v bigint)");
      statement.execute("INSERT INTO t VALUES (1, 0)");
      connection.setAutoCommit(false);
      for (long i = 1; i <= 500; i++) {
        assertThat(statement.executeUpdate("UPDATE t SET v = " + i + " WHERE id = 1")).isEqualTo(1);
        assertThat(one(connection, "SELECT v FROM t WHERE id = 1")).isEqualTo(Long.toString(i));
        connection.commit();
      }
    }
  }

  @Test
  @Timeout(120)
  void clientsThatWaitForALockHoldNobodyElseUp() throws Exception {
    int waiters = 2 * Runtime.getRuntime().availableProcessors() + 2;
    try (Connection holder = connect(trusting, "omendb", "");
        Statement statement = holder.createStatement();
        ExecutorService threads = Executors.newFixedThreadPool(waiters)) {
      statement.execute("CREATE TABLE t (id bigint PRIMARY KEY, v bigint)");
      statement.execute("INSERT INTO t VALUES (1, 0), (2, 0)");
      holder.setAutoCommit(false);
      statement.execute("UPDATE t SET v = v + 1 WHERE id = 1");
      CountDownLatch prepared = new CountDownLatch(waiters);
      List<Future<Integer>> updates = new ArrayList<>();
      for (int i = 0; i < waiters; i++) {
        updates.add(threads.submit(() -> updateTwice(prepared)));
      }
      assertThat(prepared.await(60, TimeUnit.SECONDS)).isTrue();
      try (Connection reader = connect(trusting, "omendb", "")) {
        assertThat(one(reader, "SELECT v FROM t WHERE id = 1")).isEqualTo("0");
      }
      holder.commit();
      for (Future<Integer> update : updates) {
        assertThat(update.get(60, TimeUnit.SECONDS)).isEqualTo(1);
      }
      assertThat(one(holder, "SELECT v FROM t WHERE id = 1"))
          .isEqualTo(Integer.toString(waiters + 1));
      assertThat(one(holder, "SELECT v FROM t WHERE id = 2")).isEqualTo(Integer.toString(waiters));
    }
  }

  @Test
  @Timeout(120)
  void clientsThatSleepHoldNobodyElseUp() throws Exception {
    int sleepers = 2 * Runtime.getRuntime().availableProcessors() + 2;
    List<PreparedStatement> sleeping = new CopyOnWriteArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(sleepers)) {
      CountDownLatch prepared = new CountDownLatch(sleepers);
      List<Future<String>> ends = new ArrayList<>();
      for (int i = 0; i < sleepers; i++) {
        ends.add(threads.submit(() -> sleepTwice(prepared, sleeping)));
      }
      assertThat(prepared.await(60, TimeUnit.SECONDS)).isTrue();
      try (Connection reader = connect(trusting, "omendb", "")) {
        assertThat(one(reader, "SELECT 7")).isEqualTo("7");
      }
      for (Future<String> end : ends) {
        while (!end.isDone()) {
          for (PreparedStatement statement : sleeping) {
            statement.cancel();
          }
          TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(end.get()).isEqualTo("57014");
      }
    }
  }

  /// Sleeps not at all, so that the statement is prepared, and then until it is cancelled.
  private String sleepTwice(CountDownLatch prepared, List<PreparedStatement> sleeping)
      throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + trusting.port() + "/omendb?prepareThreshold=1";
    try (Connection connection = DriverManager.getConnection(url, "omendb", "");
        PreparedStatement sleep = connection.prepareStatement("SELECT pg_sleep(?)")) {
      sleep.setDouble(1, 0);
      sleep.executeQuery().close();
      sleep.setDouble(1, 600);
      prepared.countDown();
      sleeping.add(sleep);
      sleep.executeQuery().close();
      return "00000";
    } catch (PSQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }

  /// Changes a free row, so that the statement is prepared, and then the one that is locked.
  private int updateTwice(CountDownLatch prepared) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + trusting.port() + "/omendb?prepareThreshold=1";
    try (Connection connection = DriverManager.getConnection(url, "omendb", "");
        PreparedStatement update =
            connection.prepareStatement("UPDATE t SET v = v + 1 WHERE id = ?")) {
      update.setLong(1, 2);
      assertThat(update.executeUpdate()).isEqualTo(1);
      prepared.countDown();
      update.setLong(1, 1);
      return update.executeUpdate();
    }
  }

  @Test
  void malformedFramesEndTheirConnectionOnly() throws Exception {
    byte[][] attacks = {
      {0, 0, 0, 0},
      {0x7f, 0x7f, 0x7f, 0x7f, 0, 0},
      {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
      {0, 0, 0, 8, 0, 9, 0, 0},
      {0, 0, 0, 9, 0, 3, 0, 0, 0},
      "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
    };
    for (byte[] attack : attacks) {
      try (Socket socket = new Socket("127.0.0.1", trusting.port())) {
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(attack);
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes())
            .satisfiesAnyOf(
                bytes -> assertThat(bytes).isEmpty(),
                bytes -> assertThat(bytes[0]).isEqualTo((byte) 'E'));
      }
    }
    try (Connection connection = connect(trusting, "omendb", "")) {
      assertThat(one(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void encryptionRequestsAreAnsweredByNo() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", trusting.port());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream())) {
      for (int code : new int[] {80877103, 80877104}) {
        out.writeInt(8);
        out.writeInt(code);
        out.flush();
        assertThat(in.readByte()).isEqualTo((byte) 'N');
      }
    }
  }

  @Test
  void aPortInUseIsAnErrorThatSaysSo() {
    assertThatThrownBy(() ->
            PgServer.start(database, PgOptions.DEFAULTS.withAddress("127.0.0.1", trusting.port())))
        .isInstanceOfSatisfying(
            OmenException.class, e -> assertThat(e.hint()).contains("--pg-port"));
  }
}
