package omendb.bench.pointread;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import omendb.bench.Figures;
import omendb.bench.Progress;
import omendb.bench.WorkFolder;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Rows of 100 bytes read by a random bigint key.
///
/// Every peer reads the same keys in every round, one after the other in turn; the medians of the
/// rounds are compared.
@Command(
    name = "point-read",
    mixinStandardHelpOptions = true,
    description = "Random reads by key in process: ours, SQLite, H2, RocksDB.")
public final class PointReadBench implements Callable<Integer> {
  private static final int WARM_ROUNDS = 2;

  enum Tier {
    hot,
    warm
  }

  @Option(names = "--rows", description = "rows in the table (default: ${DEFAULT-VALUE})")
  private int rows = 1_000_000;

  @Option(names = "--reads", description = "reads per round (default: ${DEFAULT-VALUE})")
  private int reads = 300_000;

  @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int rounds = 7;

  @Option(names = "--tier", description = "where our rows lie: ${COMPLETION-CANDIDATES}")
  private Tier tier = Tier.hot;

  @Option(names = "--folder", description = "where to put the data")
  private Path folder = WorkFolder.defaultParent();

  @Override
  public Integer call() throws Exception {
    List<PointReader> peers = new ArrayList<>();
    try (WorkFolder work = new WorkFolder(folder)) {
      try {
        peers.add(new OmenReader(work.resolve("omendb"), tier == Tier.hot));
        peers.add(JdbcReader.sqlite(work.resolve("sqlite.db")));
        peers.add(JdbcReader.h2(work.resolve("h2")));
        peers.add(new RocksReader(work.resolve("rocksdb")));
        for (PointReader peer : peers) {
          peer.load(rows);
        }
        check(peers);
        report(peers, measure(peers), latencies(peers.getFirst()));
      } finally {
        for (PointReader peer : peers) {
          peer.close();
        }
      }
    }
    return 0;
  }

  /// Every peer must hand out the values that were stored.
  private void check(List<PointReader> peers) throws Exception {
    byte[] value = new byte[TestRows.BYTES];
    for (long key : keys(10_000, 1)) {
      TestRows.fill(value, key);
      for (PointReader peer : peers) {
        if (peer.read(key) != TestRows.checksum(value)) {
          throw new IllegalStateException(peer.name() + ": wrong value of key " + key);
        }
      }
    }
  }

  /// Reads per second by peer and round.
  private double[][] measure(List<PointReader> peers) throws Exception {
    Progress progress = new Progress("reading", (long) WARM_ROUNDS + rounds);
    double[][] rates = new double[peers.size()][rounds];
    for (int round = -WARM_ROUNDS; round < rounds; round++) {
      long[] keys = keys(reads, 100 + round);
      long[] sums = new long[peers.size()];
      for (int turn = 0; turn < peers.size(); turn++) {
        int peer = Math.floorMod(turn + round, peers.size());
        long began = System.nanoTime();
        sums[peer] = readAll(peers.get(peer), keys);
        long nanos = System.nanoTime() - began;
        if (round >= 0) {
          rates[peer][round] = reads * 1e9 / nanos;
        }
      }
      for (int peer = 1; peer < sums.length; peer++) {
        if (sums[peer] != sums[0]) {
          throw new IllegalStateException(peers.get(peer).name() + " read something else");
        }
      }
      progress.at(round + WARM_ROUNDS + 1L);
    }
    progress.done();
    return rates;
  }

  private static long readAll(PointReader peer, long[] keys) throws Exception {
    long sum = 0;
    for (long key : keys) {
      sum += peer.read(key);
    }
    return sum;
  }

  /// Nanoseconds of single reads, the clock's own included.
  private Histogram latencies(PointReader ours) throws Exception {
    Histogram nanos = new Histogram(3);
    long sum = 0;
    for (long key : keys(reads, 7)) {
      long began = System.nanoTime();
      sum += ours.read(key);
      nanos.recordValue(System.nanoTime() - began);
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing was read");
    }
    return nanos;
  }

  private void report(List<PointReader> peers, double[][] rates, Histogram nanos) {
    double[] medians = new double[peers.size()];
    for (int i = 0; i < medians.length; i++) {
      medians[i] = Figures.median(rates[i]);
      System.out.printf(
          Locale.ROOT,
          "%-18s %10.0f reads/s  %6.3f us%n",
          peers.get(i).name(),
          medians[i],
          1e6 / medians[i]);
    }
    System.out.printf(
        Locale.ROOT,
        "RESULT point-read rows=%d ratio_sqlite=%.2f ratio_h2=%.2f ratio_rocksdb=%.2f"
            + " p50_us=%.2f p99_us=%.2f p999_us=%.2f tier=%s%n",
        rows,
        medians[0] / medians[1],
        medians[0] / medians[2],
        medians[0] / medians[3],
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        nanos.getValueAtPercentile(99.9) / 1e3,
        tier);
  }

  private long[] keys(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = random.nextInt(rows);
    }
    return keys;
  }
}
