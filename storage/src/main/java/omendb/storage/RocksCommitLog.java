package omendb.storage;

import java.util.List;
import java.util.function.IntPredicate;
import omendb.core.SqlState;
import omendb.mvcc.ColdLookup;
import omendb.mvcc.CommitAttachment;
import omendb.mvcc.CommitLog;
import omendb.mvcc.CommitRecord;
import omendb.mvcc.RowChange;

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
  public void append(List<CommitRecord> group, boolean flush) {
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

  private void write(LogBatch batch, CommitRecord record) {
    for (RowChange change : record.changes()) {
      if (!exists.test(change.tableOid())) {
        continue; // the table was dropped meanwhile, and its rows with it
      }
      byte[] row = change.row();
      if (row == null) {
        batch.deleteRow(change.tableOid(), change.key());
      } else {
        batch.putRow(change.tableOid(), change.key(), record.commit(), row);
      }
      if (change.coldPosition() != ColdLookup.NONE) {
        long place = change.coldPosition();
        batch.put(
            Family.DELETES,
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
