package omendb.mvcc;

import java.util.Arrays;
import omendb.core.KeyRange;

/// Rows of one table chosen to be moved, in key order. Their memory stays until [#close()].
public final class MigrationSet implements AutoCloseable {
  private final RowStore store;
  private final TransactionManager manager;
  private final Readers.Slot reader;
  private int[] rowIds = new int[256];
  private long[] versions = new long[256];
  private int count;
  private boolean closed;

  private MigrationSet(RowStore store, TransactionManager manager) {
    this.store = store;
    this.manager = manager;
    this.reader = manager.readers().enterEpoch();
  }

  static MigrationSet collect(
      RowStore store, TransactionManager manager, long watermark, KeyRange range, int limit) {
    MigrationSet set = new MigrationSet(store, manager);
    RowDirectory rows = store.table().rows;
    IndexCursor entries = store.table().index.cursor(range.from(), range.to(), false);
    while (set.count < limit && entries.next()) {
      int id = entries.rowId();
      long head = rows.head(id);
      if (head != 0
          && rows.movedAt(id) == 0
          && Version.commit(head) <= watermark
          && !Version.tombstone(head)
          && !manager.locks().locked(store, rows.key(id))) {
        set.add(id, head);
      }
    }
    return set;
  }

  private void add(int id, long version) {
    if (count == rowIds.length) {
      rowIds = Arrays.copyOf(rowIds, 2 * count);
      versions = Arrays.copyOf(versions, 2 * count);
    }
    rowIds[count] = id;
    versions[count++] = version;
  }

  public int count() {
    return count;
  }

  /// The row's address.
  public long row(int at) {
    return versions[at] + Version.ROW;
  }

  public int rowBytes(int at) {
    return Version.length(versions[at]);
  }

  public byte[] key(int at) {
    return store.table().rows.key(rowIds[at]);
  }

  /// The commit that wrote the row.
  public long commit(int at) {
    return Version.commit(versions[at]);
  }

  int rowId(int at) {
    return rowIds[at];
  }

  boolean unchanged(int at) {
    RowDirectory rows = store.table().rows;
    return rows.head(rowIds[at]) == versions[at] && rows.movedAt(rowIds[at]) == 0;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      manager.readers().leave(reader);
    }
  }
}
