package omendb.alex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BPlusTreeMapTest {
  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void operationsMatchATreeMap(KeyShape shape) {
    for (long seed = 1; seed <= 3; seed++) {
      long[] keys = shape.keys(20_000, seed);
      SplittableRandom random = new SplittableRandom(seed);
      NavigableMap<Long, Long> model = new TreeMap<>();
      for (int i = 0; i < 5_000 * (seed - 1); i++) {
        model.put(keys[i], (long) i);
      }
      long[] sorted = model.keySet().stream().mapToLong(Long::longValue).toArray();
      long[] payloads = model.values().stream().mapToLong(Long::longValue).toArray();
      BPlusTreeMap map = BPlusTreeMap.bulkLoad(sorted, payloads, sorted.length);
      check(map, model);
      for (int i = 0; i < keys.length; i++) {
        assertThat(map.put(keys[i], i)).isEqualTo(or(model.put(keys[i], (long) i)));
        if (random.nextInt(4) == 0) {
          long key = keys[random.nextInt(keys.length)];
          assertThat(map.remove(key)).isEqualTo(or(model.remove(key)));
          assertThat(map.get(key)).isEqualTo(AlexMap.ABSENT);
        }
      }
      check(map, model);
      for (int i = keys.length - 1; i >= 0; i--) {
        assertThat(map.get(keys[i])).isEqualTo(or(model.get(keys[i])));
        assertThat(map.replace(keys[i], i, i + 1))
            .isEqualTo(model.replace(keys[i], (long) i, i + 1L));
        assertThat(map.remove(keys[i], i + 1)).isEqualTo(model.remove(keys[i], i + 1L));
        assertThat(map.remove(keys[i])).isEqualTo(or(model.remove(keys[i])));
      }
      check(map, model);
      assertThat(map.putIfAbsent(5, 6)).isEqualTo(AlexMap.ABSENT);
      assertThat(map.putIfAbsent(5, 7)).isEqualTo(6);
      assertThat(map.size()).isEqualTo(1);
    }
  }

  private static void check(BPlusTreeMap map, NavigableMap<Long, Long> model) {
    assertThat(map.size()).isEqualTo(model.size());
    for (long from : new long[] {Long.MIN_VALUE, 0, 77_777, Long.MAX_VALUE}) {
      BPlusTreeMap.Cursor up = map.ascending(from);
      for (Map.Entry<Long, Long> entry : model.tailMap(from, true).entrySet()) {
        assertThat(up.next()).isTrue();
        assertThat(up.key()).isEqualTo(entry.getKey());
        assertThat(up.payload()).isEqualTo(entry.getValue());
      }
      assertThat(up.next()).isFalse();
      BPlusTreeMap.Cursor down = map.descending(from);
      for (long key : model.headMap(from, true).descendingKeySet()) {
        assertThat(down.next()).isTrue();
        assertThat(down.key()).isEqualTo(key);
      }
      assertThat(down.next()).isFalse();
    }
  }

  private static long or(Long value) {
    return value == null ? AlexMap.ABSENT : value;
  }
}
