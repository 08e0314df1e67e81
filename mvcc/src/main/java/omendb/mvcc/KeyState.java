package omendb.mvcc;

import omendb.core.OmenException;
import omendb.core.PlantedBug;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

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

  /// The conflict rule, first committer wins: what is committed for the key must be what the
  /// snapshot shows. A shared lock on the key alone does not mind that the rest of the row has
  /// changed. Null when there is no conflict.
  @Nullable OmenException conflict(long snapshot, LockMode mode) {
    if (commit <= snapshot
        || (mode == LockMode.KEY_SHARE && exists)
        || PlantedBug.SKIP_CONFLICT_CHECK.on()) {
      return null;
    }
    return SqlState.SERIALIZATION_FAILURE.error(
        exists
            ? "could not serialize access due to concurrent update"
            : "could not serialize access due to concurrent delete");
  }
}
