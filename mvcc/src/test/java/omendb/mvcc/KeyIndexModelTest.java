package omendb.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyIndexModelTest {
  enum Shape {
    EXACT,
    SHARED_TEXT,
    SHORT_TEXT,
    PAIR;

    KeyCodec codec() {
      return new KeyCodec(
          switch (this) {
            case EXACT -> List.of(ColumnType.INTEGER);
            case SHARED_TEXT, SHORT_TEXT -> List.of(ColumnType.TEXT);
            case PAIR -> List.of(ColumnType.BIGINT, ColumnType.INTEGER);
          });
    }

    byte[] key(Random random) {
      int number = random.nextInt(300);
      return codec()
          .encode(
              switch (this) {
                case EXACT -> new Object[] {number - 150};
                case SHARED_TEXT -> new Object[] {"a long common beginning/" + number};
                case SHORT_TEXT -> new Object[] {"\0b\0".repeat(number % 5) + (char) (number / 5)};
                case PAIR -> new Object[] {(long) (number % 4), number};
              },
              null);
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsAndWalksWhatATreeMapFindsAndWalks(Shape shape) {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      AtomicLong nativeBytes = new AtomicLong();
      KeyCodec codec = shape.codec();
      TreeMap<byte[], Integer> model = new TreeMap<>(Arrays::compareUnsigned);
      try (SlabHeap heap = new SlabHeap(4096, nativeBytes);
          RowDirectory rows = new RowDirectory(heap, codec, nativeBytes)) {
        List<Long> groups = new ArrayList<>();
        KeyIndex index = new KeyIndex(rows, heap, codec.exact(), groups::add);
        for (int step = 0; step < 1500; step++) {
          byte[] key = shape.key(random);
          Integer had = model.get(key);
          assertThat(index.find(key)).isEqualTo(had == null ? KeyIndex.NO_ROW : had);
          boolean growing = step / 400 % 2 == 0;
          if (had == null && (growing || random.nextInt(4) == 0)) {
            int id = rows.add(key, Version.create(heap, key), KeyIndex.NO_ROW);
            index.put(key, id);
            model.put(key, id);
          } else if (had != null && (!growing || random.nextInt(4) == 0)) {
            index.remove(key, had);
            Version.free(heap, rows.head(had));
            rows.free(had);
            model.remove(key);
          }
          groups.forEach(group -> KeyIndex.freeGroup(heap, group));
          groups.clear();
          if (step % 20 == 0) {
            checkRange(shape, random, index, model, seed);
          }
        }
        for (var entry : model.entrySet()) {
          assertThat(rows.key(entry.getValue())).isEqualTo(entry.getKey());
          index.remove(entry.getKey(), entry.getValue());
          Version.free(heap, rows.head(entry.getValue()));
          rows.free(entry.getValue());
        }
        groups.forEach(group -> KeyIndex.freeGroup(heap, group));
        assertThat(index.isEmpty()).isTrue();
        assertThat(heap.liveBytes()).isZero();
      }
      assertThat(nativeBytes).hasValue(0);
    }
  }

  private static void checkRange(
      Shape shape, Random random, KeyIndex index, TreeMap<byte[], Integer> model, int seed) {
    byte[] from = random.nextInt(4) == 0 ? null : bound(shape, random);
    byte[] to = random.nextInt(4) == 0 ? null : bound(shape, random);
    boolean descending = random.nextBoolean();
    NavigableMap<byte[], Integer> expected = model;
    if (from != null && to != null && Arrays.compareUnsigned(from, to) > 0) {
      expected = new TreeMap<>();
    } else {
      expected = from == null ? expected : expected.tailMap(from, true);
      expected = to == null ? expected : expected.headMap(to, false);
    }
    expected = descending ? expected.descendingMap() : expected;
    List<Integer> found = new ArrayList<>();
    IndexCursor cursor = index.cursor(from, to, descending);
    while (cursor.next()) {
      found.add(cursor.rowId());
    }
    assertThat(found).as("seed %d", seed).isEqualTo(new ArrayList<>(expected.values()));
    assertThat(cursor.next()).isFalse();
  }

  /// A key, the beginning of one, or one made longer.
  private static byte[] bound(Shape shape, Random random) {
    byte[] key = shape.key(random);
    int change = random.nextInt(4);
    return switch (change) {
      case 0 -> Arrays.copyOf(key, 1 + random.nextInt(key.length));
      case 1 -> Arrays.copyOf(key, key.length + 1);
      default -> key;
    };
  }
}
