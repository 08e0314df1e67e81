package omendb.bench.pgbench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import omendb.bench.Figures;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The program `pgbench` against our server and PostgreSQL, both at READ COMMITTED and with synced
/// commits. The servers take turns, some seconds each; the medians of the rounds are compared.
///
/// The load's own checks are ours: as many history rows as transactions were reported, and the sums
/// of all balances equal to the history's.
@Command(
    name = "pgbench",
    mixinStandardHelpOptions = true,
    description = "pgbench over the wire: ours against PostgreSQL 15.")
public final class PgbenchBench implements Callable<Integer> {
  private static final long SETTLE_MILLIS = 300;

  private static final String SUMS =
      "select (select count(*) from pgbench_history),"
          + " (select coalesce(sum(delta), 0) from pgbench_history),"
          + " (select sum(abalance) from pgbench_accounts),"
          + " (select sum(tbalance) from pgbench_tellers),"
          + " (select sum(bbalance) from pgbench_branches),"
          + " (select count(*) from pgbench_accounts),"
          + " (select sum(aid) from pgbench_accounts)";

  @Option(names = "--scale", description = "pgbench's scale factor (default: ${DEFAULT-VALUE})")
  private int scale = 10;

  @Option(names = "--clients", description = "connections (default: ${DEFAULT-VALUE})")
  private int clients = 8;

  @Option(names = "--threads", description = "pgbench's threads (default: ${DEFAULT-VALUE})")
  private int threads = 2;

  @Option(names = "--mode", split = ",", description = "select, tpcb (default: both)")
  private List<String> modes = List.of("select", "tpcb");

  @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--seconds", description = "seconds of a turn (default: ${DEFAULT-VALUE})")
  private int seconds = 10;

  @Option(
      names = "--postgres",
      description = "folder of PostgreSQL's programs (default: ${DEFAULT-VALUE})")
  private Path binaries = Path.of("/usr/lib/postgresql/15/bin");

  @Option(names = "--ours-only", description = "run without PostgreSQL, for profiling")
  private boolean oursOnly;

  @Option(names = "--folder", description = "where to put the data: the disk to measure")
  private Path folder = WorkFolder.defaultParent();

  /// What one server did in one mode.
  ///
  /// @param cpuMicros of the server, per transaction, by round
  private record Measured(
      WireServer server, double[] rates, double[] cpuMicros, Histogram latencies, long[] troubles) {
    double rate() {
      return Figures.median(rates);
    }

    double cpu() {
      return Figures.median(cpuMicros);
    }
  }

  @Override
  public Integer call() throws Exception {
    try (WorkFolder work = new WorkFolder(folder)) {
      if (work.inMemory()) {
        System.err.println("warning: this folder lies in memory, nothing here is durable");
      }
      List<WireServer> servers = new ArrayList<>();
      try {
        servers.add(OmenServer.start(work.resolve("omendb")));
        if (!oursOnly) {
          servers.add(PostgresServer.start(binaries, work.resolve("postgres")));
        }
        for (WireServer server : servers) {
          Progress progress = new Progress("pgbench -i for " + server.name(), 0);
          PgbenchRun.initialise(server, binaries.resolve("pgbench"), scale, work.resolve("."));
          progress.done();
          sums(server);
        }
        for (String mode : modes) {
          report(mode, measure(servers, mode, work.resolve(".")));
        }
      } finally {
        for (WireServer server : servers) {
          server.close();
        }
      }
    }
    return 0;
  }

  private List<Measured> measure(List<WireServer> servers, String mode, Path work)
      throws Exception {
    List<String> script =
        switch (mode) {
          case "select" -> List.of("-S");
          case "tpcb" -> List.of("-b", "tpcb-like");
          default -> throw new IllegalArgumentException("no mode " + mode);
        };
    var load = new PgbenchRun.Load(binaries.resolve("pgbench"), script, clients, threads, seconds);
    List<Measured> measured = new ArrayList<>();
    for (WireServer server : servers) {
      measured.add(
          new Measured(
              server, new double[rounds], new double[rounds], new Histogram(3), new long[2]));
    }
    Progress progress = new Progress("pgbench " + String.join(" ", script), rounds + 1L);
    for (int round = -1; round < rounds; round++) {
      for (int turn = 0; turn < measured.size(); turn++) {
        Measured one = measured.get(Math.floorMod(turn + round, measured.size()));
        turn(one, load, round, work);
      }
      progress.at(round + 2L);
    }
    progress.done();
    return measured;
  }

  /// One turn of a server; round -1 warms up.
  private static void turn(Measured one, PgbenchRun.Load load, int round, Path work)
      throws Exception {
    WireServer server = one.server();
    long before = sums(server);
    long ticks = server.cpuTicks();
    PgbenchRun run = PgbenchRun.of(server, load, work);
    // A process that ends is counted by nobody until its parent has taken notice.
    Thread.sleep(SETTLE_MILLIS);
    double cpu = (server.cpuTicks() - ticks) * ProcessTimes.TICK_MICROS / run.transactions();
    long wrote = load.script().contains("-S") ? 0 : run.transactions();
    long added = sums(server) - before;
    if (added != wrote) {
      throw new IllegalStateException(
          server.name() + ": " + wrote + " transactions but " + added + " rows of history");
    }
    System.err.printf(
        Locale.ROOT,
        "  %-9s %9.0f tps  %6.1f us CPU  p50 %5d us  p99 %6d us  failed %d  retries %d%s%n",
        server.name(),
        run.perSecond(),
        cpu,
        run.latencies().getValueAtPercentile(50),
        run.latencies().getValueAtPercentile(99),
        run.failures(),
        run.retries(),
        round < 0 ? "  (warm-up)" : "");
    if (round >= 0) {
      one.rates()[round] = run.perSecond();
      one.cpuMicros()[round] = cpu;
      one.latencies().add(run.latencies());
      one.troubles()[0] += run.failures();
      one.troubles()[1] += run.retries();
    }
  }

  /// Checks that money is conserved and no account is missing; returns the rows of history.
  private static long sums(WireServer server) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("vacuum pgbench_branches");
      statement.execute("vacuum pgbench_tellers");
      try (ResultSet result = statement.executeQuery(SUMS)) {
        result.next();
        long delta = result.getLong(2);
        long accounts = result.getLong(6);
        boolean conserved =
            delta == result.getLong(3) && delta == result.getLong(4) && delta == result.getLong(5);
        if (!conserved || result.getLong(7) != accounts * (accounts + 1) / 2) {
          throw new IllegalStateException(
              server.name()
                  + ": history "
                  + delta
                  + ", accounts "
                  + result.getLong(3)
                  + ", tellers "
                  + result.getLong(4)
                  + ", branches "
                  + result.getLong(5)
                  + ", accounts' numbers "
                  + result.getLong(7));
        }
        return result.getLong(1);
      }
    }
  }

  private void report(String mode, List<Measured> all) {
    for (Measured one : all) {
      System.out.printf(
          Locale.ROOT,
          "%-7s %-9s %9.0f tps  %6.1f us of server CPU each  p50 %5d us  p99 %6d us%n",
          mode,
          one.server().name(),
          one.rate(),
          one.cpu(),
          one.latencies().getValueAtPercentile(50),
          one.latencies().getValueAtPercentile(99));
    }
    Measured ours = all.getFirst();
    Measured theirs = all.getLast();
    System.out.printf(
        Locale.ROOT,
        "RESULT pgbench mode=%s clients=%d ratio_postgres=%.2f cpu_vs_postgres=%.2f tps=%.0f"
            + " p50_us=%d p99_us=%d p999_us=%d failures=%d retries=%d cpu_us=%.1f"
            + " postgres_tps=%.0f postgres_cpu_us=%.1f%n",
        mode,
        clients,
        ours.rate() / theirs.rate(),
        ours.cpu() / theirs.cpu(),
        ours.rate(),
        ours.latencies().getValueAtPercentile(50),
        ours.latencies().getValueAtPercentile(99),
        ours.latencies().getValueAtPercentile(99.9),
        ours.troubles()[0],
        ours.troubles()[1],
        ours.cpu(),
        theirs.rate(),
        theirs.cpu());
  }
}
