package omendb.mvcc;

import java.util.Arrays;

/// The hot rows of a table that a transaction sees, in no order, and its own writes beside them.
/// Any number of threads may [#load] different pieces. While it is open, the rows' addresses stay
/// valid.
public final class HotScan implements AutoCloseable {
  private final RowDirectory rows;
  private final Transaction tx;
  private final long snapshot;
  private final long tableVersion;
  private final int limit;
  private final OwnRows own;
  private final int[] hidden;
  private boolean closed;

  HotScan(RowStore store, Transaction tx, long tableVersion) {
    this.rows = store.table().rows;
    this.tx = tx;
    this.snapshot = tx.snapshot();
    this.tableVersion = tableVersion;
    this.limit = rows.limit();
    this.own = store.ownRows(tx);
    this.hidden = hidden(store.table(), own);
    tx.opened();
  }

  /// The ids of the entries that own writes hide, sorted.
  private static int[] hidden(VersionTable table, OwnRows own) {
    int[] ids = new int[own.count()];
    int count = 0;
    for (int i = 0; i < own.count(); i++) {
      int id = table.index.find(own.key(i));
      while (id != KeyIndex.NO_ROW) {
        if (count == ids.length) {
          ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = id;
        id = table.rows.link(id);
      }
    }
    ids = Arrays.copyOf(ids, count);
    Arrays.sort(ids);
    return ids;
  }

  /// Rows are numbered from 0 to this, exclusive.
  public int rowIdLimit() {
    return limit;
  }

  /// True when none of the rows `[from, to)` is there for any reader: most that were once hot have
  /// been moved.
  public boolean empty(int from, int to) {
    return rows.empty(from, to);
  }

  /// Puts the visible ones of the rows `[from, from + count)` into `addresses` and their ids into
  /// `ids`, from index 0; returns how many. Rows that the transaction itself has written are left
  /// out.
  public int load(int from, int count, long[] addresses, int[] ids) {
    int end = Math.min(limit, from + count);
    int found = 0;
    for (int id = from; id < end; id++) {
      long version = Version.visible(rows.head(id), snapshot);
      if (version == 0 || Version.tombstone(version)) {
        continue;
      }
      long movedAt = rows.movedAt(id);
      if (movedAt != 0 && movedAt <= tableVersion) {
        continue;
      }
      if (hidden.length > 0 && Arrays.binarySearch(hidden, id) >= 0) {
        continue;
      }
      addresses[found] = version + Version.ROW;
      ids[found++] = id;
    }
    return found;
  }

  /// The key of a row that [#load] gave.
  public byte[] key(int rowId) {
    return rows.key(rowId);
  }

  /// The transaction's own writes when the scan began.
  public OwnRows own() {
    return own;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tx.closed();
    }
  }
}
