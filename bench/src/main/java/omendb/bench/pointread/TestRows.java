package omendb.bench.pointread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The stored values: [#BYTES] bytes that follow from the key.
final class TestRows {
  static final int BYTES = 100;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private TestRows() {}

  /// Writes the value of a key.
  static void fill(byte[] value, long key) {
    for (int at = 0; at <= BYTES - 8; at += 8) {
      LONGS.set(value, at, mix(key * 31 + at));
    }
    LONGS.set(value, BYTES - 8, mix(key));
  }

  /// A number that tells values of different keys apart.
  static long checksum(byte[] value) {
    return (long) LONGS.get(value, 0) ^ (long) LONGS.get(value, BYTES - 8);
  }

  private static long mix(long value) {
    long word = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    word = (word ^ (word >>> 29)) * 0x94D049BB133111EBL;
    return word ^ (word >>> 32);
  }
}
