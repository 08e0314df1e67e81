package omendb.bench.alex;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;
import omendb.bench.Figures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Threads on one map: how readers scale, and a reader beside a writer against the JDK's skip list.
@Command(
    name = "alex-threads",
    mixinStandardHelpOptions = true,
    description = "The learned index by threads, and against the JDK's skip list.")
public final class ThreadsBench implements Callable<Integer> {
  private static final long WINDOW_MILLIS = 1_500;
  private static final int ROUNDS = 5;

  /// A map under load.
  private interface Target {
    long get(long key);

    void put(long key, long payload);
  }

  private record Rates(double reads, double writes) {}

  @Option(names = "--keys", description = "keys at the beginning (default: ${DEFAULT-VALUE})")
  private int keys = 5_000_000;

  @Override
  public Integer call() throws Exception {
    if (!Fork.isInside()) {
      return Fork.run(6144, "alex-threads", "--keys", "" + keys);
    }
    long[] loaded = KeySet.UNIFORM.sorted(keys, 3);
    long[] payloads = new long[keys];
    Arrays.setAll(payloads, i -> i);
    Target alex = alex(loaded, payloads);
    measure(alex, loaded, 2, 1);
    double[] one = new double[ROUNDS];
    double[] two = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      one[i] = measure(alex, loaded, 1, 0).reads();
      two[i] = measure(alex, loaded, 2, 0).reads();
    }
    Rates mixed = median(alex, loaded);
    Rates skipListMixed = median(skipList(loaded), loaded);
    double reads = mixed.reads() / skipListMixed.reads();
    double writes = mixed.writes() / skipListMixed.writes();
    System.out.printf(
        Locale.ROOT,
        "RESULT alex-threads scaling=%.2f ratio_skiplist=%.2f read_ratio=%.2f write_ratio=%.2f"
            + " reads_per_second=%.0f%n",
        Figures.median(two) / Figures.median(one),
        Math.min(reads, writes),
        reads,
        writes,
        Figures.median(two));
    return 0;
  }

  /// One reader and one writer; the medians of some windows after one that does not count.
  private static Rates median(Target target, long[] keys) {
    measure(target, keys, 1, 1);
    double[] reads = new double[ROUNDS];
    double[] writes = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      Rates rates = measure(target, keys, 1, 1);
      reads[i] = rates.reads();
      writes[i] = rates.writes();
    }
    return new Rates(Figures.median(reads), Figures.median(writes));
  }

  private static Target alex(long[] keys, long[] payloads) {
    AlexMap map = AlexMap.bulkLoad(keys, payloads, keys.length, AlexOptions.DEFAULTS);
    return new Target() {
      @Override
      public long get(long key) {
        return map.get(key);
      }

      @Override
      public void put(long key, long payload) {
        map.put(key, payload);
      }
    };
  }

  private static Target skipList(long[] keys) {
    ConcurrentSkipListMap<Long, Long> map = new ConcurrentSkipListMap<>();
    for (int i = 0; i < keys.length; i++) {
      map.put(keys[i], (long) i);
    }
    return new Target() {
      @Override
      public long get(long key) {
        Long found = map.get(key);
        return found == null ? AlexMap.ABSENT : found;
      }

      @Override
      public void put(long key, long payload) {
        map.put(key, payload);
      }
    };
  }

  /// Operations per second of so many readers (of keys that are there) and writers (of new keys).
  private static Rates measure(Target target, long[] keys, int readers, int writers) {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong reads = new AtomicLong();
    AtomicLong writes = new AtomicLong();
    CountDownLatch finished = new CountDownLatch(readers + writers);
    long start = System.nanoTime();
    for (int i = 0; i < readers + writers; i++) {
      boolean isReader = i < readers;
      SplittableRandom random = new SplittableRandom(start + i);
      Thread.ofPlatform()
          .start(() -> {
            AtomicLong counter = isReader ? reads : writes;
            while (!stop.getOpaque()) {
              counter.addAndGet(isReader ? read(target, keys, random) : write(target, random));
            }
            finished.countDown();
          });
    }
    try {
      Thread.sleep(WINDOW_MILLIS);
      stop.set(true);
      finished.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Rates(reads.get() / seconds, writes.get() / seconds);
  }

  private static int read(Target target, long[] keys, SplittableRandom random) {
    for (int i = 0; i < 1000; i++) {
      if (target.get(keys[random.nextInt(keys.length)]) == AlexMap.ABSENT) {
        throw new IllegalStateException("a key is missing");
      }
    }
    return 1000;
  }

  private static int write(Target target, SplittableRandom random) {
    for (int i = 0; i < 1000; i++) {
      target.put(random.nextLong() >>> 2, i);
    }
    return 1000;
  }
}
