package omendb.bench.alex;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Inserts that are meant to hurt a learned index, into a map loaded with uniform keys: memory and
/// time against as many uniform inserts.
@Command(
    name = "alex-attack",
    mixinStandardHelpOptions = true,
    description = "Hostile inserts against as many uniform ones: time and memory.")
public final class AttackBench implements Callable<Integer> {
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

  @Option(names = "--keys", description = "inserts (default: ${DEFAULT-VALUE})")
  private int keys = 2_000_000;

  @Override
  public Integer call() throws Exception {
    if (!Fork.isInside()) {
      return Fork.run(2048, "alex-attack", "--keys", "" + keys);
    }
    for (Attack attack : Attack.values()) {
      measure(attack, 200_000);
    }
    Outcome uniform = measure(Attack.UNIFORM, keys);
    for (Attack attack : Attack.values()) {
      if (attack != Attack.UNIFORM) {
        Outcome outcome = measure(attack, keys);
        System.out.printf(
            Locale.ROOT,
            "RESULT alex-attack attack=%s bytes_vs_uniform=%.2f time_vs_uniform=%.2f"
                + " insert_ns=%.0f depth=%d%n",
            attack.name().toLowerCase(Locale.ROOT),
            outcome.bytesPerKey() / uniform.bytesPerKey(),
            outcome.nanos() / uniform.nanos(),
            outcome.nanos(),
            outcome.depth());
      }
    }
    return 0;
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
    check(map, keys);
    var statistics = map.statistics();
    return new Outcome(nanos, statistics.bytesPerKey(), statistics.depth());
  }

  /// Every key that was inserted is there with the payload that came last.
  private static void check(AlexMap map, long[] keys) {
    for (int i = 0; i < keys.length; i++) {
      long payload = map.get(keys[i]);
      if (payload < i || keys[(int) payload] != keys[i]) {
        throw new IllegalStateException("key " + keys[i] + " has payload " + payload);
      }
    }
  }
}
