package omendb.core.shape;

/// Comparisons of coordinates that take what differs by little as the same.
public final class Fuzzy {
  /// What differs by no more than this is the same.
  private static final double EPSILON = 1e-6;

  private Fuzzy() {}

  public static boolean zero(double a) {
    return Math.abs(a) <= EPSILON;
  }

  public static boolean equal(double a, double b) {
    return a == b || Math.abs(a - b) <= EPSILON;
  }

  /// False for NaN beside anything, as [#equal].
  public static boolean notEqual(double a, double b) {
    return a != b && Math.abs(a - b) > EPSILON;
  }

  public static boolean less(double a, double b) {
    return a + EPSILON < b;
  }

  public static boolean lessOrEqual(double a, double b) {
    return a <= b + EPSILON;
  }

  public static boolean greater(double a, double b) {
    return a > b + EPSILON;
  }

  public static boolean greaterOrEqual(double a, double b) {
    return a + EPSILON >= b;
  }
}
