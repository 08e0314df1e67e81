package omendb.planner.function;

import omendb.core.shape.Box;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Line;
import omendb.core.shape.Segment;
import omendb.core.shape.Shape;
import omendb.core.text.ShapeText;
import omendb.planner.shape.Crossings;
import org.jspecify.annotations.Nullable;

/// Operators and functions of line segments.
public final class SegmentFunctions {
  private SegmentFunctions() {}

  @SqlFunction("@-@(lseg): float8")
  @SqlFunction("length(lseg): float8")
  @SqlFunction("lseg_length(lseg): float8")
  public static double length(String value) {
    return ShapeText.segment(value).length();
  }

  @SqlFunction("@@(lseg): point")
  @SqlFunction("lseg_center(lseg): point")
  @SqlFunction("point(lseg): point")
  public static String center(String value) {
    return ShapeText.kept(ShapeText.segment(value).middle());
  }

  @SqlFunction("?#(lseg, lseg): bool")
  @SqlFunction("lseg_intersect(lseg, lseg): bool")
  public static boolean intersect(String left, String right) {
    return crossing(left, right) != null;
  }

  @SqlFunction("#(lseg, lseg): point")
  @SqlFunction("lseg_interpt(lseg, lseg): point")
  public static @Nullable String crossing(String left, String right) {
    return keptOrNull(Crossings.of(ShapeText.segment(left), ShapeText.segment(right)));
  }

  @SqlFunction("?||(lseg, lseg): bool")
  @SqlFunction("isparallel(lseg, lseg): bool")
  @SqlFunction("lseg_parallel(lseg, lseg): bool")
  public static boolean parallel(String left, String right) {
    return Fuzzy.equal(ShapeText.segment(left).slope(), ShapeText.segment(right).slope());
  }

  @SqlFunction("?-|(lseg, lseg): bool")
  @SqlFunction("isperp(lseg, lseg): bool")
  @SqlFunction("lseg_perp(lseg, lseg): bool")
  public static boolean perpendicular(String left, String right) {
    Segment b = ShapeText.segment(right);
    return Fuzzy.equal(ShapeText.segment(left).slope(), b.from().inverseSlope(b.to()));
  }

  @SqlFunction("?|(lseg): bool")
  @SqlFunction("isvertical(lseg): bool")
  @SqlFunction("lseg_vertical(lseg): bool")
  public static boolean vertical(String value) {
    Segment a = ShapeText.segment(value);
    return Fuzzy.equal(a.from().x(), a.to().x());
  }

  @SqlFunction("?-(lseg): bool")
  @SqlFunction("ishorizontal(lseg): bool")
  @SqlFunction("lseg_horizontal(lseg): bool")
  public static boolean horizontal(String value) {
    Segment a = ShapeText.segment(value);
    return Fuzzy.equal(a.from().y(), a.to().y());
  }

  @SqlFunction("=(lseg, lseg): bool")
  @SqlFunction("lseg_eq(lseg, lseg): bool")
  public static boolean equal(String left, String right) {
    Segment a = ShapeText.segment(left);
    Segment b = ShapeText.segment(right);
    return a.from().same(b.from()) && a.to().same(b.to());
  }

  @SqlFunction("<>(lseg, lseg): bool")
  @SqlFunction("lseg_ne(lseg, lseg): bool")
  public static boolean notEqual(String left, String right) {
    return !equal(left, right);
  }

  @SqlFunction("<(lseg, lseg): bool")
  @SqlFunction("lseg_lt(lseg, lseg): bool")
  public static boolean less(String left, String right) {
    return Fuzzy.less(length(left), length(right));
  }

  @SqlFunction("<=(lseg, lseg): bool")
  @SqlFunction("lseg_le(lseg, lseg): bool")
  public static boolean lessOrEqual(String left, String right) {
    return Fuzzy.lessOrEqual(length(left), length(right));
  }

  @SqlFunction(">(lseg, lseg): bool")
  @SqlFunction("lseg_gt(lseg, lseg): bool")
  public static boolean greater(String left, String right) {
    return Fuzzy.greater(length(left), length(right));
  }

  @SqlFunction(">=(lseg, lseg): bool")
  @SqlFunction("lseg_ge(lseg, lseg): bool")
  public static boolean greaterOrEqual(String left, String right) {
    return Fuzzy.greaterOrEqual(length(left), length(right));
  }

  @SqlFunction("<@(lseg, box): bool")
  @SqlFunction("on_sb(lseg, box): bool")
  public static boolean inBox(String left, String right) {
    Segment a = ShapeText.segment(left);
    Box b = ShapeText.box(right);
    return b.has(a.from()) && b.has(a.to());
  }

  @SqlFunction("<@(lseg, line): bool")
  @SqlFunction("on_sl(lseg, line): bool")
  public static boolean onLine(String left, String right) {
    Segment a = ShapeText.segment(left);
    Line b = ShapeText.line(right);
    return b.has(a.from()) && b.has(a.to());
  }

  @SqlFunction("?#(lseg, box): bool")
  @SqlFunction("inter_sb(lseg, box): bool")
  public static boolean meetsBox(String left, String right) {
    return Crossings.meet(ShapeText.box(right), ShapeText.segment(left));
  }

  @SqlFunction("?#(lseg, line): bool")
  @SqlFunction("inter_sl(lseg, line): bool")
  public static boolean meetsLine(String left, String right) {
    return Crossings.of(ShapeText.segment(left), ShapeText.line(right)) != null;
  }

  static @Nullable String keptOrNull(@Nullable Shape shape) {
    return shape == null ? null : ShapeText.kept(shape);
  }
}
