package omendb.alex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A leaf: ascending keys and their payloads in two arrays with gaps between them, so that an
/// insert moves few of them.
///
/// - The used part is `[first, last]`; both ends hold real keys (`last < first` if there is none).
/// - A gap holds the key of the next real slot to its right, so that a search needs no bitmap: slot
///   `i < last` is a gap exactly if `keys[i] == keys[i + 1]`.
/// - Keys stand near the slot that the model predicts, and a search starts there. The model is a
///   line or a histogram: [LeafModel]. In a *plain* leaf there is no model and no gap; the search
///   is binary.
///
/// Readers are optimistic, writers hold the lock: [VersionedNode] says how. A leaf that was
/// replaced stays unchanged for ever, so a late reader still gets an answer that was right at some
/// moment of its call.
final class Leaf extends VersionedNode {
  private static final VarHandle PAYLOAD = MethodHandles.arrayElementVarHandle(long[].class);

  /// Moved entries per insert that are taken for a sign that the line no longer fits.
  private static final int SHIFTS_MAX = 128;

  /// Slots on either side of the predicted one that are looked at one by one.
  private static final int NEAR = 4;

  /// Leaves of no more slots are not worth a contraction.
  private static final int SPARSE_SLOTS_MIN = 32;

  private final long base;
  private final long low;
  private final long high;
  private final float slope;
  private final float intercept;
  private int first;
  private int last;
  private final long[] keys;
  private final long[] payloads;
  private final char @Nullable [] starts;
  private final boolean plain;
  private final int fullAt;
  private int count;
  private int inserts;
  private int tailInserts;
  private int headInserts;
  private long shifts;

  /// An empty leaf of `slots` slots that is full when it holds `fullAt` keys. A plain leaf has no
  /// line.
  Leaf(Span span, LeafModel model, int slots, int fullAt, boolean plain) {
    Line line = model.line();
    this.low = span.low();
    this.high = span.high();
    this.base = line.base();
    this.slope = (float) line.slope();
    // A plain leaf's prediction is never near a slot, so that lookups need not ask for the kind.
    this.intercept = plain ? -1 - NEAR : (float) line.intercept();
    this.starts = model.starts();
    this.plain = plain;
    this.fullAt = fullAt;
    this.keys = new long[slots];
    this.payloads = new long[slots];
    this.last = -1;
  }

  // ---- construction: before the leaf is published

  /// Places all entries of a run, each as near as possible to its predicted slot.
  void place(Run run) {
    int size = run.size();
    int[] slots = plain ? null : Placement.slots(this, run);
    int previous = -1;
    for (int i = 0; i < size; i++) {
      long key = run.key(i);
      int slot = slots == null ? i : slots[i];
      if (i == 0) {
        first = slot;
      } else {
        Arrays.fill(keys, previous + 1, slot, key);
      }
      keys[slot] = key;
      payloads[slot] = run.payloads()[run.from() + i];
      previous = slot;
    }
    last = previous;
    count = size;
  }

  // ---- reading

  /// The key's payload or [AlexMap#ABSENT], without a lock.
  long get(long key) {
    for (; ; ) {
      int stamp = stamp();
      int slot = search(key);
      long payload = slot >= 0 && keys[slot] == key ? payloads[slot] : AlexMap.ABSENT;
      if (validate(stamp)) {
        return payload;
      }
    }
  }

  /// Whether a slot found by [#floorSlot] holds the key. Without the lock, to be validated.
  boolean holds(int slot, long key) {
    return slot >= first && slot >= 0 && keys[slot] == key;
  }

  /// The largest slot of `[first, last]` whose key is at most `key`, or `first - 1`.
  int floorSlot(long key) {
    int slot = search(key);
    return slot < 0 ? first - 1 : slot;
  }

  /// As [#floorSlot], but any negative number if there is no such slot. Looks at the slots next to
  /// the predicted one first, one by one, where most keys are. Written out, because a loop of so
  /// few turns costs more to set up than to run; and with branches, because the processor goes on
  /// along the likely one and asks memory for the payload and for the next lookup's key before this
  /// key has arrived.
  private int search(long key) {
    long[] sorted = keys;
    int slot = predict(key);
    if (slot < first + NEAR || slot > last - NEAR) {
      return searchFar(key, slot);
    }
    if (sorted[slot] <= key) {
      if (sorted[slot + 1] > key) {
        return slot;
      }
      if (sorted[slot + 2] > key) {
        return slot + 1;
      }
      if (sorted[slot + 3] > key) {
        return slot + 2;
      }
      if (sorted[slot + 4] > key) {
        return slot + 3;
      }
      return searchFar(key, slot + NEAR);
    }
    if (sorted[slot - 1] <= key) {
      return slot - 1;
    }
    if (sorted[slot - 2] <= key) {
      return slot - 2;
    }
    if (sorted[slot - 3] <= key) {
      return slot - 3;
    }
    if (sorted[slot - 4] <= key) {
      return slot - 4;
    }
    return searchFar(key, slot - NEAR);
  }

  /// Searches in doubling steps from any slot, or all slots of a plain leaf.
  private int searchFar(long key, int start) {
    // Read once: a concurrent writer may move the ends, and the loops must stay inside the arrays.
    int from = first;
    int to = last;
    if (to < from) {
      return -1;
    }
    int found;
    if (plain) {
      found = floorBetween(key, from - 1, to + 1);
    } else {
      int slot = Math.max(from, Math.min(start, to));
      found = keys[slot] <= key ? floorAbove(key, slot, to) : floorBelow(key, slot, from);
    }
    return found < from ? -1 : found;
  }

  /// Looks upwards from a slot whose key is at most `key`.
  private int floorAbove(long key, int known, int to) {
    int below = known;
    int step = NEAR;
    while (below + step <= to && keys[below + step] <= key) {
      below += step;
      step <<= 1;
    }
    return floorBetween(key, below, Math.min(below + step, to + 1));
  }

  /// Looks downwards from a slot whose key is greater than `key`.
  private int floorBelow(long key, int known, int from) {
    int above = known;
    int step = NEAR;
    while (above - step >= from && keys[above - step] > key) {
      above -= step;
      step <<= 1;
    }
    return floorBetween(key, Math.max(above - step, from - 1), above);
  }

  /// Narrows `below` (its key is at most `key`) and `above` (its key is greater) to neighbours.
  private int floorBetween(long key, int below, int above) {
    int low = below;
    int high = above;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (keys[middle] <= key) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The slot where the model puts a key. Of 16 Ki slots a `float` tells a thousandth. A key more
  /// than half the key space away from the anchor may get the wrong end: its search takes longer.
  int predict(long key) {
    float at = slope * (float) (key - base) + intercept;
    return starts == null ? (int) at : LeafModel.slot(starts, at);
  }

  long payloadAt(int slot) {
    return payloads[slot];
  }

  /// Copies entries from `from` upwards into the buffers; returns how many. To be validated.
  int copyAscending(long from, long[] keysOut, long[] payloadsOut) {
    int end = last;
    int copied = 0;
    int slot = Math.max(first, from == Long.MIN_VALUE ? 0 : floorSlot(from - 1) + 1);
    for (; slot <= end && copied < keysOut.length; slot++) {
      long key = keys[slot];
      if (slot == end || key != keys[slot + 1]) {
        keysOut[copied] = key;
        payloadsOut[copied++] = payloads[slot];
      }
    }
    return copied;
  }

  /// Copies entries from `from` downwards into the buffers; returns how many. To be validated.
  int copyDescending(long from, long[] keysOut, long[] payloadsOut) {
    int begin = first;
    int end = last;
    int copied = 0;
    for (int slot = Math.min(floorSlot(from), end); slot >= begin && slot >= 0; slot--) {
      if (copied == keysOut.length) {
        break;
      }
      long key = keys[slot];
      if (slot == end || key != keys[slot + 1]) {
        keysOut[copied] = key;
        payloadsOut[copied++] = payloads[slot];
      }
    }
    return copied;
  }

  // ---- writing: the caller holds the lock

  void setPayload(int slot, long payload) {
    PAYLOAD.setRelease(payloads, slot, payload);
  }

  /// Whether the next insert needs a structure change first.
  boolean isFull() {
    return count >= fullAt || isTroubled() || (fullAt >= keys.length - 1 && endIsReached());
  }

  /// Whether a leaf made to grow at one end has no room left there.
  private boolean endIsReached() {
    return (last + 1 == keys.length && isAppended()) || (first == 0 && isPrepended());
  }

  /// Whether inserts had to move so many entries that the line can no longer fit.
  boolean isTroubled() {
    return !plain && inserts >= 128 && shifts > SHIFTS_MAX * (long) inserts;
  }

  /// Whether removals left so little that the leaf should be rebuilt or merged.
  boolean isSparse() {
    return count == 0 || (keys.length > SPARSE_SLOTS_MIN && 4 * count < keys.length);
  }

  /// Inserts a key that is not there; `floor` is its [#floorSlot].
  void insert(int floor, long key, long payload) {
    beginWriting();
    inserts++;
    int slot;
    if (last < first) {
      slot = plain ? 0 : Math.max(0, Math.min(predict(key), keys.length - 1));
      first = slot;
      last = slot;
    } else if (floor == last) {
      slot = insertBehind(key);
    } else if (floor < first) {
      slot = insertBefore(key);
    } else {
      slot = insertBetween(floor, key);
    }
    keys[slot] = key;
    payloads[slot] = payload;
    count++;
    endWriting();
  }

  private int insertBehind(long key) {
    tailInserts++;
    if (last + 1 == keys.length) {
      return shiftFor(last);
    }
    int predicted = plain ? last + 1 : predict(key);
    // Beyond the line's reach the next keys will be greater still: leave them the room.
    int slot = predicted >= keys.length ? last + 1 : Math.max(predicted, last + 1);
    Arrays.fill(keys, last + 1, slot, key);
    last = slot;
    return slot;
  }

  private int insertBefore(long key) {
    headInserts++;
    if (first == 0) {
      return shiftFor(-1);
    }
    int predicted = predict(key);
    int slot = plain || predicted < 0 ? first - 1 : Math.min(predicted, first - 1);
    Arrays.fill(keys, slot + 1, first, keys[first]);
    first = slot;
    return slot;
  }

  private int insertBetween(int floor, long key) {
    int gap = floor + 1;
    if (!isGap(gap)) {
      return shiftFor(floor);
    }
    // The gaps behind the floor hold the next greater key; take the one nearest to the prediction.
    int predicted = predict(key);
    int slot = gap;
    while (slot < predicted && isGap(slot + 1)) {
      slot++;
    }
    Arrays.fill(keys, gap, slot, key);
    return slot;
  }

  /// Frees a slot between `floor` and `floor + 1` by moving the entries up to the nearest gap.
  private int shiftFor(int floor) {
    if (plain && last + 1 < keys.length) {
      return shiftRight(floor + 1, ++last);
    }
    int left = floor;
    int right = floor + 1;
    int both = Math.min(last - right, left - first + 1);
    for (int i = 0; i < both; i++, left--, right++) {
      if (keys[right] == keys[right + 1]) {
        return shiftRight(floor + 1, right);
      }
      if (keys[left] == keys[left + 1]) {
        return shiftLeft(left, floor);
      }
    }
    return shiftNearEnd(floor, left, right);
  }

  /// As [#shiftFor], where one of the ends of the used part has been reached.
  private int shiftNearEnd(int floor, int leftFrom, int rightFrom) {
    int left = leftFrom;
    for (int right = rightFrom; ; right++, left--) {
      if (right <= last && isGap(right)) {
        return shiftRight(floor + 1, right);
      }
      if (right == last + 1 && right < keys.length) {
        last = right;
        return shiftRight(floor + 1, right);
      }
      if (left >= first && isGap(left)) {
        return shiftLeft(left, floor);
      }
      if (left == first - 1 && left >= 0) {
        first = left;
        return shiftLeft(left, floor);
      }
    }
  }

  boolean isGap(int slot) {
    return slot < last && keys[slot] == keys[slot + 1];
  }

  private int shiftRight(int from, int gap) {
    System.arraycopy(keys, from, keys, from + 1, gap - from);
    System.arraycopy(payloads, from, payloads, from + 1, gap - from);
    shifts += gap - from;
    return from;
  }

  private int shiftLeft(int gap, int to) {
    System.arraycopy(keys, gap + 1, keys, gap, to - gap);
    System.arraycopy(payloads, gap + 1, payloads, gap, to - gap);
    shifts += to - gap;
    return to;
  }

  /// Turns the real slot into a gap.
  void remove(int slot) {
    beginWriting();
    long key = keys[slot];
    int start = slot;
    while (start > first && keys[start - 1] == key) {
      start--;
    }
    if (plain) {
      System.arraycopy(keys, slot + 1, keys, slot, last - slot);
      System.arraycopy(payloads, slot + 1, payloads, slot, last - slot);
      last--;
    } else if (start == first) {
      first = slot + 1;
    } else if (slot == last) {
      last = start - 1;
    } else {
      Arrays.fill(keys, start, slot + 1, keys[slot + 1]);
    }
    if (--count == 0) {
      first = 0;
      last = -1;
    }
    endWriting();
  }

  /// Copies all entries into the arrays from `at` on. The caller holds the lock.
  void copyAll(long[] keysOut, long[] payloadsOut, int at) {
    int out = at;
    for (int slot = first; slot <= last; slot++) {
      if (!isGap(slot)) {
        keysOut[out] = keys[slot];
        payloadsOut[out++] = payloads[slot];
      }
    }
  }

  // ---- facts

  @Override
  long low() {
    return low;
  }

  @Override
  long high() {
    return high;
  }

  int count() {
    return count;
  }

  int slots() {
    return keys.length;
  }

  /// Stretches of the histogram, 0 if a line is the model.
  int stretches() {
    return starts == null ? 0 : starts.length - 1;
  }

  boolean isPlain() {
    return plain;
  }

  /// Whether there is no gap at all.
  boolean isPacked() {
    return count == keys.length;
  }

  /// Whether nearly all inserts went behind the last key.
  boolean isAppended() {
    return inserts >= 16 && tailInserts >= inserts - (inserts >> 4);
  }

  /// Whether nearly all inserts went before the first key.
  boolean isPrepended() {
    return inserts >= 16 && headInserts >= inserts - (inserts >> 4);
  }

  /// Distance between a key's predicted and its real slot; 0 in a plain leaf.
  int errorOf(int slot, long key) {
    return plain ? 0 : Math.abs(Math.max(first, Math.min(predict(key), last)) - slot);
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }

  long keyAt(int slot) {
    return keys[slot];
  }
}
