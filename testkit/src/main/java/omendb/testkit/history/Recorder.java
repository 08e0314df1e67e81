package omendb.testkit.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Collects a history from concurrent clients. Thread-safe; an [OpenTransaction] belongs to one
/// thread.
public final class Recorder {
  private final AtomicLong clock = new AtomicLong();
  private final List<OpenTransaction> all = new ArrayList<>();

  /// Notes that a client begins a transaction; to be called before it sends anything.
  public OpenTransaction begin(int process) {
    OpenTransaction transaction = new OpenTransaction(clock, process);
    synchronized (all) {
      all.add(transaction);
    }
    return transaction;
  }

  /// Transactions begun so far.
  public int size() {
    synchronized (all) {
      return all.size();
    }
  }

  /// What was recorded so far. Transactions that have not ended count as [Outcome#INFO].
  public History history() {
    List<OpenTransaction> begun;
    synchronized (all) {
      begun = new ArrayList<>(all);
    }
    begun.sort(Comparator.comparingLong(OpenTransaction::invoked));
    List<RecordedTransaction> result = new ArrayList<>(begun.size());
    for (OpenTransaction transaction : begun) {
      result.add(transaction.recorded(result.size()));
    }
    return new History(result);
  }
}
