package omendb.bench.pgbench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import omendb.bench.Figures;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Point reads by the program `pgbench` alone, and beside one client that aggregates the accounts
/// in a loop. Before each analytical query that client commits a change to a row that the query
/// reads: the answer must contain it.
@Command(
    name = "htap",
    mixinStandardHelpOptions = true,
    description = "pgbench select-only beside an analytical client: p99 and freshness.")
public final class HtapBench implements Callable<Integer> {
  private static final String ANALYTICAL =
      "select count(*), sum(aid), sum(abalance), avg(abalance), max(bid),"
          + " (select abalance from pgbench_accounts where aid = 1)"
          + " from pgbench_accounts where aid > 0";

  @Option(names = "--scale", description = "pgbench's scale factor (default: ${DEFAULT-VALUE})")
  private int scale = 10;

  @Option(names = "--clients", description = "connections (default: ${DEFAULT-VALUE})")
  private int clients = 8;

  @Option(names = "--threads", description = "pgbench's threads (default: ${DEFAULT-VALUE})")
  private int threads = 2;

  @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--seconds", description = "seconds of a turn (default: ${DEFAULT-VALUE})")
  private int seconds = 10;

  @Option(
      names = "--postgres",
      description = "folder of PostgreSQL's programs (default: ${DEFAULT-VALUE})")
  private Path binaries = Path.of("/usr/lib/postgresql/15/bin");

  @Option(names = "--folder", description = "where to put the data: the disk to measure")
  private Path folder = WorkFolder.defaultParent();

  /// What the analytical client saw.
  ///
  /// @param lag the greatest number of commits that an answer was behind
  private record Analytics(long queries, long lag) {
    Analytics and(Analytics other) {
      return new Analytics(queries + other.queries, Math.max(lag, other.lag));
    }
  }

  @Override
  public Integer call() throws Exception {
    double[] alone = new double[rounds];
    double[] beside = new double[rounds];
    Analytics seen = new Analytics(0, 0);
    try (WorkFolder work = new WorkFolder(folder);
        WireServer server = OmenServer.start(work.resolve("omendb"))) {
      Path logs = work.resolve(".");
      PgbenchRun.initialise(server, binaries.resolve("pgbench"), scale, logs);
      var load =
          new PgbenchRun.Load(
              binaries.resolve("pgbench"), List.of("-S"), clients, threads, seconds);
      Progress progress = new Progress("pgbench -S alone and beside a query", 2L * rounds + 2);
      for (int round = -1; round < rounds; round++) {
        PgbenchRun quiet = PgbenchRun.of(server, load, logs);
        progress.at(2L * round + 3);
        try (AnalyticalClient client = new AnalyticalClient(server, 100_000L * scale)) {
          PgbenchRun busy = PgbenchRun.of(server, load, logs);
          Analytics saw = client.stop();
          System.err.printf(
              Locale.ROOT,
              "  alone %.0f tps, p99 %d us; beside %d queries %.0f tps, p99 %d us%s%n",
              quiet.perSecond(),
              quiet.latencies().getValueAtPercentile(99),
              saw.queries,
              busy.perSecond(),
              busy.latencies().getValueAtPercentile(99),
              round < 0 ? "  (warm-up)" : "");
          if (round >= 0) {
            alone[round] = quiet.latencies().getValueAtPercentile(99);
            beside[round] = busy.latencies().getValueAtPercentile(99);
            seen = seen.and(saw);
          }
        }
        progress.at(2L * round + 4);
      }
      progress.done();
    }
    System.out.printf(
        Locale.ROOT,
        "RESULT htap p99_alone_us=%.0f p99_beside_us=%.0f ratio=%.2f freshness_lag_commits=%d"
            + " queries=%d%n",
        Figures.median(alone),
        Figures.median(beside),
        Figures.median(beside) / Figures.median(alone),
        seen.lag,
        seen.queries);
    return seen.lag == 0 ? 0 : 1;
  }

  /// One connection that writes and another that asks, in turn, until it is stopped.
  private static final class AnalyticalClient implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<Analytics> work;
    private volatile boolean stopped;

    AnalyticalClient(WireServer server, long accounts) {
      work = thread.submit(() -> run(server, accounts));
    }

    private Analytics run(WireServer server, long accounts) throws SQLException {
      long queries = 0;
      long lag = 0;
      long sum = 0;
      try (Connection writing = server.connect();
          Connection asking = server.connect();
          Statement write = writing.createStatement();
          Statement ask = asking.createStatement()) {
        write.execute("update pgbench_accounts set abalance = 0 where aid = 1");
        while (!stopped) {
          sum++;
          write.execute("update pgbench_accounts set abalance = abalance + 1 where aid = 1");
          long written = number(write, "select omendb_last_commit()");
          try (ResultSet answer = ask.executeQuery(ANALYTICAL)) {
            answer.next();
            boolean right =
                answer.getLong(1) == accounts
                    && answer.getLong(2) == accounts * (accounts + 1) / 2
                    && answer.getLong(3) == answer.getLong(6);
            if (!right) {
              throw new IllegalStateException("a wrong sum beside point reads");
            }
            lag = Math.max(lag, sum - answer.getLong(3));
          }
          lag = Math.max(lag, written - number(ask, "select omendb_last_snapshot()"));
          queries++;
        }
      }
      return new Analytics(queries, lag);
    }

    private static long number(Statement statement, String sql) throws SQLException {
      try (ResultSet result = statement.executeQuery(sql)) {
        result.next();
        return result.getLong(1);
      }
    }

    Analytics stop() throws Exception {
      stopped = true;
      return work.get();
    }

    @Override
    public void close() {
      stopped = true;
      thread.close();
    }
  }
}
