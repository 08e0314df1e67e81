package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A server and clients of it by pgjdbc that get in each other's way, each in a thread of its own
/// where it waits. As a static extension of a test class it ends the clients after each test and
/// the server after all.
final class Clients implements AfterEachCallback, AfterAllCallback {
  private final TempFolder folder = TempFolder.create();
  private final Server server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Connection> connections = new ArrayList<>();

  Clients() {
    this(ServerConfig.Limits.DEFAULTS);
  }

  Clients(ServerConfig.Limits limits) {
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")).withLimits(limits));
  }

  Server server() {
    return server;
  }

  /// @param options of the URL, such as `preferQueryMode=simple`
  Connection connect(String options) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://localhost:" + server.pgPort() + "/omendb?user=omendb&" + options);
    synchronized (connections) {
      connections.add(connection);
    }
    return connection;
  }

  Connection connect() throws SQLException {
    return connect("");
  }

  /// A connection in a transaction block of the level.
  Connection begin(String level) throws SQLException {
    Connection connection = connect();
    run(connection, "BEGIN ISOLATION LEVEL " + level);
    return connection;
  }

  /// Runs statements; returns the last one's count of rows.
  static int run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int count = 0;
      for (String sql : statements) {
        count = statement.execute(sql) ? 0 : statement.getUpdateCount();
      }
      return count;
    }
  }

  /// The first column of all rows.
  static List<String> column(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  static String one(Connection connection, String sql) throws SQLException {
    List<String> values = column(connection, sql);
    assertThat(values).hasSize(1);
    return values.getFirst();
  }

  /// The SQLSTATE with which the statement fails.
  static String stateOf(Connection connection, String sql) {
    return failure(connection, sql).getSQLState();
  }

  static SQLException failure(Connection connection, String sql) {
    try {
      run(connection, sql);
    } catch (SQLException e) {
      return e;
    }
    return fail("did not fail: " + sql);
  }

  <T> Future<T> async(Callable<T> work) {
    return threads.submit(work);
  }

  /// Starts the work and returns when it sleeps on a row lock.
  <T> Future<T> waiting(Callable<T> work) {
    long before = lockWaits();
    Future<T> result = async(work);
    while (lockWaits() == before) {
      if (result.isDone()) {
        fail("it did not wait: " + result);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return result;
  }

  private long lockWaits() {
    return server.database().statistics().transactions().lockWaits();
  }

  /// The SQLSTATE with which the work failed.
  static String stateOf(Future<?> work) throws InterruptedException {
    try {
      return fail("did not fail: " + work.get());
    } catch (ExecutionException e) {
      return ((SQLException) e.getCause()).getSQLState();
    }
  }

  /// Moves a table's rows to segments.
  void freeze(String table) throws SQLException {
    try (Connection connection = connect()) {
      run(connection, "ALTER TABLE " + table + " SET (tiering = cold)");
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws SQLException {
    disconnect();
  }

  /// Ends all connections, with their locks.
  void disconnect() throws SQLException {
    synchronized (connections) {
      for (Connection connection : connections) {
        connection.close();
      }
      connections.clear();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  void close() {
    threads.shutdownNow();
    server.close();
    folder.close();
  }
}
