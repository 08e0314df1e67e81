package omendb.core;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Makes the bytes of rows, one after the other at the same native place, without boxed values.
///
/// [#begin] starts a row all of whose columns are NULL; values are then put in ascending order of
/// their columns, in the range of their types. The place moves when a row needs more of it. Not
/// thread-safe.
public final class RowBuilder implements AutoCloseable {
  private static final int BYTES_MIN = 4096;

  private final RowLayout layout;
  private final int nullBytes;
  private Arena arena = Arena.ofShared();
  private long row;
  private int capacity;
  private int end;

  public RowBuilder(RowLayout layout) {
    this.layout = layout;
    this.nullBytes = (layout.columnCount() + 7) / 8;
    this.capacity = Math.max(BYTES_MIN, 2 * layout.fixedBytes());
    this.row = arena.allocate(capacity, Long.BYTES).address();
  }

  /// Begins a row of NULLs.
  public void begin() {
    for (int i = 0; i < layout.fixedBytes(); i += Long.BYTES) {
      NativeMemory.putLong(row + i, 0); // what it writes beyond is not yet in use
    }
    for (int i = 0; i < nullBytes; i++) {
      int columns = Math.min(8, layout.columnCount() - 8 * i);
      NativeMemory.putByte(row + i, (byte) ((1 << columns) - 1));
    }
    end = layout.fixedBytes();
  }

  /// Where the row lies now.
  public long address() {
    return row;
  }

  /// The row's bytes so far.
  public int length() {
    return end;
  }

  public void putLong(int column, long value) {
    notNull(column);
    long at = row + layout.offset(column);
    switch (layout.width(column)) {
      case 1 -> NativeMemory.putByte(at, (byte) value);
      case 2 -> NativeMemory.putShort(at, (short) value);
      case 4 -> NativeMemory.putInt(at, (int) value);
      default -> NativeMemory.putLong(at, value);
    }
  }

  public void putDouble(int column, double value) {
    notNull(column);
    long at = row + layout.offset(column);
    if (layout.width(column) == Float.BYTES) {
      NativeMemory.putFloat(at, (float) value);
    } else {
      NativeMemory.putDouble(at, value);
    }
  }

  public void putWide(int column, long high, long low) {
    notNull(column);
    long at = row + layout.offset(column);
    NativeMemory.putLong(at, low);
    NativeMemory.putLong(at + Long.BYTES, high);
  }

  /// Puts bytes of the heap, then as many blanks.
  public void putBytes(int column, byte[] source, int offset, int length, int blanks) {
    NativeMemory.putBytes(reserve(column, length, blanks), source, offset, length);
  }

  /// Puts native bytes, then as many blanks.
  public void putNative(int column, long address, int length, int blanks) {
    NativeMemory.copy(address, reserve(column, length, blanks), length);
  }

  /// Puts a boxed value (see [TypeKind]).
  public void put(int column, @Nullable Object value) {
    if (value == null) {
      return;
    }
    ColumnType type = layout.type(column);
    switch (type.form()) {
      case LONG -> putLong(column, RowCodec.unscaled(type, value));
      case DOUBLE -> putDouble(column, ((Number) value).doubleValue());
      case WIDE -> putWide(column, RowCodec.high(type, value), RowCodec.low(type, value));
      case BYTES, OBJECT -> {
        byte[] bytes = RowCodec.variableBytes(type, value);
        putBytes(column, bytes, 0, bytes.length, 0);
      }
    }
  }

  private void notNull(int column) {
    long at = row + (column >> 3);
    NativeMemory.putByte(at, (byte) (NativeMemory.getByte(at) & ~(1 << (column & 7))));
  }

  /// The place of a variable column's bytes, its blanks written.
  private long reserve(int column, int length, int blanks) {
    int total = Math.addExact(length, blanks);
    if (capacity - end < total) {
      grow(Math.addExact(end, total));
    }
    notNull(column);
    long slot = row + layout.offset(column);
    NativeMemory.putInt(slot, end);
    NativeMemory.putInt(slot + Integer.BYTES, total);
    long place = row + end;
    for (int i = length; i < total; i++) {
      NativeMemory.putByte(place + i, (byte) ' ');
    }
    end += total;
    return place;
  }

  private void grow(int bytes) {
    Arena wider = Arena.ofShared();
    int size = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes);
    long place = wider.allocate(size, Long.BYTES).address();
    NativeMemory.copy(row, place, end);
    arena.close();
    arena = wider;
    row = place;
    capacity = size;
  }

  @Override
  public void close() {
    arena.close();
  }
}
