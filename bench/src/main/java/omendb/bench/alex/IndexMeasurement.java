package omendb.bench.alex;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/// Measures one index on one key set: random lookups of keys that are there, then inserts of the
/// other half. Means are processor time of the thread, which a busy machine disturbs less.
final class IndexMeasurement {
  private static final int PASSES = 7;
  private static final int TAIL_LOOKUPS = 500_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// The operations that are measured; one implementation per index keeps call sites monomorphic.
  interface Index {
    /// Looks up all probes and returns the sum of their payloads.
    long lookAll(long[] probes);

    /// Looks up all probes, stores each one's nanoseconds and returns the sum of their payloads.
    long lookTimed(long[] probes, int[] nanos);

    /// Inserts the keys `[from, to)` with their positions as payloads.
    void insertAll(long[] keys, int from, int to);

    /// Inserts the keys `[from, to)` and stores each one's nanoseconds.
    void insertTimed(long[] keys, int from, int to, int[] nanos);

    long bytes();
  }

  /// Nanoseconds of single operations by the wall clock, whose own cost is part of them.
  record Tail(double p50, double p99, double p999, double max) {
    static Tail of(int[] nanos) {
      Arrays.sort(nanos);
      int count = nanos.length;
      return new Tail(
          nanos[count / 2],
          nanos[(int) (count * 0.99)],
          nanos[(int) (count * 0.999)],
          nanos[count - 1]);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "p50 %.0f p99 %.0f p99.9 %.0f max %.0f", p50, p99, p999, max);
    }
  }

  /// Figures of one index.
  ///
  /// @param lookupNanos per random lookup
  /// @param lookupTail of single lookups
  /// @param insertNanos mean per insert
  /// @param insertTail of single inserts
  /// @param bytesPerKey after the inserts
  /// @param loadedBytesPerKey of the index that lookups were measured on
  record Figures(
      double lookupNanos,
      Tail lookupTail,
      double insertNanos,
      Tail insertTail,
      double bytesPerKey,
      double loadedBytesPerKey) {}

  private IndexMeasurement() {}

  /// The best of some passes over the same random keys; their payloads are checked by their sum.
  static double lookupNanos(Index index, long[] keys, long[] payloads, int lookups) {
    long[] probes = new long[lookups];
    SplittableRandom random = new SplittableRandom(7);
    long expected = 0;
    for (int i = 0; i < lookups; i++) {
      int rank = random.nextInt(keys.length);
      probes[i] = keys[rank];
      expected += payloads[rank];
    }
    double best = Double.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      long start = THREADS.getCurrentThreadCpuTime();
      long sum = index.lookAll(probes);
      long nanos = THREADS.getCurrentThreadCpuTime() - start;
      check(sum, expected);
      best = Math.min(best, (double) nanos / lookups);
    }
    return best;
  }

  /// Lookups one by one, of an index whose payloads are the ranks.
  static Tail lookupTail(Index index, long[] keys) {
    long[] probes = new long[TAIL_LOOKUPS];
    SplittableRandom random = new SplittableRandom(8);
    long expected = 0;
    for (int i = 0; i < probes.length; i++) {
      int rank = random.nextInt(keys.length);
      probes[i] = keys[rank];
      expected += rank;
    }
    int[] nanos = new int[probes.length];
    check(index.lookTimed(probes, nanos), expected);
    return Tail.of(nanos);
  }

  private static int timedFrom(long[] keys) {
    return keys.length - keys.length / 5;
  }

  /// Inserts the first four fifths and returns the mean.
  static double insertNanos(Index index, long[] keys) {
    long start = THREADS.getCurrentThreadCpuTime();
    index.insertAll(keys, 0, timedFrom(keys));
    return (double) (THREADS.getCurrentThreadCpuTime() - start) / timedFrom(keys);
  }

  /// Inserts the last fifth one by one.
  static Tail insertTail(Index index, long[] keys) {
    int[] nanos = new int[keys.length - timedFrom(keys)];
    index.insertTimed(keys, timedFrom(keys), keys.length, nanos);
    return Tail.of(nanos);
  }

  /// Looks up all that was inserted.
  static void checkInserted(Index index, long[] keys) {
    check(index.lookAll(keys), (long) keys.length * (keys.length - 1) / 2);
  }

  private static void check(long sum, long expected) {
    if (sum != expected) {
      throw new IllegalStateException("wrong payloads: " + sum + " instead of " + expected);
    }
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
