package omendb.engine.exec.hash;

import omendb.core.ColumnVector;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.RowHash;

/// Tells of most keys that they are not on a join's build side: an exact bitmap over the keys'
/// range where that is small, else a Bloom filter of one word per key. Immutable once built.
public final class KeyFilter implements AutoCloseable {
  private static final long BITMAP_MIN = 1 << 20;
  private static final int BITMAP_PER_ROW = 64;
  private static final int BLOOM_PER_ROW = 16;

  private final MemoryBudget budget;
  private final long min;
  private final long max;
  private final boolean exact;
  private final long[] bits;

  /// @param key a column of whole numbers
  public KeyFilter(ColumnBuffer key, long min, long max, MemoryBudget budget) {
    this.budget = budget;
    this.min = min;
    this.max = max;
    long range = max - min;
    this.exact = range >= 0 && range < Math.max(BITMAP_MIN, (long) key.size * BITMAP_PER_ROW);
    int words =
        exact
            ? (int) (range >>> 6) + 1
            : Integer.highestOneBit(Math.clamp((long) key.size * BLOOM_PER_ROW / 64, 64, 1 << 24))
                << 1;
    budget.reserve(words * 8L);
    this.bits = new long[words];
    for (int row = 0; row < key.size; row++) {
      if (!key.isNull(row)) {
        add(key.longs[row]);
      }
    }
  }

  private void add(long value) {
    if (exact) {
      long place = value - min;
      bits[(int) (place >>> 6)] |= 1L << place;
    } else {
      long hash = RowHash.mix(value);
      bits[(int) (hash >>> 32) & (bits.length - 1)] |= mask(hash);
    }
  }

  private static long mask(long hash) {
    return (1L << hash) | (1L << (hash >>> 6)) | (1L << (hash >>> 12));
  }

  public long min() {
    return min;
  }

  public long max() {
    return max;
  }

  /// Writes the rows whose key may be on the build side, ascending; returns how many.
  public int filter(ColumnVector key, int count, int[] selection) {
    long[] values = key.longs;
    int kept = exact ? bitmap(values, count, selection) : bloom(values, count, selection);
    if (!key.hasNulls) {
      return kept;
    }
    int known = 0;
    for (int i = 0; i < kept; i++) {
      selection[known] = selection[i];
      known += key.nulls[selection[i]] == 0 ? 1 : 0;
    }
    return known;
  }

  private int bitmap(long[] values, int count, int[] selection) {
    long[] words = bits;
    long first = min;
    long range = max - min;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      long place = values[i] - first;
      boolean inside = Long.compareUnsigned(place, range) <= 0;
      long at = inside ? place : 0;
      long bit = (words[(int) (at >>> 6)] >>> at) & 1;
      selection[kept] = i;
      kept += inside ? (int) bit : 0;
    }
    return kept;
  }

  private int bloom(long[] values, int count, int[] selection) {
    long[] words = bits;
    int wordMask = words.length - 1;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      long value = values[i];
      long hash = RowHash.mix(value);
      long mask = mask(hash);
      boolean hit = (words[(int) (hash >>> 32) & wordMask] & mask) == mask;
      selection[kept] = i;
      kept += hit & value >= min & value <= max ? 1 : 0;
    }
    return kept;
  }

  @Override
  public void close() {
    budget.release(bits.length * 8L);
  }
}
