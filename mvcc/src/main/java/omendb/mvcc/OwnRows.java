package omendb.mvcc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A transaction's own writes of one table as they were when asked for, in key order. Immutable.
public final class OwnRows {
  static final OwnRows NONE = new OwnRows(List.of());

  private final List<Write> writes;
  private final int liveCount;

  private OwnRows(List<Write> writes) {
    this.writes = writes;
    int live = 0;
    for (Write write : writes) {
      live += write.row != null ? 1 : 0;
    }
    this.liveCount = live;
  }

  static OwnRows of(RowStore store, @Nullable WriteSet writes) {
    if (writes == null) {
      return NONE;
    }
    List<Write> result = new ArrayList<>();
    for (int i = 0; i < writes.size(); i++) {
      Write write = writes.get(i);
      if (write.store == store && !write.superseded) {
        result.add(write);
      }
    }
    if (result.isEmpty()) {
      return NONE;
    }
    result.sort(Comparator.comparing(write -> write.key, java.util.Arrays::compareUnsigned));
    return new OwnRows(result);
  }

  /// Keys written, deleted ones included.
  public int count() {
    return writes.size();
  }

  /// Keys written that have a row.
  public int liveCount() {
    return liveCount;
  }

  public byte[] key(int at) {
    return writes.get(at).key;
  }

  /// The row's address or [RowStore#TOMBSTONE].
  public long row(int at) {
    return writes.get(at).visibleRow();
  }

  /// True when the key had no row before the transaction: nothing in any tier is hidden by it.
  public boolean fresh(int at) {
    return writes.get(at).fresh;
  }
}
