package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which encoding a column gets.
final class SegmentEncodingTest {
  private static final int ROWS = 1000;
  private static final int GROUP_ROWS = 100;

  @TempDir Path folder;

  @Test
  void integersAreAsNarrowAsTheWidestRowGroup() {
    try (Segment segment = write(ColumnType.BIGINT, i -> 1L << 40 | i % 200)) {
      assertColumn(segment, Encoding.NARROW, 1);
      assertThat(segment.chunk(1, 0).base()).isEqualTo((1L << 40) + 128);
    }
    try (Segment segment = write(ColumnType.BIGINT, i -> i * 1_000_000_000L)) {
      assertColumn(segment, Encoding.NARROW, 8);
      assertThat(segment.chunk(1, 3).base()).isZero();
    }
    try (Segment segment = write(ColumnType.BIGINT, i -> i < 990 ? i % 7 : 60_000L + i)) {
      assertColumn(segment, Encoding.NARROW, 2);
      assertThat(segment.chunk(1, 0).base()).isZero();
      assertThat(segment.chunk(1, 9).longAt(99)).isEqualTo(60_999);
    }
  }

  @Test
  void theFullRangeOfLongsNeedsEightBytes() {
    try (Segment segment =
        write(ColumnType.BIGINT, i -> i % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE)) {
      assertColumn(segment, Encoding.NARROW, 8);
      assertThat(segment.chunk(1, 0).longAt(0)).isEqualTo(Long.MIN_VALUE);
      assertThat(segment.chunk(1, 0).longAt(1)).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void wideDecimalsThatFitAWordAreNarrow() {
    ColumnType type = ColumnType.numeric(30, 2);
    try (Segment segment = write(type, i -> BigDecimal.valueOf(-50 + i % 100, 2))) {
      assertColumn(segment, Encoding.NARROW, 1);
      assertThat(segment.chunk(1, 0).highAt(0)).isEqualTo(-1);
    }
    BigDecimal large = new BigDecimal("9223372036854775808").movePointLeft(2);
    try (Segment segment = write(type, i -> i == 500 ? large : BigDecimal.ZERO)) {
      assertColumn(segment, Encoding.FIXED, 16);
    }
  }

  @Test
  void repeatedTextGetsASortedDictionary() {
    try (Segment segment = write(ColumnType.TEXT, i -> "value " + (i % 3 == 0 ? i % 450 : 0))) {
      assertColumn(segment, Encoding.DICTIONARY, 2);
      Dictionary dictionary = segment.dictionary(1);
      assertThat(dictionary.size()).isEqualTo(150);
      for (int code = 1; code < dictionary.size(); code++) {
        assertThat(
                NativeMemory.compare(
                    dictionary.address(code - 1),
                    dictionary.length(code - 1),
                    dictionary.address(code),
                    dictionary.length(code)))
            .isNegative();
      }
    }
    try (Segment segment = write(ColumnType.TEXT, i -> i % 3 == 0 ? null : "x" + i % 20)) {
      assertColumn(segment, Encoding.DICTIONARY, 1);
      assertThat(segment.zoneMap(1).distinct()).isEqualTo(20);
    }
  }

  @Test
  void textThatTurnsOutDistinctIsWrittenPlain() {
    try (Segment segment = write(ColumnType.TEXT, i -> i < 400 ? "same" : "other " + i)) {
      assertColumn(segment, Encoding.PLAIN, 0);
      ColumnVector texts = new ColumnVector(ColumnType.TEXT, ROWS);
      segment.read(1, 0, ROWS, texts);
      assertThat(texts.get(399)).isEqualTo("same");
      assertThat(texts.get(400)).isEqualTo("other 400");
      assertThat(texts.get(999)).isEqualTo("other 999");
    }
  }

  @Test
  void onlyRowGroupsWithNullsHaveAValidityBitmap() {
    try (Segment segment = write(ColumnType.INTEGER, i -> i == 250 ? null : (long) i)) {
      for (int group = 0; group < segment.rowGroupCount(); group++) {
        assertThat(segment.chunk(1, group).hasNulls()).isEqualTo(group == 2);
      }
      ColumnVector numbers = new ColumnVector(ColumnType.INTEGER, ROWS);
      segment.read(1, 251, 49, numbers);
      assertThat(numbers.hasNulls).isFalse();
      segment.read(1, 249, 3, numbers);
      assertThat(numbers.get(0)).isEqualTo(249L);
      assertThat(numbers.get(1)).isNull();
      assertThat(numbers.get(2)).isEqualTo(251L);
    }
  }

  @Test
  void largeTextClosesARowGroupEarly() {
    SegmentOptions options = new SegmentOptions(GROUP_ROWS, 10_000, 10, 32, 0);
    String text = "t".repeat(1_000);
    try (Segment segment = write(ColumnType.TEXT, i -> i < 50 ? text : "", options)) {
      assertThat(segment.rowGroupCount()).isEqualTo(5 + 10);
      assertThat(segment.rowGroupRows(0)).isEqualTo(10);
      assertThat(segment.rowGroupOf(49)).isEqualTo(4);
      assertThat(segment.rowGroupOf(50)).isEqualTo(5);
      assertThat(segment.rowGroupOf(ROWS - 1)).isEqualTo(14);
    }
  }

  @Test
  void buffersBeginAtMultiplesOfSixtyFour() {
    try (Segment segment = write(ColumnType.TEXT, i -> i % 3 == 0 ? null : "text " + i)) {
      ColumnChunk chunk = segment.chunk(1, 4);
      assertThat(chunk.values() % SegmentDescriptor.ALIGNMENT).isZero();
      assertThat(chunk.offsets() % SegmentDescriptor.ALIGNMENT).isZero();
      assertThat(chunk.validity() % SegmentDescriptor.ALIGNMENT).isZero();
    }
  }

  private static void assertColumn(Segment segment, Encoding encoding, int width) {
    for (int group = 0; group < segment.rowGroupCount(); group++) {
      assertThat(segment.chunk(1, group).encoding()).isEqualTo(encoding);
      assertThat(segment.chunk(1, group).width()).isEqualTo(width);
    }
  }

  private Segment write(ColumnType type, IntFunction<Object> value) {
    return write(type, value, SegmentOptions.DEFAULTS.withRowGroupRows(GROUP_ROWS));
  }

  private Segment write(ColumnType type, IntFunction<Object> value, SegmentOptions options) {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(new Object[] {(long) i, value.apply(i)});
    }
    Path file = folder.resolve("encoded.arrow");
    SegmentFixture fixture =
        new SegmentFixture(SegmentFixture.table(1, ColumnType.BIGINT, type), rows);
    fixture.write(file, options);
    return Segment.open(file);
  }
}
