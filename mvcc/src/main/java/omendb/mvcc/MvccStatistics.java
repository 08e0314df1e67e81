package omendb.mvcc;

/// What all transactions and hot rows amount to at one moment.
///
/// @param lastCommit newest visible commit number
/// @param watermark no snapshot in use is older than this commit
/// @param activeTransactions transactions begun and not ended
/// @param commits transactions committed with writes since the start
/// @param rollbacks transactions rolled back
/// @param conflicts transactions refused with 40001
/// @param deadlocks lock waits refused with 40P01
/// @param lockWaits lock requests that had to wait
/// @param groups appends to the commit log; commits / groups is the mean size of a group
/// @param hotRows rows in all stores that are not moved; deleted ones until they are collected
/// @param nativeBytes bytes of native memory held by all stores
/// @param hotBytes bytes of rows, versions and keys in use, what the budget counts
/// @param hotBytesMax the budget, 0 = none
/// @param memoryWaits statements that waited for migration to free memory
/// @param deadVersionRows rows with versions that wait for the watermark to pass
/// @param oldestSnapshotMillis age of the oldest snapshot in use
/// @param cancelledSnapshots snapshots cancelled because of their age
public record MvccStatistics(
    long lastCommit,
    long watermark,
    int activeTransactions,
    long commits,
    long rollbacks,
    long conflicts,
    long deadlocks,
    long lockWaits,
    long groups,
    long hotRows,
    long nativeBytes,
    long hotBytes,
    long hotBytesMax,
    long memoryWaits,
    long deadVersionRows,
    long oldestSnapshotMillis,
    long cancelledSnapshots) {}
