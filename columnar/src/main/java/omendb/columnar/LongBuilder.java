package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import omendb.core.ColumnType;
import omendb.core.RowLayout;

/// Builds a column in LONG form: integers as narrow as the widest row group needs.
final class LongBuilder extends ColumnBuilder {
  private long[] values = new long[ROWS_MIN];

  LongBuilder(ColumnType type, SegmentOptions options, Arena arena) {
    super(type, options, arena);
  }

  /// Appends a value that is not NULL.
  void add(long value) {
    makeRoom();
    values[rows++] = value;
  }

  @Override
  void grow(int capacity) {
    values = Arrays.copyOf(values, capacity);
  }

  @Override
  void put(RowLayout layout, long row, int column) {
    values[rows] = layout.getLong(row, column);
  }

  @Override
  void putNull() {
    values[rows] = 0;
  }

  @Override
  BuiltChunk build() {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = 0; i < rows; i++) {
      if (!isNull(i)) {
        long value = values[i];
        min = Math.min(min, value);
        max = Math.max(max, value);
        groupSketch.add(Hashes.hash(value));
      }
    }
    Bounds.Longs bounds = nullCount == rows ? null : new Bounds.Longs(min, max);
    int width = bounds == null ? 1 : width(bounds);
    long base = bounds == null ? 0 : base(bounds, width);
    return new BuiltChunk(
        rows,
        base,
        width,
        validity(),
        BuiltChunk.NOTHING,
        pack(values, rows, base, width, arena),
        groupZoneMap(bounds));
  }

  @Override
  void clear() {}

  @Override
  Encoding encoding() {
    return Encoding.NARROW;
  }

  @Override
  int width() {
    int width = 1;
    for (BuiltChunk chunk : chunks) {
      width = Math.max(width, chunk.width());
    }
    return width;
  }

  @Override
  BuiltChunk chunk(int group, Arena scratch) {
    BuiltChunk chunk = chunks.get(group);
    int width = width();
    if (chunk.width() == width) {
      return chunk;
    }
    for (int i = 0; i < chunk.rows(); i++) {
      values[i] = chunk.base() + unpack(chunk, i);
    }
    long base = chunk.zoneMap().bounds() instanceof Bounds.Longs bounds ? base(bounds, width) : 0;
    MemorySegment packed = pack(values, chunk.rows(), base, width, scratch);
    return chunk.with(base, width, BuiltChunk.NOTHING, packed);
  }

  /// The least width whose range of values is not smaller than that of the bounds.
  static int width(Bounds.Longs bounds) {
    for (int width = 1; width < 8; width *= 2) {
      long range = bounds.max() - bounds.min();
      if (Long.compareUnsigned(range, 1L << (8 * width)) < 0) {
        return width;
      }
    }
    return 8;
  }

  /// 0 when values fit as they are; else the middle, so that the stored numbers use all of the
  /// width.
  static long base(Bounds.Longs bounds, int width) {
    int unused = Long.SIZE - 8 * width;
    boolean fits =
        bounds.min() << unused >> unused == bounds.min()
            && bounds.max() << unused >> unused == bounds.max();
    return fits ? 0 : bounds.min() + (1L << (8 * width - 1));
  }

  static MemorySegment pack(long[] values, int rows, long base, int width, Arena arena) {
    MemorySegment packed = arena.allocate((long) rows * width, 8);
    switch (width) {
      case 1 -> {
        for (int i = 0; i < rows; i++) {
          packed.set(ValueLayout.JAVA_BYTE, i, (byte) (values[i] - base));
        }
      }
      case 2 -> {
        for (int i = 0; i < rows; i++) {
          packed.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i, (short) (values[i] - base));
        }
      }
      case 4 -> {
        for (int i = 0; i < rows; i++) {
          packed.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * i, (int) (values[i] - base));
        }
      }
      default -> {
        for (int i = 0; i < rows; i++) {
          packed.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i, values[i] - base);
        }
      }
    }
    return packed;
  }

  private static long unpack(BuiltChunk chunk, int row) {
    MemorySegment packed = chunk.values();
    return switch (chunk.width()) {
      case 1 -> packed.get(ValueLayout.JAVA_BYTE, row);
      case 2 -> packed.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * row);
      case 4 -> packed.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * row);
      default -> packed.get(ValueLayout.JAVA_LONG_UNALIGNED, 8L * row);
    };
  }
}
