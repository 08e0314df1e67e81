package omendb.core.shape;

/// All places where `a x + b y + c` is zero.
public record Line(double a, double b, double c) implements Shape {
  /// The line with a slope through a place.
  public static Line of(Point through, double slope) {
    if (Double.isInfinite(slope)) {
      return new Line(-1, 0, through.x());
    }
    if (slope == 0) {
      return new Line(0, -1, through.y());
    }
    double c = Checked.minus(through.y(), Checked.times(slope, through.x()));
    return new Line(slope, -1, c == 0 ? 0 : c);
  }

  /// The line through two places that are not the same.
  public static Line through(Point one, Point other) {
    return of(one, one.slope(other));
  }

  public double slope() {
    if (Fuzzy.zero(a)) {
      return 0;
    }
    return Fuzzy.zero(b) ? Double.POSITIVE_INFINITY : Checked.over(a, -b);
  }

  public double inverseSlope() {
    if (Fuzzy.zero(a)) {
      return Double.POSITIVE_INFINITY;
    }
    return Fuzzy.zero(b) ? 0 : Checked.over(b, a);
  }

  public boolean has(Point point) {
    return Fuzzy.zero(
        Checked.plus(Checked.plus(Checked.times(a, point.x()), Checked.times(b, point.y())), c));
  }
}
