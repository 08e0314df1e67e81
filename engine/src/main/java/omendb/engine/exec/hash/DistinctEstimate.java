package omendb.engine.exec.hash;

/// About how many distinct hashes have been seen, by the share of bits that none of them has set
/// (linear counting); good to a few percent up to some millions.
final class DistinctEstimate {
  private static final int BITS = 1 << 20;
  static final int BYTES = BITS / 8;

  private final long[] words = new long[BITS / 64];
  private int set;

  void add(long hash) {
    int word = (int) (hash >>> 44) >>> 6;
    long bit = 1L << (hash >>> 44);
    set += (words[word] & bit) == 0 ? 1 : 0;
    words[word] |= bit;
  }

  /// Infinite when all bits are set.
  double count() {
    return -BITS * Math.log((double) (BITS - set) / BITS);
  }
}
