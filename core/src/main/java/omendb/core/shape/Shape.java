package omendb.core.shape;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;

/// A shape in the plane: a value of one of the types point, lseg, line, box, path, polygon, circle.
public sealed interface Shape permits Point, Segment, Line, Box, Path, Polygon, Circle {
  /// The line through two places.
  ///
  /// @param state of the error when the places are the same
  static Line lineOf(Point one, Point other, SqlState state) {
    if (one.same(other)) {
      throw state.error("invalid line specification: must be two distinct points");
    }
    return Line.through(one, other);
  }

  /// The sides of a way, from the last place to the first too when it is closed.
  static List<Segment> sides(List<Point> points, boolean closed) {
    List<Segment> sides = new ArrayList<>(points.size());
    for (int i = closed ? 0 : 1; i < points.size(); i++) {
      sides.add(new Segment(points.get(i == 0 ? points.size() - 1 : i - 1), points.get(i)));
    }
    return sides;
  }
}
