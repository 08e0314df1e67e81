package omendb.alex;

/// The straight line by which an inner node computes a child's slot from a key. It looks at half
/// the key, so that no difference to the anchor overflows, however wide the domain is; two
/// neighbouring keys that only their last bit tells apart always share a child.
///
/// @param anchor half a key of the domain, which keeps the resolution of dense keys far from zero
/// @param slope slots per half key, never negative
/// @param intercept value at the anchor
record Route(long anchor, double slope, double intercept) {
  /// The line that spreads the keys from `low` to `high` evenly over `[0, slots)`.
  static Route spread(long low, long high, int slots) {
    double width = ((double) (high >> 1) - (double) (low >> 1)) + 1;
    if (width < 0x1p52) {
      width = (high >> 1) - (low >> 1) + 1;
    }
    return new Route(low >> 1, slots / width, 0);
  }

  double at(long key) {
    return slope * (double) ((key >> 1) - anchor) + intercept;
  }

  /// The slot of a key, the outer ones for keys outside the domain.
  int slot(long key, int slots) {
    return Math.max(0, Math.min((int) at(key), slots - 1));
  }

  Route scaled(double factor) {
    return new Route(anchor, slope * factor, intercept * factor);
  }

  Route moved(int slots) {
    return new Route(anchor, slope, intercept + slots);
  }
}
