package omendb.planner.function;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.core.shape.Box;
import omendb.core.shape.Checked;
import omendb.core.shape.Circle;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Path;
import omendb.core.shape.Point;
import omendb.core.shape.Polygon;
import omendb.core.text.ShapeText;
import omendb.planner.shape.Regions;

/// Operators and functions of polygons; where they lie is where their bounds do.
public final class PolygonFunctions {
  /// How many corners a polygon around a circle has when nobody says it, and how many at most.
  private static final int CORNERS = 12;

  private static final int CORNERS_MAX = 67_108_863;

  private PolygonFunctions() {}

  @SqlFunction("<<(polygon, polygon): bool")
  @SqlFunction("poly_left(polygon, polygon): bool")
  public static boolean left(String left, String right) {
    return bounds(left).high().x() < bounds(right).low().x();
  }

  @SqlFunction("&<(polygon, polygon): bool")
  @SqlFunction("poly_overleft(polygon, polygon): bool")
  public static boolean overLeft(String left, String right) {
    return bounds(left).high().x() <= bounds(right).high().x();
  }

  @SqlFunction(">>(polygon, polygon): bool")
  @SqlFunction("poly_right(polygon, polygon): bool")
  public static boolean right(String left, String right) {
    return bounds(left).low().x() > bounds(right).high().x();
  }

  @SqlFunction("&>(polygon, polygon): bool")
  @SqlFunction("poly_overright(polygon, polygon): bool")
  public static boolean overRight(String left, String right) {
    return bounds(left).low().x() >= bounds(right).low().x();
  }

  @SqlFunction("<<|(polygon, polygon): bool")
  @SqlFunction("poly_below(polygon, polygon): bool")
  public static boolean below(String left, String right) {
    return bounds(left).high().y() < bounds(right).low().y();
  }

  @SqlFunction("&<|(polygon, polygon): bool")
  @SqlFunction("poly_overbelow(polygon, polygon): bool")
  public static boolean overBelow(String left, String right) {
    return bounds(left).high().y() <= bounds(right).high().y();
  }

  @SqlFunction("|>>(polygon, polygon): bool")
  @SqlFunction("poly_above(polygon, polygon): bool")
  public static boolean above(String left, String right) {
    return bounds(left).low().y() > bounds(right).high().y();
  }

  @SqlFunction("|&>(polygon, polygon): bool")
  @SqlFunction("poly_overabove(polygon, polygon): bool")
  public static boolean overAbove(String left, String right) {
    return bounds(left).low().y() >= bounds(right).low().y();
  }

  @SqlFunction("~=(polygon, polygon): bool")
  @SqlFunction("poly_same(polygon, polygon): bool")
  public static boolean same(String left, String right) {
    return Regions.same(ShapeText.polygon(left).points(), ShapeText.polygon(right).points());
  }

  @SqlFunction("&&(polygon, polygon): bool")
  @SqlFunction("poly_overlap(polygon, polygon): bool")
  public static boolean overlaps(String left, String right) {
    return Regions.overlap(ShapeText.polygon(left), ShapeText.polygon(right));
  }

  @SqlFunction("@>(polygon, polygon): bool")
  @SqlFunction("poly_contain(polygon, polygon): bool")
  public static boolean contains(String left, String right) {
    return Regions.contains(ShapeText.polygon(left), ShapeText.polygon(right));
  }

  @SqlFunction("<@(polygon, polygon): bool")
  @SqlFunction("poly_contained(polygon, polygon): bool")
  public static boolean contained(String left, String right) {
    return contains(right, left);
  }

  @SqlFunction("@>(polygon, point): bool")
  @SqlFunction("poly_contain_pt(polygon, point): bool")
  public static boolean containsPoint(String left, String right) {
    return Regions.has(ShapeText.polygon(left).points(), ShapeText.point(right));
  }

  @SqlFunction("#(polygon): int4")
  @SqlFunction("npoints(polygon): int4")
  @SqlFunction("poly_npoints(polygon): int4")
  public static long count(String value) {
    return ShapeText.polygon(value).points().size();
  }

  @SqlFunction("@@(polygon): point")
  @SqlFunction("poly_center(polygon): point")
  @SqlFunction("point(polygon): point")
  public static String center(String value) {
    return ShapeText.kept(ShapeText.polygon(value).circle().center());
  }

  @SqlFunction("box(polygon): box")
  public static String box(String value) {
    return ShapeText.kept(bounds(value));
  }

  @SqlFunction("path(polygon): path")
  public static String path(String value) {
    return ShapeText.kept(new Path(ShapeText.polygon(value).points(), true));
  }

  @SqlFunction("circle(polygon): circle")
  public static String circle(String value) {
    return ShapeText.kept(ShapeText.polygon(value).circle());
  }

  @SqlFunction("polygon(circle): polygon")
  public static String around(String value) {
    return around(CORNERS, value);
  }

  /// A regular polygon with so many corners on a circle.
  @SqlFunction("polygon(int4, circle): polygon")
  public static String around(long corners, String circle) {
    Circle around = ShapeText.circle(circle);
    if (Fuzzy.zero(around.radius())) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "cannot convert circle with radius zero to polygon");
    }
    if (corners < 2) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("must request at least 2 points");
    }
    if (corners > CORNERS_MAX) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("too many points requested");
    }
    double step = 2 * Math.PI / corners;
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < corners; i++) {
      double angle = Checked.times(step, i);
      points.add(
          new Point(
              Checked.minus(around.center().x(), around.radius() * Math.cos(angle)),
              Checked.plus(around.center().y(), around.radius() * Math.sin(angle))));
    }
    return ShapeText.kept(new Polygon(points));
  }

  private static Box bounds(String value) {
    return ShapeText.polygon(value).bounds();
  }
}
