package omendb.core.shape;

/// The straight way from one place to another.
public record Segment(Point from, Point to) implements Shape {
  public double length() {
    return from.distance(to);
  }

  public double slope() {
    return from.slope(to);
  }

  public Point middle() {
    return from.middle(to);
  }
}
