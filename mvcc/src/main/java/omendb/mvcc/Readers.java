package omendb.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import omendb.core.OmenException;
import omendb.core.PlantedBug;
import omendb.core.SqlState;

/// Who is reading: the snapshots and epochs in use, from which follow the *watermark* (what
/// versions a snapshot may still need) and the *safe epoch* (what memory a reader may still be
/// looking at).
///
/// The epoch counts batches of garbage. Memory that became unreachable in epoch `e` may be reused
/// when no reader that began in epoch `e` or before is left.
///
/// A reader announces what it uses, looks whether the world has moved on, and reads. The collector
/// reads the world first and the readers second ([#renew]). Between the two halves of each there
/// must be a memory barrier, so that either the collector sees the announcement, or the reader sees
/// the collector's world: then its snapshot and epoch are at least as new as the collector's, and
/// what was unlinked before it cannot find.
///
/// Readers are many and collectors few, so the collector pays for both: it lets a barrier pass
/// through every thread ([ProcessBarrier]) between its two looks. A thread meets that barrier at
/// one point of its program. What it announced before that point, the collector sees. If it
/// announces after it, all that it does from then on comes after the collector's first look: it
/// sees that the newest commit has changed and announces again, and it finds nothing that had been
/// unlinked by then. It does not matter which thread that is, a carrier of virtual threads or one
/// in native code: who goes on elsewhere was handed over by means that are barriers themselves, and
/// so was who reads for a reader that another thread has announced. What is left to the reader is
/// to keep the compiler from putting its reads before its announcement ([#announced]).
///
/// A barrier takes microseconds, so that the watermark and the safe epoch are those of the last
/// renewal: an older bound keeps more than need be, and is never wrong. Who needs them to be of now
/// renews them. Where the system has no such barrier, and until the first renewal, readers pass one
/// of their own.
///
/// Whether a snapshot was taken away from a reader that rests is settled between the two of them by
/// compare-and-set on [Slot#use]; a reader that goes on with a new one announces it as any other.
final class Readers {
  private static final long IDLE = Long.MAX_VALUE;
  private static final VarHandle TAKEN;
  private static final VarHandle SNAPSHOT;
  private static final VarHandle EPOCH;
  private static final VarHandle USE;

  /// What the lower bits of [Slot#use] say.
  private static final long BUSY = 0;

  private static final long RESTING = 1;
  private static final long CUTTING = 2;
  private static final long CUT = 3;
  private static final long STATE = 3;
  private static final long GENERATION = 4;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAKEN = lookup.findVarHandle(Slot.class, "taken", boolean.class);
      SNAPSHOT = lookup.findVarHandle(Slot.class, "snapshot", long.class);
      EPOCH = lookup.findVarHandle(Slot.class, "epoch", long.class);
      USE = lookup.findVarHandle(Slot.class, "use", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// One reader's announcement. Padded, because neighbours belong to other threads.
  static final class Slot {
    volatile long snapshot = IDLE;
    volatile long epoch = IDLE;
    volatile boolean taken;

    /// Counts the snapshots taken in this slot, in steps of 4; the lower bits tell whether somebody
    /// is reading now, or whether the snapshot has been taken away.
    volatile long use;

    /// The use whose snapshot is too old: who reads with it is to stop.
    volatile long tooOld = -1;

    /// True when the slot stays taken from one reader to the next. Of the one who has taken it.
    boolean kept;

    long p0;
    long p1;
    long p2;
    long p3;
  }

  private volatile Slot[] slots = new Slot[0];
  private volatile long lastCommit;
  private volatile long epoch = 1;

  /// True while readers pass a barrier of their own. A reader may learn late that it need not.
  private boolean fenced = true;

  private final boolean alwaysFenced;

  /// Held by who renews.
  private final Object renewal = new Object();

  // The bounds as of the last renewal.
  private volatile long watermark;
  private volatile long safeEpoch;

  Readers(long lastCommit) {
    this(lastCommit, false);
  }

  /// @param alwaysFenced as where the system has no barrier for all threads
  Readers(long lastCommit, boolean alwaysFenced) {
    this.lastCommit = lastCommit;
    this.watermark = lastCommit;
    this.alwaysFenced = alwaysFenced;
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

  /// A slot for one reader after another, each begun by [#refresh] and ended by [#leave].
  Slot keep() {
    Slot slot = take();
    slot.kept = true;
    return slot;
  }

  /// Gives a kept slot back, in which nobody reads.
  void giveBack(Slot slot) {
    slot.kept = false;
    TAKEN.setRelease(slot, false);
  }

  /// Begins a reader that looks at memory but needs no snapshot of its own.
  Slot enterEpoch() {
    Slot slot = take();
    refreshEpoch(slot);
    return slot;
  }

  /// Moves a reader, which holds nothing that it read before, to the newest snapshot; returns it.
  long refresh(Slot slot) {
    long commit;
    long now;
    long snapshot;
    do {
      commit = lastCommit;
      now = epoch;
      snapshot = PlantedBug.STALE_SNAPSHOT.on() ? Math.max(0, commit - 3) : commit;
      SNAPSHOT.setRelease(slot, snapshot);
      EPOCH.setRelease(slot, now);
      USE.setRelease(slot, (slot.use & ~STATE) + GENERATION);
      announced();
    } while (commit != lastCommit || now != epoch);
    return snapshot;
  }

  /// Moves a reader, which keeps its snapshot but holds no address, to the newest epoch: what was
  /// retired before need not wait for it.
  void refreshEpoch(Slot slot) {
    long now;
    do {
      now = epoch;
      EPOCH.setRelease(slot, now);
      announced();
    } while (now != epoch);
  }

  /// What follows in the program follows the announcement. The fence of the second case is for the
  /// compiler, which moves nothing across it; for the processor, the collector's barrier makes up.
  private void announced() {
    if (fenced) {
      VarHandle.fullFence();
    } else {
      VarHandle.acquireFence();
    }
  }

  /// The reader holds no address and reads nothing until [#wake]; its snapshot may be taken away.
  void rest(Slot slot) {
    long use = slot.use;
    if ((use & STATE) == BUSY) {
      USE.setVolatile(slot, use | RESTING);
      if (slot.tooOld == use) {
        cut(slot, use);
      }
    }
  }

  /// The reader goes on; `false` when its snapshot has been taken away meanwhile.
  boolean wake(Slot slot) {
    while (true) {
      long use = slot.use;
      switch ((int) (use & STATE)) {
        case (int) BUSY -> {
          return true;
        }
        case (int) RESTING -> {
          if (USE.compareAndSet(slot, use, use & ~STATE)) {
            return true;
          }
        }
        case (int) CUT -> {
          return false;
        }
        default -> Thread.onSpinWait();
      }
    }
  }

  /// 72000 when the running reader is to stop, because its snapshot is too old.
  static void checkAge(Slot slot) {
    if (slot.tooOld == (slot.use & ~STATE)) {
      throw tooOld();
    }
  }

  static OmenException tooOld() {
    return SqlState.SNAPSHOT_TOO_OLD
        .error("snapshot too old")
        .withHint("The server's max_snapshot_age bounds how long a snapshot may be in use.");
  }

  /// Tells the reader that its snapshot is too old, and takes the snapshot away if it rests.
  ///
  /// @param use as it was when the snapshot was found too old; nothing happens to a later one
  void cancel(Slot slot, long use) {
    slot.tooOld = use & ~STATE;
    cut(slot, use & ~STATE);
  }

  private static void cut(Slot slot, long use) {
    if (USE.compareAndSet(slot, use | RESTING, use | CUTTING)) {
      SNAPSHOT.setRelease(slot, IDLE);
      EPOCH.setRelease(slot, IDLE);
      USE.setRelease(slot, use | CUT);
    }
  }

  /// All slots; those without a snapshot hold [#IDLE].
  Slot[] slots() {
    return slots;
  }

  static boolean hasSnapshot(Slot slot) {
    return slot.snapshot != IDLE;
  }

  void leave(Slot slot) {
    if ((slot.use & STATE) != BUSY) {
      wake(slot); // nobody may be taking the snapshot away any more
    }
    SNAPSHOT.setRelease(slot, IDLE);
    EPOCH.setRelease(slot, IDLE);
    if (!slot.kept) {
      TAKEN.setRelease(slot, false);
    }
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

  /// Moves the bounds to where they are now. Not to be called where readers are waited for.
  void renew() {
    synchronized (renewal) {
      long oldest = lastCommit;
      long first = epoch;
      VarHandle.fullFence();
      if (!passBarrier()) {
        return;
      }
      for (Slot slot : slots) {
        oldest = Math.min(oldest, slot.snapshot);
        first = Math.min(first, slot.epoch);
      }
      watermark = oldest;
      safeEpoch = first;
    }
  }

  /// False when it is not known that all threads have passed it.
  private boolean passBarrier() {
    if (fenced) {
      if (alwaysFenced || !ProcessBarrier.register()) {
        return true;
      }
      fenced = false;
    }
    return ProcessBarrier.pass();
  }

  /// No snapshot in use is older than this: versions that a newer version at or below it hides are
  /// garbage. As of the last renewal.
  long watermark() {
    return watermark;
  }

  /// The oldest snapshot in use, or the newest commit when there is none, as far as can be seen.
  long oldestSnapshot() {
    long oldest = lastCommit;
    for (Slot slot : slots) {
      oldest = Math.min(oldest, slot.snapshot);
    }
    return oldest;
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

  /// What was retired in an epoch below this one may be reused. As of the last renewal: who reads
  /// the epoch has seen what was unlinked before it was closed.
  long safeEpoch() {
    return safeEpoch;
  }

  int active() {
    int count = 0;
    for (Slot slot : slots) {
      count += slot.snapshot != IDLE ? 1 : 0;
    }
    return count;
  }
}
