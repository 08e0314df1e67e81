package omendb.planner.shape;

import omendb.core.shape.Point;

/// The place of a shape that is closest to another shape.
///
/// @param distance NaN when there is no such place
public record Closest(Point point, double distance) {
  /// The nearer one, this when both are as near. NaN is further than all else.
  Closest orNearer(Closest other) {
    boolean nearer =
        other.distance < distance || Double.isNaN(distance) && !Double.isNaN(other.distance);
    return nearer ? other : this;
  }
}
