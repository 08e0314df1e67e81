package omendb.planner.shape;

import java.util.List;
import java.util.Objects;
import omendb.core.shape.Box;
import omendb.core.shape.Checked;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Line;
import omendb.core.shape.Path;
import omendb.core.shape.Point;
import omendb.core.shape.Polygon;
import omendb.core.shape.Segment;
import omendb.core.shape.Shape;
import org.jspecify.annotations.Nullable;

/// The closest places of shapes.
public final class Distances {
  private Distances() {}

  /// The place of a line that is closest to a point.
  public static Closest closest(Line line, Point point) {
    Point place = Crossings.of(Line.of(point, line.inverseSlope()), line);
    return place == null
        ? new Closest(point, Double.NaN)
        : new Closest(place, place.distance(point));
  }

  /// The place of a segment that is closest to a point.
  public static Closest closest(Segment segment, Point point) {
    Line across = Line.of(point, segment.from().inverseSlope(segment.to()));
    Point place = closest(segment, across).point();
    return new Closest(place, place.distance(point));
  }

  /// The place of a segment that is closest to a line.
  public static Closest closest(Segment segment, Line line) {
    Point place = Crossings.of(segment, line);
    if (place != null) {
      return new Closest(place, 0);
    }
    double from = closest(line, segment.from()).distance();
    double to = closest(line, segment.to()).distance();
    return from < to ? new Closest(segment.from(), from) : new Closest(segment.to(), to);
  }

  /// The place of a segment that is closest to another.
  public static Closest closest(Segment on, Segment other) {
    Point place = Crossings.of(on, other);
    if (place != null) {
      return new Closest(place, 0);
    }
    return closest(on, other.from())
        .orNearer(closest(on, other.to()))
        .orNearer(new Closest(on.from(), closest(other, on.from()).distance()))
        .orNearer(new Closest(on.to(), closest(other, on.to()).distance()));
  }

  /// The place of a box that is closest to a point.
  public static Closest closest(Box box, Point point) {
    if (box.has(point)) {
      return new Closest(point, 0);
    }
    Closest best = null;
    for (Segment side : box.sides()) {
      Closest here = closest(side, point);
      best = best == null ? here : best.orNearer(here);
    }
    return Objects.requireNonNull(best);
  }

  /// The place of a box that is closest to a segment; where they meet, the segment's place that is
  /// closest to the middle of the box.
  public static Closest closest(Box box, Segment segment) {
    if (Crossings.meet(box, segment)) {
      return new Closest(closest(segment, box.center()).point(), 0);
    }
    Closest best = null;
    for (Segment side : box.sides()) {
      Closest here = closest(side, segment);
      best = best == null ? here : best.orNearer(here);
    }
    return Objects.requireNonNull(best);
  }

  public static double between(Line one, Line other) {
    if (Crossings.of(one, other) != null) {
      return 0;
    }
    double ratio = 1;
    if (counts(one.a()) && counts(other.a())) {
      ratio = Checked.over(one.a(), other.a());
    } else if (counts(one.b()) && counts(other.b())) {
      ratio = Checked.over(one.b(), other.b());
    }
    double gap = Math.abs(Checked.minus(one.c(), Checked.times(ratio, other.c())));
    return Checked.over(gap, Checked.hypotenuse(one.a(), one.b()));
  }

  private static boolean counts(double factor) {
    return !Fuzzy.zero(factor) && !Double.isNaN(factor);
  }

  public static double between(Path path, Point point) {
    double result = 0;
    boolean found = false;
    for (Segment side : Shape.sides(path.points(), path.closed())) {
      double here = closest(side, point).distance();
      if (!found || here < result) {
        result = here;
        found = true;
      }
    }
    return result;
  }

  /// NULL for paths of one place.
  public static @Nullable Double between(Path one, Path other) {
    List<Segment> others = Shape.sides(other.points(), other.closed());
    Double result = null;
    for (Segment side : Shape.sides(one.points(), one.closed())) {
      for (Segment each : others) {
        double here = closest(side, each).distance();
        if (result == null || here < result) {
          result = here;
        }
      }
    }
    return result;
  }

  public static double between(Polygon one, Polygon other) {
    if (Regions.overlap(one, other)) {
      return 0;
    }
    Double sides = between(new Path(one.points(), true), new Path(other.points(), true));
    return Objects.requireNonNull(sides);
  }

  public static double between(Polygon polygon, Point point) {
    return Regions.has(polygon.points(), point)
        ? 0
        : between(new Path(polygon.points(), true), point);
  }
}
