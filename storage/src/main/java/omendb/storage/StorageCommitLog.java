package omendb.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntPredicate;
import omendb.core.SqlState;
import omendb.mvcc.ColdLookup;
import omendb.mvcc.CommitAttachment;
import omendb.mvcc.CommitLog;
import omendb.mvcc.CommitRecord;
import omendb.mvcc.RowChange;

/// Makes commits durable: each group of them is one record of the [Journal] and one flush. Rows go
/// to the hot column family, hidden cold copies to the deletes.
///
/// Before the changes of a commit there is a note of 24 bytes: commit, time in µs since 1970 UTC,
/// transaction id.
final class StorageCommitLog implements CommitLog {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Journal journal;
  private final IntPredicate exists;

  /// @param exists whether there is a table with this oid
  StorageCommitLog(Journal journal, IntPredicate exists) {
    this.journal = journal;
    this.exists = exists;
  }

  @Override
  public void append(List<CommitRecord> group, boolean flush) {
    CommitRecord last = group.getLast();
    journal.append(
        LogRecord.COMMITS,
        last.commit(),
        last.timestampMicros(),
        batch -> {
          for (CommitRecord record : group) {
            batch.note(note(record));
            write(batch, record);
          }
        },
        flush);
  }

  private static byte[] note(CommitRecord record) {
    byte[] bytes = new byte[24];
    LONG.set(bytes, 0, record.commit());
    LONG.set(bytes, 8, record.timestampMicros());
    LONG.set(bytes, 16, record.transactionId());
    return bytes;
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

  /// The journal belongs to [Storage], which closes it after the last commit.
  @Override
  public void close() {}
}
