package omendb.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import omendb.core.PlantedBug;

/// Who is reading: the snapshots and epochs in use, from which follow the *watermark* (what
/// versions a snapshot may still need) and the *safe epoch* (what memory a reader may still be
/// looking at).
///
/// The epoch counts batches of garbage. Memory that became unreachable in epoch `e` may be reused
/// when no reader that began in epoch `e` or before is left.
///
/// A reader publishes what it uses and then looks whether the world has moved on; the collector
/// reads the world first and the readers second. So a reader that the collector does not see uses a
/// snapshot at least as new as the collector's, and an epoch as well.
final class Readers {
  private static final long IDLE = Long.MAX_VALUE;
  private static final VarHandle TAKEN;
  private static final VarHandle SNAPSHOT;
  private static final VarHandle EPOCH;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAKEN = lookup.findVarHandle(Slot.class, "taken", boolean.class);
      SNAPSHOT = lookup.findVarHandle(Slot.class, "snapshot", long.class);
      EPOCH = lookup.findVarHandle(Slot.class, "epoch", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// One reader's announcement. Padded, because neighbours belong to other threads.
  static final class Slot {
    volatile long snapshot = IDLE;
    volatile long epoch = IDLE;
    volatile boolean taken;
    long p0;
    long p1;
    long p2;
    long p3;
    long p4;
    long p5;
  }

  private volatile Slot[] slots = new Slot[0];
  private volatile long lastCommit;
  private volatile long epoch = 1;

  Readers(long lastCommit) {
    this.lastCommit = lastCommit;
  }

  long lastCommit() {
    return lastCommit;
  }

  /// Makes commits up to this one visible to new snapshots. By the holder of the commit order.
  void setLastCommit(long commit) {
    lastCommit = commit;
  }

  /// Begins a reader with the newest snapshot.
  Slot enter() {
    Slot slot = take();
    refresh(slot);
    return slot;
  }

  /// Begins a reader that looks at memory but needs no snapshot of its own.
  Slot enterEpoch() {
    Slot slot = take();
    long now;
    do {
      now = epoch;
      slot.epoch = now;
    } while (now != epoch); // the volatile store is ordered before this load
    return slot;
  }

  /// Moves a reader, which holds nothing that it read before, to the newest snapshot.
  void refresh(Slot slot) {
    long commit;
    long now;
    do {
      commit = lastCommit;
      now = epoch;
      SNAPSHOT.setRelease(slot, PlantedBug.STALE_SNAPSHOT.on() ? Math.max(0, commit - 3) : commit);
      EPOCH.setRelease(slot, now);
      VarHandle.fullFence(); // announced before the world is looked at again
    } while (commit != lastCommit || now != epoch);
  }

  void leave(Slot slot) {
    SNAPSHOT.setRelease(slot, IDLE);
    EPOCH.setRelease(slot, IDLE);
    TAKEN.setRelease(slot, false);
  }

  private Slot take() {
    while (true) {
      Slot[] all = slots;
      int start = (int) Thread.currentThread().threadId();
      for (int i = 0; i < all.length; i++) {
        Slot slot = all[start + i & all.length - 1];
        if (!slot.taken && TAKEN.compareAndSet(slot, false, true)) {
          return slot;
        }
      }
      grow(all);
    }
  }

  private synchronized void grow(Slot[] seen) {
    if (slots != seen) {
      return;
    }
    Slot[] more = Arrays.copyOf(seen, Math.max(16, 2 * seen.length));
    for (int i = seen.length; i < more.length; i++) {
      more[i] = new Slot();
    }
    slots = more;
  }

  /// The oldest snapshot in use, or the newest commit when there is none: versions that a newer
  /// version at or below this one hides are garbage.
  long watermark() {
    long least = lastCommit;
    for (Slot slot : slots) {
      least = Math.min(least, slot.snapshot);
    }
    return least;
  }

  /// Ends the epoch in which garbage was unlinked, and returns it.
  long closeEpoch() {
    long closed = epoch;
    epoch = closed + 1;
    return closed;
  }

  long epoch() {
    return epoch;
  }

  /// What was retired in an epoch below this one may be reused.
  long safeEpoch() {
    long least = epoch;
    for (Slot slot : slots) {
      least = Math.min(least, slot.epoch);
    }
    return least;
  }

  int active() {
    int count = 0;
    for (Slot slot : slots) {
      count += slot.snapshot != IDLE ? 1 : 0;
    }
    return count;
  }
}
