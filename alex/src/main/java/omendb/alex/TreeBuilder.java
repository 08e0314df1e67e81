package omendb.alex;

/// Builds a subtree over given entries from the top down: a leaf where one is cheapest, else an
/// inner node as [FanoutTree] plans it, else the plain B+-tree layout.
final class TreeBuilder {
  /// Levels of model-routed nodes after which keys count as hostile.
  static final int DEPTH_MAX = 10;

  private final AlexOptions options;
  private final CostModel costs;
  private final LeafLayout layout;

  TreeBuilder(AlexOptions options, CostModel costs, LeafLayout layout) {
    this.options = options;
    this.costs = costs;
    this.layout = layout;
  }

  /// A subtree of any kind.
  ///
  /// @param depth levels above it
  Node build(Run run, Span span, int depth) {
    if (!options.learned()) {
      return run.size() < layout.plainSlots() ? layout.loaded(run, span) : plainTree(run, span);
    }
    int size = run.size();
    if (size <= 2 * options.leafKeysMin()) {
      return layout.loaded(run, span);
    }
    CostModel.Fit fit = costs.fit(run);
    double steps = fit.steps();
    double leafCost = costs.leaf(size, steps);
    int bulkMax = (int) (options.leafSlotsMax() * options.bulkDensity());
    if (size <= bulkMax && leafCost < CostModel.HOP + CostModel.GAIN) {
      return layout.loaded(run, span, fit);
    }
    FanoutTree.Plan plan = new FanoutTree(run, options, costs).best();
    double saved = leafCost - (plan.cost() + CostModel.HOP);
    if (size <= layout.keysMax(steps) && saved < CostModel.GAIN) {
      return layout.loaded(run, span, fit);
    }
    return inner(plan, run, span, depth);
  }

  /// An inner node over the entries as planned, or the plain layout if no line divides them.
  ///
  /// @param depth levels above it
  Node inner(FanoutTree.Plan plan, Run run, Span span, int depth) {
    int size = run.size();
    boolean divides = plan.largestPart() < size - size / 8;
    if (depth >= DEPTH_MAX || (!divides && (depth > 3 || plan.largestPart() == size))) {
      return plainTree(run, span);
    }
    Node[] children = new Node[plan.slots()];
    Inner inner = new Inner(plan.route(), span, children);
    int topSlot = inner.slot(span.high());
    long low = span.low();
    for (FanoutTree.Part part : plan.parts()) {
      // Slots above `topSlot` exist only if keys are denser than slots; no key reaches them.
      boolean isLast = part.slotTo() > topSlot;
      long high = isLast ? span.high() : inner.firstKeyOf(part.slotTo()) - 1;
      if (high < low) {
        // Slots between two neighbouring keys: nothing is ever routed there either.
        inner.set(part.slotFrom(), part.slotTo(), inner.childAt(part.slotFrom() - 1));
        continue;
      }
      Run keys = run.slice(part.rankFrom(), part.rankTo());
      Node child = build(keys, new Span(low, high), depth + 1);
      inner.set(part.slotFrom(), isLast ? children.length : part.slotTo(), child);
      if (isLast) {
        break;
      }
      low = high + 1;
    }
    return inner;
  }

  /// The plain B+-tree layout of the entries.
  Node plainTree(Run run, Span span) {
    int keysPerLeaf = (int) (layout.plainSlots() * options.bulkDensity());
    int size = run.size();
    int leaves = Math.max(1, (size + keysPerLeaf - 1) / keysPerLeaf);
    Node[] children = new Node[leaves];
    long low = span.low();
    for (int i = 0; i < leaves; i++) {
      int from = (int) ((long) size * i / leaves);
      int to = (int) ((long) size * (i + 1) / leaves);
      long high = i == leaves - 1 ? span.high() : run.key(to) - 1;
      Run part = run.slice(from, to);
      children[i] = layout.plain(part, new Span(low, high), options.bulkDensity());
      low = high + 1;
    }
    return SortedInner.over(children);
  }
}
