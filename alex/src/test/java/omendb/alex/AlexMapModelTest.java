package omendb.alex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Compares the map with a `TreeMap` under random operations, with leaves so small that every
/// structure change happens often.
class AlexMapModelTest {
  static final List<AlexOptions> SHAPES =
      List.of(
          AlexOptions.DEFAULTS.withLeafSlotsMax(64).withFanoutMax(64),
          AlexOptions.DEFAULTS.withLeafSlotsMax(16).withFanoutMax(16),
          AlexOptions.DEFAULTS.withLeafSlotsMax(512),
          AlexOptions.DEFAULTS,
          AlexOptions.PLAIN);

  static Stream<Arguments> shapesAndOptions() {
    List<Arguments> all = new ArrayList<>();
    for (KeyShape shape : KeyShape.values()) {
      for (int i = 0; i < SHAPES.size(); i++) {
        all.add(Arguments.of(shape, i));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} options {1}")
  @MethodSource("shapesAndOptions")
  void mixedOperationsMatchATreeMap(KeyShape shape, int options) {
    for (long seed = 1; seed <= 3; seed++) {
      runSeed(shape, SHAPES.get(options), seed);
    }
  }

  private static void runSeed(KeyShape shape, AlexOptions options, long seed) {
    try {
      long[] keys = shape.keys(6_000, seed);
      NavigableMap<Long, Long> model = new TreeMap<>();
      AlexMap map = loaded(options, keys, (int) (seed % 3) * 2_000, model);
      SplittableRandom random = new SplittableRandom(seed);
      int next = model.isEmpty() ? 0 : 2_000;
      for (int step = 0; next < keys.length; step++) {
        int choice = random.nextInt(10);
        long key = choice < 6 ? keys[next++] : keys[random.nextInt(next + 1)];
        apply(map, model, random, choice, key);
        if (step % 2_500 == 0) {
          Invariants.check(map, model);
        }
      }
      Invariants.check(map, model);
      drain(map, model, random);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("shape " + shape + ", options " + options + ", seed " + seed, e);
    }
  }

  private static AlexMap loaded(
      AlexOptions options, long[] keys, int count, NavigableMap<Long, Long> model) {
    for (int i = 0; i < count; i++) {
      model.put(keys[i], (long) i);
    }
    long[] sorted = model.keySet().stream().mapToLong(Long::longValue).toArray();
    long[] payloads = model.values().stream().mapToLong(Long::longValue).toArray();
    AlexMap map = AlexMap.bulkLoad(sorted, payloads, sorted.length, options);
    Invariants.check(map, model);
    return map;
  }

  private static void apply(
      AlexMap map, NavigableMap<Long, Long> model, SplittableRandom random, int choice, long key) {
    long payload = random.nextLong(1000);
    switch (choice) {
      case 0, 1, 2, 3 -> assertThat(map.put(key, payload)).isEqualTo(or(model.put(key, payload)));
      case 4, 5 ->
          assertThat(map.putIfAbsent(key, payload)).isEqualTo(or(model.putIfAbsent(key, payload)));
      case 6 -> assertThat(map.remove(key)).isEqualTo(or(model.remove(key)));
      case 7 -> {
        long expected = random.nextBoolean() ? or(model.get(key)) : payload;
        if (expected != AlexMap.ABSENT) {
          assertThat(map.replace(key, expected, payload))
              .isEqualTo(model.replace(key, expected, payload));
          assertThat(map.remove(key, payload + 1)).isEqualTo(model.remove(key, payload + 1));
        }
      }
      case 8 -> assertThat(map.get(key)).isEqualTo(or(model.get(key)));
      default -> {
        scan(map, model, random, key + random.nextInt(-1, 2));
        scanRange(map, model, random, key);
      }
    }
  }

  private static void scan(
      AlexMap map, NavigableMap<Long, Long> model, SplittableRandom random, long from) {
    int limit = random.nextInt(1, 100);
    boolean ascending = random.nextBoolean();
    AlexCursor cursor = ascending ? map.ascending(from) : map.descending(from);
    NavigableMap<Long, Long> expected =
        ascending ? model.tailMap(from, true) : model.headMap(from, true).descendingMap();
    for (Map.Entry<Long, Long> entry : expected.entrySet()) {
      if (limit-- == 0) {
        return;
      }
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.key()).isEqualTo(entry.getKey());
      assertThat(cursor.payload()).isEqualTo(entry.getValue());
    }
    assertThat(cursor.next()).isFalse();
  }

  private static void scanRange(
      AlexMap map, NavigableMap<Long, Long> model, SplittableRandom random, long key) {
    long low = key + random.nextInt(-1, 2);
    long high = key;
    Long reached = key;
    for (int steps = random.nextInt(150); steps > 0 && reached != null; steps--) {
      high = reached;
      reached = model.higherKey(reached);
    }
    high += random.nextInt(-1, 2);
    NavigableMap<Long, Long> expected =
        low > high ? new TreeMap<>() : model.subMap(low, true, high, true);
    matches(map.ascending(low, high), expected);
    matches(map.descending(high, low), expected.descendingMap());
  }

  private static void matches(AlexCursor cursor, Map<Long, Long> expected) {
    for (Map.Entry<Long, Long> entry : expected.entrySet()) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.key()).isEqualTo(entry.getKey());
      assertThat(cursor.payload()).isEqualTo(entry.getValue());
    }
    assertThat(cursor.next()).isFalse();
  }

  private static void drain(AlexMap map, NavigableMap<Long, Long> model, SplittableRandom random) {
    long[] order = model.keySet().stream().mapToLong(Long::longValue).toArray();
    int mode = random.nextInt(3);
    for (int i = 0; i < order.length; i++) {
      int at = mode == 0 ? i : mode == 1 ? order.length - 1 - i : random.nextInt(i, order.length);
      long key = order[at];
      if (mode == 2) {
        order[at] = order[i];
      }
      assertThat(map.remove(key)).isEqualTo(or(model.remove(key)));
      assertThat(map.get(key)).isEqualTo(AlexMap.ABSENT);
      if (i % 1_000 == 999) {
        Invariants.check(map, model);
      }
    }
    Invariants.check(map, model);
    for (long key : order) {
      map.put(key, 7);
      model.put(key, 7L);
    }
    Invariants.check(map, model);
  }

  private static long or(Long value) {
    return value == null ? AlexMap.ABSENT : value;
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void bulkLoadHoldsExactlyItsKeys(KeyShape shape) {
    for (int count : new int[] {0, 1, 2, 100, 5_000, 60_000}) {
      long[] keys = shape.sortedDistinct(count, 9);
      NavigableMap<Long, Long> model = new TreeMap<>();
      for (int i = 0; i < keys.length; i++) {
        model.put(keys[i], (long) i);
      }
      long[] payloads = model.values().stream().mapToLong(Long::longValue).toArray();
      for (AlexOptions options : List.of(AlexOptions.DEFAULTS, AlexOptions.PLAIN)) {
        AlexMap map = AlexMap.bulkLoad(keys, payloads, keys.length, options);
        Invariants.check(map, model);
        for (int i = 0; i < keys.length; i += 1 + keys.length / 500) {
          assertThat(map.get(keys[i])).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void keysAtBothEndsOfTheRangeWork() {
    AlexMap map = new AlexMap();
    for (long key : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, Long.MAX_VALUE - 1}) {
      assertThat(map.put(key, key == 0 ? 1 : 2)).isEqualTo(AlexMap.ABSENT);
    }
    assertThat(map.get(Long.MAX_VALUE)).isEqualTo(2);
    assertThat(map.get(Long.MIN_VALUE)).isEqualTo(2);
    AlexCursor cursor = map.descending(Long.MAX_VALUE);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.key()).isEqualTo(Long.MAX_VALUE);
    matches(map.ascending(Long.MAX_VALUE, Long.MAX_VALUE), Map.of(Long.MAX_VALUE, 2L));
    matches(map.descending(Long.MIN_VALUE, Long.MIN_VALUE), Map.of(Long.MIN_VALUE, 2L));
    matches(map.ascending(Long.MAX_VALUE, Long.MIN_VALUE), Map.of());
    matches(map.descending(Long.MIN_VALUE, Long.MAX_VALUE), Map.of());
    assertThat(map.remove(Long.MAX_VALUE)).isEqualTo(2);
    assertThat(map.get(Long.MAX_VALUE)).isEqualTo(AlexMap.ABSENT);
    assertThat(map.size()).isEqualTo(4);
  }

  @Test
  void theReservedPayloadAndUnsortedKeysAreRefused() {
    AlexMap map = new AlexMap();
    assertThatThrownBy(() -> map.put(1, AlexMap.ABSENT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> AlexMap.bulkLoad(new long[] {1, 1}, new long[] {1, 2}, 2, AlexOptions.DEFAULTS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(map.size()).isZero();
  }
}
