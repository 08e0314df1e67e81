package omendb.storage;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractWalFilter;
import org.rocksdb.RocksDBException;
import org.rocksdb.WalProcessingOption;
import org.rocksdb.WriteBatch;

/// Follows the chain through the log while RocksDB replays it: each record must hash to what it
/// claims and name the hash of the one before. A break stops the replay, and nothing is changed.
///
/// A RocksDB batch is sequence(8), count(4), then the entries. Ours begin with the header as log
/// data and end with the put of the [ChainHead].
final class ChainVerifier extends AbstractWalFilter {
  private static final int BATCH_HEADER = 12;
  private static final byte LOG_DATA = 3;
  // tag, key length, key, value length, value; all lengths below 128 take one byte
  private static final int HEAD_ENTRY = 1 + 1 + StoredKeys.CHAIN.length + 1 + ChainHead.BYTES;

  private @Nullable ChainHead last;
  private @Nullable String problem;
  private long records;

  /// The newest record seen, null when the log was empty.
  @Nullable ChainHead last() {
    return last;
  }

  /// What was wrong, or null.
  @Nullable String problem() {
    return problem;
  }

  long records() {
    return records;
  }

  @Override
  public void columnFamilyLogNumberMap(
      Map<Integer, Long> familyLogs, Map<String, Integer> familyIds) {
    // Which log a family starts from does not matter: the chain runs through all of them.
  }

  @Override
  public LogRecordFoundResult logRecordFound(
      long logNumber, String logFileName, WriteBatch batch, WriteBatch newBatch) {
    try {
      verify(batch.data(), logFileName);
    } catch (RocksDBException e) {
      problem = "log " + logFileName + " cannot be read: " + e.getMessage();
    }
    return new LogRecordFoundResult(
        problem == null
            ? WalProcessingOption.CONTINUE_PROCESSING
            : WalProcessingOption.CORRUPTED_RECORD,
        false);
  }

  @Override
  public String name() {
    return "omendb-chain";
  }

  private void verify(byte[] batch, String file) {
    if (batch.length <= BATCH_HEADER) {
      return; // RocksDB's own marker without entries
    }
    int header = headerOffset(batch);
    int end = batch.length - HEAD_ENTRY;
    if (header < 0 || end < header) {
      problem = "log " + file + " holds a record without a header";
      return;
    }
    ChainHead head =
        ChainHead.decode(Arrays.copyOfRange(batch, batch.length - ChainHead.BYTES, batch.length));
    int hashAt = header + LogHeader.hashOffset();
    boolean whole = Arrays.equals(ChainHead.hash(batch, BATCH_HEADER, end), head.hash());
    boolean follows =
        last == null
            || (head.number() == last.number() + 1
                && Arrays.equals(batch, hashAt, hashAt + ChainHead.HASH_BYTES, last.hash(), 0, 32));
    if (!whole || !follows) {
      problem =
          "log "
              + file
              + (whole ? " does not continue the chain at record " : " holds a damaged record ")
              + head.number();
      return;
    }
    records++;
    last = head;
  }

  private static int headerOffset(byte[] batch) {
    if (batch[BATCH_HEADER] != LOG_DATA) {
      return -1;
    }
    int at = BATCH_HEADER + 1;
    while (batch[at] < 0) { // a varint's continuation bytes
      at++;
    }
    at++;
    return LogHeader.isAt(batch, at) ? at : -1;
  }
}
