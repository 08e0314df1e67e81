package omendb.alex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The one place that points to the top of the tree.
final class Root {
  private static final VarHandle NODE;

  static {
    try {
      NODE = MethodHandles.lookup().findVarHandle(Root.class, "node", Node.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Node node;

  Root(Node node) {
    this.node = node;
    VarHandle.releaseFence();
  }

  Node get() {
    return (Node) NODE.getAcquire(this);
  }

  void set(Node value) {
    NODE.setRelease(this, value);
  }

  /// The leaf that answers for a key, or did when the walk passed.
  Leaf leafOf(long key) {
    Node reached = get();
    // Most trees of keys that follow a line have two levels, and a loop would cost more than they.
    if (reached instanceof Inner inner) {
      reached = inner.child(key);
      if (reached instanceof Leaf leaf) {
        return leaf;
      }
    }
    for (; ; ) {
      while (reached instanceof Inner inner) {
        reached = inner.child(key);
      }
      if (reached instanceof Leaf leaf) {
        return leaf;
      }
      reached = ((SortedInner) reached).child(key);
    }
  }
}
