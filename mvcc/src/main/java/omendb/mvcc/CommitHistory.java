package omendb.mvcc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The changes committed since the oldest running SERIALIZABLE transaction began, in commit order.
/// Guarded by the commit order.
final class CommitHistory {
  /// One commit's writes, or a table of which any row may have changed (a bulk load).
  private record Change(long commit, List<Write> writes, @Nullable RowStore table) {
    int weight() {
      return Math.max(1, writes.size());
    }
  }

  private final Deque<Change> changes = new ArrayDeque<>();
  private final int changesMax;
  private int weight;

  /// Commits up to this one are not remembered.
  private long forgottenUpTo;

  CommitHistory(int changesMax) {
    this.changesMax = changesMax;
  }

  void add(long commit, List<Write> writes) {
    add(new Change(commit, writes, null));
  }

  void addTable(long commit, RowStore table) {
    add(new Change(commit, List.of(), table));
  }

  private void add(Change change) {
    changes.add(change);
    weight += change.weight();
    while (weight > changesMax) {
      forgottenUpTo = Math.max(forgottenUpTo, removeFirst());
    }
  }

  private long removeFirst() {
    Change change = changes.remove();
    weight -= change.weight();
    return change.commit;
  }

  /// Forgets commits that did not happen after all.
  void cutAfter(long commit) {
    while (!changes.isEmpty() && changes.getLast().commit > commit) {
      weight -= changes.removeLast().weight();
    }
  }

  /// Forgets what no SERIALIZABLE transaction with this snapshot or a newer one needs.
  void forgetUpTo(long snapshot) {
    while (!changes.isEmpty() && changes.getFirst().commit <= snapshot) {
      removeFirst();
    }
    forgottenUpTo = Math.max(forgottenUpTo, snapshot);
  }

  int size() {
    return weight;
  }

  /// Throws 40001 when a commit after the snapshot changed what was read.
  void validate(long snapshot, ReadSet reads) {
    if (snapshot < forgottenUpTo) {
      throw failure();
    }
    Iterator<Change> newestFirst = changes.descendingIterator();
    while (newestFirst.hasNext()) {
      Change change = newestFirst.next();
      if (change.commit <= snapshot) {
        return;
      }
      if (read(change, reads)) {
        throw failure();
      }
    }
  }

  private static boolean read(Change change, ReadSet reads) {
    if (change.table != null) {
      return reads.touches(change.table);
    }
    for (Write write : change.writes) {
      if (write.store != null && reads.contains(write.store, write.key)) {
        return true;
      }
    }
    return false;
  }

  private static OmenException failure() {
    return SqlState.SERIALIZATION_FAILURE.error(
        "could not serialize access due to read/write dependencies among transactions");
  }
}
