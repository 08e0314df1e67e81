package omendb.storage;

import java.util.Arrays;
import omendb.core.SqlState;
import omendb.mvcc.RowSource;

/// The stored hot rows of one table in key order: what a restart loads.
final class HotRows implements RowSource, AutoCloseable {
  private final Entries entries;
  private final RecoveryProgress progress;
  private byte[] key = {};
  private byte[] value = {};
  private long count;

  HotRows(RocksStore store, int oid, RecoveryProgress progress) {
    this.entries = store.entries(Family.HOT, StoredKeys.hotPrefix(oid));
    this.progress = progress;
  }

  @Override
  public boolean next() {
    if (!entries.next()) {
      return false;
    }
    key = StoredKeys.keyOfHot(entries.key());
    value = entries.value();
    if (value.length < 8) {
      throw SqlState.DATA_CORRUPTED.error("a stored row is damaged");
    }
    count++;
    progress.hotRow();
    return true;
  }

  long count() {
    return count;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] row() {
    return Arrays.copyOfRange(value, 8, value.length);
  }

  @Override
  public long commit() {
    return StoredKeys.readLong(value, 0);
  }

  @Override
  public void close() {
    entries.close();
  }
}
