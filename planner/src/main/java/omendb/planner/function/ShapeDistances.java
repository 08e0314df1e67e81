package omendb.planner.function;

import omendb.core.shape.Checked;
import omendb.core.shape.Circle;
import omendb.core.shape.Line;
import omendb.core.shape.Segment;
import omendb.core.text.ShapeText;
import omendb.planner.shape.Closest;
import omendb.planner.shape.Distances;
import org.jspecify.annotations.Nullable;

/// How far shapes of different types are from each other, and where they come closest.
public final class ShapeDistances {
  private ShapeDistances() {}

  @SqlFunction("<->(point, lseg): float8")
  @SqlFunction("dist_ps(point, lseg): float8")
  public static double pointToSegment(String left, String right) {
    return Distances.closest(ShapeText.segment(right), ShapeText.point(left)).distance();
  }

  @SqlFunction("<->(lseg, point): float8")
  @SqlFunction("dist_sp(lseg, point): float8")
  public static double segmentToPoint(String left, String right) {
    return pointToSegment(right, left);
  }

  @SqlFunction("<->(point, path): float8")
  @SqlFunction("dist_ppath(point, path): float8")
  public static double pointToPath(String left, String right) {
    return Distances.between(ShapeText.path(right), ShapeText.point(left));
  }

  @SqlFunction("<->(path, point): float8")
  @SqlFunction("dist_pathp(path, point): float8")
  public static double pathToPoint(String left, String right) {
    return pointToPath(right, left);
  }

  @SqlFunction("<->(point, box): float8")
  @SqlFunction("dist_pb(point, box): float8")
  public static double pointToBox(String left, String right) {
    return Distances.closest(ShapeText.box(right), ShapeText.point(left)).distance();
  }

  @SqlFunction("<->(box, point): float8")
  @SqlFunction("dist_bp(box, point): float8")
  public static double boxToPoint(String left, String right) {
    return pointToBox(right, left);
  }

  @SqlFunction("<->(point, polygon): float8")
  @SqlFunction("dist_ppoly(point, polygon): float8")
  public static double pointToPolygon(String left, String right) {
    return Distances.between(ShapeText.polygon(right), ShapeText.point(left));
  }

  @SqlFunction("<->(polygon, point): float8")
  @SqlFunction("dist_polyp(polygon, point): float8")
  public static double polygonToPoint(String left, String right) {
    return pointToPolygon(right, left);
  }

  @SqlFunction("<->(point, line): float8")
  @SqlFunction("dist_pl(point, line): float8")
  public static double pointToLine(String left, String right) {
    return Distances.closest(ShapeText.line(right), ShapeText.point(left)).distance();
  }

  @SqlFunction("<->(line, point): float8")
  @SqlFunction("dist_lp(line, point): float8")
  public static double lineToPoint(String left, String right) {
    return pointToLine(right, left);
  }

  @SqlFunction("<->(point, circle): float8")
  @SqlFunction("dist_pc(point, circle): float8")
  public static double pointToCircle(String left, String right) {
    Circle b = ShapeText.circle(right);
    double center = ShapeText.point(left).distance(b.center());
    return CircleFunctions.notBelowZero(Checked.minus(center, b.radius()));
  }

  @SqlFunction("<->(circle, point): float8")
  @SqlFunction("dist_cpoint(circle, point): float8")
  public static double circleToPoint(String left, String right) {
    return pointToCircle(right, left);
  }

  @SqlFunction("<->(lseg, box): float8")
  @SqlFunction("dist_sb(lseg, box): float8")
  public static double segmentToBox(String left, String right) {
    return Distances.closest(ShapeText.box(right), ShapeText.segment(left)).distance();
  }

  @SqlFunction("<->(box, lseg): float8")
  @SqlFunction("dist_bs(box, lseg): float8")
  public static double boxToSegment(String left, String right) {
    return segmentToBox(right, left);
  }

  @SqlFunction("<->(lseg, line): float8")
  @SqlFunction("dist_sl(lseg, line): float8")
  public static double segmentToLine(String left, String right) {
    return Distances.closest(ShapeText.segment(left), ShapeText.line(right)).distance();
  }

  @SqlFunction("<->(line, lseg): float8")
  @SqlFunction("dist_ls(line, lseg): float8")
  public static double lineToSegment(String left, String right) {
    return segmentToLine(right, left);
  }

  @SqlFunction("<->(polygon, circle): float8")
  @SqlFunction("dist_polyc(polygon, circle): float8")
  public static double polygonToCircle(String left, String right) {
    Circle b = ShapeText.circle(right);
    double center = Distances.between(ShapeText.polygon(left), b.center());
    return CircleFunctions.notBelowZero(Checked.minus(center, b.radius()));
  }

  @SqlFunction("<->(circle, polygon): float8")
  @SqlFunction("dist_cpoly(circle, polygon): float8")
  public static double circleToPolygon(String left, String right) {
    return polygonToCircle(right, left);
  }

  @SqlFunction("<->(lseg, lseg): float8")
  @SqlFunction("lseg_distance(lseg, lseg): float8")
  public static double between(String left, String right) {
    return Distances.closest(ShapeText.segment(left), ShapeText.segment(right)).distance();
  }

  @SqlFunction("<->(line, line): float8")
  @SqlFunction("line_distance(line, line): float8")
  public static double lines(String left, String right) {
    return Distances.between(ShapeText.line(left), ShapeText.line(right));
  }

  @SqlFunction("<->(polygon, polygon): float8")
  @SqlFunction("poly_distance(polygon, polygon): float8")
  public static double polygons(String left, String right) {
    return Distances.between(ShapeText.polygon(left), ShapeText.polygon(right));
  }

  @SqlFunction("##(point, lseg): point")
  @SqlFunction("close_ps(point, lseg): point")
  public static @Nullable String closestOfSegment(String left, String right) {
    return keptOrNull(Distances.closest(ShapeText.segment(right), ShapeText.point(left)));
  }

  @SqlFunction("##(point, box): point")
  @SqlFunction("close_pb(point, box): point")
  public static @Nullable String closestOfBox(String left, String right) {
    return keptOrNull(Distances.closest(ShapeText.box(right), ShapeText.point(left)));
  }

  @SqlFunction("##(point, line): point")
  @SqlFunction("close_pl(point, line): point")
  public static @Nullable String closestOfLine(String left, String right) {
    return keptOrNull(Distances.closest(ShapeText.line(right), ShapeText.point(left)));
  }

  @SqlFunction("##(lseg, box): point")
  @SqlFunction("close_sb(lseg, box): point")
  public static @Nullable String closestOfBoxTo(String left, String right) {
    return keptOrNull(Distances.closest(ShapeText.box(right), ShapeText.segment(left)));
  }

  @SqlFunction("##(lseg, lseg): point")
  @SqlFunction("close_lseg(lseg, lseg): point")
  public static @Nullable String closestOfSecond(String left, String right) {
    Segment a = ShapeText.segment(left);
    Segment b = ShapeText.segment(right);
    return a.slope() == b.slope() ? null : keptOrNull(Distances.closest(b, a));
  }

  @SqlFunction("##(line, lseg): point")
  @SqlFunction("close_ls(line, lseg): point")
  public static @Nullable String closestToLine(String left, String right) {
    Line a = ShapeText.line(left);
    Segment b = ShapeText.segment(right);
    return a.slope() == b.slope() ? null : keptOrNull(Distances.closest(b, a));
  }

  private static @Nullable String keptOrNull(Closest closest) {
    return Double.isNaN(closest.distance()) ? null : ShapeText.kept(closest.point());
  }
}
