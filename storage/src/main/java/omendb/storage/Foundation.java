package omendb.storage;

import omendb.mvcc.TransactionManager;

/// What all tables of a data folder stand on.
///
/// @param folder the files
/// @param store log, hot rows, manifest, catalog
/// @param manifest which segments belong to which table
/// @param transactions the commit order
/// @param cache rows that point reads took from segments
/// @param options limits
record Foundation(
    DataFolder folder,
    RocksStore store,
    Manifest manifest,
    TransactionManager transactions,
    ColdRowCache cache,
    StorageOptions options) {

  /// Writes a log record that is no commit: under the commit order, after the newest commit.
  void appendMaintenance(RocksStore.Filling filling) {
    ChainHead head = store.head();
    store.append(LogHeader::maintenance, head.commit(), head.timestampMicros(), filling);
  }
}
