package omendb.bench.tpch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import omendb.bench.Figures;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import omendb.clients.tpch.TpchQueries;
import omendb.clients.tpch.TpchTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The 22 queries over the same generated rows with the same number of threads.
///
/// First both run every query once from its text, in a process that has run other queries; then the
/// answers are compared; then both run all queries in rounds, prepared, in turn. With cold rows
/// that is done with plain segments first, then with compressed ones. A query whose answer is wrong
/// or missing has no time, and the exit is non-zero.
@Command(
    name = "tpch",
    mixinStandardHelpOptions = true,
    description = "The 22 TPC-H queries against DuckDB: first run, then warm median.")
public final class TpchBench implements Callable<Integer> {
  /// Queries that are not of the 22 but touch every table.
  private static final List<String> OTHERS =
      List.of(
          "select r_name, count(*) from region, nation, supplier where r_regionkey = n_regionkey"
              + " and n_nationkey = s_nationkey group by r_name order by r_name",
          "select count(*), sum(ps_supplycost) from partsupp, part where ps_partkey = p_partkey",
          "select c_mktsegment, avg(o_totalprice) from customer, orders where c_custkey = o_custkey"
              + " group by c_mktsegment",
          "select l_shipmode, count(*), max(l_tax) from lineitem group by l_shipmode");

  enum Tier {
    hot,
    warm,
    cold
  }

  @Option(names = "--scale", description = "scale factor (default: ${DEFAULT-VALUE})")
  private double scale = 1;

  @Option(names = "--threads", description = "threads of each database (default: all cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--tier",
      description =
          "our rows in the row store, in segments, in compressed ones: ${COMPLETION-CANDIDATES}")
  private Tier tier = Tier.warm;

  @Option(names = "--rounds", description = "warm rounds (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--queries", split = ",", description = "only these queries")
  private List<Integer> queries = IntStream.rangeClosed(1, TpchQueries.COUNT).boxed().toList();

  @Option(names = "--timeout", description = "seconds for one of our queries")
  private int timeout = 60;

  @Option(names = "--folder", description = "where to put the data; flat files are kept there")
  private Path folder = WorkFolder.defaultParent();

  /// One query's times in milliseconds, ours and theirs.
  private static final class Times {
    final int number;
    final String sql;
    final double[] first = new double[2];
    final double[][] warm;

    /// Our median over plain segments; for cold rows.
    double plain;

    @Nullable String failure;

    Times(int number, int rounds) {
      this.number = number;
      this.sql = TpchQueries.text(number);
      this.warm = new double[2][rounds];
    }

    double firstRatio() {
      return first[0] / first[1];
    }

    double coldRatio() {
      return Figures.median(warm[0]) / plain;
    }

    double warmRatio() {
      return Figures.median(warm[0]) / Figures.median(warm[1]);
    }
  }

  @Override
  public Integer call() throws Exception {
    try (WorkFolder work = new WorkFolder(folder);
        OmenQueries ours =
            new OmenQueries(work.resolve("omendb"), tier == Tier.hot, threads, timeout);
        QueryEngine theirs = new DuckQueries(work.resolve("duck.db"), threads)) {
      load(ours, theirs);
      List<Times> times = new ArrayList<>();
      for (int number : queries) {
        times.add(new Times(number, rounds));
      }
      Progress firsts = new Progress("first runs and answers", times.size());
      for (Times query : times) {
        runFirst(query, ours, theirs);
      }
      for (Times query : times) {
        compare(query, ours, theirs);
      }
      firsts.done();
      runWarm(times, ours, theirs);
      if (tier == Tier.cold) {
        runCold(times, ours, theirs);
      }
      report(times);
      return times.stream().allMatch(query -> query.failure == null) ? 0 : 1;
    }
  }

  private void runCold(List<Times> times, OmenQueries ours, QueryEngine theirs) throws Exception {
    for (Times query : times) {
      query.plain = Figures.median(query.warm[0]);
    }
    Progress compressing = new Progress("compressing", 0);
    ours.compress();
    compressing.done();
    for (Times query : times) {
      compare(query, ours, theirs);
    }
    runWarm(times, ours, theirs);
  }

  private void load(QueryEngine ours, QueryEngine theirs) throws Exception {
    FlatFiles files = new FlatFiles(folder, scale);
    for (TpchTable table : TpchTable.values()) {
      Path file = files.file(table);
      long rows = ours.load(table, file);
      long expected = theirs.load(table, file);
      if (rows != expected) {
        throw new IOException(table + ": " + rows + " rows instead of " + expected);
      }
    }
    for (QueryEngine engine : List.of(ours, theirs)) {
      Progress settling = new Progress("settling " + engine.name(), 0);
      engine.settle();
      for (String sql : OTHERS) {
        engine.first(sql);
      }
      settling.done();
    }
  }

  private static void runFirst(Times query, QueryEngine ours, QueryEngine theirs) throws Exception {
    try {
      query.first[0] = millis(() -> ours.first(query.sql));
    } catch (RuntimeException e) {
      fail(query, e);
    }
    query.first[1] = millis(() -> theirs.first(query.sql));
  }

  private static void compare(Times query, QueryEngine ours, QueryEngine theirs) throws Exception {
    if (query.failure != null) {
      return;
    }
    try {
      query.failure = Answers.difference(ours.answer(query.sql), theirs.answer(query.sql));
    } catch (RuntimeException e) {
      fail(query, e);
    }
    if (query.failure != null) {
      System.out.printf("Q%d: %s%n", query.number, query.failure);
    }
  }

  private static void fail(Times query, RuntimeException e) {
    query.failure = String.valueOf(e.getMessage());
    System.out.printf("Q%d failed: %s%n", query.number, query.failure);
  }

  private void runWarm(List<Times> times, QueryEngine ours, QueryEngine theirs) throws Exception {
    Progress progress = new Progress("warm runs", (long) rounds * times.size());
    // A round that does not count: statements are prepared and compiled in it.
    for (int round = -1; round < rounds; round++) {
      for (int i = 0; i < times.size(); i++) {
        Times query = times.get(i);
        if (query.failure != null) {
          continue;
        }
        QueryEngine[] engines = {ours, theirs};
        for (int turn = 0; turn < 2; turn++) {
          int which = (turn + round) & 1;
          double millis = millis(() -> engines[which].again(query.number, query.sql));
          if (round >= 0) {
            query.warm[which][round] = millis;
          }
        }
        progress.at(Math.max(0, (long) round * times.size() + i));
      }
    }
    progress.done();
  }

  private static double millis(Callable<Long> work) throws Exception {
    long began = System.nanoTime();
    long unused = work.call();
    return (System.nanoTime() - began) / 1e6;
  }

  private void report(List<Times> times) {
    System.out.printf(
        "%-4s %9s %9s %6s   %9s %9s %6s   %9s %9s%n",
        "", "first ms", "duckdb", "time", "warm ms", "duckdb", "time", "least ms", "duckdb");
    for (Times query : times) {
      if (query.failure != null) {
        System.out.printf("Q%-3d %s%n", query.number, query.failure);
        continue;
      }
      System.out.printf(
          Locale.ROOT,
          "Q%-3d %9.1f %9.1f %6.2f   %9.1f %9.1f %6.2f   %9.1f %9.1f%n",
          query.number,
          query.first[0],
          query.first[1],
          query.firstRatio(),
          Figures.median(query.warm[0]),
          Figures.median(query.warm[1]),
          query.warmRatio(),
          Arrays.stream(query.warm[0]).min().orElseThrow(),
          Arrays.stream(query.warm[1]).min().orElseThrow());
    }
    List<Times> good = times.stream().filter(query -> query.failure == null).toList();
    if (good.size() < times.size()) {
      System.out.printf(
          "%d of %d queries have no right answer%n", times.size() - good.size(), times.size());
    }
    if (!good.isEmpty()) {
      result("first", good, good.stream().mapToDouble(Times::firstRatio).toArray());
      result("warm", good, good.stream().mapToDouble(Times::warmRatio).toArray());
      if (tier == Tier.cold) {
        System.out.printf(
            Locale.ROOT,
            "RESULT tpch scale=%s threads=%d tier=cold run=warm time_vs_warm_tier=%.2f%n",
            scaleName(),
            threads,
            Figures.geometricMean(good.stream().mapToDouble(Times::coldRatio).toArray()));
      }
    }
  }

  private void result(String run, List<Times> good, double[] ratios) {
    int worst = 0;
    for (int i = 1; i < ratios.length; i++) {
      worst = ratios[i] > ratios[worst] ? i : worst;
    }
    System.out.printf(
        Locale.ROOT,
        "RESULT tpch scale=%s threads=%d tier=%s run=%s time_vs_duckdb=%.2f worst=%.2f"
            + " worst_query=Q%d queries=%d%n",
        scaleName(),
        threads,
        tier,
        run,
        Figures.geometricMean(ratios),
        ratios[worst],
        good.get(worst).number,
        good.size());
  }

  private String scaleName() {
    return scale == Math.rint(scale) ? String.valueOf((long) scale) : String.valueOf(scale);
  }
}
