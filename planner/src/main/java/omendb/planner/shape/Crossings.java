package omendb.planner.shape;

import omendb.core.shape.Box;
import omendb.core.shape.Checked;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Line;
import omendb.core.shape.Point;
import omendb.core.shape.Segment;
import org.jspecify.annotations.Nullable;

/// Where lines, segments and boxes meet.
public final class Crossings {
  private Crossings() {}

  /// The place that two lines share; null for parallels.
  public static @Nullable Point of(Line one, Line other) {
    if (!Fuzzy.zero(one.b())) {
      double ratio = Checked.over(other.b(), one.b());
      return Fuzzy.equal(other.a(), Checked.times(one.a(), ratio)) ? null : crossing(one, other);
    }
    if (!Fuzzy.zero(other.b())) {
      double ratio = Checked.over(one.b(), other.b());
      return Fuzzy.equal(one.a(), Checked.times(other.a(), ratio)) ? null : crossing(other, one);
    }
    return null;
  }

  /// @param one is not vertical
  private static Point crossing(Line one, Line other) {
    double x =
        Checked.over(
            Checked.minus(Checked.times(one.b(), other.c()), Checked.times(other.b(), one.c())),
            Checked.minus(Checked.times(one.a(), other.b()), Checked.times(other.a(), one.b())));
    double y = Checked.over(-Checked.plus(Checked.times(one.a(), x), one.c()), one.b());
    return new Point(x == 0 ? 0 : x, y == 0 ? 0 : y);
  }

  static Line along(Segment segment) {
    return Line.of(segment.from(), segment.slope());
  }

  /// The place of a segment that is on a line too; its end where that is near enough.
  public static @Nullable Point of(Segment segment, Line line) {
    Point place = of(along(segment), line);
    if (place == null || !has(segment, place)) {
      return null;
    }
    if (segment.from().same(place)) {
      return segment.from();
    }
    return segment.to().same(place) ? segment.to() : place;
  }

  public static @Nullable Point of(Segment one, Segment other) {
    Point place = of(one, along(other));
    return place != null && has(other, place) ? place : null;
  }

  public static boolean has(Segment segment, Point point) {
    return Fuzzy.equal(
        Checked.plus(point.distance(segment.from()), point.distance(segment.to())),
        segment.length());
  }

  /// True when a segment has a place in common with a box.
  public static boolean meet(Box box, Segment segment) {
    Box bounds = Box.of(segment.from(), segment.to());
    if (!bounds.overlaps(box)) {
      return false;
    }
    if (box.has(segment.from()) || box.has(segment.to())) {
      return true;
    }
    for (Segment side : box.sides()) {
      if (of(side, segment) != null) {
        return true;
      }
    }
    return false;
  }

  /// True when a line has a place in common with a box.
  public static boolean meet(Line line, Box box) {
    for (Segment side : box.sides()) {
      if (of(side, line) != null) {
        return true;
      }
    }
    return false;
  }
}
