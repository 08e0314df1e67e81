package omendb.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import omendb.core.SqlState;

/// The end of the chain of log records, stored with each record under [StoredKeys#CHAIN]:
///
/// ```
/// 0   number of the record (8)
/// 8   newest commit (8)
/// 16  time of that commit, µs since 1970 (8)
/// 24  hash of the record (32)
/// ```
///
/// The hash is SHA-256 over the record's header and operations; the header holds the hash before.
///
/// @param number records written so far
/// @param commit newest commit that is durable
/// @param timestampMicros time of that commit
/// @param hash of the newest record
record ChainHead(long number, long commit, long timestampMicros, byte[] hash) {
  static final int HASH_BYTES = 32;
  static final int BYTES = 24 + HASH_BYTES;

  /// Before the first record.
  static final ChainHead GENESIS = new ChainHead(0, 0, 0, new byte[HASH_BYTES]);

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

  static byte[] hash(byte[] bytes, int from, int to) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, to - from);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
