package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import omendb.core.ColumnType;
import omendb.core.NativeMemory;
import omendb.core.RowLayout;
import omendb.core.TypeKind;

/// Builds a column in WIDE form: uuids as their 16 bytes; decimals as Arrow's decimal128, or as
/// narrow integers when all of them fit in one word.
final class WideBuilder extends ColumnBuilder {
  private static final int WIDTH = 16;

  private final boolean uuid;
  private long[] lows = new long[ROWS_MIN];
  private long[] highs = new long[ROWS_MIN];

  WideBuilder(ColumnType type, SegmentOptions options, Arena arena) {
    super(type, options, arena);
    this.uuid = type.kind() == TypeKind.UUID;
  }

  @Override
  void grow(int capacity) {
    lows = Arrays.copyOf(lows, capacity);
    highs = Arrays.copyOf(highs, capacity);
  }

  @Override
  void put(RowLayout layout, long row, int column) {
    long at = row + layout.offset(column);
    lows[rows] = NativeMemory.getLong(at);
    highs[rows] = NativeMemory.getLong(at + 8);
  }

  @Override
  void putNull() {
    lows[rows] = 0;
    highs[rows] = 0;
  }

  @Override
  BuiltChunk build() {
    int min = -1;
    int max = -1;
    for (int i = 0; i < rows; i++) {
      if (!isNull(i)) {
        min = min < 0 || compare(i, min) < 0 ? i : min;
        max = max < 0 || compare(i, max) > 0 ? i : max;
        groupSketch.add(Hashes.hash(highs[i], lows[i]));
      }
    }
    Bounds bounds = min < 0 ? null : new Bounds.Wides(highs[min], lows[min], highs[max], lows[max]);
    return new BuiltChunk(
        rows, 0, WIDTH, validity(), BuiltChunk.NOTHING, pack(), groupZoneMap(bounds));
  }

  private int compare(int left, int right) {
    return Bounds.compareWide(type, highs[left], lows[left], highs[right], lows[right]);
  }

  private MemorySegment pack() {
    MemorySegment packed = arena.allocate((long) rows * WIDTH, 8);
    for (int i = 0; i < rows; i++) {
      long first = uuid ? Long.reverseBytes(highs[i]) : lows[i];
      long second = uuid ? Long.reverseBytes(lows[i]) : highs[i];
      packed.set(ValueLayout.JAVA_LONG_UNALIGNED, (long) WIDTH * i, first);
      packed.set(ValueLayout.JAVA_LONG_UNALIGNED, (long) WIDTH * i + 8, second);
    }
    return packed;
  }

  @Override
  void clear() {}

  @Override
  Encoding encoding() {
    if (uuid) {
      return Encoding.UUID;
    }
    return narrowWidth() > 0 ? Encoding.NARROW : Encoding.FIXED;
  }

  @Override
  int width() {
    return encoding() == Encoding.NARROW ? narrowWidth() : WIDTH;
  }

  /// Bytes of the narrow integers, 0 when there is a value beyond one word.
  private int narrowWidth() {
    int width = 1;
    for (BuiltChunk chunk : chunks) {
      if (chunk.zoneMap().bounds() instanceof Bounds.Wides wide) {
        if (wide.minHigh() != wide.minLow() >> 63 || wide.maxHigh() != wide.maxLow() >> 63) {
          return 0;
        }
        width = Math.max(width, LongBuilder.width(lowWords(wide)));
      }
    }
    return width;
  }

  private static Bounds.Longs lowWords(Bounds.Wides wide) {
    return new Bounds.Longs(wide.minLow(), wide.maxLow());
  }

  @Override
  BuiltChunk chunk(int group, Arena scratch) {
    BuiltChunk chunk = chunks.get(group);
    if (encoding() != Encoding.NARROW) {
      return chunk;
    }
    for (int i = 0; i < chunk.rows(); i++) {
      lows[i] = chunk.values().get(ValueLayout.JAVA_LONG_UNALIGNED, (long) WIDTH * i);
    }
    int width = narrowWidth();
    long base =
        chunk.zoneMap().bounds() instanceof Bounds.Wides wide
            ? LongBuilder.base(lowWords(wide), width)
            : 0;
    MemorySegment packed = LongBuilder.pack(lows, chunk.rows(), base, width, scratch);
    return chunk.with(base, width, BuiltChunk.NOTHING, packed);
  }
}
