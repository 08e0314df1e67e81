package omendb.alex;

/// A straight line over keys. Keys enter as the difference to an integer anchor, so that dense keys
/// far from zero, where doubles are coarser than the keys, keep their resolution.
///
/// @param base the anchor
/// @param slope rise per key, never negative
/// @param intercept value at the anchor
record Line(long base, double slope, double intercept) {
  /// `key - base`, saturated where it does not fit a `long`.
  static long difference(long key, long base) {
    long difference = key - base;
    if (((key ^ base) & (key ^ difference)) < 0) {
      return key < base ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return difference;
  }

  double at(long key) {
    return slope * (double) difference(key, base) + intercept;
  }

  Line scaled(double factor) {
    return new Line(base, slope * factor, intercept * factor);
  }

  /// Least squares of rank over key, looking at every `stride`-th key.
  static Line fit(Run run, int stride) {
    int size = run.size();
    long base = size == 0 ? 0 : run.key(size / 2);
    int samples = 0;
    double keySum = 0;
    double rankSum = 0;
    for (int i = 0; i < size; i += stride) {
      keySum += (double) difference(run.key(i), base);
      rankSum += i;
      samples++;
    }
    if (samples < 2) {
      return new Line(base, 0, 0);
    }
    double keyMean = keySum / samples;
    double rankMean = rankSum / samples;
    double squares = 0;
    double products = 0;
    for (int i = 0; i < size; i += stride) {
      double distance = (double) difference(run.key(i), base) - keyMean;
      squares += distance * distance;
      products += distance * (i - rankMean);
    }
    double slope = squares > 0 ? Math.max(0, products / squares) : 0;
    return new Line(base, slope, rankMean - slope * keyMean);
  }

  static double unsigned(long value) {
    return value >= 0 ? (double) value : 2.0 * (double) (value >>> 1);
  }
}
