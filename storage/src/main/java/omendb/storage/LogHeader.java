package omendb.storage;

import java.nio.ByteBuffer;
import java.util.List;
import omendb.mvcc.CommitRecord;

/// What a log record says of itself, the first entry of its batch:
///
/// ```
/// 0   'O' 'M'  magic
/// 2   kind: 1 commits, 2 maintenance (a migration's or merge's swap; no row changes its value)
/// 3   count of commits n (4)
/// 7   hash of the record before (32)
/// 39  n × commit (8), time in µs since 1970 (8), transaction id (8), row changes (4)
/// ```
final class LogHeader {
  static final byte COMMITS = 1;
  static final byte MAINTENANCE = 2;

  private static final int FIXED = 7 + ChainHead.HASH_BYTES;
  private static final int PER_COMMIT = 28;
  private static final int HASH_OFFSET = 7;

  private LogHeader() {}

  static byte[] maintenance(byte[] previousHash) {
    return start(MAINTENANCE, 0, previousHash).array();
  }

  static byte[] commits(List<CommitRecord> group, byte[] previousHash) {
    ByteBuffer buffer = start(COMMITS, group.size(), previousHash);
    for (CommitRecord record : group) {
      buffer
          .putLong(record.commit())
          .putLong(record.timestampMicros())
          .putLong(record.transactionId())
          .putInt(record.changes().size());
    }
    return buffer.array();
  }

  private static ByteBuffer start(byte kind, int count, byte[] previousHash) {
    return ByteBuffer.allocate(FIXED + count * PER_COMMIT)
        .put((byte) 'O')
        .put((byte) 'M')
        .put(kind)
        .putInt(count)
        .put(previousHash);
  }

  /// True when the bytes at the offset begin a header.
  static boolean isAt(byte[] bytes, int offset) {
    return bytes.length >= offset + FIXED && bytes[offset] == 'O' && bytes[offset + 1] == 'M';
  }

  /// Offset of the previous record's hash in a header.
  static int hashOffset() {
    return HASH_OFFSET;
  }
}
