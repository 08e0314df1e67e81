package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.TableSchema;

/// Writes boxed rows as a segment: sorted by key, duplicates left out.
final class SegmentFixture {
  final TableSchema schema;
  final KeyCodec keyCodec;

  /// The rows as the segment must hold them, and their keys.
  final List<Object[]> rows = new ArrayList<>();

  final List<byte[]> keys = new ArrayList<>();

  SegmentFixture(TableSchema schema, List<Object[]> unsorted) {
    this.schema = schema;
    this.keyCodec = KeyCodec.of(schema);
    List<Keyed> keyed = new ArrayList<>();
    for (Object[] row : unsorted) {
      keyed.add(new Keyed(key(row, keyed.size()), row));
    }
    keyed.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
    byte[] last = null;
    for (Keyed row : keyed) {
      if (last == null || !Arrays.equals(last, row.key)) {
        rows.add(row.values);
        keys.add(row.key);
      }
      last = row.key;
    }
  }

  private record Keyed(byte[] key, Object[] values) {}

  private byte[] key(Object[] row, int number) {
    if (schema.hiddenKey()) {
      return keyCodec.encodeLong(number * 3L);
    }
    int[] from = schema.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    return keyCodec.encode(row, from);
  }

  /// A table `t` with columns c0, c1, … of these types; the first `keyColumns` are its key.
  static TableSchema table(int keyColumns, ColumnType... types) {
    List<Column> columns = new ArrayList<>();
    List<Integer> key = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      columns.add(new Column("c" + i, types[i], i >= keyColumns, null));
      if (i < keyColumns) {
        key.add(i);
      }
    }
    return new TableSchema(16384, "public", "t", columns, key, keyColumns == 0 ? "" : "t_pkey");
  }

  SegmentSummary write(Path file, SegmentOptions options) {
    RowCodec codec = new RowCodec(RowLayout.of(schema));
    try (Arena arena = Arena.ofConfined();
        SegmentWriter writer = new SegmentWriter(file, schema, 7, options)) {
      MemorySegment scratch = arena.allocate(1 << 20, 8);
      for (int i = 0; i < rows.size(); i++) {
        byte[] row = codec.encode(rows.get(i));
        MemorySegment.copy(row, 0, scratch, ValueLayout.JAVA_BYTE, 0, row.length);
        byte[] key = keys.get(i).clone();
        writer.add(scratch.address(), key);
        Arrays.fill(key, (byte) 0); // the writer must not keep it
      }
      return writer.finish();
    }
  }
}
