package omendb.mvcc;

/// The part of a transaction that reads: the snapshot that it has announced, and whether something
/// that was read under it is still in use.
abstract sealed class SnapshotHolder permits Transaction {
  final TransactionManager manager;
  final Readers.Slot slot;
  long snapshot;
  int openReads;
  boolean ended;

  SnapshotHolder(TransactionManager manager, Readers.Slot slot) {
    this.manager = manager;
    this.slot = slot;
    this.snapshot = slot.snapshot;
  }

  /// Something that was read is in use until as many calls of [#closed].
  public void opened() {
    openReads++;
  }

  public void closed() {
    openReads--;
  }

  /// Takes the newest snapshot. The slot keeps the old one while something read is in use.
  void renewSnapshot() {
    if (openReads == 0) {
      manager.readers().refresh(slot);
      snapshot = slot.snapshot;
    } else {
      snapshot = manager.lastCommit();
    }
  }

  /// 72000 when the snapshot is too old to go on. Any thread that reads for this transaction.
  public void checkSnapshot() {
    Readers.checkAge(slot);
  }

  /// Between two statements: nothing that was read is in use, nothing is read before [#wake]. A
  /// snapshot that becomes too old meanwhile is taken away, so that versions can be collected.
  public void rest() {
    if (openReads == 0 && !ended) {
      manager.readers().rest(slot);
    }
  }

  /// Goes on with a statement. When the snapshot is too old, who needs it gets 72000, others a new
  /// one.
  public void wake(boolean needed) {
    if (!ended && !manager.readers().wake(slot)) {
      if (needed) {
        throw Readers.tooOld();
      }
      renewSnapshot();
    }
    if (needed) {
      checkSnapshot();
    }
  }
}
