package omendb.engine.exec.vector;

/// PostgreSQL's order of doubles: -0 equals 0, NaN equals NaN and is greatest.
public final class DoubleOrder {
  private DoubleOrder() {}

  public static int compare(double a, double b) {
    if (a < b) {
      return -1;
    }
    if (a > b) {
      return 1;
    }
    if (a == b) {
      return 0;
    }
    boolean aNan = Double.isNaN(a);
    boolean bNan = Double.isNaN(b);
    return aNan == bNan ? 0 : aNan ? 1 : -1;
  }

  public static boolean equal(double a, double b) {
    return a == b | (Double.isNaN(a) & Double.isNaN(b));
  }

  public static boolean less(double a, double b) {
    return a < b | (Double.isNaN(b) & !Double.isNaN(a));
  }

  /// Equal numbers have equal bits.
  public static long bits(double value) {
    return Double.doubleToLongBits(value + 0.0);
  }

  /// Bits whose signed order is that of the numbers.
  public static long orderedBits(double value) {
    long bits = bits(value);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
