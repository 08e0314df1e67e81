package omendb.engine;

import omendb.mvcc.MvccStatistics;
import omendb.storage.StorageStatistics;

/// A moment's numbers of a database.
///
/// @param hotTier memory of the row stores and what keeps it
/// @param lookups statements that went down the row path since start
/// @param columnQueries statements that ran over columns since start
public record DatabaseStatistics(
    Transactions transactions,
    StorageStatistics storage,
    HotTier hotTier,
    int sessions,
    long lookups,
    long columnQueries,
    long cachedPlans,
    Spills spills) {

  /// Rows of queries on disk.
  ///
  /// @param heldBytes of the files that are there now
  /// @param writtenBytes since the start
  public record Spills(long heldBytes, long writtenBytes) {}

  /// The row stores' memory, and the snapshots that keep versions in it; counters are since start.
  ///
  /// @param bytes rows, versions and keys in use
  /// @param bytesMax the budget, 0 = none
  /// @param waits statements that waited for migration to free memory
  /// @param deadVersionRows rows with versions that no new snapshot needs, not yet collected
  /// @param oldestSnapshotMillis age of the oldest snapshot in use
  /// @param cancelledSnapshots snapshots cancelled because of their age
  public record HotTier(
      long bytes,
      long bytesMax,
      long waits,
      long deadVersionRows,
      long oldestSnapshotMillis,
      long cancelledSnapshots) {
    static HotTier of(MvccStatistics all) {
      return new HotTier(
          all.hotBytes(),
          all.hotBytesMax(),
          all.memoryWaits(),
          all.deadVersionRows(),
          all.oldestSnapshotMillis(),
          all.cancelledSnapshots());
    }
  }

  /// What the transactions amount to; counters are since start.
  ///
  /// @param lastCommit newest visible commit number
  /// @param watermark oldest commit number in use
  /// @param groups commit groups: one flush each
  public record Transactions(
      long lastCommit,
      long watermark,
      long commits,
      long rollbacks,
      long conflicts,
      long deadlocks,
      long lockWaits,
      long groups) {
    static Transactions of(MvccStatistics all) {
      return new Transactions(
          all.lastCommit(),
          all.watermark(),
          all.commits(),
          all.rollbacks(),
          all.conflicts(),
          all.deadlocks(),
          all.lockWaits(),
          all.groups());
    }
  }
}
