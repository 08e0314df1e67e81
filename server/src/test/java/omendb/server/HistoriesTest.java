package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import omendb.testkit.history.Anomaly;
import omendb.testkit.history.Finding;
import omendb.testkit.history.History;
import omendb.testkit.history.Level;
import omendb.testkit.history.OpenTransaction;
import omendb.testkit.history.Outcome;
import omendb.testkit.history.Report;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Histories of concurrent clients hold no anomaly that their level forbids, while all rows are
/// moved to segments again and again, segments are merged, garbage is collected, or the server is
/// killed.
///
/// `-Domendb.histories=N` and `-Domendb.history.transactions=N` say how many and how long, per
/// level; `-Domendb.seed=N` repeats the one with that seed.
@Timeout(value = 1500, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HistoriesTest {
  private static final int HISTORIES = Integer.getInteger("omendb.histories", 3);

  /// As the continuous integration has it.
  static final boolean LONG = HISTORIES >= 10;

  private static final int TRANSACTIONS = Integer.getInteger("omendb.history.transactions", 300);

  /// One more history, other than in earlier runs.
  private static final @Nullable Long FRESH_SEED = Long.getLong("omendb.history.seed");

  /// Of so many seeds one has registers, one a bank, the others lists.
  private static final int LISTS_EACH = 5;

  private static final int KILLS_PER_HISTORY = 3;
  private static final int HISTORIES_PER_KILLED = 10;
  private static final int CLIENTS = 16;
  private static final String COMMAND =
      "./omendb test -pl server -am -Dtest=HistoriesTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Domendb.histories=1 -Domendb.history.transactions="
          + TRANSACTIONS;
  private static final int FLIGHT_PROCESS = 100;

  /// What the histories of one level held.
  private static final class Sum {
    private final Level level;
    private final Map<Anomaly, Integer> counts = new EnumMap<>(Anomaly.class);
    private int histories;
    private long transactions;
    private long acknowledged;
    private long unknown;
    private int forbidden;

    Sum(Level level) {
      this.level = level;
    }

    void add(HistoryRun run, long seed) {
      History history = run.history();
      Report report = run.check();
      histories++;
      transactions += history.size();
      acknowledged += history.count(Outcome.OK);
      unknown += history.count(Outcome.INFO);
      report.counts().forEach((anomaly, count) -> counts.merge(anomaly, count, Integer::sum));
      List<Finding> wrong = report.forbidden(level);
      forbidden += wrong.size();
      assertThat(wrong)
          .as("history at %s; repeat with %s -Domendb.seed=%d", level, COMMAND, seed)
          .isEmpty();
      assertThat(history.count(Outcome.OK))
          .as("acknowledged of %d at seed %d", history.size(), seed)
          .isGreaterThan(history.size() / 4);
    }

    void print(String nemesis) {
      System.out.printf(
          "RESULT histories level=%s nemesis=%s histories=%d transactions=%d ok=%d info=%d"
              + " forbidden=%d allowed=%s%n",
          level, nemesis, histories, transactions, acknowledged, unknown, forbidden, counts);
    }
  }

  private static List<Long> seeds(Level level, int count) {
    Long only = Long.getLong("omendb.seed");
    if (only != null) {
      return List.of(only);
    }
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seeds.add(level.ordinal() * 1000L + i);
    }
    if (FRESH_SEED != null) {
      seeds.add(FRESH_SEED * LISTS_EACH);
    }
    return seeds;
  }

  private static HistoryWorkload workload(long seed) {
    return switch ((int) (seed % LISTS_EACH)) {
      case 1 -> new RegisterWorkload();
      case 2 -> new BankWorkload();
      default -> new ListWorkload();
    };
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void nothingForbiddenHappensWhileRowsMove(Level level) throws Exception {
    Sum sum = new Sum(level);
    long migrations = 0;
    for (long seed : seeds(level, HISTORIES)) {
      try (TempFolder folder = TempFolder.create();
          HistoryServer server = HistoryServer.start(folder.resolve("data"), true)) {
        HistoryWorkload workload = workload(seed);
        HistoryRun run = new HistoryRun(server::pgUrl, workload, level, CLIENTS, seed);
        run.createTables();
        if (workload instanceof ListWorkload lists) {
          try (FlightReader reader = new FlightReader(server.flightPort(), lists, run, seed)) {
            run.run(TRANSACTIONS);
            reader.check();
          }
        } else {
          run.run(TRANSACTIONS);
        }
        sum.add(run, seed);
        migrations += server.database().statistics().storage().migrations();
      }
    }
    // A single short history may be over before the first rows move.
    assertThat(migrations).isPositive();
    sum.print("migrate,merge,collect");
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void nothingForbiddenHappensAcrossKills(Level level) throws Exception {
    Sum sum = new Sum(level);
    for (long seed : seeds(level, Math.max(1, HISTORIES / HISTORIES_PER_KILLED))) {
      try (TempFolder folder = TempFolder.create();
          HistoryProcess server = new HistoryProcess(folder.path(), null, true)) {
        server.start();
        HistoryRun run = new HistoryRun(server::url, new ListWorkload(), level, CLIENTS, seed);
        run.createTables();
        int kills = LONG ? KILLS_PER_HISTORY : 1;
        try (Killer killer = new Killer(server, run, TRANSACTIONS / (kills + 1), kills)) {
          run.run(TRANSACTIONS);
          killer.check(kills);
        }
        sum.add(run, seed);
      }
    }
    sum.print("kill,migrate,merge,collect");
  }

  /// Kills the server each time when so many transactions more have begun, and starts it again.
  static final class Killer implements AutoCloseable {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile int kills;

    Killer(HistoryProcess server, HistoryRun run, int each, int killsMax) {
      int first = run.started();
      thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (!stopped && kills < killsMax) {
                    if (run.started() - first > each * (kills + 1)) {
                      server.kill();
                      server.start();
                      kills++;
                    }
                    Thread.sleep(1);
                  }
                } catch (IOException | InterruptedException | AssertionError e) {
                  failure.set(e);
                }
              });
    }

    void check(int expected) throws InterruptedException {
      close();
      assertThat(failure.get()).isNull();
      assertThat(kills).isEqualTo(expected);
    }

    @Override
    public void close() throws InterruptedException {
      stopped = true;
      thread.join();
    }
  }

  /// One more client, which reads through Flight SQL.
  private static final class FlightReader implements AutoCloseable {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile int reads;

    FlightReader(int port, ListWorkload lists, HistoryRun run, long seed) throws SQLException {
      Properties properties = new Properties();
      properties.setProperty("user", "omendb");
      properties.setProperty("password", "");
      Connection connection =
          DriverManager.getConnection(
              "jdbc:arrow-flight-sql://127.0.0.1:" + port + "/?useEncryption=false", properties);
      thread = Thread.ofPlatform().start(() -> read(connection, lists, run, Seeds.generator(seed)));
    }

    private void read(
        Connection connection, ListWorkload lists, HistoryRun run, RandomGenerator random) {
      try (connection;
          Statement statement = connection.createStatement()) {
        while (!stopped || reads == 0) {
          int key = lists.someKey(random);
          OpenTransaction transaction = run.recorder().begin(FLIGHT_PROCESS);
          try (ResultSet rows = statement.executeQuery(lists.someScan(key))) {
            ListWorkload.record(transaction, key, rows);
          }
          transaction.ok();
          reads++;
          Thread.sleep(5);
        }
      } catch (SQLException | InterruptedException | RuntimeException e) {
        failure.set(e);
      }
    }

    void check() throws InterruptedException {
      close();
      assertThat(failure.get()).isNull();
      assertThat(reads).isPositive();
    }

    @Override
    public void close() throws InterruptedException {
      stopped = true;
      thread.join();
    }
  }
}
