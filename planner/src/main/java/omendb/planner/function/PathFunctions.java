package omendb.planner.function;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.core.shape.Box;
import omendb.core.shape.Checked;
import omendb.core.shape.Path;
import omendb.core.shape.Point;
import omendb.core.shape.Polygon;
import omendb.core.shape.Segment;
import omendb.core.shape.Shape;
import omendb.core.text.ShapeText;
import omendb.planner.shape.Crossings;
import omendb.planner.shape.Distances;
import omendb.planner.shape.Regions;
import org.jspecify.annotations.Nullable;

/// Operators and functions of paths; they are compared by how many places they have.
public final class PathFunctions {
  private PathFunctions() {}

  @SqlFunction("#(path): int4")
  @SqlFunction("npoints(path): int4")
  @SqlFunction("path_npoints(path): int4")
  public static long count(String value) {
    return ShapeText.path(value).points().size();
  }

  @SqlFunction("<(path, path): bool")
  @SqlFunction("path_n_lt(path, path): bool")
  public static boolean less(String left, String right) {
    return count(left) < count(right);
  }

  @SqlFunction("<=(path, path): bool")
  @SqlFunction("path_n_le(path, path): bool")
  public static boolean lessOrEqual(String left, String right) {
    return count(left) <= count(right);
  }

  @SqlFunction("=(path, path): bool")
  @SqlFunction("path_n_eq(path, path): bool")
  public static boolean equal(String left, String right) {
    return count(left) == count(right);
  }

  @SqlFunction(">=(path, path): bool")
  @SqlFunction("path_n_ge(path, path): bool")
  public static boolean greaterOrEqual(String left, String right) {
    return count(left) >= count(right);
  }

  @SqlFunction(">(path, path): bool")
  @SqlFunction("path_n_gt(path, path): bool")
  public static boolean greater(String left, String right) {
    return count(left) > count(right);
  }

  @SqlFunction("isclosed(path): bool")
  public static boolean closed(String value) {
    return ShapeText.path(value).closed();
  }

  @SqlFunction("isopen(path): bool")
  public static boolean open(String value) {
    return !closed(value);
  }

  @SqlFunction("pclose(path): path")
  public static String close(String value) {
    return ShapeText.kept(new Path(ShapeText.path(value).points(), true));
  }

  @SqlFunction("popen(path): path")
  public static String opened(String value) {
    return ShapeText.kept(new Path(ShapeText.path(value).points(), false));
  }

  @SqlFunction("<->(path, path): float8")
  @SqlFunction("path_distance(path, path): float8")
  public static @Nullable Double distance(String left, String right) {
    return Distances.between(ShapeText.path(left), ShapeText.path(right));
  }

  @SqlFunction("+(path, point): path")
  @SqlFunction("path_add_pt(path, point): path")
  public static String plus(String left, String right) {
    Path a = ShapeText.path(left);
    Point b = ShapeText.point(right);
    return ShapeText.kept(
        new Path(a.points().stream().map(each -> each.plus(b)).toList(), a.closed()));
  }

  @SqlFunction("-(path, point): path")
  @SqlFunction("path_sub_pt(path, point): path")
  public static String minus(String left, String right) {
    Path a = ShapeText.path(left);
    Point b = ShapeText.point(right);
    return ShapeText.kept(
        new Path(a.points().stream().map(each -> each.minus(b)).toList(), a.closed()));
  }

  @SqlFunction("*(path, point): path")
  @SqlFunction("path_mul_pt(path, point): path")
  public static String times(String left, String right) {
    Path a = ShapeText.path(left);
    Point b = ShapeText.point(right);
    return ShapeText.kept(
        new Path(a.points().stream().map(each -> each.times(b)).toList(), a.closed()));
  }

  @SqlFunction("/(path, point): path")
  @SqlFunction("path_div_pt(path, point): path")
  public static String over(String left, String right) {
    Path a = ShapeText.path(left);
    Point b = ShapeText.point(right);
    return ShapeText.kept(
        new Path(a.points().stream().map(each -> each.over(b)).toList(), a.closed()));
  }

  /// Both, the second behind the first; NULL when one is closed.
  @SqlFunction("+(path, path): path")
  @SqlFunction("path_add(path, path): path")
  public static @Nullable String joined(String left, String right) {
    Path a = ShapeText.path(left);
    Path b = ShapeText.path(right);
    if (a.closed() || b.closed()) {
      return null;
    }
    List<Point> points = new ArrayList<>(a.points());
    points.addAll(b.points());
    return ShapeText.kept(new Path(points, false));
  }

  @SqlFunction("@-@(path): float8")
  @SqlFunction("length(path): float8")
  @SqlFunction("path_length(path): float8")
  public static double length(String value) {
    Path a = ShapeText.path(value);
    double result = 0;
    for (Segment side : Shape.sides(a.points(), a.closed())) {
      result = Checked.plus(result, side.length());
    }
    return result;
  }

  /// What a closed path goes around.
  @SqlFunction("area(path): float8")
  public static @Nullable Double area(String value) {
    Path a = ShapeText.path(value);
    if (!a.closed()) {
      return null;
    }
    double twice = 0;
    List<Point> points = a.points();
    for (int i = 0; i < points.size(); i++) {
      Point here = points.get(i);
      Point next = points.get((i + 1) % points.size());
      twice = Checked.plus(twice, Checked.times(here.x(), next.y()));
      twice = Checked.minus(twice, Checked.times(here.y(), next.x()));
    }
    return Checked.over(Math.abs(twice), 2);
  }

  @SqlFunction("?#(path, path): bool")
  @SqlFunction("path_inter(path, path): bool")
  public static boolean intersect(String left, String right) {
    Path a = ShapeText.path(left);
    Path b = ShapeText.path(right);
    if (!Box.around(a.points()).overlaps(Box.around(b.points()))) {
      return false;
    }
    List<Segment> others = Shape.sides(b.points(), b.closed());
    for (Segment side : Shape.sides(a.points(), a.closed())) {
      for (Segment other : others) {
        if (Crossings.of(side, other) != null) {
          return true;
        }
      }
    }
    return false;
  }

  /// True for a point on an open path, or within a closed one.
  @SqlFunction("@>(path, point): bool")
  @SqlFunction("path_contain_pt(path, point): bool")
  public static boolean contains(String left, String right) {
    Path a = ShapeText.path(left);
    Point point = ShapeText.point(right);
    if (a.closed()) {
      return Regions.has(a.points(), point);
    }
    for (Segment side : Shape.sides(a.points(), false)) {
      if (Crossings.has(side, point)) {
        return true;
      }
    }
    return false;
  }

  @SqlFunction("polygon(path): polygon")
  public static String polygon(String value) {
    Path a = ShapeText.path(value);
    if (!a.closed()) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("open path cannot be converted to polygon");
    }
    return ShapeText.kept(new Polygon(a.points()));
  }
}
