package omendb.bench.alex;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Measures one index on one key set: random lookups of keys that are there, then inserts of the
/// other half. Times are processor time of the thread, which a busy machine disturbs less.
final class IndexMeasurement {
  private static final int PASSES = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// The operations that are measured; one implementation per index keeps call sites monomorphic.
  interface Index {
    /// Looks up all probes and returns the sum of their payloads.
    long lookAll(long[] probes);

    /// Inserts the keys `[from, to)` with their positions as payloads.
    void insertAll(long[] keys, int from, int to);

    /// Inserts the keys `[from, to)` and stores each one's nanoseconds.
    void insertTimed(long[] keys, int from, int to, int[] nanos);

    long bytes();
  }

  /// Figures of one index.
  ///
  /// @param lookupNanos per random lookup
  /// @param insertNanos mean per insert
  /// @param insertP999Nanos 99.9th percentile of single inserts, wall clock
  /// @param insertMaxNanos slowest single insert, wall clock
  /// @param bytesPerKey after the inserts
  /// @param loadedBytesPerKey of the index that lookups were measured on
  record Figures(
      double lookupNanos,
      double insertNanos,
      double insertP999Nanos,
      double insertMaxNanos,
      double bytesPerKey,
      double loadedBytesPerKey) {}

  private IndexMeasurement() {}

  static double lookupNanos(Index index, long[] keys, int lookups, long seed) {
    long[] probes = new long[lookups];
    SplittableRandom random = new SplittableRandom(seed);
    long expected = 0;
    for (int i = 0; i < lookups; i++) {
      int rank = random.nextInt(keys.length);
      probes[i] = keys[rank];
      expected += rank;
    }
    double best = Double.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      long start = THREADS.getCurrentThreadCpuTime();
      long sum = index.lookAll(probes);
      long nanos = THREADS.getCurrentThreadCpuTime() - start;
      if (sum != expected) {
        throw new IllegalStateException("wrong payloads: " + sum + " instead of " + expected);
      }
      best = Math.min(best, (double) nanos / lookups);
    }
    return best;
  }

  /// Mean of the first four fifths, percentiles of the rest.
  static double[] insertNanos(Index index, long[] keys) {
    int timedFrom = keys.length - keys.length / 5;
    long start = THREADS.getCurrentThreadCpuTime();
    index.insertAll(keys, 0, timedFrom);
    double mean = (double) (THREADS.getCurrentThreadCpuTime() - start) / timedFrom;
    int[] nanos = new int[keys.length - timedFrom];
    index.insertTimed(keys, timedFrom, keys.length, nanos);
    Arrays.sort(nanos);
    return new double[] {mean, nanos[(int) (nanos.length * 0.999)], nanos[nanos.length - 1]};
  }

  static void shuffle(long[] keys, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = keys.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swapped = keys[i];
      keys[i] = keys[j];
      keys[j] = swapped;
    }
  }
}
