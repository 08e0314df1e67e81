package omendb.core;

import org.jspecify.annotations.Nullable;

/// Bugs that tests plant to prove that they would be noticed, one at a time.
///
/// All are off unless the JVM was started with the system property `omendb.planted-bug` naming one.
/// The choice is a constant of the JVM: asking for a bug that is off costs compiled code nothing.
public enum PlantedBug {
  /// Writers do not look whether somebody has committed the row since their snapshot.
  SKIP_CONFLICT_CHECK,

  /// Row locks are given to everybody.
  SKIP_ROW_LOCK,

  /// Reads take the newest commit instead of the snapshot.
  READ_LATEST,

  /// A new snapshot is some commits behind.
  STALE_SNAPSHOT,

  /// The statements of a READ COMMITTED transaction all have the snapshot of the first.
  KEEP_SNAPSHOT,

  /// Garbage collection cuts off versions that a snapshot still needs.
  COLLECT_TOO_FAR,

  /// One row of each migration is in neither tier afterwards.
  LOSE_MIGRATED_ROW,

  /// One row of each migration stays in the hot tier as well.
  DUPLICATE_MIGRATED_ROW,

  /// Changing a cold row does not hide its cold copy.
  FORGET_COLD_DELETE,

  /// Scans show rows of segments that are deleted.
  IGNORE_DELETE_VECTOR,

  /// Reads by key do not see the transaction's own writes.
  MISS_OWN_WRITES,

  /// A commit is visible before all of its writes are in place.
  VISIBLE_TOO_EARLY,

  /// A commit is acknowledged before it is in the log.
  ACKNOWLEDGE_TOO_EARLY,

  /// The log does not get a commit's last change.
  LOG_HALF,

  /// SERIALIZABLE commits do not look at what they have read.
  SKIP_READ_VALIDATION,

  /// SERIALIZABLE commits look at the rows that they have read by key, not at scanned ranges.
  SKIP_RANGE_VALIDATION,

  /// Rolling back to a savepoint keeps what was written since.
  SAVEPOINT_KEEPS_WRITES,

  /// What a transaction that rolls back has written becomes visible.
  COMMIT_ON_ROLLBACK;

  /// The property that names the bug.
  public static final String PROPERTY = "omendb.planted-bug";

  private static final @Nullable PlantedBug ACTIVE = named(System.getProperty(PROPERTY));

  private static @Nullable PlantedBug named(@Nullable String name) {
    return name == null || name.isEmpty() ? null : valueOf(name);
  }

  /// True when this bug is planted in this JVM.
  public boolean on() {
    return this == ACTIVE;
  }

  /// The bug of this JVM, null when there is none: as it should be.
  public static @Nullable PlantedBug active() {
    return ACTIVE;
  }
}
