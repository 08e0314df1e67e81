package omendb.bench.alex;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;

/// Inserts that are meant to hurt a learned index, into a map loaded with uniform keys: memory and
/// time against as many uniform inserts.
final class AttackBench {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private enum Attack {
    UNIFORM {
      @Override
      long key(int i, int count, SplittableRandom random) {
        return random.nextLong() >>> 2;
      }
    },
    DENSE_AT_2_61 {
      @Override
      long key(int i, int count, SplittableRandom random) {
        return (1L << 61) + random.nextInt(2 * count);
      }
    },
    EXPONENTIAL_GAPS {
      @Override
      long key(int i, int count, SplittableRandom random) {
        return (1L << random.nextInt(62)) + random.nextInt(count);
      }
    },
    ONE_SLOT {
      @Override
      long key(int i, int count, SplittableRandom random) {
        return (1L << 60) + 12_345 + random.nextInt(4 * count);
      }
    },
    DESCENDING {
      @Override
      long key(int i, int count, SplittableRandom random) {
        return -3L * i;
      }
    },
    /// Dense clusters at ever smaller distances from one point, so that dividing a domain evenly
    /// never divides the keys.
    SPACE {
      @Override
      long key(int i, int count, SplittableRandom random) {
        int cluster = i / 64 % 56;
        return (1L << 59) + (1L << (cluster + 3)) + i / 64 / 56 * 64L + i % 64;
      }
    },
    /// Each key right below the one before it, in the middle of a full region.
    TIME {
      @Override
      long key(int i, int count, SplittableRandom random) {
        return (1L << 58) + (1L << 40) - i;
      }
    };

    abstract long key(int i, int count, SplittableRandom random);
  }

  private record Outcome(double nanos, double bytesPerKey, int depth) {}

  private AttackBench() {}

  static List<String> run(int count) {
    for (Attack attack : Attack.values()) {
      measure(attack, 200_000);
    }
    Outcome uniform = measure(Attack.UNIFORM, count);
    List<String> results = new ArrayList<>();
    for (Attack attack : Attack.values()) {
      Outcome outcome = measure(attack, count);
      if (attack != Attack.UNIFORM) {
        results.add(
            String.format(
                Locale.ROOT,
                "RESULT alex-attack attack=%s bytes_vs_uniform=%.2f time_vs_uniform=%.2f"
                    + " insert_ns=%.0f depth=%d",
                attack.name().toLowerCase(Locale.ROOT),
                outcome.bytesPerKey() / uniform.bytesPerKey(),
                outcome.nanos() / uniform.nanos(),
                outcome.nanos(),
                outcome.depth()));
      }
    }
    return results;
  }

  private static Outcome measure(Attack attack, int count) {
    long[] loaded = KeySet.UNIFORM.sorted(count / 4, 1);
    long[] payloads = new long[loaded.length];
    AlexMap map = AlexMap.bulkLoad(loaded, payloads, loaded.length, AlexOptions.DEFAULTS);
    SplittableRandom random = new SplittableRandom(2);
    long[] keys = new long[count];
    Arrays.setAll(keys, i -> attack.key(i, count, random));
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < count; i++) {
      map.put(keys[i], i);
    }
    double nanos = (double) (THREADS.getCurrentThreadCpuTime() - start) / count;
    var statistics = map.statistics();
    return new Outcome(nanos, statistics.bytesPerKey(), statistics.depth());
  }
}
