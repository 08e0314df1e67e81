package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.RowLayout;
import org.jspecify.annotations.Nullable;

/// Gathers one column of a segment: rows of the current row group on the heap, finished row groups
/// encoded in native memory. How the column is stored in the file is known only when all rows are
/// there, so that [#chunk] may have to encode a row group anew.
abstract sealed class ColumnBuilder permits LongBuilder, DoubleBuilder, WideBuilder, BytesBuilder {
  /// Rows for which there is room at first; segments may be small.
  static final int ROWS_MIN = 256;

  final ColumnType type;
  final Arena arena;
  final DistinctSketch groupSketch = new DistinctSketch();
  final DistinctSketch sketch = new DistinctSketch();
  final List<BuiltChunk> chunks = new ArrayList<>();

  /// 1 marks NULL among the rows of the current row group.
  private byte[] nulls = new byte[ROWS_MIN];

  private final int rowsMax;

  int rows;
  int nullCount;
  private long builtBytes;

  ColumnBuilder(ColumnType type, SegmentOptions options, Arena arena) {
    this.type = type;
    this.arena = arena;
    this.rowsMax = options.rowGroupRows();
  }

  static ColumnBuilder of(ColumnType type, SegmentOptions options, Arena arena) {
    return switch (type.form()) {
      case LONG -> new LongBuilder(type, options, arena);
      case DOUBLE -> new DoubleBuilder(type, options, arena);
      case WIDE -> new WideBuilder(type, options, arena);
      case BYTES, OBJECT -> new BytesBuilder(type, options, arena);
    };
  }

  /// Appends a column of the row at this address.
  final void add(RowLayout layout, long row, int column) {
    makeRoom();
    if (layout.isNull(row, column)) {
      nulls[rows] = 1;
      nullCount++;
      putNull();
    } else {
      put(layout, row, column);
    }
    rows++;
  }

  /// Makes room for one more row.
  final void makeRoom() {
    if (rows == nulls.length) {
      int capacity = Math.min(2 * rows, Math.max(rowsMax, ROWS_MIN));
      nulls = Arrays.copyOf(nulls, capacity);
      grow(capacity);
    }
  }

  /// Makes room for this many rows.
  abstract void grow(int capacity);

  /// Puts the value at index [#rows].
  abstract void put(RowLayout layout, long row, int column);

  /// Puts a place holder at index [#rows].
  abstract void putNull();

  /// Ends the row group.
  final void seal() {
    BuiltChunk chunk = build();
    sketch.merge(groupSketch);
    chunks.add(chunk);
    builtBytes += chunk.bytes();
    groupSketch.clear();
    Arrays.fill(nulls, 0, rows, (byte) 0);
    rows = 0;
    nullCount = 0;
    clear();
  }

  /// Encodes the rows gathered since the last row group.
  abstract BuiltChunk build();

  /// Forgets the rows.
  abstract void clear();

  /// Text and binary bytes of the current row group.
  long stagedBytes() {
    return 0;
  }

  /// Native memory held by finished row groups.
  long builtBytes() {
    return builtBytes;
  }

  // What follows is asked when all row groups are sealed.

  abstract Encoding encoding();

  /// Bytes of a stored number in the file; 0 for plain bytes.
  abstract int width();

  /// The row group as the file wants it; what has to be encoded anew lives in `scratch`.
  abstract BuiltChunk chunk(int group, Arena scratch);

  /// The dictionary; null when the column is stored without.
  @Nullable DictionaryBuilder dictionary() {
    return null;
  }

  final ZoneMap zoneMap() {
    int allRows = 0;
    int allNulls = 0;
    Bounds bounds = null;
    for (BuiltChunk chunk : chunks) {
      ZoneMap zone = chunk.zoneMap();
      allRows += zone.rowCount();
      allNulls += zone.nullCount();
      bounds = Bounds.union(type, bounds, zone.bounds());
    }
    return new ZoneMap(type, allRows, allNulls, distinct(allRows - allNulls, bounds), bounds);
  }

  /// The zone map of the current row group.
  final ZoneMap groupZoneMap(@Nullable Bounds bounds) {
    long distinct = distinct(groupSketch, rows - nullCount, bounds);
    return new ZoneMap(type, rows, nullCount, distinct, bounds);
  }

  /// Distinct values among all rows.
  long distinct(int values, @Nullable Bounds bounds) {
    return distinct(sketch, values, bounds);
  }

  /// The sketch's estimate, but not more than there are values or could be between the bounds.
  private static long distinct(DistinctSketch sketch, int values, @Nullable Bounds bounds) {
    long most = values;
    if (bounds instanceof Bounds.Longs longs) {
      long range = longs.max() - longs.min();
      most = range >= 0 && range < most ? range + 1 : most;
    }
    return Math.min(sketch.estimate(), most);
  }

  final boolean isNull(int row) {
    return nulls[row] != 0;
  }

  /// One bit per row, 1 = not NULL.
  final MemorySegment validity() {
    if (nullCount == 0) {
      return BuiltChunk.NOTHING;
    }
    int bytes = (rows + 7) / 8;
    MemorySegment bits = arena.allocate(bytes);
    for (int i = 0; i < bytes; i++) {
      int word = 0;
      int end = Math.min(8, rows - 8 * i);
      for (int bit = 0; bit < end; bit++) {
        word |= (1 - nulls[8 * i + bit]) << bit;
      }
      bits.set(ValueLayout.JAVA_BYTE, i, (byte) word);
    }
    return bits;
  }
}
