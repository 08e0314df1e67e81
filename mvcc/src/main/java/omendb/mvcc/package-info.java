/// Versions, snapshots and transactions: the hot rows of all tables, in memory, without a disk.
///
/// A [omendb.mvcc.TransactionManager] owns a [omendb.mvcc.RowStore] per table and the one order of
/// commits. A store is three things on top of each other: a learned index from key to row id
/// (`KeyIndex`), a native directory from row id to newest version (`RowDirectory`), and chains of
/// native versions, newest first (`Version`, `SlabHeap`). Nothing of it is an object per row.
///
/// - **Read**: index, directory, newest version at or below the snapshot (`Version.visible`, the
///   one visibility rule). No lock, no wait, no allocation.
/// - **Write**: [omendb.mvcc.Transaction] locks the key (`LockTable`), asks whether anybody has
///   committed it since the snapshot (`Transaction.checkConflict`, the one conflict rule) and keeps
///   the new version to itself.
/// - **Commit**: `CommitPipeline`, *validate → durable → visible → acknowledged*; what is durable
///   is the business of the [omendb.mvcc.CommitLog].
/// - **Garbage**: `Readers` knows the oldest snapshot and who may still look at unlinked memory, at
///   no cost to who reads (`ProcessBarrier`); `VersionTable.collect` cuts and reuses, a little with
///   every commit.
/// - **Cold rows** are seen through the [omendb.mvcc.ColdLookup]; [omendb.mvcc.MigrationSet] moves
///   rows there.
@NullMarked
package omendb.mvcc;

import org.jspecify.annotations.NullMarked;
