package omendb.bench.tpch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import omendb.clients.tpch.TpchQueries;
import omendb.clients.tpch.TpchTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Queries whose groups and joins do not fit in their budget of memory; answers as DuckDB's.
///
/// DuckDB goes first and ends, then the process's peak of resident memory is set back. The peak
/// contains the segments' mapped pages and the heap that the collector holds.
@Command(
    name = "spill",
    mixinStandardHelpOptions = true,
    description = "TPC-H queries with a small budget of memory, answers checked against DuckDB.")
public final class SpillBench implements Callable<Integer> {
  private static final long MIB = 1L << 20;

  @Option(names = "--scale", description = "scale factor (default: ${DEFAULT-VALUE})")
  private double scale = 10;

  @Option(names = "--budget-mb", description = "work_mem (default: ${DEFAULT-VALUE})")
  private int budget = 256;

  @Option(names = "--threads", description = "threads of each database (default: all cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--queries", split = ",", description = "the queries")
  private List<Integer> queries = List.of(9, 18, 21);

  @Option(names = "--timeout", description = "seconds for one of our queries")
  private int timeout = 600;

  @Option(names = "--folder", description = "where to put the data; flat files are kept there")
  private Path folder = WorkFolder.defaultParent();

  @Override
  public Integer call() throws Exception {
    try (WorkFolder work = new WorkFolder(folder)) {
      Map<Integer, List<@Nullable Object[]>> expected = expected(work.resolve("duck.db"));
      Files.deleteIfExists(work.resolve("duck.db"));
      int right = 0;
      long peak;
      try (OmenQueries ours = new OmenQueries(work.resolve("omendb"), false, threads, timeout)) {
        load(ours);
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        ours.execute("SET work_mem = '" + budget + "MB'");
        for (Map.Entry<Integer, List<@Nullable Object[]>> query : expected.entrySet()) {
          right += isRight(ours, query.getKey(), query.getValue()) ? 1 : 0;
        }
        peak = peakBytes();
      }
      System.out.printf(
          Locale.ROOT,
          "RESULT spill scale=%s budget_mb=%d queries_ok=%d peak_rss_mb=%d%n",
          scale == Math.rint(scale) ? String.valueOf((long) scale) : String.valueOf(scale),
          budget,
          right,
          peak / MIB);
      return right == queries.size() ? 0 : 1;
    }
  }

  private Map<Integer, List<@Nullable Object[]>> expected(Path file) throws Exception {
    Map<Integer, List<@Nullable Object[]>> answers = new LinkedHashMap<>();
    try (QueryEngine theirs = new DuckQueries(file, threads)) {
      load(theirs);
      for (int query : queries) {
        answers.put(query, theirs.answer(TpchQueries.text(query)));
      }
    }
    return answers;
  }

  private void load(QueryEngine engine) throws Exception {
    FlatFiles files = new FlatFiles(folder, scale);
    for (TpchTable table : TpchTable.values()) {
      long unused = engine.load(table, files.file(table));
    }
    Progress settling = new Progress("settling " + engine.name(), 0);
    engine.settle();
    settling.done();
  }

  private static boolean isRight(OmenQueries ours, int query, List<@Nullable Object[]> expected) {
    long before = ours.spilledBytes();
    long began = System.nanoTime();
    String difference;
    try {
      difference = Answers.difference(ours.answer(TpchQueries.text(query)), expected);
    } catch (RuntimeException e) {
      difference = String.valueOf(e.getMessage());
    }
    System.out.printf(
        Locale.ROOT,
        "Q%d: %s, %.1f s, %d MB on disk%n",
        query,
        difference == null ? "right" : difference,
        (System.nanoTime() - began) / 1e9,
        (ours.spilledBytes() - before) / MIB);
    return difference == null;
  }

  private static long peakBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("no peak of resident memory in /proc/self/status");
  }
}
