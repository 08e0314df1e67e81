package omendb.mvcc;

import omendb.core.KeyRange;
import org.jspecify.annotations.Nullable;

/// The part of a transaction that reads: the snapshot that it has announced, whether something that
/// was read under it is still in use, and what is remembered of its reads.
abstract sealed class SnapshotHolder permits Transaction {
  final TransactionManager manager;
  final Readers.Slot slot;
  final Isolation isolation;
  long snapshot;
  int openReads;
  boolean ended;

  // Null when reads need not be remembered.
  @Nullable Reads reads;

  SnapshotHolder(TransactionManager manager, Readers.Slot slot, Isolation isolation) {
    this.isolation = isolation;
    this.manager = manager;
    this.slot = slot;
    this.snapshot = slot.snapshot;
  }

  public Isolation isolation() {
    return isolation;
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

  /// From now on what is read by key is remembered, so that [#advance] can move the snapshot of a
  /// transaction that has read something.
  public void rememberReads() {
    if (isolation != Isolation.READ_COMMITTED) {
      if (reads == null) {
        reads = new Reads(false);
      }
      reads.keepLog();
    }
  }

  /// The place up to which [#advance] forgets reads: a statement's beginning.
  public int readMark() {
    ReadLog log = readLog();
    return log == null ? 0 : log.mark();
  }

  /// Forgets what was read since the mark: nobody has been shown it.
  public void forgetReads(int readMark) {
    ReadLog log = readLog();
    if (log != null) {
      log.cut(readMark);
    }
  }

  /// Notes for SERIALIZABLE that the keys of this range were read by other ways than the store's
  /// methods, for example from segments alone.
  public void recordRange(RowStore store, KeyRange range) {
    if (reads != null) {
      reads.addRange(store, range);
    }
  }

  void recordKey(RowStore store, byte[] key) {
    if (reads != null) {
      reads.addKey(store, key);
    }
  }

  void recordKey(RowStore store, long prefix) {
    if (reads != null) {
      reads.addKey(store, prefix);
    }
  }

  /// All that was read, for the check at commit; null when it needs none.
  @Nullable ReadSet readSet() {
    return reads == null ? null : reads.set();
  }

  @Nullable ReadLog readLog() {
    return reads == null ? null : reads.log();
  }
}
