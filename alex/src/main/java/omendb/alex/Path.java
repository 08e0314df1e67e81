package omendb.alex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way from the root to a leaf, for structure changes: valid while the caller holds the mutex.
final class Path {
  private final Root root;
  private final List<Node> nodes = new ArrayList<>();

  Path(Root root, Leaf leaf) {
    this.root = root;
    Node reached = root.get();
    while (reached != leaf) {
      nodes.add(reached);
      reached =
          switch (reached) {
            case Inner inner -> inner.child(leaf.low());
            case SortedInner sorted -> sorted.child(leaf.low());
            case Leaf _ -> throw new IllegalStateException("a live leaf is not in the tree");
          };
    }
  }

  Root root() {
    return root;
  }

  /// Levels above the leaf.
  int depth() {
    return nodes.size();
  }

  /// The leaf's parent; `null` if the leaf is the root.
  @Nullable Node parent() {
    return nodes.isEmpty() ? null : nodes.get(nodes.size() - 1);
  }

  /// Points the parent's slots of `old` to another node of the same span.
  void replace(Node old, Node replacement) {
    Node parent = parent();
    switch (parent) {
      case null -> root.set(replacement);
      case Inner inner -> {
        int slot = inner.slot(old.low());
        inner.set(inner.startOf(slot), inner.endOf(slot), replacement);
      }
      case SortedInner sorted -> sorted.set(sorted.indexOf(old.low()), replacement);
      case Leaf _ -> throw new IllegalStateException("a leaf has no children");
    }
  }

  /// Replaces the parent itself and stays on the path through its successor.
  void replaceParent(Node replacement) {
    Node parent = nodes.remove(nodes.size() - 1);
    replace(parent, replacement);
    nodes.add(replacement);
  }

  /// Steps up, so that the parent becomes what [#replace] replaces.
  Node up() {
    return nodes.remove(nodes.size() - 1);
  }
}
