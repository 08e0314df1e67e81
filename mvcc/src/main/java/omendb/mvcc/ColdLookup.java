package omendb.mvcc;

/// The port through which writes see the rows of a table that are not hot. A position is `segmentId
/// << 32 | position`.
///
/// A key has at most one live copy in the segments. A key that is hot and has a live cold copy is
/// one that a migration moved and whose hot copy has not been reclaimed yet: both hold the same
/// row.
public interface ColdLookup {
  /// No such row.
  long NONE = -1;

  /// A table without segments.
  ColdLookup EMPTY =
      new ColdLookup() {
        @Override
        public long find(byte[] key) {
          return NONE;
        }

        @Override
        public long insertedAt(long coldPosition) {
          return 0;
        }

        @Override
        public long deletedAt(long coldPosition) {
          return Long.MAX_VALUE;
        }

        @Override
        public void delete(long coldPosition, long commit) {
          throw new IllegalArgumentException("no such row");
        }
      };

  /// The key's copy in the current segments: the live one, else the one deleted last, else [#NONE].
  long find(byte[] key);

  /// A commit from which on the copy is visible: a bulk load's own commit; for a migrated row any
  /// number that no running snapshot is older than.
  long insertedAt(long coldPosition);

  /// The commit that deleted the copy, [Long#MAX_VALUE] while it is alive.
  long deletedAt(long coldPosition);

  /// Notes that `commit` deleted the copy. Called under the commit order, before the commit is
  /// visible; readers of older snapshots go on seeing the row. It must not fail.
  void delete(long coldPosition, long commit);
}
