package omendb.bench.gc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import omendb.bench.OmenClient;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.PreparedStatement;
import omendb.storage.StorageOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Reads by key, changes that are committed one by one, and sums over ranges, side by side on a
/// table of hot rows, in a virtual machine with the server's flags (the launcher gives both the
/// same); and for how long all threads stood still at most meanwhile. The changes leave the number
/// of rows as it was; that and their sum are checked at the end.
@Command(
    name = "gc",
    mixinStandardHelpOptions = true,
    description = "The longest pause of a mixed run over hot rows.")
public final class GcBench implements Callable<Integer> {
  private static final int STEP_ROWS = 20_000;
  private static final int RANGE_ROWS = 50_000;

  @Option(names = "--rows", description = "hot rows (default: ${DEFAULT-VALUE})")
  private int rows = 10_000_000;

  @Option(names = "--seconds", description = "length of the run (default: ${DEFAULT-VALUE})")
  private int seconds = 60;

  @Option(names = "--folder", description = "where to put the data")
  private Path folder = WorkFolder.defaultParent();

  @Override
  public Integer call() throws Exception {
    int hot = Math.toIntExact(2L * rows);
    DatabaseOptions options =
        DatabaseOptions.DEFAULTS.withStorage(
            StorageOptions.DEFAULTS.withMigration(hot, hot, 65_536, 200));
    try (WorkFolder work = new WorkFolder(folder);
        Database database = Database.open(work.resolve("data"), options);
        OmenClient client = new OmenClient(database)) {
      load(client);
      try (Pauses pauses = new Pauses()) {
        long[] done = run(database);
        pauses.stop();
        report(pauses, done);
        check(client, done[1]);
      }
    }
    return 0;
  }

  private void load(OmenClient client) {
    Progress progress = new Progress("loading", rows);
    client.run("CREATE TABLE kv (k bigint PRIMARY KEY, n bigint NOT NULL, v text NOT NULL)");
    for (int from = 0; from < rows; from += STEP_ROWS) {
      int last = Math.min(rows, from + STEP_ROWS) - 1;
      client.run(
          "INSERT INTO kv SELECT i, 0, repeat('x', 84) FROM generate_series("
              + from
              + ", "
              + last
              + ") AS s(i)");
      progress.at(from);
    }
    progress.done();
  }

  /// How many reads, changes and sums there were.
  private long[] run(Database database) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Long>> clients = new ArrayList<>();
      clients.add(
          threads.submit(
              () -> loop(database, end, "SELECT v FROM kv WHERE k = $1", this::readOne)));
      clients.add(
          threads.submit(
              () -> loop(database, end, "UPDATE kv SET n = n + 1 WHERE k = $1", this::changeOne)));
      clients.add(
          threads.submit(() ->
              loop(
                  database,
                  end,
                  "SELECT count(*), sum(n) FROM kv WHERE k >= $1 AND k < $2",
                  this::sumSome)));
      long[] done = new long[clients.size()];
      for (int i = 0; i < done.length; i++) {
        done[i] = clients.get(i).get();
      }
      return done;
    }
  }

  /// Runs one statement with random parameters.
  private interface Step {
    void run(OmenClient client, PreparedStatement statement, SplittableRandom random);
  }

  private static long loop(Database database, long end, String sql, Step step) {
    SplittableRandom random = new SplittableRandom(sql.length());
    long count = 0;
    try (OmenClient client = new OmenClient(database)) {
      PreparedStatement statement = client.prepare(sql);
      while (System.nanoTime() < end) {
        step.run(client, statement, random);
        count++;
      }
    }
    return count;
  }

  private void readOne(OmenClient client, PreparedStatement statement, SplittableRandom random) {
    expect(1, client.run(statement, random.nextLong(rows)));
  }

  private void changeOne(OmenClient client, PreparedStatement statement, SplittableRandom random) {
    client.run(statement, random.nextLong(rows));
  }

  private void sumSome(OmenClient client, PreparedStatement statement, SplittableRandom random) {
    long from = random.nextLong(rows);
    expect(1, client.run(statement, from, from + RANGE_ROWS));
  }

  private static void expect(long wanted, long found) {
    if (found != wanted) {
      throw new IllegalStateException(found + " rows instead of " + wanted);
    }
  }

  private void check(OmenClient client, long changes) {
    PreparedStatement right =
        client.prepare(
            "SELECT 1 FROM (SELECT count(*) AS c, sum(n) AS s FROM kv) t WHERE c = "
                + rows
                + " AND s = "
                + changes);
    expect(1, client.run(right));
  }

  private static void report(Pauses pauses, long[] done) {
    System.out.printf(
        Locale.ROOT,
        "%d reads, %d changes, %d sums; %d stops, %.1f ms in all, longest collection %.2f ms%n",
        done[0],
        done[1],
        done[2],
        pauses.count(),
        pauses.totalMillis(),
        pauses.longestCollectionMillis());
    System.out.printf(Locale.ROOT, "RESULT gc longest_pause_ms=%.2f%n", pauses.longestMillis());
  }
}
