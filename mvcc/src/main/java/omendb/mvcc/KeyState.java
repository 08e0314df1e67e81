package omendb.mvcc;

/// What is committed for a key right now, whatever any snapshot sees. Reused by its transaction.
final class KeyState {
  /// True when there is a row.
  boolean exists;

  /// The commit that wrote or deleted it; 0 when nobody remembers.
  long commit;

  void set(boolean exists, long commit) {
    this.exists = exists;
    this.commit = commit;
  }
}
