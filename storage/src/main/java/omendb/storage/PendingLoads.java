package omendb.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import omendb.core.RowBuffer;
import omendb.mvcc.Transaction;

/// The loads into one table whose transactions are still running, so that a transaction sees and
/// can change what it loaded itself.
final class PendingLoads {
  private final Map<Transaction, List<PendingLoad>> loads = new ConcurrentHashMap<>();

  boolean isEmpty() {
    return loads.isEmpty();
  }

  void add(Transaction tx, PendingLoad load) {
    loads.computeIfAbsent(tx, _ -> new ArrayList<>()).add(load);
  }

  void remove(Transaction tx, PendingLoad load) {
    loads.computeIfPresent(
        tx,
        (_, list) -> {
          list.remove(load);
          return list.isEmpty() ? null : list;
        });
  }

  private List<PendingLoad> loadsOf(Transaction tx) {
    return loads.getOrDefault(tx, List.of());
  }

  /// The segments that the transaction has loaded.
  List<PendingSegment> of(Transaction tx) {
    List<PendingSegment> segments = new ArrayList<>();
    for (PendingLoad load : loadsOf(tx)) {
      segments.addAll(load.segments());
    }
    return segments;
  }

  /// The loaded row with this key, put together in the buffer; 0 when there is none.
  long get(Transaction tx, byte[] key, RowBuffer into) {
    for (PendingLoad load : loadsOf(tx)) {
      long row = load.get(key, into);
      if (row != 0) {
        return row;
      }
    }
    return 0;
  }

  boolean holds(Transaction tx, byte[] key) {
    for (PendingLoad load : loadsOf(tx)) {
      if (load.holds(key)) {
        return true;
      }
    }
    return false;
  }

  /// Hides the transaction's loaded row with this key; false when there is none.
  boolean hide(Transaction tx, byte[] key) {
    for (PendingLoad load : loadsOf(tx)) {
      long place = load.hide(key);
      if (place >= 0) {
        tx.attach(new Hiding(load, place));
        return true;
      }
    }
    return false;
  }

  /// A loaded row that its own transaction replaced or deleted. What is written is the load's part;
  /// this only undoes it with the savepoint.
  private record Hiding(PendingLoad load, long place) implements DurableAttachment {
    @Override
    public void write(LogBatch batch, long commit) {}

    @Override
    public void apply(long commit) {}

    @Override
    public void discard() {
      load.show(place);
    }
  }
}
