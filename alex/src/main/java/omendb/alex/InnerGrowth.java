package omendb.alex;

import java.util.Arrays;
import java.util.Objects;

/// Gives a leaf's keys more room within its parent, a model-routed node: by dividing the slots that
/// point to the leaf, by doubling the slots, or by widening the parent's domain at an end where
/// keys keep coming. Each method publishes its change and returns `true`, or leaves the leaf where
/// it is.
final class InnerGrowth {
  /// Slots per child that a parent may have for the sake of finer division; hostile keys would
  /// otherwise make it double for ever.
  private static final int SLOTS_PER_CHILD_MAX = 16;

  private static final int FREE_SLOTS = 64;

  /// The parent is doubled at most so often for one split.
  private static final int DOUBLINGS_MAX = 4;

  /// Most slots of a node put above another to widen its domain.
  private static final int TOP_FANOUT_MAX = 1024;

  private final AlexOptions options;
  private final LeafLayout layout;
  private final TreeBuilder builder;
  private final Reshaper.Changes changes;

  /// The ranks between which a split may divide the keys, and where best.
  private record Target(int least, int best, int most) {}

  InnerGrowth(
      AlexOptions options, LeafLayout layout, TreeBuilder builder, Reshaper.Changes changes) {
    this.options = options;
    this.layout = layout;
    this.builder = builder;
    this.changes = changes;
  }

  /// Splits a leaf that was filled from behind: what is there is packed without gaps, and new keys
  /// go to a leaf of their own.
  boolean splitAppended(Path path, Leaf leaf, Run run) {
    int size = run.size();
    Target target = new Target(size - size / 4, size - 1, size - 1);
    if (path.parent() == null) {
      return putRoot(path, leaf, run);
    }
    if (path.parent() instanceof Inner parent && isBeyond(parent, leaf, run.lastKey())) {
      widenRight(path, parent, leaf, run.lastKey());
    }
    return cut(path, leaf, run, target, true);
  }

  /// Puts an inner node above a root leaf, with as much domain ahead of the keys as they cover.
  private boolean putRoot(Path path, Leaf leaf, Run run) {
    int covered = 8;
    Route route = Route.spread(run.key(0), run.lastKey(), covered);
    Node[] children = new Node[2 * covered];
    Arrays.fill(children, leaf);
    Inner inner = new Inner(route, Span.of(leaf), children);
    if (run.rankOf(inner.firstKeyOf(covered - 1)) < run.size() / 2) {
      return false;
    }
    path.replace(leaf, inner);
    divide(new Path(path.root(), leaf), leaf, run, covered - 1, true);
    return true;
  }

  /// Splits a leaf at a slot boundary near the middle of its keys.
  boolean splitSideways(Path path, Leaf leaf, Run run) {
    int size = run.size();
    int least = Math.max(1, size / 8);
    Target target = new Target(least, size / 2, size - least);
    if (cut(path, leaf, run, target, false)) {
      return true;
    }
    long median = run.key(size / 2);
    if (path.parent() instanceof Inner parent && isBeyond(parent, leaf, median)) {
      long reach = run.key(size - 1 - size / 8);
      return (widenRight(path, parent, leaf, reach) && cut(path, leaf, run, target, false))
          || putAbove(path, leaf, run, false);
    }
    boolean isBefore =
        path.parent() instanceof Inner parent
            && leaf.low() == parent.low()
            && parent.route().at(median) < -1;
    return isBefore && putAbove(path, leaf, run, true);
  }

  /// Whether a key of the parent's last child lies behind the parent's last slot.
  private static boolean isBeyond(Inner parent, Leaf leaf, long key) {
    return leaf.high() == parent.high() && parent.route().at(key) >= parent.fanout();
  }

  /// Divides the leaf at a slot boundary that suits the target, doubling the parent's slots if only
  /// that gives one.
  private boolean cut(Path path, Leaf leaf, Run run, Target target, boolean appended) {
    if (!(path.parent() instanceof Inner parent)) {
      return false;
    }
    int slot = parent.slot(run.key(0));
    int start = parent.startOf(slot);
    int end = parent.endOf(slot);
    for (int doublings = 0; doublings <= DOUBLINGS_MAX; doublings++) {
      int slots = parent.fanout() << doublings;
      if (doublings > 0 && !mayHave(parent, slots)) {
        return false;
      }
      Route route = parent.route().scaled(1 << doublings);
      int boundary = boundary(route, run, target, (start << doublings) + 1, (end << doublings) - 1);
      if (boundary >= 0) {
        for (int i = 0; i < doublings; i++) {
          path.replaceParent(((Inner) Objects.requireNonNull(path.parent())).doubled());
        }
        divide(path, leaf, run, boundary, appended);
        return true;
      }
    }
    return false;
  }

  /// The slot boundary in `[lowest, highest]` that divides the keys best, or -1 if none will do.
  private static int boundary(Route route, Run run, Target target, int lowest, int highest) {
    if (lowest > highest) {
      return -1;
    }
    int middle = (int) route.at(run.key(target.best()));
    int found = -1;
    int foundDistance = Integer.MAX_VALUE;
    for (int candidate = middle; candidate <= middle + 1; candidate++) {
      int boundary = Math.max(lowest, Math.min(candidate, highest));
      int rank = rankBelow(route, run, boundary);
      int distance = Math.abs(rank - target.best());
      if (rank >= target.least() && rank <= target.most() && distance < foundDistance) {
        found = boundary;
        foundDistance = distance;
      }
    }
    return found;
  }

  /// The number of keys that the line puts below a slot.
  private static int rankBelow(Route route, Run run, int slot) {
    int low = 0;
    int high = run.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if ((int) route.at(run.key(middle)) < slot) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean mayHave(Inner parent, int slots) {
    return slots <= options.fanoutMax()
        && slots <= FREE_SLOTS + SLOTS_PER_CHILD_MAX * parent.childCount();
  }

  /// Replaces the leaf by two at a slot boundary inside its slots.
  private void divide(Path path, Leaf leaf, Run run, int boundary, boolean appended) {
    Inner parent = (Inner) Objects.requireNonNull(path.parent());
    long low = parent.firstKeyOf(boundary);
    int start = parent.startOf(boundary);
    int end = parent.endOf(boundary);
    int rank = run.rankOf(low);
    Run below = run.slice(0, rank);
    Run above = run.slice(rank, run.size());
    Span belowSpan = new Span(leaf.low(), low - 1);
    Span aboveSpan = new Span(low, leaf.high());
    Leaf left = appended ? layout.packed(below, belowSpan) : layout.expanded(below, belowSpan);
    Leaf right =
        appended
            ? layout.appendable(above, aboveSpan, Math.max(64, 2 * above.size()))
            : layout.expanded(above, aboveSpan);
    changes.splitsSideways++;
    parent.set(start, boundary, left);
    parent.set(boundary, end, right);
  }

  /// Appends slots behind the parent's last until they reach a key. They point to the last leaf,
  /// which answers for those keys already, so that no key moves.
  private boolean widenRight(Path path, Inner parent, Leaf leaf, long key) {
    double reach = parent.route().at(key);
    long slots = 2L * parent.fanout();
    while (slots <= reach && slots <= options.fanoutMax()) {
      slots *= 2;
    }
    if (slots > options.fanoutMax() || !mayHave(parent, (int) slots)) {
      return false;
    }
    changes.rootGrowths++;
    path.replaceParent(parent.widened(leaf, (int) slots));
    return true;
  }

  /// Puts a node above the parent in which the parent's whole domain is one slot at an end.
  private boolean putAbove(Path path, Leaf leaf, Run run, boolean toTheLeft) {
    Inner parent = (Inner) Objects.requireNonNull(path.parent());
    int rank = toTheLeft ? run.size() / 8 : run.size() - 1 - run.size() / 8;
    double reach = Math.abs(parent.route().at(run.key(rank))) / parent.fanout();
    int fanout = 16;
    while (fanout <= reach + 2 && fanout < TOP_FANOUT_MAX) {
      fanout *= 2;
    }
    if (fanout <= reach + 1 || fanout > options.fanoutMax()) {
      return false;
    }
    int ownSlot = toTheLeft ? fanout - 1 : 0;
    Route own = parent.route().scaled(1.0 / parent.fanout());
    Route route = own.moved(ownSlot);
    Inner top = new Inner(route, Span.of(parent), new Node[fanout]);
    int boundarySlot = toTheLeft ? ownSlot : 1;
    long boundary = top.firstKeyOf(boundarySlot);
    if (boundary <= leaf.low() || boundary > leaf.high() || top.slot(boundary) < boundarySlot) {
      return false;
    }
    int split = run.rankOf(boundary);
    Node left =
        builder.build(run.slice(0, split), new Span(leaf.low(), boundary - 1), path.depth());
    Node right =
        builder.build(run.slice(split, run.size()), new Span(boundary, leaf.high()), path.depth());
    Span kept =
        toTheLeft ? new Span(boundary, parent.high()) : new Span(parent.low(), boundary - 1);
    Inner below = parent.narrowed(kept);
    int slot = toTheLeft ? 0 : below.fanout() - 1;
    below.set(below.startOf(slot), below.endOf(slot), toTheLeft ? right : left);
    top.set(0, boundarySlot, toTheLeft ? left : below);
    top.set(boundarySlot, fanout, toTheLeft ? below : right);
    changes.rootGrowths++;
    path.replaceParent(top);
    return true;
  }
}
