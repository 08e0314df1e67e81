package omendb.engine.exec.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.core.ValueDictionary;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.Vectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GroupTableTest {
  private static final long SEED = 20_261_123;

  private final MemoryBudget budget = new MemoryBudget(1L << 30);
  private final Random random = new Random(SEED);

  /// Rows of one kind of key, and the table under test.
  private final class Keys implements AutoCloseable {
    final List<ColumnType> types;
    final NativeArena texts = new NativeArena(budget);
    final NativeArena kept = new NativeArena(budget);
    final GroupTable table;
    final ColumnVector[] rows;
    final Map<List<@Nullable Object>, Integer> known = new HashMap<>();
    final List<List<@Nullable Object>> byGroup = new ArrayList<>();

    Keys(ColumnType... types) {
      this.types = List.of(types);
      this.table = new GroupTable(this.types, kept, budget);
      this.rows = Vectors.allocate(this.types);
    }

    /// Fills a window with keys below `distinct`, and with a NULL in one of `nullIn` values.
    void window(int count, int distinct, int nullIn) {
      texts.reset();
      for (ColumnVector row : rows) {
        row.hasNulls = nullIn > 0;
        for (int i = 0; i < count; i++) {
          long value = random.nextInt(distinct);
          row.nulls[i] = (byte) (nullIn > 0 && random.nextInt(nullIn) == 0 ? 1 : 0);
          if (row.type.isText()) {
            byte[] text = ("key number " + value).getBytes(StandardCharsets.UTF_8);
            row.longs[i] = texts.store(text);
            row.lengths[i] = text.length;
          } else {
            row.longs[i] = value * 5_490_023_417L;
          }
        }
      }
    }

    List<@Nullable Object> key(int row) {
      return Arrays.asList(Arrays.stream(rows).map(each -> each.get(row)).toArray(Object[]::new));
    }

    /// Looks the window up and compares with what a map says.
    void lookup(int count, boolean repeating) {
      int[] into = new int[Morsel.WINDOW_ROWS];
      table.lookup(rows, count, into);
      for (int i = 0; i < count; i++) {
        List<@Nullable Object> key = key(i);
        if (into[i] == byGroup.size()) {
          assertThat(repeating || !known.containsKey(key)).as("seed %d", SEED).isTrue();
          byGroup.add(key);
          known.put(key, into[i]);
        }
        assertThat(byGroup.get(into[i])).as("seed %d", SEED).isEqualTo(key);
        if (!repeating) {
          assertThat(into[i]).isEqualTo(known.get(key));
        }
      }
    }

    /// The kept keys are those of the groups.
    void check() {
      ColumnVector[] read = Vectors.allocate(types);
      assertThat(table.groups()).isEqualTo(byGroup.size());
      for (int from = 0; from < table.groups(); from += Morsel.WINDOW_ROWS) {
        int count = table.read(from, read);
        for (int i = 0; i < count; i++) {
          for (int k = 0; k < read.length; k++) {
            assertThat(read[k].get(i)).isEqualTo(byGroup.get(from + i).get(k));
          }
        }
      }
    }

    @Override
    public void close() {
      table.close();
      texts.close();
      kept.close();
    }
  }

  @AfterEach
  void allMemoryIsGivenBack() {
    assertThat(budget.usedBytes()).isZero();
  }

  private void groups(Keys keys, int distinct, int nullIn) {
    try (keys) {
      for (int window = 0; window < 60; window++) {
        int count = 1 + random.nextInt(Morsel.WINDOW_ROWS);
        keys.window(count, distinct, nullIn);
        keys.lookup(count, false);
      }
      keys.check();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 3_000, 1_000_000})
  void oneLongIsNumberedByItself(int distinct) {
    groups(new Keys(ColumnType.BIGINT), distinct, 0);
    groups(new Keys(ColumnType.BIGINT), distinct, 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 3_000, 1_000_000})
  void textsAndPairsAreNumberedByTheirHashes(int distinct) {
    groups(new Keys(ColumnType.TEXT), distinct, 0);
    groups(new Keys(ColumnType.TEXT, ColumnType.BIGINT), distinct, 4);
    groups(new Keys(ColumnType.BIGINT, ColumnType.BIGINT), distinct, 0);
  }

  /// Texts by their numbers; one of two that share no code.
  private ValueDictionary dictionary(NativeArena arena, int size, int shift) {
    long[] addresses = new long[size];
    int[] lengths = new int[size];
    for (int code = 0; code < size; code++) {
      byte[] text = ("key number " + (code + shift)).getBytes(StandardCharsets.UTF_8);
      addresses[code] = arena.store(text);
      lengths[code] = text.length;
    }
    return new ValueDictionary() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public long address(int code) {
        return addresses[code];
      }

      @Override
      public int length(int code) {
        return lengths[code];
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void codesOfSeveralDictionariesAndPlainTextsMeetTheSameGroups(int nullIn) {
    try (NativeArena entries = new NativeArena(budget);
        Keys keys = new Keys(ColumnType.TEXT)) {
      int size = 900;
      List<ValueDictionary> dictionaries =
          List.of(dictionary(entries, size, 0), dictionary(entries, 2 * size, 300));
      ColumnVector key = keys.rows[0];
      key.codes = new int[Morsel.WINDOW_ROWS];
      for (int window = 0; window < 60; window++) {
        int count = 1 + random.nextInt(Morsel.WINDOW_ROWS);
        keys.window(count, size, nullIn);
        key.dictionary = window % 3 == 2 ? null : dictionaries.get(window % 3);
        for (int i = 0; key.dictionary != null && i < count; i++) {
          key.codes[i] = key.isNull(i) ? -1 : random.nextInt(key.dictionary.size());
          if (key.codes[i] >= 0) {
            key.longs[i] = key.dictionary.address(key.codes[i]);
            key.lengths[i] = key.dictionary.length(key.codes[i]);
          }
        }
        keys.lookup(count, false);
      }
      keys.check();
    }
  }

  @Test
  void aTableThatMayRepeatNumbersGivesFewMoreThanThereAreKeys() {
    int distinct = 300_000;
    try (Keys keys = new Keys(ColumnType.BIGINT, ColumnType.BIGINT)) {
      keys.table.repeating();
      for (int window = 0; window < 1_500; window++) {
        keys.window(Morsel.WINDOW_ROWS, distinct, 0);
        System.arraycopy(keys.rows[0].longs, 0, keys.rows[1].longs, 0, Morsel.WINDOW_ROWS);
        keys.lookup(Morsel.WINDOW_ROWS, true);
      }
      keys.check();
      assertThat(keys.table.repeats()).isTrue();
      assertThat(keys.known.size()).isGreaterThan(distinct / 10 * 9);
      assertThat(keys.table.groups()).isBetween(keys.known.size() + 1, 3 * distinct);
    }
  }

  @Test
  void aTableThatMayRepeatNumbersDoesNotWhereKeysComeAgain() {
    try (Keys keys = new Keys(ColumnType.BIGINT)) {
      keys.table.repeating();
      for (int window = 0; window < 300; window++) {
        keys.window(Morsel.WINDOW_ROWS, 20_000, 0);
        keys.lookup(Morsel.WINDOW_ROWS, false);
      }
      keys.check();
      assertThat(keys.table.repeats()).isFalse();
    }
  }
}
