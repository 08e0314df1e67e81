package omendb.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import omendb.core.SqlState;

/// A place in the chain of log records, stored in RocksDB under [StoredKeys#CHAIN] as the record up
/// to which the store has applied the log:
///
/// ```
/// 0   number of the record (8)
/// 8   newest commit (8)
/// 16  time of that commit, µs since 1970 (8)
/// 24  hash of the record (16)
/// ```
///
/// @param number records written so far
/// @param commit newest commit up to there
/// @param timestampMicros time of that commit
/// @param hash of the newest record
record ChainHead(long number, long commit, long timestampMicros, byte[] hash) {
  static final int BYTES = 24 + LogRecord.HASH_BYTES;

  /// Before the first record.
  static final ChainHead GENESIS = new ChainHead(0, 0, 0, new byte[LogRecord.HASH_BYTES]);

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .putLong(number)
        .putLong(commit)
        .putLong(timestampMicros)
        .put(hash)
        .array();
  }

  static ChainHead decode(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw SqlState.DATA_CORRUPTED.error("the head of the commit chain is damaged");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new ChainHead(
        buffer.getLong(), buffer.getLong(), buffer.getLong(), Arrays.copyOfRange(bytes, 24, BYTES));
  }
}
