package omendb.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.core.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentInspectorTest {
  @TempDir Path folder;

  @Test
  void aPersonCanReadASegment() {
    TableSchema schema =
        SegmentFixture.table(
            1, ColumnType.BIGINT, ColumnType.TEXT, ColumnType.INTEGER, ColumnType.BYTEA);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Object text = i % 10 == 0 ? null : i % 2 == 0 ? "even" : "odd";
      rows.add(new Object[] {1_000_000L + i, text, (long) i * i, new byte[] {(byte) i}});
    }
    Path file = folder.resolve("seven.arrow");
    SegmentFixture fixture = new SegmentFixture(schema, rows);
    SegmentSummary summary = fixture.write(file, SegmentOptions.DEFAULTS.withRowGroupRows(128));
    assertThat(
            SegmentInspector.describe(file, true).lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "segment 7 of table public.t (oid 16384)",
            "file " + file,
            "sha-256 " + summary.hash(),
            "rows 200 in 2 row groups",
            "key c0",
            "from 80000000000f4240",
            "to 80000000000f4307",
            "column type encoding bytes per row nulls distinct min max",
            "c0 bigint int8 200 1.00 0 200 1000000 1000199",
            "c1 text int8 of 2 entries 244 1.22 20 2 even odd",
            "c3 bytea plain 1,008 5.04 0 200 \\x00 \\xc7",
            "row group 1: positions 128 to 199",
            "c0 bigint int8 + 1000256 72 1.00 0 72 1000128 1000199");
    assertThat(SegmentInspector.describe(file, false)).doesNotContain("row group 1");
  }

  @Test
  void everyTypeHasADescription() {
    TableSchema schema = SegmentFixture.table(0, RandomRows.ALL_TYPES);
    for (int seed = 0; seed < 10; seed++) {
      List<Object[]> rows = new RandomRows(new Random(seed)).rows(schema, seed * 5);
      Path file = folder.resolve(seed + ".arrow");
      new SegmentFixture(schema, rows).write(file, SegmentOptions.DEFAULTS.withRowGroupRows(16));
      assertThat(SegmentInspector.describe(file, true)).contains("__key").doesNotContain("\t");
    }
  }
}
