package omendb.mvcc;

import java.util.Arrays;
import omendb.core.KeyRange;

/// The hot rows of a key range that a transaction sees, its own rows merged in, in key order. One
/// thread at a time. While it is open, the rows' addresses stay valid.
public final class HotCursor implements AutoCloseable {
  private final RowDirectory rows;
  private final IndexCursor entries;
  private final Transaction tx;
  private final long snapshot;
  private final long tableVersion;
  private final OwnRows own;
  private final boolean descending;
  private int ownAt;
  private int ownEnd;
  private boolean entryReady;
  private boolean entriesDone;
  private long entryRow;
  private int entryId;
  private long row;
  private int rowId;
  private int ownRow;
  private boolean closed;

  HotCursor(RowStore store, Transaction tx, long tableVersion, KeyRange range, boolean descending) {
    this.rows = store.table().rows;
    this.entries = store.table().index.cursor(range.from(), range.to(), descending);
    this.tx = tx;
    this.snapshot = tx.snapshot();
    this.tableVersion = tableVersion;
    this.own = store.ownRows(tx);
    this.descending = descending;
    byte[] from = range.from();
    byte[] to = range.to();
    this.ownAt = from == null ? 0 : lowerBound(from);
    this.ownEnd = to == null ? own.count() : lowerBound(to);
    tx.opened();
  }

  private int lowerBound(byte[] key) {
    int low = 0;
    int high = own.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(own.key(middle), key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Moves to the next row; `false` at the end.
  public boolean next() {
    while (true) {
      boolean entry = entryReady || nextEntry();
      if (ownAt >= ownEnd) {
        return entry && takeEntry();
      }
      int at = descending ? ownEnd - 1 : ownAt;
      int order = entry ? rows.compareKey(entryId, own.key(at)) : 1;
      if (entry && order != 0 && order < 0 != descending) {
        return takeEntry();
      }
      entryReady = entry && order != 0;
      if (descending) {
        ownEnd--;
      } else {
        ownAt++;
      }
      if (own.row(at) != RowStore.TOMBSTONE) {
        row = own.row(at);
        ownRow = at;
        rowId = KeyIndex.NO_ROW;
        return true;
      }
    }
  }

  private boolean takeEntry() {
    entryReady = false;
    row = entryRow;
    rowId = entryId;
    return true;
  }

  /// Moves to the next entry with a visible row.
  private boolean nextEntry() {
    while (!entriesDone) {
      if (!entries.next()) {
        entriesDone = true;
        return false;
      }
      for (int id = entries.rowId(); id != KeyIndex.NO_ROW; id = rows.link(id)) {
        long movedAt = rows.movedAt(id);
        long version = Version.visible(rows.head(id), snapshot);
        if (version != 0) {
          if (!Version.tombstone(version) && (movedAt == 0 || movedAt > tableVersion)) {
            entryRow = version + Version.ROW;
            entryId = id;
            entryReady = true;
            return true;
          }
          break;
        }
      }
    }
    return false;
  }

  /// The row's address.
  public long row() {
    return row;
  }

  /// The row's key.
  public byte[] key() {
    return key(place());
  }

  /// Where the row is: a number that [#key(int)] knows while the cursor is open.
  public int place() {
    return rowId == KeyIndex.NO_ROW ? ~ownRow : rowId;
  }

  /// The key of the row that was at this place.
  public byte[] key(int place) {
    return place < 0 ? own.key(~place) : rows.key(place);
  }

  /// True when the row is the transaction's own write.
  public boolean isOwn() {
    return rowId == KeyIndex.NO_ROW;
  }

  /// The transaction's own writes when the cursor was opened; they hide cold rows as well.
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
