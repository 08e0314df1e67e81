package omendb.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One record of the commit log. On disk, all numbers big-endian, each record at a multiple of 8:
///
/// ```
/// 0   magic "OLOG" (4)
/// 4   length n of the changes (4)
/// 8   CRC32C of all other bytes of the record (4)
/// 12  kind (4): 1 commits, 2 maintenance, 3 mark
/// 16  identity of the file (8)
/// 24  number of the record (8)
/// 32  number of the newest record that was on disk for certain when this one was written (8)
/// 40  newest commit after this record (8)
/// 48  its time, µs since 1970 UTC (8)
/// 56  hash of the record before (16)
/// 72  changes: a LogBatch (n)
/// ```
///
/// The hash is the first half of SHA-256 over the whole record. The CRC finds damage; the hash says
/// which record this one follows, so that a record that was put back, left out or exchanged breaks
/// the chain. The processor's own instructions make it cost less than 1 µs for a small record, a
/// hundredth of the flush, which a weaker hash would not shorten.
///
/// @param kind see above
/// @param flushed see offset 32
/// @param before hash of the record before
/// @param head number, commit, time and hash of this record
/// @param changesAt where its changes begin in the file
/// @param changesBytes length of the changes
/// @param end where the next record begins in the file
record LogRecord(
    int kind,
    long flushed,
    byte[] before,
    ChainHead head,
    int changesAt,
    int changesBytes,
    int end) {
  static final int HASH_BYTES = 16;
  static final int HEADER_BYTES = 72;

  /// Commits of transactions, with their attachments.
  static final int COMMITS = 1;

  /// A migration's or merge's swap: rows change their place and not their value.
  static final int MAINTENANCE = 2;

  /// Nothing but the statement of what is on disk.
  static final int MARK = 3;

  private static final int MAGIC = 0x4f4c4f47;
  private static final int LENGTH = 4;
  private static final int CHECKSUM = 8;
  private static final int KIND = 12;
  private static final int IDENTITY = 16;
  private static final int NUMBER = 24;
  private static final int FLUSHED = 32;
  private static final int COMMIT = 40;
  private static final int MICROS = 48;
  private static final int BEFORE = 56;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// The header of a new record without its checksum.
  ///
  /// @param identity of the file that it goes to
  /// @param next number, commit and time of the new record, and the hash of the one before
  static byte[] header(int kind, long identity, long flushed, ChainHead next, int changesBytes) {
    byte[] bytes = new byte[HEADER_BYTES];
    INT.set(bytes, 0, MAGIC);
    INT.set(bytes, LENGTH, changesBytes);
    INT.set(bytes, KIND, kind);
    LONG.set(bytes, IDENTITY, identity);
    LONG.set(bytes, NUMBER, next.number());
    LONG.set(bytes, FLUSHED, flushed);
    LONG.set(bytes, COMMIT, next.commit());
    LONG.set(bytes, MICROS, next.timestampMicros());
    System.arraycopy(next.hash(), 0, bytes, BEFORE, HASH_BYTES);
    return bytes;
  }

  /// Puts the checksum into the header.
  static void seal(byte[] header, byte[] changes, int length) {
    INT.set(header, CHECKSUM, checksum(header, 0, changes, 0, length));
  }

  /// The hash of a sealed record.
  static byte[] hash(byte[] header, byte[] changes, int length) {
    return hash(header, 0, changes, 0, length);
  }

  /// The bytes that a record with so many bytes of changes takes in a file.
  static long spaceFor(long changesBytes) {
    return (HEADER_BYTES + changesBytes + 7) & ~7L;
  }

  /// The whole and undamaged record of this file at the offset, or null.
  ///
  /// @param file the file's content up to `limit`
  static @Nullable LogRecord at(byte[] file, int offset, int limit, long identity) {
    if (limit - offset < HEADER_BYTES
        || (int) INT.get(file, offset) != MAGIC
        || (long) LONG.get(file, offset + IDENTITY) != identity) {
      return null;
    }
    int length = (int) INT.get(file, offset + LENGTH);
    int changes = offset + HEADER_BYTES;
    if (length < 0 || length > limit - changes) {
      return null;
    }
    if (checksum(file, offset, file, changes, length) != (int) INT.get(file, offset + CHECKSUM)) {
      return null;
    }
    ChainHead head =
        new ChainHead(
            (long) LONG.get(file, offset + NUMBER),
            (long) LONG.get(file, offset + COMMIT),
            (long) LONG.get(file, offset + MICROS),
            hash(file, offset, file, changes, length));
    return new LogRecord(
        (int) INT.get(file, offset + KIND),
        (long) LONG.get(file, offset + FLUSHED),
        Arrays.copyOfRange(file, offset + BEFORE, offset + BEFORE + HASH_BYTES),
        head,
        changes,
        length,
        (int) Math.min(limit, offset + spaceFor(length)));
  }

  private static int checksum(byte[] header, int at, byte[] changes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(header, at, CHECKSUM);
    crc.update(header, at + KIND, HEADER_BYTES - KIND);
    crc.update(changes, from, length);
    return (int) crc.getValue();
  }

  private static byte[] hash(byte[] header, int at, byte[] changes, int from, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(header, at, HEADER_BYTES);
      digest.update(changes, from, length);
      return Arrays.copyOf(digest.digest(), HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
