package omendb.mvcc;

import java.util.Arrays;

/// How long each snapshot has been in use, as one thread sees that looks now and then; transactions
/// need not read a clock for it. An age is short by at most the time between two looks.
final class SnapshotAges {
  private final Readers readers;
  private long[] uses = new long[0];
  private long[] since = new long[0];
  private volatile long oldestMillis;
  private volatile long cancelled;

  SnapshotAges(Readers readers) {
    this.readers = readers;
  }

  /// Looks at all snapshots, and cancels those older than `maxMillis` (0: none).
  synchronized void look(long nowMillis, long maxMillis) {
    Readers.Slot[] slots = readers.slots();
    if (uses.length < slots.length) {
      int known = uses.length;
      uses = Arrays.copyOf(uses, slots.length);
      since = Arrays.copyOf(since, slots.length);
      Arrays.fill(uses, known, slots.length, -1);
    }
    long oldest = 0;
    for (int i = 0; i < slots.length; i++) {
      Readers.Slot slot = slots[i];
      long use = slot.use & ~3;
      if (!Readers.hasSnapshot(slot)) {
        uses[i] = -1;
      } else if (uses[i] != use) {
        uses[i] = use;
        since[i] = nowMillis;
      } else {
        long age = nowMillis - since[i];
        oldest = Math.max(oldest, age);
        if (maxMillis > 0 && age >= maxMillis && slot.tooOld != use) {
          readers.cancel(slot, use);
          cancelled++;
        }
      }
    }
    oldestMillis = oldest;
  }

  /// The age of the oldest snapshot at the last look.
  long oldestMillis() {
    return oldestMillis;
  }

  /// Snapshots found too old since the start.
  long cancelled() {
    return cancelled;
  }
}
