package omendb.alex;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Changes the structure of the tree. Everything is copy-on-write under one mutex: new nodes are
/// built aside and published by pointer, replaced leaves stay locked and unchanged, and readers
/// never wait.
///
/// Lock order: a leaf's lock, then the mutex; further leaves under the mutex only by trying.
final class Reshaper {
  /// Mean search steps below which no split can save enough.
  private static final double EASY_STEPS = 1.5;

  /// Mean search steps above which another level may pay.
  private static final double HARD_STEPS = 3;

  private final AlexOptions options;
  private final Root root;
  private final CostModel costs;
  private final LeafLayout layout;
  private final TreeBuilder builder;
  private final InnerGrowth growth;
  private final ReentrantLock mutex = new ReentrantLock();
  private final Changes changes = new Changes();
  private long[] keys = new long[0];
  private long[] payloads = new long[0];

  /// Structure changes made so far; guarded by the mutex.
  static final class Changes {
    long expands;
    long contracts;
    long splitsSideways;
    long splitsDown;
    long rootGrowths;
    long fallbacks;
  }

  Reshaper(AlexOptions options, Run run) {
    this.options = options;
    this.costs = new CostModel(options);
    this.layout = new LeafLayout(options, costs);
    this.builder = new TreeBuilder(options, costs, layout);
    this.root = new Root(builder.build(run, Span.ALL, 0));
    this.growth = new InnerGrowth(options, layout, builder, changes);
  }

  Root root() {
    return root;
  }

  AlexStatistics statistics() {
    mutex.lock();
    try {
      return new Census(root.get()).statistics(changes);
    } finally {
      mutex.unlock();
    }
  }

  /// Replaces a full leaf by what has room. The caller holds the leaf's lock, and loses it.
  ///
  /// @param key the key that found no room
  void grow(Leaf leaf, long key) {
    mutex.lock();
    try {
      Path path = new Path(root, leaf);
      Run run = copy(leaf, null);
      if (!options.learned() || path.parent() instanceof SortedInner) {
        growPlain(path, leaf, run);
      } else {
        growLearned(path, leaf, run, key);
      }
      leaf.retire();
    } finally {
      leaf.unlock();
      mutex.unlock();
    }
  }

  private void growLearned(Path path, Leaf leaf, Run run, long key) {
    Span span = Span.of(leaf);
    // A leaf without gaps was packed because its keys came in order; what comes behind it goes on.
    boolean appended = leaf.isAppended() || (leaf.isPacked() && key > run.lastKey());
    boolean prepended = leaf.isPrepended() || (leaf.isPacked() && key < run.key(0));
    int slotsMax = options.leafSlotsMax();
    if (appended && run.size() < slotsMax - slotsMax / 8) {
      changes.expands++;
      path.replace(leaf, layout.appendable(run, span, Math.min(slotsMax, 2 * run.size())));
      return;
    }
    if (prepended && run.size() < slotsMax / 2) {
      changes.expands++;
      path.replace(leaf, layout.prependable(run, span, Math.min(slotsMax, 2 * run.size())));
      return;
    }
    CostModel.Fit fit = costs.fit(run);
    double steps = fit.steps();
    boolean fits = !appended && run.size() < layout.keysMax(steps);
    if (fits && !leaf.isTroubled() && !paysToSplit(run, steps)) {
      changes.expands++;
      path.replace(leaf, layout.expanded(run, span, fit));
      return;
    }
    if ((appended && growth.splitAppended(path, leaf, run))
        || growth.splitSideways(path, leaf, run)) {
      return;
    }
    boolean mayStay = fits && !leaf.isTroubled();
    if (mayStay && !mayPayToSplitDown(run, steps, path)) {
      changes.expands++;
      path.replace(leaf, layout.expanded(run, span, fit));
      return;
    }
    // A plan takes longer than to rebuild the leaf: one decides, and the same one is built.
    FanoutTree.Plan plan = new FanoutTree(run, options, costs).best();
    if (mayStay && plan.cost() >= costs.leaf(run.size(), steps) - CostModel.HOP - CostModel.GAIN) {
      changes.expands++;
      path.replace(leaf, layout.expanded(run, span, fit));
      return;
    }
    splitDown(path, leaf, run, plan);
  }

  private void splitDown(Path path, Leaf leaf, Run run, FanoutTree.Plan plan) {
    Node below = builder.inner(plan, run, Span.of(leaf), path.depth());
    if (below instanceof Inner) {
      changes.splitsDown++;
    } else {
      changes.fallbacks++;
    }
    path.replace(leaf, below);
  }

  /// Whether two leaves would be enough better than one, at the same depth.
  private boolean paysToSplit(Run run, double steps) {
    int size = run.size();
    if (size < 2 * options.leafKeysMin() || steps < EASY_STEPS) {
      return false;
    }
    double halves = costs.leaf(run.slice(0, size / 2)) + costs.leaf(run.slice(size / 2, size));
    return costs.leaf(size, steps) - halves / 2 > CostModel.GAIN;
  }

  /// Whether leaves one level further down may be enough better. To find out takes longer than to
  /// rebuild the leaf, so only where much may be won.
  private boolean mayPayToSplitDown(Run run, double steps, Path path) {
    return run.size() >= 4 * options.leafKeysMin()
        && steps > HARD_STEPS
        && path.depth() < TreeBuilder.DEPTH_MAX;
  }

  /// Growth as in any B+-tree.
  private void growPlain(Path path, Leaf leaf, Run run) {
    Span span = Span.of(leaf);
    int size = run.size();
    if (size < layout.plainSlots()) {
      changes.expands++;
      path.replace(leaf, layout.plainOf(run, span, layout.plainSlots()));
      return;
    }
    boolean appended = leaf.isAppended();
    int middle = appended ? size - 1 : size / 2;
    long boundary = run.key(middle);
    int leftSlots = appended ? middle : layout.plainSlots();
    Leaf left = layout.plainOf(run.slice(0, middle), new Span(span.low(), boundary - 1), leftSlots);
    Leaf right =
        layout.plainOf(
            run.slice(middle, size), new Span(boundary, span.high()), layout.plainSlots());
    changes.splitsSideways++;
    publishPlain(path, leaf, left, right);
  }

  /// Puts two nodes in the place of one, splitting the sorted nodes above as needed.
  private static void publishPlain(Path path, Node old, Node left, Node right) {
    Node replaced = old;
    Node[] added = {left, right};
    while (path.parent() instanceof SortedInner parent) {
      Node[] children = parent.with(parent.indexOf(replaced.low()), 1, added);
      replaced = path.up();
      if (children.length <= SortedInner.CHILDREN_MAX) {
        path.replace(replaced, new SortedInner(children));
        return;
      }
      int middle = children.length / 2;
      added =
          new Node[] {
            new SortedInner(Arrays.copyOfRange(children, 0, middle)),
            new SortedInner(Arrays.copyOfRange(children, middle, children.length))
          };
    }
    path.replace(replaced, new SortedInner(added));
  }

  /// Rebuilds a sparse leaf with fewer slots, or merges it with a neighbour. The caller holds the
  /// leaf's lock, and loses it.
  void shrink(Leaf leaf) {
    mutex.lock();
    try {
      Path path = new Path(root, leaf);
      if (!merge(path, leaf) && leaf.isSparse()) {
        changes.contracts++;
        path.replace(leaf, layout.loaded(copy(leaf, null), Span.of(leaf)));
        leaf.retire();
      }
    } finally {
      leaf.unlock();
      mutex.unlock();
    }
  }

  private boolean merge(Path path, Leaf leaf) {
    return switch (path.parent()) {
      case Inner inner -> {
        int slot = inner.slot(leaf.low());
        int start = inner.startOf(slot);
        int end = inner.endOf(slot);
        yield (start > 0 && mergeInto(path, inner.childAt(start - 1), leaf, leaf))
            || (end < inner.fanout() && mergeInto(path, leaf, inner.childAt(end), leaf));
      }
      case SortedInner sorted -> {
        int index = sorted.indexOf(leaf.low());
        yield (index > 0 && mergeInto(path, sorted.childAt(index - 1), leaf, leaf))
            || (index + 1 < sorted.childCount()
                && mergeInto(path, leaf, sorted.childAt(index + 1), leaf));
      }
      case Leaf _ -> throw new IllegalStateException("a leaf has no children");
      case null -> false;
    };
  }

  /// Merges two neighbours, of which the caller holds `locked`, if both are small leaves.
  private boolean mergeInto(Path path, Node leftNode, Node rightNode, Leaf locked) {
    if (!(leftNode instanceof Leaf left) || !(rightNode instanceof Leaf right)) {
      return false;
    }
    Leaf other = left == locked ? right : left;
    boolean isSmall = locked.count() + other.count() <= mergedMax();
    if (!isSmall || !other.tryLock()) {
      return false;
    }
    try {
      if (locked.count() + other.count() > mergedMax()) {
        return false;
      }
      Leaf merged = layout.loaded(copy(left, right), new Span(left.low(), right.high()));
      publishMerged(path, left, right, merged);
      changes.contracts++;
      left.retire();
      right.retire();
      return true;
    } finally {
      other.unlock();
    }
  }

  private int mergedMax() {
    return options.learned() ? options.leafKeysMin() / 2 : layout.plainSlots() / 2;
  }

  private static void publishMerged(Path path, Leaf left, Leaf right, Leaf merged) {
    switch (path.parent()) {
      case Inner inner -> {
        int start = inner.startOf(inner.slot(left.low()));
        int end = inner.endOf(inner.slot(right.low()));
        inner.set(start, end, merged);
        if (start == 0 && end == inner.fanout()) {
          path.replace(path.up(), merged);
        }
      }
      case SortedInner sorted -> {
        Node[] children = sorted.with(sorted.indexOf(left.low()), 2, merged);
        path.replace(path.up(), children.length == 1 ? merged : new SortedInner(children));
      }
      case Leaf _ -> throw new IllegalStateException("a leaf has no children");
      case null -> throw new IllegalStateException("the root has no neighbours");
    }
  }

  /// The entries of one leaf or of two neighbours, in arrays that the next change overwrites.
  private Run copy(Leaf left, @Nullable Leaf right) {
    int size = left.count() + (right == null ? 0 : right.count());
    if (keys.length < size) {
      keys = new long[size + size / 2];
      payloads = new long[size + size / 2];
    }
    left.copyAll(keys, payloads, 0);
    if (right != null) {
      right.copyAll(keys, payloads, left.count());
    }
    return new Run(keys, payloads, 0, size);
  }
}
