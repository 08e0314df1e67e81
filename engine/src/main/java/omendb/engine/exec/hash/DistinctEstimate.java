package omendb.engine.exec.hash;

import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.vector.RowHash;

/// About how many distinct hashes have been seen, by the share of bits that none of them has set
/// (linear counting); good to a few percent up to some millions.
final class DistinctEstimate implements AutoCloseable {
  private static final int BITS = 1 << 20;
  private static final int BYTES = BITS / 8;

  private final long[] words = new long[BITS / 64];
  private final MemoryBudget budget;
  private int set;

  DistinctEstimate(MemoryBudget budget) {
    budget.reserve(BYTES);
    this.budget = budget;
  }

  /// Adds the codes `codes[from..to)`, equal where and only where keys are, or nearly so.
  void addAll(long[] codes, int from, int to) {
    for (int i = from; i < to; i++) {
      add(RowHash.mix(codes[i]));
    }
  }

  private void add(long hash) {
    int word = (int) (hash >>> 44) >>> 6;
    long bit = 1L << (hash >>> 44);
    set += (words[word] & bit) == 0 ? 1 : 0;
    words[word] |= bit;
  }

  /// Infinite when all bits are set.
  double count() {
    return -BITS * Math.log((double) (BITS - set) / BITS);
  }

  @Override
  public void close() {
    budget.release(BYTES);
  }
}
