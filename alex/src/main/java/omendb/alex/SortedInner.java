package omendb.alex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// An inner node in the plain B+-tree layout: sorted separators and a binary search. It is what
/// leaves turn into where keys defeat the models, and all there is in a map without models.
///
/// A child is replaced in place by one of the same span; anything else makes a new node.
final class SortedInner extends Node {
  static final int CHILDREN_MAX = 64;

  private static final VarHandle CHILD = MethodHandles.arrayElementVarHandle(Node[].class);

  /// `separators[i]` is the lowest key of child `i + 1`.
  private final long[] separators;

  private final Node[] children;
  private final long low;
  private final long high;

  SortedInner(Node[] children) {
    this.children = children;
    this.low = children[0].low();
    this.high = children[children.length - 1].high();
    this.separators = new long[children.length - 1];
    for (int i = 0; i < separators.length; i++) {
      separators[i] = children[i + 1].low();
    }
  }

  @Override
  long low() {
    return low;
  }

  @Override
  long high() {
    return high;
  }

  int childCount() {
    return children.length;
  }

  int indexOf(long key) {
    int from = 0;
    int length = separators.length;
    // Branch-free halving: `from` ends at the number of separators at or below the key.
    while (length > 0) {
      int half = (length + 1) >>> 1;
      from += separators[from + half - 1] <= key ? half : 0;
      length -= half;
    }
    return from;
  }

  Node child(long key) {
    return (Node) CHILD.getAcquire(children, indexOf(key));
  }

  Node childAt(int index) {
    return (Node) CHILD.getAcquire(children, index);
  }

  void set(int index, Node child) {
    CHILD.setRelease(children, index, child);
  }

  /// This node's children with `removed` of them from `index` on replaced by `added`.
  Node[] with(int index, int removed, Node... added) {
    Node[] result = new Node[children.length - removed + added.length];
    System.arraycopy(children, 0, result, 0, index);
    System.arraycopy(added, 0, result, index, added.length);
    int rest = index + removed;
    System.arraycopy(children, rest, result, index + added.length, children.length - rest);
    return result;
  }

  /// One node over the children, or several under a new one if they are too many.
  static Node over(Node[] children) {
    Node[] level = children;
    while (level.length > 1) {
      int nodes = (level.length + CHILDREN_MAX - 1) / CHILDREN_MAX;
      Node[] above = new Node[nodes];
      for (int i = 0; i < nodes; i++) {
        int from = (int) ((long) level.length * i / nodes);
        int to = (int) ((long) level.length * (i + 1) / nodes);
        above[i] = new SortedInner(Arrays.copyOfRange(level, from, to));
      }
      level = above;
    }
    return level[0];
  }
}
