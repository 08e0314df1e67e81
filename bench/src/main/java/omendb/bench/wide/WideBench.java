package omendb.bench.wide;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import omendb.bench.Figures;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import omendb.bench.tpch.Answers;
import omendb.bench.tpch.DuckQueries;
import omendb.bench.tpch.OmenQueries;
import omendb.bench.tpch.QueryEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Twenty queries over one wide table: first runs from the text, then the answers are compared,
/// then warm rounds, prepared, in turn.
@Command(
    name = "wide",
    mixinStandardHelpOptions = true,
    description = "20 queries over one wide table against DuckDB: first run, then warm median.")
public final class WideBench implements Callable<Integer> {
  private static final long INSERT_ROWS = 1_000_000;
  private static final int TIMEOUT_SECONDS = 300;

  @Option(names = "--rows", description = "rows (default: ${DEFAULT-VALUE})")
  private long rows = 10_000_000;

  @Option(names = "--threads", description = "threads of each database (default: all cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--rounds", description = "warm rounds (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--folder", description = "where to put the data")
  private Path folder = WorkFolder.defaultParent();

  @Override
  public Integer call() throws Exception {
    List<String> queries = WideTable.queries();
    double[][] first = new double[2][queries.size()];
    double[][] warm = new double[2][queries.size()];
    boolean right = true;
    try (WorkFolder work = new WorkFolder(folder);
        OmenQueries ours =
            new OmenQueries(work.resolve("omendb"), false, threads, TIMEOUT_SECONDS);
        QueryEngine theirs = new DuckQueries(work.resolve("duck.db"), threads)) {
      fill(ours, theirs, work.resolve("hits.csv"));
      QueryEngine[] engines = {ours, theirs};
      for (int i = 0; i < queries.size(); i++) {
        String sql = queries.get(i);
        for (int e = 0; e < 2; e++) {
          QueryEngine engine = engines[e];
          first[e][i] = millis(() -> engine.first(sql));
        }
      }
      for (int i = 0; i < queries.size(); i++) {
        String difference =
            Answers.difference(ours.answer(queries.get(i)), theirs.answer(queries.get(i)));
        if (difference != null) {
          System.out.printf("Q%d: %s%n", i + 1, difference);
          right = false;
        }
      }
      if (!right) {
        return 1;
      }
      measure(queries, engines, warm);
    }
    for (int i = 0; i < queries.size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "Q%-3d first %8.1f, duckdb %8.1f %6.2f   warm %8.1f, duckdb %8.1f %6.2f%n",
          i + 1,
          first[0][i],
          first[1][i],
          first[0][i] / first[1][i],
          warm[0][i],
          warm[1][i],
          warm[0][i] / warm[1][i]);
    }
    result("first", first);
    result("warm", warm);
    return 0;
  }

  /// DuckDB makes the rows and writes them to the file that ours reads.
  private void fill(OmenQueries ours, QueryEngine theirs, Path file) throws Exception {
    WideTable table = new WideTable();
    Progress progress = new Progress("filling both", rows);
    ours.execute(table.create(true));
    theirs.execute(table.create(false));
    for (long from = 1; from <= rows; from += INSERT_ROWS) {
      theirs.execute(table.insert(from, Math.min(rows, from + INSERT_ROWS - 1)));
      progress.at(from);
    }
    theirs.execute(
        "COPY " + WideTable.NAME + " TO '" + file + "' (DELIMITER '|', HEADER false, QUOTE '')");
    if (ours.copy(WideTable.NAME, file) != rows) {
      throw new IllegalStateException("rows are missing");
    }
    Files.delete(file);
    ours.execute("ALTER TABLE " + WideTable.NAME + " SET (tiering = warm)");
    ours.warmUp();
    theirs.settle();
    for (QueryEngine engine : List.of(ours, theirs)) {
      long unused = engine.first("SELECT os, count(*), max(p3) FROM hits GROUP BY os");
    }
    progress.done();
  }

  private void measure(List<String> queries, QueryEngine[] engines, double[][] warm)
      throws Exception {
    Progress progress = new Progress("warm runs", rounds + 1L);
    List<double[][]> times = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      times.add(new double[2][rounds]);
    }
    for (int round = -1; round < rounds; round++) {
      for (int i = 0; i < queries.size(); i++) {
        int number = i;
        for (int turn = 0; turn < 2; turn++) {
          int which = (turn + round) & 1;
          double millis = millis(() -> engines[which].again(number, queries.get(number)));
          if (round >= 0) {
            times.get(i)[which][round] = millis;
          }
        }
      }
      progress.at(round + 2L);
    }
    progress.done();
    for (int i = 0; i < queries.size(); i++) {
      warm[0][i] = Figures.median(times.get(i)[0]);
      warm[1][i] = Figures.median(times.get(i)[1]);
    }
  }

  private static double millis(Callable<Long> work) throws Exception {
    long began = System.nanoTime();
    long unused = work.call();
    return (System.nanoTime() - began) / 1e6;
  }

  private void result(String run, double[][] millis) {
    double[] ratios = new double[millis[0].length];
    int worst = 0;
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = millis[0][i] / millis[1][i];
      worst = ratios[i] > ratios[worst] ? i : worst;
    }
    System.out.printf(
        Locale.ROOT,
        "RESULT wide run=%s time_vs_duckdb=%.2f worst=%.2f worst_query=Q%d rows=%d threads=%d%n",
        run,
        Figures.geometricMean(ratios),
        ratios[worst],
        worst + 1,
        rows,
        threads);
  }
}
