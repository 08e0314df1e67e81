package omendb.alex;

/// What a lookup is expected to cost in each layout, in units of about a nanosecond. Inner nodes
/// are few and stay in the processor's caches, so a hop is cheap; each doubling of the search
/// distance in a leaf is a wrongly predicted branch and, soon, another cache line from memory.
final class CostModel {
  /// One more level between the root and the leaf.
  static final double HOP = 20;

  /// One doubling of the search distance.
  static final double STEP = 40;

  /// A split must save this much per lookup to be worth its memory.
  static final double GAIN = 12;

  /// A leaf's header costs cache and memory, which its keys share.
  private static final double LEAF_OVERHEAD = 1000;

  private static final int SAMPLES = 192;
  private static final int STRETCHES = 8;
  private static final int STRETCH = 2048;

  /// Mean search steps beyond which a leaf counts as hard: an error of about 15 slots.
  private static final double HARD_STEPS = 4;

  private final AlexOptions options;

  CostModel(AlexOptions options) {
    this.options = options;
  }

  /// Cost of a lookup in one leaf of these keys.
  double leaf(Run run) {
    return leaf(run.size(), searchSteps(run));
  }

  /// Cost of a lookup in one leaf of so many keys, which takes so many search steps.
  double leaf(int size, double steps) {
    return size == 0 ? 0 : STEP * steps + LEAF_OVERHEAD / size;
  }

  /// The mean logarithm of the distance between a key's predicted slot and the slot that it gets:
  /// its neighbours may have taken it, and the displaced keys pile up until gaps absorb them. Found
  /// by letting the keys, or some stretches of very many, give way upwards; a leaf lets them give
  /// way to both sides, which halves the distance.
  double searchSteps(Run run) {
    int size = run.size();
    if (size < 3) {
      return 0;
    }
    Line line = Line.fit(run, Math.max(1, size / SAMPLES)).scaled(1 / options.bulkDensity());
    int stretches = size <= STRETCH * STRETCHES ? 1 : STRETCHES;
    int length = stretches == 1 ? size : STRETCH;
    double sum = 0;
    for (int i = 0; i < stretches; i++) {
      int from = stretches == 1 ? 0 : (int) ((long) (size - length) * i / (stretches - 1));
      sum += stepsOf(run, line, from, from + length);
    }
    return sum / ((double) stretches * length);
  }

  private double stepsOf(Run run, Line line, int from, int to) {
    double slotsPerKey = 1 / options.bulkDensity();
    double slot = Math.max(line.at(run.key(from)), 0);
    double last = run.size() * slotsPerKey;
    double sum = 0;
    for (int i = from; i < to; i++) {
      double predicted = line.at(run.key(i));
      // The keys behind must find room too.
      double latest = last - (run.size() - i);
      slot = Math.min(Math.max(slot + 1, predicted), latest);
      sum += log2(1 + 0.5 * Math.abs(slot - Math.max(0, Math.min(predicted, last))));
    }
    return sum;
  }

  static boolean isHard(double searchSteps) {
    return searchSteps > HARD_STEPS;
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
