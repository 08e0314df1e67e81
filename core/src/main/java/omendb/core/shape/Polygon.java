package omendb.core.shape;

import java.util.List;

/// What a closed way goes around.
public record Polygon(List<Point> points) implements Shape {
  public Box bounds() {
    return Box.around(points);
  }

  /// The mean of the corners, and their mean distance from it.
  public Circle circle() {
    Point sum = new Point(0, 0);
    for (Point point : points) {
      sum = sum.plus(point);
    }
    int count = points.size();
    Point center = new Point(Checked.over(sum.x(), count), Checked.over(sum.y(), count));
    double radius = 0;
    for (Point point : points) {
      radius = Checked.plus(radius, point.distance(center));
    }
    return new Circle(center, Checked.over(radius, count));
  }
}
