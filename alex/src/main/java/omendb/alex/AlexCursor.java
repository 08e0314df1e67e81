package omendb.alex;

import java.util.Arrays;

/// An ordered walk over an [AlexMap], weakly consistent: it returns every key that is there from
/// beginning to end exactly once, in order, and may or may not return keys that come or go
/// meanwhile. It copies slices of leaves and holds no lock between calls; it needs no closing. One
/// thread at a time.
public final class AlexCursor {
  private static final int BUFFER_MIN = 32;
  private static final int BUFFER_MAX = 1024;

  private final Root root;
  private final boolean ascending;
  private long[] keys = new long[BUFFER_MIN];
  private long[] payloads = new long[BUFFER_MIN];
  private int position = -1;
  private int filled;
  private final long bound;
  private long resume;
  private boolean exhausted;

  /// @param to the last key that may be returned; no key is if it lies before `from`
  AlexCursor(Root root, long from, long to, boolean ascending) {
    this.root = root;
    this.resume = from;
    this.bound = to;
    this.ascending = ascending;
    this.exhausted = ascending ? from > to : from < to;
  }

  /// Moves to the next key; `false` at the end.
  public boolean next() {
    return ++position < filled || fill();
  }

  /// The key of the current position.
  public long key() {
    return keys[position];
  }

  /// The payload that the current key had when its leaf was read.
  public long payload() {
    return payloads[position];
  }

  private boolean fill() {
    if (filled == keys.length && filled < BUFFER_MAX) {
      keys = new long[4 * filled > BUFFER_MAX ? BUFFER_MAX : 4 * filled];
      payloads = new long[keys.length];
    }
    position = 0;
    filled = 0;
    while (filled == 0 && !exhausted) {
      Leaf leaf = root.leafOf(resume);
      filled = copy(leaf);
      advance(leaf);
      dropBeyondBound();
    }
    return filled > 0;
  }

  private void dropBeyondBound() {
    while (filled > 0 && (ascending ? keys[filled - 1] > bound : keys[filled - 1] < bound)) {
      filled--;
    }
  }

  private int copy(Leaf leaf) {
    for (; ; ) {
      int stamp = leaf.stamp();
      int copied =
          ascending
              ? leaf.copyAscending(resume, keys, payloads)
              : leaf.copyDescending(resume, keys, payloads);
      if (leaf.validate(stamp)) {
        return copied;
      }
    }
  }

  /// Finds where the next slice begins, if before the bound: behind the last key, or behind the
  /// leaf when it gave all.
  private void advance(Leaf leaf) {
    boolean leafDone = filled < keys.length;
    long reached = leafDone ? (ascending ? leaf.high() : leaf.low()) : keys[filled - 1];
    if (ascending ? reached >= bound : reached <= bound) {
      exhausted = true;
    } else {
      resume = ascending ? reached + 1 : reached - 1;
    }
  }

  @Override
  public String toString() {
    return "AlexCursor" + Arrays.toString(Arrays.copyOf(keys, filled));
  }
}
