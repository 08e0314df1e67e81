package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.KeyCodec;
import omendb.core.RowBuffer;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Segments of random tables against the rows that went in.
final class SegmentModelTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 15, 16, 17, 100, 1000, 1800})
  void everyTypeReadsBackWithAHiddenKey(int rowCount) {
    TableSchema schema = SegmentFixture.table(0, RandomRows.ALL_TYPES);
    for (long seed = 0; seed < 6; seed++) {
      check(seed, schema, rowCount, rowCount > 1000 ? 700 : 16);
    }
  }

  @Test
  void randomTablesWithKeysReadBack() {
    for (long seed = 100; seed < 250; seed++) {
      Random random = new Random(seed);
      int keyColumns = 1 + random.nextInt(3);
      ColumnType[] types = new ColumnType[keyColumns + random.nextInt(5)];
      for (int i = 0; i < types.length; i++) {
        do {
          types[i] = RandomRows.ALL_TYPES[random.nextInt(RandomRows.ALL_TYPES.length)];
        } while (i < keyColumns && !KeyCodec.has(types[i]));
      }
      int groupRows = random.nextBoolean() ? 64 : 1 + random.nextInt(100);
      check(seed, SegmentFixture.table(keyColumns, types), random.nextInt(500), groupRows);
    }
  }

  private void check(long seed, TableSchema schema, int rowCount, int groupRows) {
    Random random = new Random(seed);
    SegmentFixture fixture =
        new SegmentFixture(schema, new RandomRows(random).rows(schema, rowCount));
    Path file = folder.resolve("s" + seed + "-" + rowCount + ".arrow");
    int bytesMax = random.nextInt(3) == 0 ? 1 + random.nextInt(5_000) : 1 << 30;
    SegmentOptions options =
        new SegmentOptions(
            groupRows,
            bytesMax,
            random.nextInt(200),
            2 + random.nextInt(40),
            3 * random.nextInt(2));
    SegmentSummary summary = fixture.write(file, options);
    try (Segment segment = Segment.open(file, schema, new ChunkCache(Long.MAX_VALUE))) {
      assertThat(summary.fileBytes()).isEqualTo(Files.size(file));
      assertThat(segment.summary())
          .usingRecursiveComparison()
          .withEqualsForType(Double::equals, Double.class)
          .isEqualTo(summary);
      assertThat(segment.rowCount()).isEqualTo(fixture.rows.size());
      for (int column = 0; column < schema.columns().size(); column++) {
        checkColumn(fixture, segment, column, random);
        checkZoneMaps(fixture, segment, column);
      }
      checkRows(fixture, segment);
      checkKeys(fixture, segment, random);
      segment.verify();
    } catch (Throwable failure) {
      throw new AssertionError("seed " + seed + ", " + rowCount + " rows, " + schema, failure);
    }
  }

  private static void checkColumn(
      SegmentFixture fixture, Segment segment, int column, Random random) {
    int rows = fixture.rows.size();
    ColumnType type = fixture.schema.columns().get(column).type();
    ColumnVector vector = new ColumnVector(type, rows + 1);
    Arrays.fill(vector.nulls, (byte) 1);
    segment.read(column, 0, rows, vector);
    assertThat(values(vector, rows)).isEqualTo(values(fixture, column, 0, rows));
    if (rows > 0) {
      int from = random.nextInt(rows);
      int count = random.nextInt(rows - from) + 1;
      segment.read(column, from, count, vector);
      assertThat(values(vector, count)).isEqualTo(values(fixture, column, from, count));
      checkSelected(fixture, segment, column, vector, random.nextInt(rows), random);
    }
    checkCodes(fixture, segment, column);
  }

  private static void checkSelected(
      SegmentFixture fixture,
      Segment segment,
      int column,
      ColumnVector vector,
      int base,
      Random random) {
    int rows = fixture.rows.size();
    int[] selection = new int[rows];
    int count = 0;
    List<Object> expected = new ArrayList<>();
    for (int i = 0; base + i < rows; i += 1 + random.nextInt(4)) {
      selection[count++] = i;
      expected.add(fixture.rows.get(base + i)[column]);
    }
    segment.readSelected(column, base, selection, count, vector);
    assertThat(values(vector, count)).isEqualTo(normal(expected.toArray(), vector.type));
  }

  private static void checkCodes(SegmentFixture fixture, Segment segment, int column) {
    Dictionary dictionary = segment.dictionary(column);
    if (dictionary == null) {
      return;
    }
    int rows = fixture.rows.size();
    int[] codes = new int[rows];
    segment.readCodes(column, 0, rows, codes);
    ColumnVector vector = new ColumnVector(fixture.schema.columns().get(column).type(), rows);
    segment.read(column, 0, rows, vector);
    for (int i = 0; i < rows; i++) {
      assertThat(codes[i] < 0).isEqualTo(fixture.rows.get(i)[column] == null);
      if (codes[i] >= 0 && vector.form == TypeKind.Form.BYTES) {
        assertThat(vector.longs[i]).isEqualTo(dictionary.address(codes[i]));
        assertThat(vector.lengths[i]).isEqualTo(dictionary.length(codes[i]));
      }
    }
  }

  private static void checkZoneMaps(SegmentFixture fixture, Segment segment, int column) {
    for (int group = 0; group < segment.rowGroupCount(); group++) {
      checkZoneMap(
          fixture,
          column,
          segment.zoneMap(column, group),
          segment.rowGroupStart(group),
          segment.rowGroupRows(group));
    }
    checkZoneMap(fixture, column, segment.zoneMap(column), 0, fixture.rows.size());
  }

  private static void checkZoneMap(
      SegmentFixture fixture, int column, ZoneMap zoneMap, int from, int count) {
    int nulls = 0;
    for (int i = from; i < from + count; i++) {
      Object value = fixture.rows.get(i)[column];
      nulls += value == null ? 1 : 0;
      if (value != null) {
        assertThat(zoneMap.overlaps(value, value)).as("%s of %s", value, zoneMap).isTrue();
        assertThat(zoneMap.overlaps(value, null)).isTrue();
        assertThat(zoneMap.overlaps(null, value)).isTrue();
      }
    }
    assertThat(zoneMap.rowCount()).isEqualTo(count);
    assertThat(zoneMap.nullCount()).isEqualTo(nulls);
    assertThat(zoneMap.distinct()).isBetween(nulls < count ? 1L : 0L, (long) count - nulls);
  }

  private static void checkRows(SegmentFixture fixture, Segment segment) {
    RowCodec codec = new RowCodec(RowLayout.of(fixture.schema));
    RowBuffer buffer = new RowBuffer();
    for (int i = 0; i < fixture.rows.size(); i++) {
      long row = segment.writeRow(i, buffer);
      Object[] decoded = codec.decode(row);
      for (int column = 0; column < decoded.length; column++) {
        ColumnType type = fixture.schema.columns().get(column).type();
        assertThat(normal(new Object[] {decoded[column]}, type))
            .isEqualTo(normal(new Object[] {fixture.rows.get(i)[column]}, type));
      }
      assertThat(codec.layout().rowBytes(row)).isEqualTo(codec.encode(decoded).length);
    }
    Reference.reachabilityFence(buffer);
  }

  private static void checkKeys(SegmentFixture fixture, Segment segment, Random random) {
    for (int i = 0; i < fixture.keys.size(); i++) {
      byte[] key = fixture.keys.get(i);
      assertThat(segment.keyAt(i)).isEqualTo(key);
      assertThat(segment.findKey(key)).isEqualTo(i);
      assertThat(segment.lowerBound(key)).isEqualTo(i);
      if (fixture.keyCodec.exact()) {
        assertThat(segment.findPrefix(KeyCodec.prefix(key))).isEqualTo(i);
      }
      byte[] probe = key.clone();
      probe[random.nextInt(probe.length)] += (byte) (1 + random.nextInt(3));
      checkProbe(fixture, segment, probe);
      checkProbe(fixture, segment, Arrays.copyOf(key, random.nextInt(key.length + 1)));
      checkProbe(fixture, segment, Arrays.copyOf(key, key.length + 1));
    }
    checkProbe(fixture, segment, new byte[0]);
    checkProbe(fixture, segment, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
  }

  private static void checkProbe(SegmentFixture fixture, Segment segment, byte[] probe) {
    int low = 0;
    int high = fixture.keys.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (Arrays.compareUnsigned(fixture.keys.get(middle), probe) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    assertThat(segment.lowerBound(probe)).isEqualTo(low);
    boolean present = low < fixture.keys.size() && Arrays.equals(fixture.keys.get(low), probe);
    assertThat(segment.findKey(probe)).isEqualTo(present ? low : -1);
    if (fixture.keyCodec.exact() && probe.length == fixture.keyCodec.fixedBytes()) {
      assertThat(segment.findPrefix(KeyCodec.prefix(probe))).isEqualTo(present ? low : -1);
    }
  }

  private static Object[] values(ColumnVector vector, int count) {
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = vector.get(i);
    }
    return normal(values, vector.type);
  }

  private static Object[] values(SegmentFixture fixture, int column, int from, int count) {
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = fixture.rows.get(from + i)[column];
    }
    return normal(values, fixture.schema.columns().get(column).type());
  }

  /// Values with a deep equality: byte arrays as text.
  private static Object[] normal(Object[] values, ColumnType type) {
    Object[] normal = values.clone();
    for (int i = 0; i < normal.length; i++) {
      if (normal[i] instanceof byte[] bytes) {
        normal[i] = type + Arrays.toString(bytes);
      }
    }
    return normal;
  }
}
