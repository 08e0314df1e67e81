package omendb.planner.function;

import omendb.core.shape.Box;
import omendb.core.shape.Checked;
import omendb.core.shape.Circle;
import omendb.core.shape.Fuzzy;
import omendb.core.shape.Point;
import omendb.core.text.ShapeText;

/// Operators and functions of circles; they are compared by their areas.
public final class CircleFunctions {
  private CircleFunctions() {}

  @SqlFunction("<<(circle, circle): bool")
  @SqlFunction("circle_left(circle, circle): bool")
  public static boolean left(String left, String right) {
    return Fuzzy.less(maxX(left), minX(right));
  }

  @SqlFunction("&<(circle, circle): bool")
  @SqlFunction("circle_overleft(circle, circle): bool")
  public static boolean overLeft(String left, String right) {
    return Fuzzy.lessOrEqual(maxX(left), maxX(right));
  }

  @SqlFunction(">>(circle, circle): bool")
  @SqlFunction("circle_right(circle, circle): bool")
  public static boolean right(String left, String right) {
    return Fuzzy.greater(minX(left), maxX(right));
  }

  @SqlFunction("&>(circle, circle): bool")
  @SqlFunction("circle_overright(circle, circle): bool")
  public static boolean overRight(String left, String right) {
    return Fuzzy.greaterOrEqual(minX(left), minX(right));
  }

  @SqlFunction("<<|(circle, circle): bool")
  @SqlFunction("circle_below(circle, circle): bool")
  public static boolean below(String left, String right) {
    return Fuzzy.less(maxY(left), minY(right));
  }

  @SqlFunction("&<|(circle, circle): bool")
  @SqlFunction("circle_overbelow(circle, circle): bool")
  public static boolean overBelow(String left, String right) {
    return Fuzzy.lessOrEqual(maxY(left), maxY(right));
  }

  @SqlFunction("|>>(circle, circle): bool")
  @SqlFunction("circle_above(circle, circle): bool")
  public static boolean above(String left, String right) {
    return Fuzzy.greater(minY(left), maxY(right));
  }

  @SqlFunction("|&>(circle, circle): bool")
  @SqlFunction("circle_overabove(circle, circle): bool")
  public static boolean overAbove(String left, String right) {
    return Fuzzy.greaterOrEqual(minY(left), minY(right));
  }

  @SqlFunction("=(circle, circle): bool")
  @SqlFunction("circle_eq(circle, circle): bool")
  public static boolean equal(String left, String right) {
    return Fuzzy.equal(area(left), area(right));
  }

  @SqlFunction("<>(circle, circle): bool")
  @SqlFunction("circle_ne(circle, circle): bool")
  public static boolean notEqual(String left, String right) {
    return Fuzzy.notEqual(area(left), area(right));
  }

  @SqlFunction("<(circle, circle): bool")
  @SqlFunction("circle_lt(circle, circle): bool")
  public static boolean less(String left, String right) {
    return Fuzzy.less(area(left), area(right));
  }

  @SqlFunction("<=(circle, circle): bool")
  @SqlFunction("circle_le(circle, circle): bool")
  public static boolean lessOrEqual(String left, String right) {
    return Fuzzy.lessOrEqual(area(left), area(right));
  }

  @SqlFunction(">(circle, circle): bool")
  @SqlFunction("circle_gt(circle, circle): bool")
  public static boolean greater(String left, String right) {
    return Fuzzy.greater(area(left), area(right));
  }

  @SqlFunction(">=(circle, circle): bool")
  @SqlFunction("circle_ge(circle, circle): bool")
  public static boolean greaterOrEqual(String left, String right) {
    return Fuzzy.greaterOrEqual(area(left), area(right));
  }

  @SqlFunction("~=(circle, circle): bool")
  @SqlFunction("circle_same(circle, circle): bool")
  public static boolean same(String left, String right) {
    Circle a = ShapeText.circle(left);
    Circle b = ShapeText.circle(right);
    boolean alike = Double.isNaN(a.radius()) && Double.isNaN(b.radius());
    return (alike || Fuzzy.equal(a.radius(), b.radius())) && a.center().same(b.center());
  }

  @SqlFunction("&&(circle, circle): bool")
  @SqlFunction("circle_overlap(circle, circle): bool")
  public static boolean overlaps(String left, String right) {
    Circle a = ShapeText.circle(left);
    Circle b = ShapeText.circle(right);
    return Fuzzy.lessOrEqual(a.center().distance(b.center()), Checked.plus(a.radius(), b.radius()));
  }

  @SqlFunction("@>(circle, circle): bool")
  @SqlFunction("circle_contain(circle, circle): bool")
  public static boolean contains(String left, String right) {
    Circle a = ShapeText.circle(left);
    Circle b = ShapeText.circle(right);
    return Fuzzy.lessOrEqual(
        a.center().distance(b.center()), Checked.minus(a.radius(), b.radius()));
  }

  @SqlFunction("<@(circle, circle): bool")
  @SqlFunction("circle_contained(circle, circle): bool")
  public static boolean contained(String left, String right) {
    return contains(right, left);
  }

  @SqlFunction("@>(circle, point): bool")
  @SqlFunction("circle_contain_pt(circle, point): bool")
  public static boolean containsPoint(String left, String right) {
    Circle a = ShapeText.circle(left);
    return a.center().distance(ShapeText.point(right)) <= a.radius();
  }

  @SqlFunction("area(circle): float8")
  public static double area(String value) {
    return ShapeText.circle(value).area();
  }

  @SqlFunction("diameter(circle): float8")
  public static double diameter(String value) {
    return Checked.times(ShapeText.circle(value).radius(), 2);
  }

  @SqlFunction("radius(circle): float8")
  public static double radius(String value) {
    return ShapeText.circle(value).radius();
  }

  @SqlFunction("@@(circle): point")
  @SqlFunction("circle_center(circle): point")
  @SqlFunction("center(circle): point")
  @SqlFunction("point(circle): point")
  public static String center(String value) {
    return ShapeText.kept(ShapeText.circle(value).center());
  }

  @SqlFunction("<->(circle, circle): float8")
  @SqlFunction("circle_distance(circle, circle): float8")
  public static double distance(String left, String right) {
    Circle a = ShapeText.circle(left);
    Circle b = ShapeText.circle(right);
    double radii = Checked.plus(a.radius(), b.radius());
    return notBelowZero(Checked.minus(a.center().distance(b.center()), radii));
  }

  @SqlFunction("+(circle, point): circle")
  @SqlFunction("circle_add_pt(circle, point): circle")
  public static String plus(String left, String right) {
    Circle a = ShapeText.circle(left);
    return ShapeText.kept(new Circle(a.center().plus(ShapeText.point(right)), a.radius()));
  }

  @SqlFunction("-(circle, point): circle")
  @SqlFunction("circle_sub_pt(circle, point): circle")
  public static String minus(String left, String right) {
    Circle a = ShapeText.circle(left);
    return ShapeText.kept(new Circle(a.center().minus(ShapeText.point(right)), a.radius()));
  }

  @SqlFunction("*(circle, point): circle")
  @SqlFunction("circle_mul_pt(circle, point): circle")
  public static String times(String left, String right) {
    Circle a = ShapeText.circle(left);
    Point b = ShapeText.point(right);
    double size = Checked.hypotenuse(b.x(), b.y());
    return ShapeText.kept(new Circle(a.center().times(b), Checked.times(a.radius(), size)));
  }

  @SqlFunction("/(circle, point): circle")
  @SqlFunction("circle_div_pt(circle, point): circle")
  public static String over(String left, String right) {
    Circle a = ShapeText.circle(left);
    Point b = ShapeText.point(right);
    double size = Checked.hypotenuse(b.x(), b.y());
    return ShapeText.kept(new Circle(a.center().over(b), Checked.over(a.radius(), size)));
  }

  @SqlFunction("box(circle): box")
  public static String box(String value) {
    Circle a = ShapeText.circle(value);
    double half = Checked.over(a.radius(), Math.sqrt(2));
    Point corner = new Point(half, half);
    return ShapeText.kept(new Box(a.center().plus(corner), a.center().minus(corner)));
  }

  private static double minX(String value) {
    Circle a = ShapeText.circle(value);
    return Checked.minus(a.center().x(), a.radius());
  }

  private static double maxX(String value) {
    Circle a = ShapeText.circle(value);
    return Checked.plus(a.center().x(), a.radius());
  }

  private static double minY(String value) {
    Circle a = ShapeText.circle(value);
    return Checked.minus(a.center().y(), a.radius());
  }

  private static double maxY(String value) {
    Circle a = ShapeText.circle(value);
    return Checked.plus(a.center().y(), a.radius());
  }

  static double notBelowZero(double distance) {
    return distance < 0 ? 0 : distance;
  }
}
