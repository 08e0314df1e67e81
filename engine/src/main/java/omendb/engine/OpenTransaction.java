package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import omendb.mvcc.TransactionManager;
import omendb.mvcc.TransactionSeat;
import org.jspecify.annotations.Nullable;

/// A session's open transaction, if it has one. The object of the last one stays where it is when
/// it may begin again, so that a transaction that reads a row allocates and publishes nothing.
final class OpenTransaction implements AutoCloseable {
  private final TransactionSeat seat;
  private @Nullable Transaction last;
  private boolean open;

  /// True when the open transaction was given to somebody who may keep it.
  private boolean shown;

  /// Who asked for the open transaction's end.
  private final List<Ending> endings = new ArrayList<>();

  /// Who is to hear once how the open transaction has ended.
  interface Ending {
    void ended(boolean committed);
  }

  OpenTransaction(TransactionManager manager) {
    this.seat = manager.seat();
  }

  boolean isOpen() {
    return open;
  }

  @Nullable Transaction get() {
    return open ? last : null;
  }

  Transaction begin(Isolation isolation, boolean readOnly) {
    Transaction transaction = seat.begin(isolation, readOnly);
    if (last != transaction) {
      last = transaction;
    }
    open = true;
    shown = false;
    return transaction;
  }

  /// From now on somebody may know the transaction whom its end does not reach.
  void show() {
    shown = true;
  }

  /// The next end of a transaction is told to `ending`, once.
  void atEnd(Ending ending) {
    if (!endings.contains(ending)) {
      endings.add(ending);
    }
  }

  private void tell(boolean committed) {
    if (!endings.isEmpty()) {
      List<Ending> asked = List.copyOf(endings);
      endings.clear();
      asked.forEach(each -> each.ended(committed));
    }
  }

  /// The transaction has ended as it should: its object is free unless somebody may know it.
  void ended() {
    tell(true);
    Transaction transaction = last;
    if (shown || transaction == null) {
      drop();
    } else {
      transaction.forget();
      open = false;
    }
  }

  /// There is no open transaction any more.
  void drop() {
    open = false;
    last = null;
    tell(false);
  }

  /// Rolls the open transaction back, if there is one.
  void abandon() {
    Transaction transaction = get();
    drop();
    if (transaction != null) {
      transaction.close();
    }
  }

  /// Gives the seat back, after the last transaction has ended.
  @Override
  public void close() {
    seat.close();
  }
}
