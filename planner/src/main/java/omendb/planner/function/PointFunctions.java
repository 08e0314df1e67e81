package omendb.planner.function;

import omendb.core.SqlState;
import omendb.core.shape.Box;
import omendb.core.shape.Circle;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Point;
import omendb.core.shape.Segment;
import omendb.core.shape.Shape;
import omendb.core.text.ShapeText;
import omendb.planner.shape.Crossings;
import omendb.planner.shape.Regions;

/// Operators and functions of points.
public final class PointFunctions {
  private PointFunctions() {}

  @SqlFunction("point(float8, float8): point")
  public static String of(double x, double y) {
    return ShapeText.kept(new Point(x, y));
  }

  @SqlFunction("<<(point, point): bool")
  @SqlFunction("point_left(point, point): bool")
  public static boolean left(String left, String right) {
    return Fuzzy.less(ShapeText.point(left).x(), ShapeText.point(right).x());
  }

  @SqlFunction(">>(point, point): bool")
  @SqlFunction("point_right(point, point): bool")
  public static boolean right(String left, String right) {
    return Fuzzy.greater(ShapeText.point(left).x(), ShapeText.point(right).x());
  }

  @SqlFunction("<<|(point, point): bool")
  @SqlFunction("<^(point, point): bool")
  @SqlFunction("point_below(point, point): bool")
  public static boolean below(String left, String right) {
    return Fuzzy.less(ShapeText.point(left).y(), ShapeText.point(right).y());
  }

  @SqlFunction("|>>(point, point): bool")
  @SqlFunction(">^(point, point): bool")
  @SqlFunction("point_above(point, point): bool")
  public static boolean above(String left, String right) {
    return Fuzzy.greater(ShapeText.point(left).y(), ShapeText.point(right).y());
  }

  @SqlFunction("?|(point, point): bool")
  @SqlFunction("point_vert(point, point): bool")
  @SqlFunction("isvertical(point, point): bool")
  public static boolean vertical(String left, String right) {
    return Fuzzy.equal(ShapeText.point(left).x(), ShapeText.point(right).x());
  }

  @SqlFunction("?-(point, point): bool")
  @SqlFunction("point_horiz(point, point): bool")
  @SqlFunction("ishorizontal(point, point): bool")
  public static boolean horizontal(String left, String right) {
    return Fuzzy.equal(ShapeText.point(left).y(), ShapeText.point(right).y());
  }

  @SqlFunction("~=(point, point): bool")
  @SqlFunction("point_eq(point, point): bool")
  public static boolean same(String left, String right) {
    return ShapeText.point(left).same(ShapeText.point(right));
  }

  @SqlFunction("<>(point, point): bool")
  @SqlFunction("point_ne(point, point): bool")
  public static boolean differ(String left, String right) {
    return !same(left, right);
  }

  @SqlFunction("<->(point, point): float8")
  @SqlFunction("point_distance(point, point): float8")
  public static double distance(String left, String right) {
    return ShapeText.point(left).distance(ShapeText.point(right));
  }

  @SqlFunction("slope(point, point): float8")
  public static double slope(String left, String right) {
    return ShapeText.point(left).slope(ShapeText.point(right));
  }

  @SqlFunction("+(point, point): point")
  @SqlFunction("point_add(point, point): point")
  public static String plus(String left, String right) {
    return ShapeText.kept(ShapeText.point(left).plus(ShapeText.point(right)));
  }

  @SqlFunction("-(point, point): point")
  @SqlFunction("point_sub(point, point): point")
  public static String minus(String left, String right) {
    return ShapeText.kept(ShapeText.point(left).minus(ShapeText.point(right)));
  }

  @SqlFunction("*(point, point): point")
  @SqlFunction("point_mul(point, point): point")
  public static String times(String left, String right) {
    return ShapeText.kept(ShapeText.point(left).times(ShapeText.point(right)));
  }

  @SqlFunction("/(point, point): point")
  @SqlFunction("point_div(point, point): point")
  public static String over(String left, String right) {
    return ShapeText.kept(ShapeText.point(left).over(ShapeText.point(right)));
  }

  @SqlFunction("lseg(point, point): lseg")
  public static String segment(String left, String right) {
    return ShapeText.kept(new Segment(ShapeText.point(left), ShapeText.point(right)));
  }

  @SqlFunction("line(point, point): line")
  public static String line(String left, String right) {
    return ShapeText.kept(
        Shape.lineOf(
            ShapeText.point(left), ShapeText.point(right), SqlState.INVALID_PARAMETER_VALUE));
  }

  @SqlFunction("box(point, point): box")
  public static String box(String left, String right) {
    return ShapeText.kept(Box.of(ShapeText.point(left), ShapeText.point(right)));
  }

  @SqlFunction("box(point): box")
  public static String box(String value) {
    return ShapeText.kept(new Box(ShapeText.point(value), ShapeText.point(value)));
  }

  @SqlFunction("circle(point, float8): circle")
  public static String circle(String center, double radius) {
    return ShapeText.kept(new Circle(ShapeText.point(center), radius));
  }

  @SqlFunction("<@(point, lseg): bool")
  @SqlFunction("on_ps(point, lseg): bool")
  public static boolean onSegment(String left, String right) {
    return Crossings.has(ShapeText.segment(right), ShapeText.point(left));
  }

  @SqlFunction("<@(point, line): bool")
  @SqlFunction("on_pl(point, line): bool")
  public static boolean onLine(String left, String right) {
    return ShapeText.line(right).has(ShapeText.point(left));
  }

  @SqlFunction("<@(point, box): bool")
  @SqlFunction("on_pb(point, box): bool")
  public static boolean inBox(String left, String right) {
    return ShapeText.box(right).has(ShapeText.point(left));
  }

  @SqlFunction("<@(point, path): bool")
  @SqlFunction("on_ppath(point, path): bool")
  public static boolean onPath(String left, String right) {
    return PathFunctions.contains(right, left);
  }

  @SqlFunction("<@(point, polygon): bool")
  @SqlFunction("pt_contained_poly(point, polygon): bool")
  public static boolean inPolygon(String left, String right) {
    return Regions.has(ShapeText.polygon(right).points(), ShapeText.point(left));
  }

  @SqlFunction("<@(point, circle): bool")
  @SqlFunction("pt_contained_circle(point, circle): bool")
  public static boolean inCircle(String left, String right) {
    return CircleFunctions.containsPoint(right, left);
  }
}
