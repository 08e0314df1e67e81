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

  /// Looking into a histogram takes as long as so many search steps.
  private static final double HISTOGRAM_STEPS = 0.3;

  /// Search steps by a line below which a histogram cannot gain.
  private static final double LINE_STEPS_GOOD = 1;

  /// Fewer keys are not worth an array of their own.
  private static final int HISTOGRAM_KEYS_MIN = 64;

  /// More keys are never looked at through one histogram.
  private static final int HISTOGRAM_KEYS_MAX = 16 * 1024;

  private static final int SAMPLES = 192;
  private static final int STRETCHES = 4;
  private static final int STRETCH = 512;

  /// Mean search steps beyond which a leaf counts as hard: an error of about 15 slots.
  private static final double HARD_STEPS = 4;

  private final AlexOptions options;

  CostModel(AlexOptions options) {
    this.options = options;
  }

  /// How well the keys of one leaf can be modelled.
  ///
  /// @param steps mean search steps of a lookup by the better model
  /// @param byHistogram whether that is a histogram and not a line
  record Fit(double steps, boolean byHistogram) {}

  /// Cost of a lookup in one leaf of these keys.
  double leaf(Run run) {
    return leaf(run.size(), fit(run).steps());
  }

  /// Cost of a lookup in one leaf of so many keys, which takes so many search steps.
  double leaf(int size, double steps) {
    return size == 0 ? 0 : STEP * steps + LEAF_OVERHEAD / size;
  }

  /// The better model of a leaf's keys. Search steps are the mean logarithm of the distance between
  /// a key's predicted slot and the slot that it gets: its neighbours may have taken it, and the
  /// displaced keys pile up until gaps absorb them. Found by letting the keys, or some stretches of
  /// very many, give way upwards; a leaf lets them give way to both sides, which halves the
  /// distance.
  Fit fit(Run run) {
    if (run.size() < 3) {
      return new Fit(0, false);
    }
    double byLine = lineSteps(run);
    if (run.size() < HISTOGRAM_KEYS_MIN || byLine < LINE_STEPS_GOOD) {
      return new Fit(byLine, false);
    }
    double byHistogram = histogramSteps(run) + HISTOGRAM_STEPS;
    return byHistogram < byLine ? new Fit(byHistogram, true) : new Fit(byLine, false);
  }

  private double histogramSteps(Run run) {
    int size = run.size();
    if (size <= HISTOGRAM_KEYS_MAX) {
      return histogramSteps(run, STRETCHES);
    }
    // Too much for a leaf; this is what leaves further down will be like.
    double sum = 0;
    for (int i = 0; i < STRETCHES; i++) {
      int from = (int) ((long) (size - HISTOGRAM_KEYS_MAX) * i / (STRETCHES - 1));
      sum += histogramSteps(run.slice(from, from + HISTOGRAM_KEYS_MAX), 1);
    }
    return sum / STRETCHES;
  }

  private double histogramSteps(Run run, int stretches) {
    int size = run.size();
    int slots = (int) (size / options.bulkDensity());
    LeafModel histogram = LeafModel.histogram(run, slots);
    int length = Math.min(size, STRETCH);
    int count = length == size ? 1 : stretches;
    double sum = 0;
    for (int stretch = 0; stretch < count; stretch++) {
      int from = count == 1 ? (size - length) / 2 : (size - length) * stretch / (count - 1);
      int slot = -1;
      for (int i = from; i < from + length; i++) {
        int predicted = histogram.slot(run.key(i));
        slot = Math.min(Math.max(slot + 1, predicted), slots - size + i);
        sum += log2(1 + 0.5 * Math.abs(slot - predicted));
      }
    }
    return sum / ((double) count * length);
  }

  private double lineSteps(Run run) {
    int size = run.size();
    Line line = Line.fit(run, Math.max(1, size / SAMPLES)).scaled(1 / options.bulkDensity());
    int length = Math.min(size, STRETCH);
    int count = length == size ? 1 : STRETCHES;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int from = count == 1 ? 0 : (int) ((long) (size - length) * i / (count - 1));
      sum += stepsOf(run, line, from, from + length);
    }
    return sum / ((double) count * length);
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

  /// Whether a binary search among so many keys beats a search from the predicted slot, which looks
  /// twice per step.
  static boolean favourPlain(int size, double steps) {
    return size > 8 && 2 * steps > log2(size) + 2;
  }

  /// The logarithm of a value of at least 1, interpolated between powers of two: a structure change
  /// takes hundreds of these, and `Math.log` would be most of its cost.
  static double log2(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long mantissa = bits & ((1L << 52) - 1);
    return (bits >>> 52) - 1023 + mantissa * 0x1p-52;
  }
}
