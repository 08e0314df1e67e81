package omendb.alex;

/// A node of the tree. Each node answers for the keys from [#low] to [#high]; these never change
/// during its life, so a writer that holds a live leaf's lock knows that the leaf is the right one.
abstract sealed class Node permits Inner, SortedInner, VersionedNode {
  /// The smallest key that can be routed here.
  abstract long low();

  /// The largest key that can be routed here.
  abstract long high();
}
