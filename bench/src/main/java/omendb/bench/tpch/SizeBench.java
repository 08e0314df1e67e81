package omendb.bench.tpch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import omendb.bench.WorkFolder;
import omendb.clients.tpch.TpchQueries;
import omendb.clients.tpch.TpchTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How much disk the eight tables take: our segment files, plain and compressed, against DuckDB's
/// database file after a checkpoint. One query over the compressed rows is compared first.
@Command(
    name = "size",
    mixinStandardHelpOptions = true,
    description = "The TPC-H tables on disk, compressed, against DuckDB's file.")
public final class SizeBench implements Callable<Integer> {
  private static final int CHECKED_QUERY = 9;
  private static final int TIMEOUT_SECONDS = 600;

  @Option(names = "--scale", description = "scale factor (default: ${DEFAULT-VALUE})")
  private double scale = 1;

  @Option(names = "--threads", description = "threads of each database (default: all cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--folder", description = "where to put the data; flat files are kept there")
  private Path folder = WorkFolder.defaultParent();

  @Override
  public Integer call() throws Exception {
    try (WorkFolder work = new WorkFolder(folder);
        OmenQueries ours =
            new OmenQueries(work.resolve("omendb"), false, threads, TIMEOUT_SECONDS);
        QueryEngine theirs = new DuckQueries(work.resolve("duck.db"), threads)) {
      FlatFiles files = new FlatFiles(folder, scale);
      for (TpchTable table : TpchTable.values()) {
        long unused = ours.load(table, files.file(table)) + theirs.load(table, files.file(table));
      }
      ours.settle();
      theirs.settle();
      long plain = ours.segmentBytes();
      ours.compress();
      String sql = TpchQueries.text(CHECKED_QUERY);
      String difference = Answers.difference(ours.answer(sql), theirs.answer(sql));
      if (difference != null) {
        System.out.printf("Q%d: %s%n", CHECKED_QUERY, difference);
        return 1;
      }
      long duck = Files.size(work.resolve("duck.db"));
      System.out.printf(
          Locale.ROOT,
          "plain %,d bytes, compressed %,d, duckdb %,d%n",
          plain,
          ours.segmentBytes(),
          duck);
      System.out.printf(
          Locale.ROOT,
          "RESULT size scale=%s bytes_vs_duckdb=%.2f%n",
          scale == Math.rint(scale) ? String.valueOf((long) scale) : String.valueOf(scale),
          (double) ours.segmentBytes() / duck);
      return 0;
    }
  }
}
