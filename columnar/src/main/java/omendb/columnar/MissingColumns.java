package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.RowCodec;
import omendb.core.RowLayout;

/// The values of columns that a segment's file lacks: one row, which stands for all.
final class MissingColumns implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final RowCodec codec;
  private final long row;

  MissingColumns(RowLayout layout, byte[] row) {
    this.codec = new RowCodec(layout);
    MemorySegment copy = arena.allocate(Math.max(1, row.length), 8);
    MemorySegment.copy(MemorySegment.ofArray(row), 0, copy, 0, row.length);
    this.row = copy.address();
  }

  boolean isNull(int column) {
    return codec.layout().isNull(row, column);
  }

  /// Puts the column's value at the vector's first `count` places.
  void read(int column, int count, ColumnVector into) {
    into.hasNulls = false;
    for (int i = 0; i < count; i++) {
      codec.read(row, column, into, i);
    }
  }

  /// Bytes that the column takes in a row's variable part.
  int variableBytes(int column) {
    RowLayout layout = codec.layout();
    return layout.variable(column) && !isNull(column) ? layout.bytesLength(row, column) : 0;
  }

  /// Copies the column, which is not NULL, to a row whose variable part ends at `end`; returns the
  /// new end.
  int write(int column, long target, int end) {
    RowLayout layout = codec.layout();
    long slot = target + layout.offset(column);
    if (!layout.variable(column)) {
      NativeMemory.copy(row + layout.offset(column), slot, layout.width(column));
      return end;
    }
    int length = layout.bytesLength(row, column);
    NativeMemory.putInt(slot, end);
    NativeMemory.putInt(slot + 4, length);
    NativeMemory.copy(layout.bytesAddress(row, column), target + end, length);
    return end + length;
  }

  /// The column's zone map over so many rows.
  ZoneMap zoneMap(int column, int rows) {
    RowLayout layout = codec.layout();
    if (isNull(column)) {
      return new ZoneMap(layout.type(column), rows, rows, 0, null);
    }
    Bounds bounds =
        switch (layout.type(column).form()) {
          case LONG -> {
            long value = layout.getLong(row, column);
            yield new Bounds.Longs(value, value);
          }
          case BYTES -> {
            long address = layout.bytesAddress(row, column);
            int length = layout.bytesLength(row, column);
            int compared = Bounds.comparedLength(layout.type(column), address, length);
            yield Bounds.ofBytes(address, compared, address, compared);
          }
          case DOUBLE, WIDE, OBJECT -> null;
        };
    return new ZoneMap(layout.type(column), rows, 0, 1, bounds);
  }

  /// A sketch of the one value.
  DistinctSketch sketch(int column) {
    DistinctSketch sketch = new DistinctSketch();
    if (!isNull(column)) {
      sketch.add(1L + column);
    }
    return sketch;
  }

  @Override
  public void close() {
    arena.close();
  }
}
