package omendb.mvcc;

/// The strength of a row lock, weakest first; PostgreSQL's four modes and their conflicts.
public enum LockMode {
  /// The row may not be deleted; what a foreign key needs of its parent.
  KEY_SHARE,
  /// The row may not change.
  SHARE,
  /// The row is being changed, its key is not: what an UPDATE takes.
  NO_KEY_UPDATE,
  /// The row is being inserted or deleted, or is locked `FOR UPDATE`.
  UPDATE;

  /// True when two transactions may not hold these modes on one row at the same time.
  public boolean conflicts(LockMode other) {
    return switch (this) {
      case KEY_SHARE -> other == UPDATE;
      case SHARE -> other == NO_KEY_UPDATE || other == UPDATE;
      case NO_KEY_UPDATE -> other != KEY_SHARE;
      case UPDATE -> true;
    };
  }
}
