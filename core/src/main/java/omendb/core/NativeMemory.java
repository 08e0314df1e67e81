package omendb.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads and writes at raw native addresses: slabs, mapped segments, query arenas.
///
/// The engine passes addresses as longs because a `MemorySegment` per value costs an object per
/// value. Whoever hands out an address guarantees that it stays mapped while the receiver may use
/// it (a snapshot pin, a table version's lease, a query's arena). Unaligned access is allowed; byte
/// order is little-endian everywhere, as in Arrow.
public final class NativeMemory {
  /// All of the address space: one segment with global scope, so that an access costs no more than
  /// the load itself.
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private NativeMemory() {}

  public static long getLong(long address) {
    return ALL.get(LONG, address);
  }

  public static int getInt(long address) {
    return ALL.get(INT, address);
  }

  public static short getShort(long address) {
    return ALL.get(SHORT, address);
  }

  public static byte getByte(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address);
  }

  public static double getDouble(long address) {
    return ALL.get(DOUBLE, address);
  }

  public static float getFloat(long address) {
    return ALL.get(FLOAT, address);
  }

  public static void putLong(long address, long value) {
    ALL.set(LONG, address, value);
  }

  public static void putInt(long address, int value) {
    ALL.set(INT, address, value);
  }

  public static void putShort(long address, short value) {
    ALL.set(SHORT, address, value);
  }

  public static void putByte(long address, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, value);
  }

  public static void putDouble(long address, double value) {
    ALL.set(DOUBLE, address, value);
  }

  public static void putFloat(long address, float value) {
    ALL.set(FLOAT, address, value);
  }

  /// A copy of `length` bytes at `address` on the heap.
  public static byte[] bytes(long address, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, copy, 0, length);
    return copy;
  }

  /// Copies `length` bytes of `source` from `offset` on to `address`.
  public static void putBytes(long address, byte[] source, int offset, int length) {
    MemorySegment.copy(source, offset, ALL, ValueLayout.JAVA_BYTE, address, length);
  }

  /// Copies `length` bytes between native places that do not overlap.
  public static void copy(long from, long to, long length) {
    MemorySegment.copy(ALL, from, ALL, to, length);
  }

  /// Unsigned byte-wise comparison, shorter first when one is a prefix of the other: the order of
  /// text (collation C) and bytea.
  public static int compare(long left, int leftLength, long right, int rightLength) {
    int common = Math.min(leftLength, rightLength);
    int i = 0;
    for (; i + 8 <= common; i += 8) {
      long a = getLong(left + i);
      long b = getLong(right + i);
      if (a != b) {
        return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
      }
    }
    for (; i < common; i++) {
      int difference = (getByte(left + i) & 0xff) - (getByte(right + i) & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return leftLength - rightLength;
  }

  /// True when both places hold the same bytes.
  public static boolean equal(long left, int leftLength, long right, int rightLength) {
    return leftLength == rightLength && compare(left, leftLength, right, rightLength) == 0;
  }
}
