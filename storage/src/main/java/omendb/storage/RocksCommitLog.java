package omendb.storage;

import java.util.List;
import java.util.function.IntPredicate;
import omendb.core.SqlState;
import omendb.mvcc.ColdLookup;
import omendb.mvcc.CommitAttachment;
import omendb.mvcc.CommitLog;
import omendb.mvcc.CommitRecord;
import omendb.mvcc.RowChange;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// The commit log on RocksDB: each group of commits is one batch, one record of the chain and one
/// sync. Rows go to the hot column family, hidden cold copies to the deletes.
final class RocksCommitLog implements CommitLog {
  private final RocksStore store;
  private final IntPredicate exists;

  /// @param exists whether there is a table with this oid
  RocksCommitLog(RocksStore store, IntPredicate exists) {
    this.store = store;
    this.exists = exists;
  }

  @Override
  public void append(List<CommitRecord> group) {
    CommitRecord last = group.getLast();
    store.append(
        hash -> LogHeader.commits(group, hash),
        last.commit(),
        last.timestampMicros(),
        batch -> {
          for (CommitRecord record : group) {
            write(batch, record);
          }
        });
  }

  private void write(WriteBatch batch, CommitRecord record) throws RocksDBException {
    for (RowChange change : record.changes()) {
      if (!exists.test(change.tableOid())) {
        continue; // the table was dropped meanwhile, and its rows with it
      }
      byte[] key = StoredKeys.hot(change.tableOid(), change.key());
      byte[] row = change.row();
      if (row == null) {
        batch.delete(store.hot, key);
      } else {
        batch.put(store.hot, key, StoredKeys.hotValue(record.commit(), row));
      }
      if (change.coldPosition() != ColdLookup.NONE) {
        long place = change.coldPosition();
        batch.put(
            store.deletes,
            StoredKeys.delete(ColdSegment.segmentOf(place), ColdSegment.positionOf(place)),
            StoredKeys.longBytes(record.commit()));
      }
    }
    for (CommitAttachment attachment : record.attachments()) {
      if (!(attachment instanceof DurableAttachment durable)) {
        throw SqlState.INTERNAL_ERROR.error("the commit log does not know %s", attachment);
      }
      durable.write(batch, record.commit());
    }
  }

  /// The store belongs to [Storage], which closes it after the last commit.
  @Override
  public void close() {}
}
