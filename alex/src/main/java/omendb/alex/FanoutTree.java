package omendb.alex;

import java.util.ArrayList;
import java.util.List;

/// Decides how many slots an inner node over given keys gets and which of them share a child: the
/// slots are doubled while that makes lookups cheaper, then neighbouring halves are merged again
/// from the bottom up wherever one leaf over both costs no more.
final class FanoutTree {
  /// Keys at the very ends that may be left out of the domain, one in so many at each end.
  private static final int TRIM = 2048;

  /// Leaving them out must shrink the domain by so much.
  private static final double TRIM_GAIN = 8;

  private static final int PARTS_SAMPLED = 256;
  private static final int PARTS_SAMPLED_MIN = 32;

  /// Parts whose costs are remembered, a power of two: more than the plan of one leaf looks at.
  private static final int PRICED = 1024;

  private final Run run;
  private final AlexOptions options;
  private final CostModel costs;
  private final long domainLow;
  private final long domainHigh;
  private final int keysMax;

  // Costs of parts by their ranks. Merging asks for most parts again that doubling has asked for,
  // and what a part costs is most of what a plan takes: an insert that splits a full leaf waits.
  private final long[] pricedRanks = new long[PRICED];
  private final double[] prices = new double[PRICED];

  /// A child: its slots and the ranks of its keys, all `[from, to)`.
  record Part(int slotFrom, int slotTo, int rankFrom, int rankTo) {
    int size() {
      return rankTo - rankFrom;
    }
  }

  /// The chosen line, its slots, and the children in order.
  record Plan(Route route, int slots, List<Part> parts, double cost) {
    int largestPart() {
      int largest = 0;
      for (Part part : parts) {
        largest = Math.max(largest, part.size());
      }
      return largest;
    }
  }

  FanoutTree(Run run, AlexOptions options, CostModel costs) {
    this.run = run;
    this.options = options;
    this.costs = costs;
    this.keysMax = Math.max(4, (int) (options.leafSlotsMax() * options.bulkDensity()));
    int size = run.size();
    int trim = size / TRIM;
    long low = run.key(0);
    long high = run.lastKey();
    long trimmedLow = run.key(trim);
    long trimmedHigh = run.key(size - 1 - trim);
    boolean trims =
        Line.unsigned(high - low) > TRIM_GAIN * (Line.unsigned(trimmedHigh - trimmedLow) + 1);
    this.domainLow = trims ? trimmedLow : low;
    this.domainHigh = trims ? trimmedHigh : high;
  }

  /// The cheapest plan with at least two slots.
  Plan best() {
    int slots = 2;
    while (slots < options.fanoutMax() && run.size() / slots > keysMax) {
      slots *= 2;
    }
    int bestSlots = slots;
    double bestCost = estimate(slots);
    for (int worse = 0; slots < mostSlots() && worse < 2; ) {
      slots *= 2;
      double cost = estimate(slots);
      if (cost < bestCost) {
        bestCost = cost;
        bestSlots = slots;
        worse = 0;
      } else {
        worse++;
      }
    }
    return plan(bestSlots);
  }

  private int mostSlots() {
    return Math.min(options.fanoutMax(), Math.max(2, 2 * run.size() / options.leafKeysMin()));
  }

  private Route route(int slots) {
    return Route.spread(domainLow, domainHigh, slots);
  }

  /// The number of keys that go to slots below `slot`.
  private int rankOfSlot(Route route, int slots, int slot) {
    int low = 0;
    int high = run.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (route.slot(run.key(middle), slots) >= slot) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /// Cost of a lookup below this node if every slot had a leaf of its own; from a sample of keys.
  private double estimate(int slots) {
    Route route = route(slots);
    int size = run.size();
    int most = Math.max(PARTS_SAMPLED_MIN, size / options.leafKeysMin());
    int samples = Math.min(Math.min(PARTS_SAMPLED, most), size);
    double sum = 0;
    int seenSlot = -1;
    double seenCost = 0;
    for (int i = 0; i < samples; i++) {
      int rank = (int) ((long) size * i / samples + size / (2L * samples));
      int slot = route.slot(run.key(rank), slots);
      if (slot != seenSlot) {
        int from = rankOfSlot(route, slots, slot);
        int to = slot == slots - 1 ? size : rankOfSlot(route, slots, slot + 1);
        seenSlot = slot;
        seenCost = partCost(from, to);
      }
      sum += seenCost;
    }
    return sum / samples;
  }

  private double partCost(int from, int to) {
    if (from == to) {
      return 0;
    }
    long ranks = (long) from << 32 | to;
    int at = (int) (ranks * 0x9E3779B97F4A7C15L >>> 32) & (PRICED - 1);
    if (pricedRanks[at] != ranks) {
      prices[at] = price(from, to);
      pricedRanks[at] = ranks;
    }
    return prices[at];
  }

  private double price(int from, int to) {
    double leaf = costs.leaf(run.slice(from, to));
    // What is too much for a leaf becomes another level.
    return to - from > keysMax ? leaf + CostModel.HOP : leaf;
  }

  /// Divides the keys and merges what needs no division.
  Plan plan(int slots) {
    Route route = route(slots);
    int[] ranks = new int[slots + 1];
    ranks[slots] = run.size();
    for (int slot = 1; slot < slots; slot++) {
      ranks[slot] = nextRank(route, slots, slot, ranks[slot - 1]);
    }
    List<Part> parts = new ArrayList<>();
    double cost = merge(ranks, 0, slots, parts);
    return new Plan(route, slots, parts, cost / Math.max(1, run.size()));
  }

  /// As [#rankOfSlot], looking upwards from a rank that is not too far below.
  private int nextRank(Route route, int slots, int slot, int from) {
    int size = run.size();
    int below = from - 1;
    int step = 1;
    while (below + step < size && route.slot(run.key(below + step), slots) < slot) {
      below += step;
      step *= 2;
    }
    int above = Math.min(below + step, size);
    while (above - below > 1) {
      int middle = (above + below) >>> 1;
      if (route.slot(run.key(middle), slots) < slot) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return above;
  }

  /// Appends the parts of the slots `[from, to)`, a power of two of them, and returns their cost,
  /// summed over the keys.
  private double merge(int[] ranks, int from, int to, List<Part> parts) {
    int keys = ranks[to] - ranks[from];
    Part whole = new Part(from, to, ranks[from], ranks[to]);
    boolean isRoot = to - from == ranks.length - 1;
    if (to - from == 1 || (keys == 0 && !isRoot)) {
      parts.add(whole);
      return keys * partCost(ranks[from], ranks[to]);
    }
    int mark = parts.size();
    int middle = (from + to) >>> 1;
    double halves = merge(ranks, from, middle, parts) + merge(ranks, middle, to, parts);
    // What was worth dividing further down is not worth merging here.
    boolean isDivided = parts.size() > mark + 2;
    if (isRoot || keys > keysMax || (isDivided && keys > options.leafKeysMin())) {
      return halves;
    }
    double merged = keys * partCost(ranks[from], ranks[to]);
    if (keys <= options.leafKeysMin() || merged <= halves + keys * mergeBonus(keys)) {
      parts.subList(mark, parts.size()).clear();
      parts.add(whole);
      return merged;
    }
    return halves;
  }

  /// Cost per lookup that larger leaves may have more, as they are fewer.
  private double mergeBonus(int keys) {
    return keys <= 2 * options.leafKeysMin() ? CostModel.GAIN : CostModel.GAIN / 4;
  }
}
