package omendb.alex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// An inner node that routes by computing: a line maps the key to a child slot, without a search.
/// Neighbouring slots may hold the same child. The very same computation decides which keys a child
/// gets when the node is built, so that rounding cannot send a key astray.
///
/// Slots are replaced in place; the line and the number of slots only by a new node.
final class Inner extends Node {
  private static final VarHandle CHILD = MethodHandles.arrayElementVarHandle(Node[].class);

  private final long anchor;
  private final double slope;
  private final double intercept;
  private final Node[] children;
  private final long low;
  private final long high;

  Inner(Route route, Span span, Node[] children) {
    this.anchor = route.anchor();
    this.slope = route.slope();
    this.intercept = route.intercept();
    this.children = children;
    this.low = span.low();
    this.high = span.high();
  }

  @Override
  long low() {
    return low;
  }

  @Override
  long high() {
    return high;
  }

  Route route() {
    return new Route(anchor, slope, intercept);
  }

  int fanout() {
    return children.length;
  }

  /// The slot that a key is routed to.
  int slot(long key) {
    // As Route computes it, to the last bit.
    int slot = (int) (slope * (double) ((key >> 1) - anchor) + intercept);
    if (slot >= 0 && slot < children.length) {
      return slot;
    }
    return slot < 0 ? 0 : children.length - 1;
  }

  Node child(long key) {
    return (Node) CHILD.getAcquire(children, slot(key));
  }

  Node childAt(int slot) {
    return (Node) CHILD.getAcquire(children, slot);
  }

  /// Points the slots `[from, to)` to a child.
  void set(int from, int to, Node child) {
    for (int slot = from; slot < to; slot++) {
      CHILD.setRelease(children, slot, child);
    }
  }

  /// The first slot of a child that `slot` points to.
  int startOf(int slot) {
    Node child = children[slot];
    int start = slot;
    while (start > 0 && children[start - 1] == child) {
      start--;
    }
    return start;
  }

  /// The slot behind the last one of the child that `slot` points to.
  int endOf(int slot) {
    Node child = children[slot];
    int end = slot + 1;
    while (end < children.length && children[end] == child) {
      end++;
    }
    return end;
  }

  /// The number of different children.
  int childCount() {
    int count = 1;
    for (int i = 1; i < children.length; i++) {
      if (children[i] != children[i - 1]) {
        count++;
      }
    }
    return count;
  }

  /// The smallest key of this node's span that is routed to `slot` or beyond; the caller knows that
  /// there is one.
  long firstKeyOf(int slot) {
    long below = low;
    long reached = high;
    while (below < reached) {
      long middle = below + ((reached - below) >>> 1);
      if (slot(middle) >= slot) {
        reached = middle;
      } else {
        below = middle + 1;
      }
    }
    return below;
  }

  /// The same routing with twice the slots: scaling by two is exact, so no key changes its child.
  Inner doubled() {
    Node[] wider = new Node[2 * children.length];
    for (int i = 0; i < children.length; i++) {
      wider[2 * i] = children[i];
      wider[2 * i + 1] = children[i];
    }
    return new Inner(route().scaled(2), new Span(low, high), wider);
  }

  /// The same line with more slots, the new ones pointing to `tail`.
  Inner widened(Node tail, int slots) {
    Node[] wider = Arrays.copyOf(children, slots);
    Arrays.fill(wider, children.length, slots, tail);
    return new Inner(route(), new Span(low, high), wider);
  }

  /// The same node answering for fewer keys.
  Inner narrowed(Span span) {
    return new Inner(route(), span, children.clone());
  }
}
