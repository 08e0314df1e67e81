package omendb.storage;

import omendb.columnar.ChunkCache;
import omendb.mvcc.TransactionManager;

/// What all tables of a data folder stand on.
///
/// @param folder the files
/// @param journal the commit log, through which everything changes
/// @param manifest which segments belong to which table
/// @param transactions the commit order
/// @param cache rows that point reads took from segments
/// @param chunks what was decompressed of segments
/// @param options limits
record Foundation(
    DataFolder folder,
    Journal journal,
    Manifest manifest,
    TransactionManager transactions,
    ColdRowCache cache,
    ChunkCache chunks,
    StorageOptions options) {

  /// Writes a log record that is no commit: under the commit order, after the newest commit.
  void appendMaintenance(LogBatch.Filling filling) {
    ChainHead head = journal.head();
    journal.append(LogRecord.MAINTENANCE, head.commit(), head.timestampMicros(), filling, true);
  }

  /// Hot rows, manifest and catalog as they are on disk.
  RocksStore store() {
    return journal.store();
  }
}
