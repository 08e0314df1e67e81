package omendb.bench.commit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import omendb.bench.Figures;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Durable updates of one row each, by random keys, every client among keys of its own.
///
/// The peers take turns, a few seconds each; the medians of the rounds are compared, after the sum
/// of all counters was found equal to the number of updates.
@Command(
    name = "commit",
    mixinStandardHelpOptions = true,
    description = "Durable single-row updates in process: ours, SQLite, RocksDB, fdatasync.")
public final class CommitBench implements Callable<Integer> {
  @Option(names = "--rows", description = "rows in the table (default: ${DEFAULT-VALUE})")
  private int rows = 100_000;

  @Option(
      names = "--clients",
      split = ",",
      description = "numbers of clients (default: ${DEFAULT-VALUE})")
  private List<Integer> clients = List.of(1, 8, 32);

  @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--seconds", description = "seconds of a turn (default: ${DEFAULT-VALUE})")
  private double seconds = 2;

  @Option(names = "--folder", description = "where to put the data: the disk to measure")
  private Path folder = WorkFolder.defaultParent();

  /// What one store did at one number of clients.
  private record Measured(CommitStore store, double[] rates, Histogram latencies) {
    double median() {
      return Figures.median(rates);
    }
  }

  @Override
  public Integer call() throws Exception {
    List<CommitStore> stores = new ArrayList<>();
    try (WorkFolder work = new WorkFolder(folder);
        DiskFlush flush = new DiskFlush(work.resolve("flush"))) {
      if (work.inMemory()) {
        System.err.println("warning: this folder lies in memory, nothing here is durable");
      }
      try {
        stores.add(new OmenCommits(work.resolve("omendb")));
        stores.add(new SqliteCommits(work.resolve("sqlite.db"), false));
        stores.add(new SqliteCommits(work.resolve("sqlite-lock.db"), true));
        stores.add(new RocksCommits(work.resolve("rocksdb")));
        for (CommitStore store : stores) {
          Progress progress = new Progress("loading " + store.name(), 0);
          store.load(rows);
          progress.done();
        }
        long[] commits = new long[stores.size()];
        for (int count : clients) {
          report(count, measure(stores, count, commits, flush));
        }
      } finally {
        for (CommitStore store : stores) {
          store.close();
        }
      }
    }
    return 0;
  }

  private record Run(List<Measured> stores, Histogram flushes) {}

  private Run measure(List<CommitStore> stores, int count, long[] commits, DiskFlush flush)
      throws Exception {
    Progress progress = new Progress("committing, clients: " + count, rounds + 1L);
    List<Measured> measured = new ArrayList<>();
    for (CommitStore store : stores) {
      measured.add(new Measured(store, new double[rounds], new Histogram(3)));
    }
    Histogram flushes = new Histogram(3);
    for (int round = -1; round < rounds; round++) {
      for (int turn = 0; turn < stores.size(); turn++) {
        int i = Math.floorMod(turn + round, stores.size());
        Measured store = measured.get(i);
        Histogram latencies = new Histogram(3);
        double rate = turn(store.store(), count, round, latencies);
        commits[i] += latencies.getTotalCount();
        if (round >= 0) {
          store.rates()[round] = rate;
          store.latencies().add(latencies);
        }
      }
      flush.run((long) (seconds * 0.5e9), round < 0 ? new Histogram(3) : flushes);
      progress.at(round + 2L);
    }
    progress.done();
    for (int i = 0; i < commits.length; i++) {
      long total = stores.get(i).total();
      if (total != commits[i]) {
        throw new IllegalStateException(
            stores.get(i).name() + ": " + commits[i] + " updates but a sum of " + total);
      }
    }
    return new Run(measured, flushes);
  }

  /// One turn of a store: updates per second of all clients together.
  private double turn(CommitStore store, int count, int round, Histogram latencies)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      long began = System.nanoTime();
      long end = began + (long) (seconds * 1e9);
      List<Future<Histogram>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int client = i;
        running.add(threads.submit(() -> update(store, client, count, round, end)));
      }
      for (Future<Histogram> future : running) {
        latencies.add(future.get());
      }
      return latencies.getTotalCount() * 1e9 / (System.nanoTime() - began);
    }
  }

  private Histogram update(CommitStore store, int client, int count, int round, long end)
      throws Exception {
    Histogram latencies = new Histogram(3);
    SplittableRandom random = new SplittableRandom(31L * round + client);
    try (CommitStore.Client connection = store.connect()) {
      for (long began = System.nanoTime(); began < end; began = System.nanoTime()) {
        connection.increment((long) random.nextInt(rows / count) * count + client);
        latencies.recordValue(System.nanoTime() - began);
      }
    }
    return latencies;
  }

  private static void report(int count, Run run) {
    for (Measured store : run.stores()) {
      System.out.printf(
          Locale.ROOT,
          "%-14s clients %d  %8.0f commits/s  p50 %7.0f us  p99 %7.0f us%n",
          store.store().name(),
          count,
          store.median(),
          store.latencies().getValueAtPercentile(50) / 1e3,
          store.latencies().getValueAtPercentile(99) / 1e3);
    }
    double flush = run.flushes().getValueAtPercentile(50) / 1e3;
    System.out.printf(Locale.ROOT, "%-14s p50 %7.0f us%n", "fdatasync", flush);
    Measured ours = run.stores().getFirst();
    // The peer's better way counts.
    double sqlite =
        Arrays.stream(new int[] {1, 2})
            .mapToDouble(i -> run.stores().get(i).median())
            .max()
            .orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "RESULT commit clients=%d ratio_sqlite=%.2f ratio_rocksdb=%.2f p50_us=%.1f p99_us=%.1f"
            + " p999_us=%.1f fdatasync_p50_us=%.1f%n",
        count,
        ours.median() / sqlite,
        ours.median() / run.stores().get(3).median(),
        ours.latencies().getValueAtPercentile(50) / 1e3,
        ours.latencies().getValueAtPercentile(99) / 1e3,
        ours.latencies().getValueAtPercentile(99.9) / 1e3,
        flush);
  }
}
