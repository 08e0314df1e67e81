package omendb.engine;

import omendb.mvcc.MvccStatistics;
import omendb.storage.StorageStatistics;

/// A moment's numbers of a database.
///
/// @param lookups statements that went down the row path since start
/// @param columnQueries statements that ran over columns since start
public record DatabaseStatistics(
    Transactions transactions,
    StorageStatistics storage,
    int sessions,
    long lookups,
    long columnQueries,
    long cachedPlans) {

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
