package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import omendb.core.ColumnType;
import omendb.core.RowLayout;
import omendb.core.TypeKind;

/// Builds a column in DOUBLE form: real as float4, double precision as float8.
final class DoubleBuilder extends ColumnBuilder {
  private final int width;
  private double[] values = new double[ROWS_MIN];

  DoubleBuilder(ColumnType type, SegmentOptions options, Arena arena) {
    super(type, options, arena);
    this.width = type.kind() == TypeKind.REAL ? 4 : 8;
  }

  @Override
  void grow(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }

  @Override
  void put(RowLayout layout, long row, int column) {
    values[rows] = layout.getDouble(row, column);
  }

  @Override
  void putNull() {
    values[rows] = 0;
  }

  @Override
  BuiltChunk build() {
    double min = Double.NaN;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rows; i++) {
      if (!isNull(i)) {
        double value = values[i] + 0.0; // -0 becomes 0
        min = Double.compare(value, min) < 0 ? value : min;
        max = Double.compare(value, max) > 0 ? value : max;
        groupSketch.add(Hashes.hash(Double.doubleToLongBits(value)));
      }
    }
    Bounds bounds = nullCount == rows ? null : new Bounds.Doubles(min, max);
    return new BuiltChunk(
        rows, 0, width, validity(), BuiltChunk.NOTHING, pack(), groupZoneMap(bounds));
  }

  private MemorySegment pack() {
    MemorySegment packed = arena.allocate((long) rows * width, 8);
    if (width == 4) {
      for (int i = 0; i < rows; i++) {
        packed.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, (float) values[i]);
      }
    } else {
      MemorySegment.copy(values, 0, packed, ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, rows);
    }
    return packed;
  }

  @Override
  void clear() {}

  @Override
  Encoding encoding() {
    return Encoding.FIXED;
  }

  @Override
  int width() {
    return width;
  }

  @Override
  BuiltChunk chunk(int group, Arena scratch) {
    return chunks.get(group);
  }
}
