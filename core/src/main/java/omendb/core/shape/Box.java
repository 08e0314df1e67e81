package omendb.core.shape;

import java.util.List;

/// A rectangle along the axes, by its upper right and its lower left corner.
public record Box(Point high, Point low) implements Shape {
  /// The box of two opposite corners.
  public static Box of(Point one, Point other) {
    boolean right = above(one.x(), other.x());
    boolean upper = above(one.y(), other.y());
    return new Box(
        new Point(right ? one.x() : other.x(), upper ? one.y() : other.y()),
        new Point(right ? other.x() : one.x(), upper ? other.y() : one.y()));
  }

  /// The least box that has all of some places, at least one.
  public static Box around(List<Point> points) {
    Point first = points.getFirst();
    Box box = new Box(first, first);
    for (Point point : points) {
      box = box.with(new Box(point, point));
    }
    return box;
  }

  /// The least box that has both.
  public Box with(Box other) {
    return new Box(
        new Point(greater(high.x(), other.high.x()), greater(high.y(), other.high.y())),
        new Point(smaller(low.x(), other.low.x()), smaller(low.y(), other.low.y())));
  }

  /// What is in both of two boxes that overlap.
  public Box overlap(Box other) {
    return new Box(
        new Point(smaller(high.x(), other.high.x()), smaller(high.y(), other.high.y())),
        new Point(greater(low.x(), other.low.x()), greater(low.y(), other.low.y())));
  }

  /// NaN is above all others.
  private static boolean above(double a, double b) {
    return a > b || Double.isNaN(a) && !Double.isNaN(b);
  }

  private static double greater(double a, double b) {
    return above(a, b) ? a : b;
  }

  private static double smaller(double a, double b) {
    return above(b, a) ? a : b;
  }

  public Point center() {
    return high.middle(low);
  }

  public double width() {
    return Checked.minus(high.x(), low.x());
  }

  public double height() {
    return Checked.minus(high.y(), low.y());
  }

  public double area() {
    return Checked.times(width(), height());
  }

  public boolean overlaps(Box other) {
    return Fuzzy.lessOrEqual(low.x(), other.high.x())
        && Fuzzy.lessOrEqual(other.low.x(), high.x())
        && Fuzzy.lessOrEqual(low.y(), other.high.y())
        && Fuzzy.lessOrEqual(other.low.y(), high.y());
  }

  public boolean has(Point point) {
    return high.x() >= point.x()
        && low.x() <= point.x()
        && high.y() >= point.y()
        && low.y() <= point.y();
  }

  public boolean has(Box other) {
    return Fuzzy.greaterOrEqual(high.x(), other.high.x())
        && Fuzzy.lessOrEqual(low.x(), other.low.x())
        && Fuzzy.greaterOrEqual(high.y(), other.high.y())
        && Fuzzy.lessOrEqual(low.y(), other.low.y());
  }

  /// The sides: left, upper, lower, right.
  public List<Segment> sides() {
    Point upperLeft = new Point(low.x(), high.y());
    Point lowerRight = new Point(high.x(), low.y());
    return List.of(
        new Segment(low, upperLeft),
        new Segment(high, upperLeft),
        new Segment(low, lowerRight),
        new Segment(high, lowerRight));
  }
}
