package omendb.mvcc;

/// What to do when a row lock is held by another transaction.
public enum WaitPolicy {
  /// Wait until it is free, the lock timeout passes (55P03) or a deadlock is found (40P01).
  WAIT,
  /// Fail at once with 55P03.
  NOWAIT,
  /// Leave the row out.
  SKIP_LOCKED,
  /// Throw [WouldBlock], so that a thread that must not sleep can hand the statement to another.
  ABORT_TO_RETRY
}
