package omendb.planner.shape;

import java.util.List;
import omendb.core.shape.Checked;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Point;
import omendb.core.shape.Polygon;
import omendb.core.shape.Segment;
import omendb.core.shape.Shape;
import org.jspecify.annotations.Nullable;

/// What is within closed ways.
public final class Regions {
  /// Tells that a point is on a side.
  private static final int ON_SIDE = Integer.MAX_VALUE;

  private Regions() {}

  /// True for a point inside or on a side: the sides go around it.
  public static boolean has(List<Point> around, Point point) {
    int turns = 0;
    Point first = around.getFirst().minus(point);
    Point before = first;
    for (int i = 1; i <= around.size(); i++) {
      Point corner = i == around.size() ? first : around.get(i).minus(point);
      int crossing = crossing(corner, before);
      if (crossing == ON_SIDE) {
        return true;
      }
      turns += crossing;
      before = corner;
    }
    return turns != 0;
  }

  /// How the side from `before` to `to` crosses the positive half of the x axis: 2 or -2 across it,
  /// 1 or -1 to it or from it, 0 not at all; [#ON_SIDE] through the origin.
  private static int crossing(Point to, Point before) {
    if (Fuzzy.zero(to.y())) {
      return fromAxis(to, before);
    }
    int sign = Fuzzy.greater(to.y(), 0) ? 1 : -1;
    if (Fuzzy.zero(before.y())) {
      return Fuzzy.less(before.x(), 0) ? 0 : sign;
    }
    if (sign < 0 ? Fuzzy.less(before.y(), 0) : Fuzzy.greater(before.y(), 0)) {
      return 0;
    }
    if (Fuzzy.greaterOrEqual(to.x(), 0) && Fuzzy.greater(before.x(), 0)) {
      return 2 * sign;
    }
    if (Fuzzy.less(to.x(), 0) && Fuzzy.lessOrEqual(before.x(), 0)) {
      return 0;
    }
    double side =
        Checked.minus(
            Checked.times(Checked.minus(to.x(), before.x()), to.y()),
            Checked.times(Checked.minus(to.y(), before.y()), to.x()));
    if (Fuzzy.zero(side)) {
      return ON_SIDE;
    }
    return (sign < 0 ? Fuzzy.less(side, 0) : Fuzzy.greater(side, 0)) ? 0 : 2 * sign;
  }

  private static int fromAxis(Point to, Point before) {
    if (Fuzzy.zero(to.x())) {
      return ON_SIDE;
    }
    if (Fuzzy.greater(to.x(), 0)) {
      if (Fuzzy.zero(before.y())) {
        return Fuzzy.greater(before.x(), 0) ? 0 : ON_SIDE;
      }
      return Fuzzy.less(before.y(), 0) ? 1 : -1;
    }
    if (Fuzzy.zero(before.y())) {
      return Fuzzy.less(before.x(), 0) ? 0 : ON_SIDE;
    }
    return 0;
  }

  /// True when both have the same corners in the same or the opposite order, from any on.
  public static boolean same(List<Point> one, List<Point> other) {
    int count = one.size();
    if (count != other.size()) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (other.get(i).same(one.getFirst())
          && (same(one, other, i, 1) || same(one, other, i, -1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(List<Point> one, List<Point> other, int from, int step) {
    int count = one.size();
    for (int i = 1; i < count; i++) {
      if (!other.get(Math.floorMod(from + step * i, count)).same(one.get(i))) {
        return false;
      }
    }
    return true;
  }

  public static boolean overlap(Polygon one, Polygon other) {
    if (!one.bounds().overlaps(other.bounds())) {
      return false;
    }
    for (Segment side : Shape.sides(one.points(), true)) {
      for (Segment each : Shape.sides(other.points(), true)) {
        if (Crossings.of(side, each) != null) {
          return true;
        }
      }
    }
    return has(other.points(), one.points().getFirst())
        || has(one.points(), other.points().getFirst());
  }

  /// True when all of `inner` is in `outer`.
  public static boolean contains(Polygon outer, Polygon inner) {
    if (!outer.bounds().has(inner.bounds())) {
      return false;
    }
    List<Segment> around = Shape.sides(outer.points(), true);
    for (Segment side : Shape.sides(inner.points(), true)) {
      if (!contains(outer, around, side.from(), side.to(), 0)) {
        return false;
      }
    }
    return true;
  }

  /// True when a segment between two places of the polygon is in it: it is taken apart where sides
  /// meet it, and the middle of each part is looked at.
  ///
  /// @param start the first side that may meet it
  private static boolean contains(
      Polygon outer, List<Segment> around, Point from, Point to, int start) {
    Segment way = new Segment(from, to);
    for (int i = start; i < around.size(); i++) {
      Segment side = around.get(i);
      Boolean touched = null;
      if (Crossings.has(side, from)) {
        if (Crossings.has(side, to)) {
          return true;
        }
        touched = touching(outer, around, from, to, side, i + 1);
      } else if (Crossings.has(side, to)) {
        touched = touching(outer, around, to, from, side, i + 1);
      } else {
        Point place = Crossings.of(way, side);
        if (place != null) {
          return contains(outer, around, from, place, i + 1)
              && contains(outer, around, to, place, i + 1);
        }
      }
      if (touched != null && !touched) {
        return false;
      }
    }
    return has(outer.points(), from.middle(to));
  }

  /// What is left of a segment that begins on a side and goes along it.
  private static boolean touching(
      Polygon outer, List<Segment> around, Point from, Point to, Segment side, int start) {
    Point next = along(new Segment(from, to), from, side);
    return next == null || contains(outer, around, to, next, start);
  }

  private static @Nullable Point along(Segment way, Point from, Segment side) {
    if (from.same(side.from())) {
      return Crossings.has(way, side.to()) ? side.to() : null;
    }
    if (from.same(side.to()) || Crossings.has(way, side.from())) {
      return Crossings.has(way, side.from()) ? side.from() : null;
    }
    return Crossings.has(way, side.to()) ? side.to() : null;
  }
}
