package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import omendb.core.ColumnType;
import omendb.core.NativeMemory;
import omendb.core.RowLayout;
import omendb.core.TypeKind;

/// Builds a column in WIDE form: decimals as Arrow's decimal128, uuids as their 16 bytes.
final class WideBuilder extends ColumnBuilder {
  private static final int WIDTH = 16;

  private final long[] lows;
  private final long[] highs;
  private final boolean uuid;

  WideBuilder(ColumnType type, SegmentOptions options, Arena arena) {
    super(type, options, arena);
    this.lows = new long[options.rowGroupRows()];
    this.highs = new long[options.rowGroupRows()];
    this.uuid = type.kind() == TypeKind.UUID;
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
    return uuid ? Encoding.UUID : Encoding.FIXED;
  }

  @Override
  int width() {
    return WIDTH;
  }

  @Override
  BuiltChunk chunk(int group, Arena scratch) {
    return chunks.get(group);
  }
}
