package omendb.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import omendb.testkit.Seeds;
import omendb.testkit.history.AnomalyChecker;
import omendb.testkit.history.History;
import omendb.testkit.history.Level;
import omendb.testkit.history.OpenTransaction;
import omendb.testkit.history.Recorder;
import omendb.testkit.history.Report;
import org.jspecify.annotations.Nullable;

/// Clients that run a workload at one isolation level, each on a pgjdbc connection of its own, and
/// the history that they record. What they do depends on the seed alone, how it interleaves does
/// not.
final class HistoryRun {
  private static final int RECONNECT_MILLIS_MAX = 60_000;
  private static final int RECONNECT_PAUSE_MILLIS = 10;

  /// One transaction in so many is a statement in autocommit mode.
  private static final int ALONE_EACH = 10;

  /// Values of one client lie this far from another's.
  private static final int VALUES_PER_CLIENT = 10_000_000;

  /// Refusals that belong to the game: conflicts, deadlocks, lock timeouts, duplicate keys.
  private static final Set<String> REFUSALS = Set.of("40001", "40P01", "55P03", "23505");

  private final Supplier<String> url;
  private final HistoryWorkload workload;
  private final Level level;
  private final long seed;
  private final Recorder recorder = new Recorder();
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final List<Client> clients = new ArrayList<>();

  /// @param url where the server is now
  HistoryRun(
      Supplier<String> url, HistoryWorkload workload, Level level, int clientCount, long seed) {
    this.url = url;
    this.workload = workload;
    this.level = level;
    this.seed = seed;
    for (int i = 0; i < clientCount; i++) {
      clients.add(new Client(i));
    }
  }

  Recorder recorder() {
    return recorder;
  }

  /// Transactions begun so far.
  int started() {
    return started.get();
  }

  void createTables() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url.get())) {
      workload.createTables(connection);
    }
  }

  /// Runs this many transactions and then reads everything.
  void run(int transactions) throws InterruptedException {
    int last = started.get() + transactions;
    List<Thread> threads = new ArrayList<>();
    for (Client client : clients) {
      client.last = last;
      threads.add(Thread.ofPlatform().name("client-" + client.process).start(client));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    started.set(last);
    if (failure.get() == null) {
      readAll();
    }
    if (failure.get() != null) {
      throw new AssertionError("a client of seed " + seed + " failed", failure.get());
    }
  }

  private void readAll() throws InterruptedException {
    try (Connection connection = connect()) {
      OpenTransaction transaction = recorder.begin(clients.size());
      workload.readAll(connection, transaction);
      connection.commit();
      transaction.ok();
    } catch (SQLException e) {
      failure.compareAndSet(null, e);
    }
  }

  History history() {
    return recorder.history();
  }

  Report check() {
    return AnomalyChecker.check(history());
  }

  /// A connection in a transaction block; waits for a server that is being restarted.
  private Connection connect() throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + RECONNECT_MILLIS_MAX * 1_000_000L;
    while (true) {
      try {
        return open();
      } catch (SQLException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(RECONNECT_PAUSE_MILLIS);
      }
    }
  }

  private Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "60");
    Connection connection = DriverManager.getConnection(url.get(), properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET default_transaction_isolation = '"
              + level.sql().toLowerCase(java.util.Locale.ROOT)
              + "'");
    }
    connection.setAutoCommit(false);
    return connection;
  }

  /// One client with its connection.
  private final class Client implements Runnable {
    private final int process;
    private final RandomGenerator random;
    private int nextValue;
    private volatile int last;
    private @Nullable Connection connection;

    Client(int process) {
      this.process = process;
      this.random = Seeds.generator(seed * 1000 + process);
      this.nextValue = process * VALUES_PER_CLIENT;
    }

    @Override
    public void run() {
      try {
        int number = started.getAndIncrement();
        while (number < last && failure.get() == null) {
          if (connection == null) {
            connection = connect();
          }
          if (random.nextInt(ALONE_EACH) == 0) {
            alone(connection, number);
          } else {
            transaction(connection, number);
          }
          number = started.getAndIncrement();
        }
      } catch (SQLException | InterruptedException | RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        close();
      }
    }

    private void close() {
      Connection open = connection;
      connection = null;
      if (open != null) {
        try {
          open.close();
        } catch (SQLException e) {
          // It is gone.
        }
      }
    }

    private HistoryWorkload.Step step(Connection open, OpenTransaction transaction, int number) {
      return new HistoryWorkload.Step(open, random, transaction, number, () -> ++nextValue);
    }

    private void alone(Connection open, int number) throws SQLException {
      open.setAutoCommit(true);
      OpenTransaction transaction = recorder.begin(process);
      try {
        workload.runAlone(step(open, transaction, number));
        transaction.ok();
      } catch (SQLException e) {
        ended(open, transaction, true, e);
      }
      if (connection != null) {
        open.setAutoCommit(false);
      }
    }

    private void transaction(Connection open, int number) throws SQLException {
      OpenTransaction transaction = recorder.begin(process);
      boolean committing = false;
      try {
        boolean wanted = workload.run(step(open, transaction, number));
        if (wanted) {
          committing = true;
          open.commit();
          transaction.ok();
        } else {
          transaction.fail();
          rollback(open);
        }
      } catch (SQLException e) {
        ended(open, transaction, committing, e);
      }
    }

    private void rollback(Connection open) throws SQLException {
      try {
        open.rollback();
      } catch (SQLException e) {
        if (!broken(e)) {
          throw e;
        }
        close();
      }
    }

    private static boolean broken(SQLException error) {
      String state = String.valueOf(error.getSQLState());
      return state.startsWith("08") || state.startsWith("57") || state.equals("58030");
    }

    private void ended(
        Connection open, OpenTransaction transaction, boolean committing, SQLException error)
        throws SQLException {
      String state = String.valueOf(error.getSQLState());
      if (REFUSALS.contains(state)) {
        transaction.fail();
        if (open.isClosed()) {
          // Killed after it had sent the refusal.
          close();
        } else if (!open.getAutoCommit()) {
          rollback(open);
        }
        return;
      }
      if (!broken(error)) {
        throw error;
      }
      if (committing) {
        transaction.info();
      } else {
        transaction.fail();
      }
      close();
    }
  }
}
