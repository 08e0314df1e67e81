package omendb.mvcc;

import org.jspecify.annotations.Nullable;

/// One write of a transaction: a key's new state, or an attachment.
final class Write {
  /// The key had a row before this transaction's first write of it.
  static final int PRESENT = -1;

  final @Nullable RowStore store;
  final byte[] key;
  final int hash;

  /// The new row, null when the row is deleted.
  final byte @Nullable [] row;

  /// The version that will be installed; a tombstone when the row is deleted.
  final long version;

  /// True when the key had no row before this transaction's first write of it.
  final boolean fresh;

  /// [VersionTable#bulkCommits()] before it was found to be absent.
  final int bulkCommits;

  final @Nullable CommitAttachment attachment;

  /// The transaction's write of the same key before this one.
  @Nullable Write older;

  /// True when a later write of the same key replaces this one.
  boolean superseded;

  /// The next write in the same bucket of the transaction's hash table.
  @Nullable Write nextInBucket;

  /// Found under the commit order: the hot row, the cold copy to hide, whether there is anything to
  /// write at all; then whether the version has become part of the store.
  int rowId = KeyIndex.NO_ROW;

  long coldPosition = ColdLookup.NONE;
  boolean needed;
  boolean installed;

  /// @param absentAt the store's bulk commits when the key was found to have no row, or [#PRESENT]
  Write(RowStore store, byte[] key, byte @Nullable [] row, long version, int absentAt) {
    this.store = store;
    this.key = key;
    this.hash = store.hash(key);
    this.row = row;
    this.version = version;
    this.fresh = absentAt != PRESENT;
    this.bulkCommits = absentAt;
    this.attachment = null;
  }

  Write(CommitAttachment attachment) {
    this.store = null;
    this.key = new byte[0];
    this.hash = 0;
    this.row = null;
    this.version = 0;
    this.fresh = false;
    this.bulkCommits = PRESENT;
    this.attachment = attachment;
  }

  /// The own row's address, or [RowStore#TOMBSTONE].
  long visibleRow() {
    return row == null ? RowStore.TOMBSTONE : version + Version.ROW;
  }
}
