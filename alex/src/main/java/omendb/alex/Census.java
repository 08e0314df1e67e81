package omendb.alex;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Counts what a tree is made of. It looks at every slot of every leaf.
final class Census {
  private static final long ARRAY_HEADER_BYTES = 16;
  private static final long LEAF_BYTES = 96;
  private static final long INNER_BYTES = 64;
  private static final long REFERENCE_BYTES = 4;

  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private long keys;
  private long slots;
  private int depth;
  private long innerNodes;
  private long leafNodes;
  private long fallbackNodes;
  private double errorSum;
  private int errorMax;
  private long modelledKeys;
  private long modelBytes;

  Census(Node root) {
    visit(root, 1);
  }

  private void visit(Node node, int level) {
    depth = Math.max(depth, level);
    switch (node) {
      case Inner inner -> {
        innerNodes++;
        modelBytes += INNER_BYTES + ARRAY_HEADER_BYTES + REFERENCE_BYTES * inner.fanout();
        for (int slot = 0; slot < inner.fanout(); slot++) {
          Node child = inner.childAt(slot);
          if (slot == 0 || child != inner.childAt(slot - 1)) {
            visit(child, level + 1);
          }
        }
      }
      case SortedInner sorted -> {
        fallbackNodes++;
        long perChild = REFERENCE_BYTES + Long.BYTES;
        modelBytes += INNER_BYTES + 2 * ARRAY_HEADER_BYTES + perChild * sorted.childCount();
        for (int i = 0; i < sorted.childCount(); i++) {
          visit(sorted.childAt(i), level + 1);
        }
      }
      case Leaf leaf -> visitLeaf(leaf);
    }
  }

  private void visitLeaf(Leaf leaf) {
    modelBytes += LEAF_BYTES + 2 * ARRAY_HEADER_BYTES;
    if (leaf.stretches() > 0) {
      modelBytes += ARRAY_HEADER_BYTES + Character.BYTES * (leaf.stretches() + 1L);
    }
    slots += leaf.slots();
    keys += leaf.count();
    if (leaf.isPlain()) {
      fallbackNodes++;
      return;
    }
    leafNodes++;
    int last = leaf.last();
    for (int slot = leaf.first(); slot <= last; slot++) {
      if (!leaf.isGap(slot)) {
        int error = leaf.errorOf(slot, leaf.keyAt(slot));
        errorSum += error;
        errorMax = Math.max(errorMax, error);
        modelledKeys++;
      }
    }
  }

  AlexStatistics statistics(Reshaper.Changes changes) {
    return new AlexStatistics(
        keys,
        depth,
        innerNodes,
        leafNodes,
        fallbackNodes,
        modelledKeys == 0 ? 0 : errorSum / modelledKeys,
        errorMax,
        slots == 0 ? 0 : (double) keys / slots,
        slots * Long.BYTES,
        slots * Long.BYTES,
        modelBytes,
        changes.expands,
        changes.contracts,
        changes.splitsSideways,
        changes.splitsDown,
        changes.rootGrowths,
        changes.fallbacks);
  }
}
