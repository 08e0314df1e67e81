package omendb.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Keys of everything in RocksDB. Numbers are big-endian, so that byte order is number order.
///
/// | column family | key | value |
/// |---|---|---|
/// | default | `chain` | [ChainHead] |
/// | default | `counter/NAME` | long: next oid, next segment id |
/// | default | `table/` oid(4) | [SchemaCodec] |
/// | default | `segment/` oid(4) segmentId(4) | [SegmentRecord] |
/// | default | `engine/` KEY | what the engine keeps: users, views, settings |
/// | hot | oid(4) encoded key | commit(8) row bytes: the newest committed version |
/// | deletes | segmentId(4) position(4) | commit(8) that deleted or replaced the row |
final class StoredKeys {
  static final byte[] CHAIN = ascii("chain");
  static final byte[] NEXT_OID = ascii("counter/oid");
  static final byte[] NEXT_SEGMENT = ascii("counter/segment");
  static final byte[] TABLES = ascii("table/");
  static final byte[] SEGMENTS = ascii("segment/");
  static final byte[] ENGINE = ascii("engine/");

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private StoredKeys() {}

  static byte[] table(int oid) {
    return withInt(TABLES, oid);
  }

  static byte[] segment(int oid, long segmentId) {
    return withInt(withInt(SEGMENTS, oid), (int) segmentId);
  }

  static byte[] segmentsOf(int oid) {
    return withInt(SEGMENTS, oid);
  }

  static byte[] engine(String key) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(ENGINE, ENGINE.length + name.length);
    System.arraycopy(name, 0, bytes, ENGINE.length, name.length);
    return bytes;
  }

  /// The engine's name of a stored key made by [#engine].
  static String engineName(byte[] key) {
    return new String(key, ENGINE.length, key.length - ENGINE.length, StandardCharsets.UTF_8);
  }

  static byte[] hot(int oid, byte[] key) {
    byte[] bytes = new byte[4 + key.length];
    INT.set(bytes, 0, oid);
    System.arraycopy(key, 0, bytes, 4, key.length);
    return bytes;
  }

  static byte[] hotPrefix(int oid) {
    return intBytes(oid);
  }

  static byte[] keyOfHot(byte[] stored) {
    return Arrays.copyOfRange(stored, 4, stored.length);
  }

  static byte[] hotValue(long commit, byte[] row) {
    byte[] bytes = new byte[8 + row.length];
    LONG.set(bytes, 0, commit);
    System.arraycopy(row, 0, bytes, 8, row.length);
    return bytes;
  }

  static byte[] rowOfHot(byte[] value) {
    return Arrays.copyOfRange(value, 8, value.length);
  }

  static byte[] delete(long segmentId, int position) {
    byte[] bytes = new byte[8];
    INT.set(bytes, 0, (int) segmentId);
    INT.set(bytes, 4, position);
    return bytes;
  }

  static byte[] deletePrefix(long segmentId) {
    return intBytes((int) segmentId);
  }

  static byte[] intBytes(int value) {
    byte[] bytes = new byte[4];
    INT.set(bytes, 0, value);
    return bytes;
  }

  static byte[] longBytes(long value) {
    byte[] bytes = new byte[8];
    LONG.set(bytes, 0, value);
    return bytes;
  }

  static int readInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long readLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /// The first key after this one.
  static byte[] next(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /// The first key after all that start with the prefix, which must not be all 0xff.
  static byte[] after(byte[] prefix) {
    byte[] next = prefix.clone();
    for (int i = next.length - 1; i >= 0; i--) {
      next[i]++;
      if (next[i] != 0) {
        return Arrays.copyOf(next, i + 1);
      }
    }
    throw new AssertionError("no key follows");
  }

  private static byte[] withInt(byte[] prefix, int value) {
    byte[] bytes = Arrays.copyOf(prefix, prefix.length + 4);
    INT.set(bytes, prefix.length, value);
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
