package omendb.core.shape;

/// What is not further from a place than so much.
public record Circle(Point center, double radius) implements Shape {
  public double area() {
    return Checked.times(Checked.times(radius, radius), Math.PI);
  }
}
