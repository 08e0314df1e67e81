package omendb.mvcc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import omendb.core.SqlState;

/// The bytes of rows, versions and keys in all row stores, and what happens when they are too many.
///
/// | used | |
/// |---|---|
/// | from 3/4 of the budget | migration moves rows until half of it is free ([#pressed]) |
/// | from the whole budget | statements that write wait for it before they begin ([#await]) |
/// | from 5/4 of the budget | a write fails with 53200: one transaction has outgrown the memory |
///
/// Who waits gives up with 53200 when migration has looked several times and found nothing that it
/// could free: rows that are locked, not committed, or newer than the oldest snapshot.
final class HotMemory {
  /// Looks in vain after which a writer gives up.
  private static final int VAIN_LOOKS = 5;

  private static final long WAIT_MILLIS = 20;

  final AtomicLong used = new AtomicLong();
  final LongAdder waits = new LongAdder();
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Runnable wakeMigration = () -> {};
  private volatile boolean migrates;

  // Guarded by the lock.
  private long looks;
  private long vainInARow;

  HotMemory(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  long bytesMax() {
    return bytesMax;
  }

  /// From now on somebody frees memory when it is asked to.
  void migratesBy(Runnable wake) {
    wakeMigration = wake;
    migrates = true;
  }

  void migratesNoMore() {
    migrates = false;
  }

  /// True when rows are to be moved out.
  boolean pressed() {
    return bytesMax > 0 && used.get() >= bytesMax - bytesMax / 4;
  }

  /// True when enough has been moved out.
  boolean relaxed() {
    return bytesMax == 0 || used.get() <= bytesMax / 2;
  }

  /// True when writers wait, if somebody frees memory.
  boolean full() {
    return migrates && bytesMax > 0 && used.get() >= bytesMax;
  }

  /// Before a transaction adds a version.
  void checkLimit() {
    if (bytesMax > 0 && used.get() >= bytesMax + bytesMax / 4) {
      throw exhausted();
    }
  }

  /// Waits until there is room for a statement that writes. Where nobody frees memory, the limit of
  /// [#checkLimit] is all there is.
  ///
  /// @param meanwhile called again and again while waiting; what it throws ends the waiting
  void await(Runnable meanwhile) {
    if (!full()) {
      return;
    }
    waits.increment();
    lock.lock();
    try {
      long start = looks;
      while (full()) {
        meanwhile.run();
        if (vainInARow >= VAIN_LOOKS && looks - start >= VAIN_LOOKS) {
          throw exhausted();
        }
        wakeMigration.run();
        boolean _ = changed.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlState.QUERY_CANCELED.error("canceling statement due to user request").causedBy(e);
    } finally {
      lock.unlock();
    }
  }

  /// Migration has looked for rows to move.
  ///
  /// @param freed whether it moved or freed any
  void looked(boolean freed) {
    lock.lock();
    try {
      looks++;
      vainInARow = freed ? 0 : vainInARow + 1;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private RuntimeException exhausted() {
    return SqlState.OUT_OF_MEMORY
        .error("out of memory")
        .withDetail(
            "The row store holds %d bytes of %d allowed, and no row can be moved out.",
            used.get(), bytesMax)
        .withHint("End long transactions, or raise the memory of the hot tier.");
  }
}
