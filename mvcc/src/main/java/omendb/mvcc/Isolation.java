package omendb.mvcc;

/// What a transaction may see of the others. None of them ever shows uncommitted rows.
public enum Isolation {
  /// A snapshot per statement: the caller asks for it with [Transaction#refreshSnapshot()].
  READ_COMMITTED,
  /// One snapshot for the whole transaction, first committer wins: snapshot isolation.
  REPEATABLE_READ,
  /// As REPEATABLE_READ, and what the transaction read must still hold when it commits.
  SERIALIZABLE
}
