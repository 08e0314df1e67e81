package omendb.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import omendb.core.SqlState;

/// What one record of the commit log changes in the store, in the making. Its bytes are those of a
/// RocksDB write batch, so that nothing has to be taken apart on the way there:
///
/// ```
/// 0   zero (8)
/// 8   number of changes, little-endian (4)
/// 12  entries
///
/// entry      tag (1), then
/// note       3: bytes            says what commit the following changes belong to
/// put        5: family, key, value        (family 0: tag 1, no family)
/// delete     4: family, key               (family 0: tag 0, no family)
/// deleteRange 14: family, from, to        (family 0: tag 15, no family)
/// ```
///
/// A family is a varint, bytes are a varint length and the bytes.
final class LogBatch {
  /// Adds changes to a batch.
  @FunctionalInterface
  interface Filling {
    void fill(LogBatch batch);
  }

  /// Where the entries begin.
  static final int HEADER_BYTES = 12;

  /// The most bytes of one record.
  static final int BYTES_MAX = 1 << 30;

  private static final byte DELETE_META = 0;
  private static final byte PUT_META = 1;
  private static final byte NOTE = 3;
  private static final byte DELETE = 4;
  private static final byte PUT = 5;
  private static final byte DELETE_RANGE = 14;
  private static final byte DELETE_RANGE_META = 15;
  private static final int COUNT_AT = 8;

  private static final VarHandle COUNT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int size = HEADER_BYTES;
  private int count;

  LogBatch() {
    this(512);
  }

  LogBatch(int capacity) {
    bytes = new byte[Math.max(capacity, HEADER_BYTES)];
  }

  /// Bytes so far, header included.
  int size() {
    return size;
  }

  /// Changes so far.
  int count() {
    return count;
  }

  /// The bytes up to [#size], with the number of changes in the header. Not a copy.
  byte[] bytes() {
    COUNT.set(bytes, COUNT_AT, count);
    return bytes;
  }

  /// Says that the changes that follow are those of this commit.
  void note(byte[] text) {
    reserve(1 + 5 + text.length);
    bytes[size++] = NOTE;
    raw(text);
  }

  void put(Family family, byte[] key, byte[] value) {
    reserve(17L + key.length + value.length);
    tag(family, PUT_META, PUT);
    raw(key);
    raw(value);
  }

  /// The row of a key as of a commit: what [StoredKeys#hot] and [StoredKeys#hotValue] make.
  void putRow(int oid, byte[] key, long commit, byte[] row) {
    reserve(32L + key.length + row.length);
    tag(Family.HOT, PUT_META, PUT);
    rowKey(oid, key);
    varint(8 + row.length);
    LONG.set(bytes, size, commit);
    size += 8;
    copy(row);
  }

  void delete(Family family, byte[] key) {
    reserve(12L + key.length);
    tag(family, DELETE_META, DELETE);
    raw(key);
  }

  void deleteRow(int oid, byte[] key) {
    reserve(16L + key.length);
    tag(Family.HOT, DELETE_META, DELETE);
    rowKey(oid, key);
  }

  /// Deletes the keys in `[from, to)`.
  void deleteRange(Family family, byte[] from, byte[] to) {
    reserve(17L + from.length + to.length);
    tag(family, DELETE_RANGE_META, DELETE_RANGE);
    raw(from);
    raw(to);
  }

  private void tag(Family family, byte ofMeta, byte ofOthers) {
    count++;
    if (family == Family.META) {
      bytes[size++] = ofMeta;
    } else {
      bytes[size++] = ofOthers;
      bytes[size++] = (byte) family.ordinal();
    }
  }

  private void rowKey(int oid, byte[] key) {
    varint(4 + key.length);
    INT.set(bytes, size, oid);
    size += 4;
    copy(key);
  }

  private void raw(byte[] text) {
    varint(text.length);
    copy(text);
  }

  private void copy(byte[] text) {
    System.arraycopy(text, 0, bytes, size, text.length);
    size += text.length;
  }

  private void varint(int value) {
    int left = value;
    while (left > 127) {
      bytes[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  /// Adds the entries of a finished batch.
  void append(byte[] other, int from, int length) {
    reserve(length);
    System.arraycopy(other, from + HEADER_BYTES, bytes, size, length - HEADER_BYTES);
    size += length - HEADER_BYTES;
    count += (int) COUNT.get(other, from + COUNT_AT);
  }

  private void reserve(long more) {
    long needed = size + more;
    if (needed > bytes.length) {
      if (needed > BYTES_MAX) {
        throw SqlState.PROGRAM_LIMIT_EXCEEDED.error(
            "the transaction is too large: its log record would exceed %s bytes", BYTES_MAX);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(BYTES_MAX, Math.max(needed, 2L * bytes.length)));
    }
  }
}
