package omendb.core.shape;

/// A place.
public record Point(double x, double y) implements Shape {
  /// The same place, near enough; NaN is only itself.
  public boolean same(Point other) {
    if (Double.isNaN(x + y) || Double.isNaN(other.x + other.y)) {
      return exactly(x, other.x) && exactly(y, other.y);
    }
    return Fuzzy.equal(x, other.x) && Fuzzy.equal(y, other.y);
  }

  private static boolean exactly(double a, double b) {
    return a == b || Double.isNaN(a) && Double.isNaN(b);
  }

  public double distance(Point other) {
    return Checked.hypotenuse(Checked.minus(x, other.x), Checked.minus(y, other.y));
  }

  /// The slope of the line through both.
  public double slope(Point other) {
    if (Fuzzy.equal(x, other.x)) {
      return Double.POSITIVE_INFINITY;
    }
    if (Fuzzy.equal(y, other.y)) {
      return 0;
    }
    return Checked.over(Checked.minus(y, other.y), Checked.minus(x, other.x));
  }

  /// The slope of the lines that are perpendicular to the line through both.
  public double inverseSlope(Point other) {
    if (Fuzzy.equal(x, other.x)) {
      return 0;
    }
    if (Fuzzy.equal(y, other.y)) {
      return Double.POSITIVE_INFINITY;
    }
    return Checked.over(Checked.minus(x, other.x), Checked.minus(other.y, y));
  }

  public Point plus(Point other) {
    return new Point(Checked.plus(x, other.x), Checked.plus(y, other.y));
  }

  public Point minus(Point other) {
    return new Point(Checked.minus(x, other.x), Checked.minus(y, other.y));
  }

  /// The product of both as complex numbers: turned and stretched.
  public Point times(Point other) {
    return new Point(
        Checked.minus(Checked.times(x, other.x), Checked.times(y, other.y)),
        Checked.plus(Checked.times(x, other.y), Checked.times(y, other.x)));
  }

  public Point over(Point other) {
    double square = Checked.plus(Checked.times(other.x, other.x), Checked.times(other.y, other.y));
    double real = Checked.plus(Checked.times(x, other.x), Checked.times(y, other.y));
    double imaginary = Checked.minus(Checked.times(other.x, y), Checked.times(other.y, x));
    return new Point(Checked.over(real, square), Checked.over(imaginary, square));
  }

  /// The place halfway to the other.
  public Point middle(Point other) {
    return new Point(
        Checked.over(Checked.plus(x, other.x), 2), Checked.over(Checked.plus(y, other.y), 2));
  }
}
