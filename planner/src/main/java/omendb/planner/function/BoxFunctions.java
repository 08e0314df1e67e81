package omendb.planner.function;

import java.util.List;
import omendb.core.shape.Box;
import omendb.core.shape.Circle;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Point;
import omendb.core.shape.Polygon;
import omendb.core.shape.Segment;
import omendb.core.text.ShapeText;
import org.jspecify.annotations.Nullable;

/// Operators and functions of boxes; they are compared by their areas.
public final class BoxFunctions {
  private BoxFunctions() {}

  @SqlFunction("~=(box, box): bool")
  @SqlFunction("box_same(box, box): bool")
  public static boolean same(String left, String right) {
    Box a = ShapeText.box(left);
    Box b = ShapeText.box(right);
    return a.high().same(b.high()) && a.low().same(b.low());
  }

  @SqlFunction("&&(box, box): bool")
  @SqlFunction("?#(box, box): bool")
  @SqlFunction("box_overlap(box, box): bool")
  public static boolean overlaps(String left, String right) {
    return ShapeText.box(left).overlaps(ShapeText.box(right));
  }

  @SqlFunction("<<(box, box): bool")
  @SqlFunction("box_left(box, box): bool")
  public static boolean left(String left, String right) {
    return Fuzzy.less(ShapeText.box(left).high().x(), ShapeText.box(right).low().x());
  }

  @SqlFunction("&<(box, box): bool")
  @SqlFunction("box_overleft(box, box): bool")
  public static boolean overLeft(String left, String right) {
    return Fuzzy.lessOrEqual(ShapeText.box(left).high().x(), ShapeText.box(right).high().x());
  }

  @SqlFunction(">>(box, box): bool")
  @SqlFunction("box_right(box, box): bool")
  public static boolean right(String left, String right) {
    return Fuzzy.greater(ShapeText.box(left).low().x(), ShapeText.box(right).high().x());
  }

  @SqlFunction("&>(box, box): bool")
  @SqlFunction("box_overright(box, box): bool")
  public static boolean overRight(String left, String right) {
    return Fuzzy.greaterOrEqual(ShapeText.box(left).low().x(), ShapeText.box(right).low().x());
  }

  @SqlFunction("<<|(box, box): bool")
  @SqlFunction("box_below(box, box): bool")
  public static boolean below(String left, String right) {
    return Fuzzy.less(ShapeText.box(left).high().y(), ShapeText.box(right).low().y());
  }

  @SqlFunction("&<|(box, box): bool")
  @SqlFunction("box_overbelow(box, box): bool")
  public static boolean overBelow(String left, String right) {
    return Fuzzy.lessOrEqual(ShapeText.box(left).high().y(), ShapeText.box(right).high().y());
  }

  @SqlFunction("|>>(box, box): bool")
  @SqlFunction("box_above(box, box): bool")
  public static boolean above(String left, String right) {
    return Fuzzy.greater(ShapeText.box(left).low().y(), ShapeText.box(right).high().y());
  }

  @SqlFunction("|&>(box, box): bool")
  @SqlFunction("box_overabove(box, box): bool")
  public static boolean overAbove(String left, String right) {
    return Fuzzy.greaterOrEqual(ShapeText.box(left).low().y(), ShapeText.box(right).low().y());
  }

  @SqlFunction("<^(box, box): bool")
  @SqlFunction("box_below_eq(box, box): bool")
  public static boolean belowOrAt(String left, String right) {
    return Fuzzy.lessOrEqual(ShapeText.box(left).high().y(), ShapeText.box(right).low().y());
  }

  @SqlFunction(">^(box, box): bool")
  @SqlFunction("box_above_eq(box, box): bool")
  public static boolean aboveOrAt(String left, String right) {
    return Fuzzy.greaterOrEqual(ShapeText.box(left).low().y(), ShapeText.box(right).high().y());
  }

  @SqlFunction("@>(box, box): bool")
  @SqlFunction("box_contain(box, box): bool")
  public static boolean contains(String left, String right) {
    return ShapeText.box(left).has(ShapeText.box(right));
  }

  @SqlFunction("<@(box, box): bool")
  @SqlFunction("box_contained(box, box): bool")
  public static boolean contained(String left, String right) {
    return contains(right, left);
  }

  @SqlFunction("@>(box, point): bool")
  @SqlFunction("box_contain_pt(box, point): bool")
  public static boolean containsPoint(String left, String right) {
    return ShapeText.box(left).has(ShapeText.point(right));
  }

  @SqlFunction("=(box, box): bool")
  @SqlFunction("box_eq(box, box): bool")
  public static boolean equal(String left, String right) {
    return Fuzzy.equal(area(left), area(right));
  }

  @SqlFunction("<(box, box): bool")
  @SqlFunction("box_lt(box, box): bool")
  public static boolean less(String left, String right) {
    return Fuzzy.less(area(left), area(right));
  }

  @SqlFunction("<=(box, box): bool")
  @SqlFunction("box_le(box, box): bool")
  public static boolean lessOrEqual(String left, String right) {
    return Fuzzy.lessOrEqual(area(left), area(right));
  }

  @SqlFunction(">(box, box): bool")
  @SqlFunction("box_gt(box, box): bool")
  public static boolean greater(String left, String right) {
    return Fuzzy.greater(area(left), area(right));
  }

  @SqlFunction(">=(box, box): bool")
  @SqlFunction("box_ge(box, box): bool")
  public static boolean greaterOrEqual(String left, String right) {
    return Fuzzy.greaterOrEqual(area(left), area(right));
  }

  @SqlFunction("area(box): float8")
  public static double area(String value) {
    return ShapeText.box(value).area();
  }

  @SqlFunction("width(box): float8")
  public static double width(String value) {
    return ShapeText.box(value).width();
  }

  @SqlFunction("height(box): float8")
  public static double height(String value) {
    return ShapeText.box(value).height();
  }

  @SqlFunction("@@(box): point")
  @SqlFunction("box_center(box): point")
  @SqlFunction("center(box): point")
  @SqlFunction("point(box): point")
  public static String center(String value) {
    return ShapeText.kept(ShapeText.box(value).center());
  }

  @SqlFunction("<->(box, box): float8")
  @SqlFunction("box_distance(box, box): float8")
  public static double distance(String left, String right) {
    return ShapeText.box(left).center().distance(ShapeText.box(right).center());
  }

  @SqlFunction("#(box, box): box")
  @SqlFunction("box_intersect(box, box): box")
  public static @Nullable String overlap(String left, String right) {
    Box a = ShapeText.box(left);
    Box b = ShapeText.box(right);
    return a.overlaps(b) ? ShapeText.kept(a.overlap(b)) : null;
  }

  @SqlFunction("diagonal(box): lseg")
  @SqlFunction("lseg(box): lseg")
  public static String diagonal(String value) {
    Box a = ShapeText.box(value);
    return ShapeText.kept(new Segment(a.high(), a.low()));
  }

  @SqlFunction("bound_box(box, box): box")
  public static String bounds(String left, String right) {
    return ShapeText.kept(ShapeText.box(left).with(ShapeText.box(right)));
  }

  @SqlFunction("+(box, point): box")
  @SqlFunction("box_add(box, point): box")
  public static String plus(String left, String right) {
    Box a = ShapeText.box(left);
    Point b = ShapeText.point(right);
    return ShapeText.kept(new Box(a.high().plus(b), a.low().plus(b)));
  }

  @SqlFunction("-(box, point): box")
  @SqlFunction("box_sub(box, point): box")
  public static String minus(String left, String right) {
    Box a = ShapeText.box(left);
    Point b = ShapeText.point(right);
    return ShapeText.kept(new Box(a.high().minus(b), a.low().minus(b)));
  }

  @SqlFunction("*(box, point): box")
  @SqlFunction("box_mul(box, point): box")
  public static String times(String left, String right) {
    Box a = ShapeText.box(left);
    Point b = ShapeText.point(right);
    return ShapeText.kept(Box.of(a.high().times(b), a.low().times(b)));
  }

  @SqlFunction("/(box, point): box")
  @SqlFunction("box_div(box, point): box")
  public static String over(String left, String right) {
    Box a = ShapeText.box(left);
    Point b = ShapeText.point(right);
    return ShapeText.kept(Box.of(a.high().over(b), a.low().over(b)));
  }

  @SqlFunction("circle(box): circle")
  public static String circle(String value) {
    Box a = ShapeText.box(value);
    Point center = a.center();
    return ShapeText.kept(new Circle(center, center.distance(a.high())));
  }

  @SqlFunction("polygon(box): polygon")
  public static String polygon(String value) {
    Box a = ShapeText.box(value);
    Point upperLeft = new Point(a.low().x(), a.high().y());
    Point lowerRight = new Point(a.high().x(), a.low().y());
    return ShapeText.kept(new Polygon(List.of(a.low(), upperLeft, a.high(), lowerRight)));
  }
}
