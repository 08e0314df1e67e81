package omendb.alex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Real threads on leaves so small that structure changes never pause.
class AlexMapConcurrencyTest {
  private static final int WRITERS = 3;
  private static final int KEYS_PER_WRITER = 15_000;

  @ParameterizedTest
  @EnumSource(
      value = KeyShape.class,
      names = {"UNIFORM", "ASCENDING", "DESCENDING", "CLUSTERED", "EXPONENTIAL", "BOTH_ENDS"})
  void noKeyOfDisjointWritersIsLostOrSeenTwice(KeyShape shape) throws Exception {
    for (AlexOptions options :
        List.of(AlexOptions.DEFAULTS.withLeafSlotsMax(64).withFanoutMax(256), AlexOptions.PLAIN)) {
      long[] keys = shape.sortedDistinct(WRITERS * KEYS_PER_WRITER, 5);
      shuffleBlocks(keys);
      AlexMap map = new AlexMap(options);
      AtomicLong[] written = new AtomicLong[WRITERS];
      AtomicBoolean done = new AtomicBoolean();
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        AtomicLong progress = written[w] = new AtomicLong();
        int writer = w;
        tasks.add(() -> write(map, keys, writer, progress));
      }
      List<Callable<Void>> watchers =
          List.of(() -> readBack(map, keys, written, done), () -> scan(map, done));
      runAll(tasks, watchers, done);
      NavigableMap<Long, Long> expected = new TreeMap<>();
      for (int i = 0; i < keys.length; i++) {
        if (!isRemoved(i)) {
          expected.put(keys[i], (long) i);
        }
      }
      Invariants.check(map, expected);
    }
  }

  /// Keeps some order, so that the shape still shows, and some disorder.
  private static void shuffleBlocks(long[] keys) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i + 64 < keys.length; i++) {
      int j = i + random.nextInt(64);
      long swapped = keys[i];
      keys[i] = keys[j];
      keys[j] = swapped;
    }
  }

  private static boolean isRemoved(int index) {
    return index / WRITERS % 5 == 4;
  }

  private static Void write(AlexMap map, long[] keys, int writer, AtomicLong progress) {
    for (int i = writer; i < keys.length; i += WRITERS) {
      assertThat(map.put(keys[i], i)).isEqualTo(AlexMap.ABSENT);
      if (isRemoved(i)) {
        assertThat(map.remove(keys[i])).isEqualTo(i);
        assertThat(map.get(keys[i])).isEqualTo(AlexMap.ABSENT);
      }
      progress.setRelease(i + 1L);
    }
    return null;
  }

  private static Void readBack(AlexMap map, long[] keys, AtomicLong[] written, AtomicBoolean done) {
    SplittableRandom random = new SplittableRandom(3);
    while (!done.get()) {
      int writer = random.nextInt(WRITERS);
      int count = (int) written[writer].getAcquire() / WRITERS;
      if (count > 0) {
        int index = random.nextInt(count) * WRITERS + writer;
        long expected = isRemoved(index) ? AlexMap.ABSENT : index;
        assertThat(map.get(keys[index])).isEqualTo(expected);
      }
    }
    return null;
  }

  private static Void scan(AlexMap map, AtomicBoolean done) {
    long least = 0;
    for (boolean up = true; !done.get(); up = !up) {
      AlexCursor cursor = up ? map.ascending(Long.MIN_VALUE) : map.descending(Long.MAX_VALUE);
      long lasting = 0;
      boolean first = true;
      long previous = 0;
      while (cursor.next()) {
        if (!first) {
          assertThat(up ? previous < cursor.key() : previous > cursor.key()).isTrue();
        }
        first = false;
        previous = cursor.key();
        lasting += isRemoved((int) cursor.payload()) ? 0 : 1;
      }
      assertThat(lasting).isGreaterThanOrEqualTo(least);
      least = lasting;
    }
    return null;
  }

  @Test
  void racingInsertsOfOneKeyHaveOneWinner() throws Exception {
    int keys = 20_000;
    AlexMap map = new AlexMap(AlexOptions.DEFAULTS.withLeafSlotsMax(32).withFanoutMax(64));
    AtomicLong wins = new AtomicLong();
    AtomicLong removals = new AtomicLong();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      long me = t;
      tasks.add(() -> {
        SplittableRandom random = new SplittableRandom(me);
        for (int i = 0; i < keys; i++) {
          long key = i / 2 * 17L;
          if (map.putIfAbsent(key, me) == AlexMap.ABSENT) {
            wins.incrementAndGet();
          }
          if (random.nextInt(3) == 0 && map.remove(key, me)) {
            removals.incrementAndGet();
          }
        }
        return null;
      });
    }
    runAll(tasks, List.of(), new AtomicBoolean());
    assertThat(map.size()).isEqualTo(wins.get() - removals.get());
    long counted = 0;
    for (AlexCursor cursor = map.ascending(Long.MIN_VALUE); cursor.next(); ) {
      counted++;
    }
    assertThat(counted).isEqualTo(map.size());
  }

  @Test
  void compareAndSetCountsEveryIncrement() throws Exception {
    AlexMap map = new AlexMap(AlexOptions.DEFAULTS.withLeafSlotsMax(32));
    map.put(7, 0);
    int rounds = 20_000;
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      long me = t;
      tasks.add(() -> {
        for (int i = 0; i < rounds; i++) {
          long seen;
          do {
            seen = map.get(7);
          } while (!map.replace(7, seen, seen + 1));
          // Moves the counter's leaf about.
          map.put(8 + me + 3L * i, i);
        }
        return null;
      });
    }
    runAll(tasks, List.of(), new AtomicBoolean());
    assertThat(map.get(7)).isEqualTo(3L * rounds);
  }

  private static void runAll(
      List<Callable<Void>> tasks, List<Callable<Void>> watchers, AtomicBoolean done)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size() + watchers.size());
    try {
      List<Future<Void>> watching = new ArrayList<>();
      watchers.forEach(watcher -> watching.add(threads.submit(watcher)));
      List<Future<Void>> working = new ArrayList<>();
      tasks.forEach(task -> working.add(threads.submit(task)));
      for (Future<Void> future : working) {
        future.get(60, TimeUnit.SECONDS);
      }
      done.set(true);
      for (Future<Void> future : watching) {
        future.get(60, TimeUnit.SECONDS);
      }
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }
}
