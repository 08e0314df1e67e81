package omendb.bench.scan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import omendb.bench.Figures;
import omendb.bench.OmenClient;
import omendb.bench.WorkFolder;
import omendb.core.Batch;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.storage.StorageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sum` of one int64 column over segments, against a plain loop over the same numbers in native
/// memory with the same number of threads. Both sums are compared with the right one each time.
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = "sum of one int64 column against a plain Java loop over the same bytes.")
public final class ScanBench implements Callable<Integer> {
  private static final long FACTOR = 63_641_362_237L;
  private static final long BELOW = 1L << 38;
  private static final int CHUNK_CHARS = 1 << 16;
  private static final int PIECE_ROWS = 64 * 1024;

  @Option(names = "--rows", description = "rows (default: ${DEFAULT-VALUE})")
  private int rows = 20_000_000;

  @Option(names = "--threads", description = "threads (default: ${DEFAULT-VALUE})")
  private int threads = 2;

  @Option(names = "--rounds", description = "rounds (default: ${DEFAULT-VALUE})")
  private int rounds = 41;

  @Option(names = "--folder", description = "where to put the data")
  private Path folder = WorkFolder.defaultParent();

  @Override
  public Integer call() throws Exception {
    double[] ours = new double[rounds];
    double[] loop = new double[rounds];
    try (WorkFolder work = new WorkFolder(folder);
        Database database = open(work.resolve("omendb"));
        OmenClient client = new OmenClient(database);
        Arena arena = Arena.ofShared();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      fill(client);
      MemorySegment numbers = arena.allocate(8L * rows, 64);
      long expected = 0;
      for (long i = 0; i < rows; i++) {
        long value = (i + 1) * FACTOR % BELOW;
        numbers.setAtIndex(ValueLayout.JAVA_LONG, i, value);
        expected += value;
      }
      PreparedStatement statement = client.prepare("SELECT sum(v) FROM numbers");
      for (int round = -rounds / 4; round < rounds; round++) {
        long began = System.nanoTime();
        long sum = ask(client, statement);
        long between = System.nanoTime();
        long looped = loop(pool, numbers);
        long end = System.nanoTime();
        if (sum != expected || looped != expected) {
          System.out.printf("sum %d, loop %d instead of %d%n", sum, looped, expected);
          return 1;
        }
        if (round >= 0) {
          ours[round] = (between - began) / 1e6;
          loop[round] = (end - between) / 1e6;
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%,d rows: %.2f ms (%.1f GB/s), the loop %.2f ms%n",
        rows,
        Figures.median(ours),
        8e-6 * rows / Figures.median(ours),
        Figures.median(loop));
    System.out.printf(
        Locale.ROOT,
        "RESULT scan fraction_of_loop=%.2f%n",
        Figures.median(loop) / Figures.median(ours));
    return 0;
  }

  private Database open(Path path) {
    StorageOptions storage = StorageOptions.DEFAULTS.withoutBackground();
    return Database.open(path, DatabaseOptions.DEFAULTS.withStorage(storage).withThreads(threads));
  }

  private void fill(OmenClient client) {
    client.run("CREATE TABLE numbers (id bigint PRIMARY KEY, v bigint NOT NULL)");
    String sql = "COPY numbers FROM STDIN";
    try (Result.CopyIn copy = (Result.CopyIn) client.session().execute(client.prepare(sql))) {
      StringBuilder lines = new StringBuilder();
      for (long id = 1; id <= rows; id++) {
        lines.append(id).append('\t').append(id * FACTOR % BELOW).append('\n');
        if (lines.length() > CHUNK_CHARS || id == rows) {
          byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
          copy.write(bytes, 0, bytes.length);
          lines.setLength(0);
        }
      }
      copy.finish();
    }
    client.session().sync();
    client.run("ALTER TABLE numbers SET (tiering = warm)");
  }

  private static long ask(OmenClient client, PreparedStatement statement) {
    try (Result.Rows result = (Result.Rows) client.session().execute(statement)) {
      Batch batch = result.next();
      if (batch == null || !(batch.vectors[0].get(0) instanceof BigDecimal sum)) {
        throw new IllegalStateException("no sum");
      }
      return sum.longValueExact();
    } finally {
      client.session().sync();
    }
  }

  private long loop(ExecutorService pool, MemorySegment numbers) throws Exception {
    List<Future<Long>> parts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long from = (long) rows * t / threads;
      long to = (long) rows * (t + 1) / threads;
      parts.add(pool.submit(() -> sum(numbers, from, to)));
    }
    long sum = 0;
    for (Future<Long> part : parts) {
      sum += part.get();
    }
    return sum;
  }

  private static long sum(MemorySegment numbers, long from, long to) {
    long sum = 0;
    for (long start = from; start < to; start += PIECE_ROWS) {
      int count = (int) Math.min(PIECE_ROWS, to - start);
      MemorySegment piece = numbers.asSlice(8 * start, 8L * count);
      for (int i = 0; i < count; i++) {
        sum += piece.getAtIndex(ValueLayout.JAVA_LONG, i);
      }
    }
    return sum;
  }
}
