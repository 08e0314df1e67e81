package omendb.mvcc;

/// A lock under [WaitPolicy#ABORT_TO_RETRY] is held by another transaction. The transaction is as
/// it was before the call; the caller undoes its statement and runs it again where it may wait. It
/// is a signal, not an error: one instance without stack trace.
public final class WouldBlock extends RuntimeException {
  static final WouldBlock SIGNAL = new WouldBlock();

  private WouldBlock() {
    super("a row lock is held by another transaction", null, false, false);
  }
}
