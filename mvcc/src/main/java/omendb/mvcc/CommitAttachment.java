package omendb.mvcc;

/// Something besides rows that commits with a transaction: segments written by a bulk load, a
/// change of the catalog. It travels in the transaction's [CommitRecord]; the log that accepts it
/// knows its class.
public interface CommitAttachment {
  /// Asked under the commit order, before the record is written: throws (40001, 23505 …) when the
  /// transaction must not commit. No commit happens between this and [#apply].
  default void validate() {}

  /// Makes it take effect at `commit`. Called under the commit order after the record is durable
  /// and before the commit is visible. It must not fail.
  void apply(long commit);

  /// Called once when the transaction, or the savepoint that it was attached after, is rolled back
  /// or the commit failed without a trace.
  default void discard() {}
}
