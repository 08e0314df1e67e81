package omendb.alex;

/// Chooses the layout of a leaf for given entries: how many slots, which line, or no line at all.
final class LeafLayout {
  private static final int SLOTS_MIN = 16;

  /// Slots of a full plain leaf; inserts move half of its entries on average.
  private static final int PLAIN_SLOTS_MAX = 256;

  /// Up to so many keys a leaf may be plain inside the learned part of the tree.
  private static final int PLAIN_KEYS_MAX = 512;

  /// Slots per key in the used part of a leaf that grows at one end.
  private static final double TIGHT = 1.03;

  private final AlexOptions options;
  private final CostModel costs;
  private final int plainSlots;

  LeafLayout(AlexOptions options, CostModel costs) {
    this.options = options;
    this.costs = costs;
    this.plainSlots = Math.min(PLAIN_SLOTS_MAX, options.leafSlotsMax());
  }

  /// Slots of a leaf in the plain B+-tree layout.
  int plainSlots() {
    return plainSlots;
  }

  /// A leaf with the gaps that a bulk load leaves; none between keys that leave no room for more.
  Leaf loaded(Run run, Span span) {
    return run.isContiguous() ? packed(run, span) : loaded(run, span, fit(run));
  }

  /// As [#loaded], of keys whose fit is known.
  Leaf loaded(Run run, Span span, CostModel.Fit fit) {
    return run.isContiguous() ? packed(run, span) : of(run, span, options.bulkDensity(), fit);
  }

  /// A leaf with the gaps that an expansion leaves.
  Leaf expanded(Run run, Span span) {
    return expanded(run, span, fit(run));
  }

  /// As [#expanded], of keys whose fit is known.
  Leaf expanded(Run run, Span span, CostModel.Fit fit) {
    return of(run, span, options.expandDensity(), fit);
  }

  private CostModel.Fit fit(Run run) {
    return options.learned() ? costs.fit(run) : new CostModel.Fit(0, false);
  }

  private Leaf of(Run run, Span span, double density, CostModel.Fit fit) {
    boolean prefersPlain =
        run.size() <= PLAIN_KEYS_MAX && CostModel.favourPlain(run.size(), fit.steps());
    if (!options.learned() || prefersPlain) {
      return plain(run, span, density);
    }
    int slots = clampSlots((int) (run.size() / density) + 1, run.size());
    int fullAt = Math.max((int) (slots * options.densityMax()), Math.min(slots, run.size() + 1));
    if (fit.byHistogram() && slots <= LeafModel.SLOTS_MAX) {
      return gapped(run, slots, fullAt, span, LeafModel.histogram(run, slots));
    }
    double slotsPerKey = (double) slots / Math.max(1, run.size());
    return gapped(run, slots, fullAt, span, LeafModel.of(line(run).scaled(slotsPerKey)));
  }

  /// A leaf without a free slot, for keys behind which the inserts have moved on.
  Leaf packed(Run run, Span span) {
    int slots = Math.max(1, run.size());
    Leaf leaf = new Leaf(span, LeafModel.of(Line.fit(run, 1)), slots, slots, !options.learned());
    leaf.place(run);
    return leaf;
  }

  /// A leaf whose free slots are mostly behind its last key.
  Leaf appendable(Run run, Span span, int slots) {
    if (!options.learned()) {
      return plainOf(run, span, slots);
    }
    int enough = Math.max(slots, Math.max(SLOTS_MIN, run.size() + 2));
    return gapped(run, enough, enough - 1, span, LeafModel.of(line(run).scaled(TIGHT)));
  }

  /// A leaf whose free slots are mostly before its first key.
  Leaf prependable(Run run, Span span, int slots) {
    int enough = Math.max(slots, Math.max(SLOTS_MIN, run.size() + 2));
    Line line = line(run).scaled(TIGHT);
    double room = enough - TIGHT * run.size();
    Line shifted = new Line(line.base(), line.slope(), line.intercept() + Math.max(0, room));
    return gapped(run, enough, enough - 1, span, LeafModel.of(shifted));
  }

  private static Line line(Run run) {
    return Line.fit(run, 1);
  }

  private static Leaf gapped(Run run, int slots, int fullAt, Span span, LeafModel model) {
    Leaf leaf = new Leaf(span, model, slots, fullAt, false);
    leaf.place(run);
    return leaf;
  }

  /// A plain leaf at the given density.
  Leaf plain(Run run, Span span, double density) {
    return plainOf(run, span, (int) (run.size() / density) + 1);
  }

  /// A plain leaf of at least so many slots.
  Leaf plainOf(Run run, Span span, int slots) {
    int enough = Math.max(slots, Math.max(SLOTS_MIN, run.size() + 1));
    Leaf leaf = new Leaf(span, LeafModel.of(new Line(0, 0, 0)), enough, enough, true);
    leaf.place(run);
    return leaf;
  }

  private int clampSlots(int slots, int size) {
    return Math.max(Math.max(SLOTS_MIN, size + 1), Math.min(slots, options.leafSlotsMax()));
  }

  /// Most keys that a leaf may hold before it must be split, if a lookup in it takes so many search
  /// steps.
  int keysMax(double searchSteps) {
    boolean isHard = CostModel.isHard(searchSteps);
    int slots = isHard ? options.hardLeafSlotsMax() : options.leafSlotsMax();
    return Math.max(4, (int) (slots * options.expandDensity()));
  }
}
