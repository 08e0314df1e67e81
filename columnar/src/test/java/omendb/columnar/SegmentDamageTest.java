package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.OmenException;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a damaged file does: an error that names the file, or nothing, but never another value.
class SegmentDamageTest {
  private static final long SEED = 41;

  private final TableSchema schema =
      SegmentFixture.table(
          1,
          ColumnType.BIGINT,
          ColumnType.TEXT,
          ColumnType.varchar(9),
          ColumnType.DOUBLE,
          ColumnType.UUID,
          ColumnType.DATE);

  @TempDir Path folder;
  private Path file;
  private byte[] bytes;
  private List<String> values;

  @BeforeEach
  void writeSegment() throws IOException {
    file = folder.resolve("damaged.arrow");
    RandomRows random = new RandomRows(new Random(SEED));
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Object[] row = new Object[6];
      row[0] = i * 977L;
      for (int column = 1; column < 6; column++) {
        ColumnType type = schema.columns().get(column).type();
        row[column] = (i + column) % 7 == 0 ? null : random.value(type, column == 2 ? 0 : 3);
      }
      rows.add(row);
    }
    new SegmentFixture(schema, rows).write(file, options());
    bytes = Files.readAllBytes(file);
    try (Segment segment = Segment.open(file)) {
      values = values(segment);
    }
  }

  SegmentOptions options() {
    return SegmentOptions.DEFAULTS.withRowGroupRows(32);
  }

  @Test
  void aFlippedBitIsAnErrorOrHarmless() throws IOException {
    Random random = new Random(SEED);
    int errors = 0;
    for (int at = 0; at < bytes.length; at += 1 + random.nextInt(6)) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try (Segment segment = Segment.open(file)) {
        assertThat(values(segment)).as("byte %d", at).isEqualTo(values);
      } catch (OmenException e) {
        errors++;
        assertThat(e.state()).isEqualTo(SqlState.DATA_CORRUPTED);
        assertThat(e.message()).contains(file.toString());
        assertThat(e.detail()).startsWith("At offset ");
      }
    }
    assertThat(errors).isGreaterThan(bytes.length / 12);
  }

  @Test
  void theScrubberFindsEveryFlippedBit() throws IOException {
    Random random = new Random(SEED + 1);
    for (int i = 0; i < 300; i++) {
      int at = random.nextInt(bytes.length);
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertThat(catchThrowableOfType(OmenException.class, this::scrub))
          .as("byte " + at)
          .isNotNull();
    }
    Files.write(file, bytes);
    scrub();
  }

  private void scrub() {
    try (Segment segment = Segment.open(file)) {
      segment.verify();
    }
  }

  @Test
  void everyTruncatedFileIsRefused() throws IOException {
    for (int length = 0; length < bytes.length; length += length < 300 ? 1 : 29) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertRefused();
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    assertRefused();
  }

  private void assertRefused() {
    OmenException refusal =
        catchThrowableOfType(OmenException.class, () -> Segment.open(file).close());
    assertThat(refusal).isNotNull();
    assertThat(refusal.state()).isEqualTo(SqlState.DATA_CORRUPTED);
  }

  @Test
  void damageOfOneColumnLeavesTheOthersReadable() throws IOException {
    long at;
    try (Segment segment = Segment.open(file)) {
      at = segment.directory().columns().get(3).chunks().get(1).values().offset();
    }
    byte[] damaged = bytes.clone();
    damaged[(int) at + 5] ^= 4;
    Files.write(file, damaged);
    try (Segment segment = Segment.open(file)) {
      ColumnVector doubles = new ColumnVector(ColumnType.DOUBLE, 60);
      segment.read(0, 0, segment.rowCount(), new ColumnVector(ColumnType.BIGINT, 60));
      segment.read(3, 0, 32, doubles);
      OmenException error =
          catchThrowableOfType(OmenException.class, () -> segment.read(3, 32, 5, doubles));
      assertThat(error.detail())
          .isEqualTo("At offset %d: row group 1 of column c3 is damaged.", at);
    }
  }

  @Test
  void aMissingFileIsAnErrorThatNamesIt() {
    Path missing = folder.resolve("missing.arrow");
    OmenException error =
        catchThrowableOfType(OmenException.class, () -> Segment.open(missing).close());
    assertThat(error.state()).isEqualTo(SqlState.UNDEFINED_FILE);
    assertThat(error.message())
        .isEqualTo("could not open file \"%s\": No such file or directory", missing);
  }

  @Test
  void aTableOfOtherTypesIsRefused() {
    TableSchema other = SegmentFixture.table(1, ColumnType.BIGINT, ColumnType.TEXT);
    OmenException error =
        catchThrowableOfType(
            OmenException.class, () -> Segment.open(file, other, new ChunkCache(0)).close());
    assertThat(error.state()).isEqualTo(SqlState.DATA_CORRUPTED);
  }

  @Test
  void rowsOutOfKeyOrderAreRefusedAndNoFileIsLeft() {
    Path unfinished = folder.resolve("unfinished.arrow");
    TableSchema table = SegmentFixture.table(1, ColumnType.BIGINT);
    SegmentFixture fixture =
        new SegmentFixture(table, List.of(new Object[] {1L}, new Object[] {2L}));
    byte[] row = new RowCodec(RowLayout.of(table)).encode(new Object[] {2L});
    try (Arena arena = Arena.ofConfined();
        SegmentWriter writer = new SegmentWriter(unfinished, table, 1, SegmentOptions.DEFAULTS)) {
      MemorySegment memory = arena.allocate(row.length);
      memory.copyFrom(MemorySegment.ofArray(row));
      writer.add(memory.address(), fixture.keys.get(1));
      for (byte[] key : fixture.keys) {
        OmenException error =
            catchThrowableOfType(OmenException.class, () -> writer.add(memory.address(), key));
        assertThat(error.state()).isEqualTo(SqlState.INTERNAL_ERROR);
      }
    }
    assertThat(unfinished).doesNotExist();
  }

  private static List<String> values(Segment segment) {
    List<String> values = new ArrayList<>();
    int rows = segment.rowCount();
    for (int column = 0; column < segment.schema().columns().size(); column++) {
      ColumnVector vector = new ColumnVector(segment.schema().columns().get(column).type(), rows);
      segment.read(column, 0, rows, vector);
      for (int i = 0; i < rows; i++) {
        values.add(String.valueOf(vector.get(i)));
      }
      ZoneMap zone = segment.zoneMap(column);
      values.add(zone.min() + " " + zone.max() + " " + zone.nullCount() + " " + zone.distinct());
    }
    for (int i = 0; i < rows; i++) {
      byte[] key = segment.keyAt(i);
      values.add(Arrays.toString(key) + segment.findKey(key));
    }
    return values;
  }
}
