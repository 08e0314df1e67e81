package omendb.mvcc;

import org.jspecify.annotations.Nullable;

/// Where a session runs its transactions, one after the other: the place where their snapshots are
/// announced, and the object of one that was forgotten ([Transaction#forget]), to be used again.
///
/// Used by one thread at a time. A transaction that begins while the one before has not ended gets
/// a place of its own.
public final class TransactionSeat implements AutoCloseable {
  private final TransactionManager manager;
  private final Readers.Slot slot;
  private @Nullable Transaction last;

  TransactionSeat(TransactionManager manager, Readers.Slot slot) {
    this.manager = manager;
    this.slot = slot;
  }

  /// As [TransactionManager#begin].
  public Transaction begin(Isolation isolation, boolean readOnly) {
    Transaction before = last;
    if (before != null) {
      if (before.beginAgain(isolation, readOnly)) {
        return before;
      }
      if (!before.ended()) {
        return manager.begin(isolation, readOnly);
      }
    }
    Transaction next = manager.begin(slot, isolation, readOnly);
    last = next;
    return next;
  }

  /// Gives the place back; the last transaction must have ended.
  @Override
  public void close() {
    Transaction before = last;
    if (before != null && !before.ended()) {
      throw new IllegalStateException("a transaction is running");
    }
    manager.readers().giveBack(slot);
  }
}
