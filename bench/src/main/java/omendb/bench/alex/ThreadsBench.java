package omendb.bench.alex;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;

/// Threads on one map: how readers scale, and a reader beside a writer against the JDK's skip list.
final class ThreadsBench {
  private static final long WINDOW_MILLIS = 2_000;

  /// A map under load.
  private interface Target {
    long get(long key);

    void put(long key, long payload);
  }

  private record Rates(double reads, double writes) {}

  private ThreadsBench() {}

  static String run(int count) {
    long[] keys = KeySet.UNIFORM.sorted(count, 3);
    long[] payloads = new long[count];
    Arrays.setAll(payloads, i -> i);
    Target alex = alex(keys, payloads);
    measure(alex, keys, 2, 1);
    double one = measure(alex, keys, 1, 0).reads();
    double two = measure(alex, keys, 2, 0).reads();
    Rates mixed = measure(alex, keys, 1, 1);
    Target skipList = skipList(keys);
    measure(skipList, keys, 1, 1);
    Rates skipListMixed = measure(skipList, keys, 1, 1);
    double reads = mixed.reads() / skipListMixed.reads();
    double writes = mixed.writes() / skipListMixed.writes();
    return String.format(
        Locale.ROOT,
        "RESULT alex-threads scaling=%.2f ratio_skiplist=%.2f read_ratio=%.2f write_ratio=%.2f"
            + " reads_per_second=%.0f",
        two / one,
        Math.min(reads, writes),
        reads,
        writes,
        two);
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
