package omendb.alex;

/// What a lookup is expected to cost in each layout, in nanoseconds of a machine whose last-level
/// cache does not hold the data: an inner node costs a cache miss, each step of the search around
/// the predicted slot a fraction of one.
final class CostModel {
  /// One more level between the root and the leaf.
  static final double HOP = 60;

  /// One doubling of the search distance, there and back.
  static final double STEP = 10;

  /// A split must save this much per lookup to be worth its memory.
  static final double GAIN = 12;

  /// A leaf's header costs cache and memory, which its keys share.
  private static final double LEAF_OVERHEAD = 400;

  private static final int SAMPLES = 192;

  /// Mean search steps beyond which a leaf counts as hard: an error of about 60 slots.
  private static final double HARD_STEPS = 6;

  private final AlexOptions options;

  CostModel(AlexOptions options) {
    this.options = options;
  }

  /// Cost of a lookup in one leaf of these keys.
  double leaf(Run run) {
    int size = run.size();
    return size == 0 ? 0 : STEP * searchSteps(run) + LEAF_OVERHEAD / size;
  }

  /// The mean logarithm of the distance between predicted and real slot, from a sample.
  double searchSteps(Run run) {
    int size = run.size();
    if (size < 3) {
      return 0;
    }
    int stride = Math.max(1, size / SAMPLES);
    Line line = Line.fit(run, stride);
    double slotsPerKey = 1 / options.bulkDensity();
    double sum = 0;
    int samples = 0;
    for (int i = 0; i < size; i += stride) {
      sum += log2(1 + Math.abs(line.at(run.key(i)) - i) * slotsPerKey);
      samples++;
    }
    return sum / samples;
  }

  boolean isHard(Run run) {
    return searchSteps(run) > HARD_STEPS;
  }

  /// Whether a binary search beats a search from the predicted slot, which looks twice per step.
  boolean favourPlain(Run run) {
    int size = run.size();
    return size > 8 && 2 * searchSteps(run) > log2(size) + 2;
  }

  /// The logarithm of a value of at least 1, interpolated between powers of two: a structure change
  /// takes hundreds of these, and `Math.log` would be most of its cost.
  static double log2(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long mantissa = bits & ((1L << 52) - 1);
    return (bits >>> 52) - 1023 + mantissa * 0x1p-52;
  }
}
