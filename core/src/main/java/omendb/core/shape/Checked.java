package omendb.core.shape;

import omendb.core.OmenException;
import omendb.core.SqlState;

/// Arithmetic of double precision as SQL has it: results that finite numbers do not reach are
/// errors.
public final class Checked {
  private Checked() {}

  public static double plus(double a, double b) {
    return bounded(a + b, a, b);
  }

  public static double minus(double a, double b) {
    return bounded(a - b, a, b);
  }

  public static double times(double a, double b) {
    double product = bounded(a * b, a, b);
    if (product == 0 && a != 0 && b != 0) {
      throw underflow();
    }
    return product;
  }

  /// @throws OmenException 22012 when `b` is zero
  public static double over(double a, double b) {
    if (b == 0 && !Double.isNaN(a)) {
      throw SqlState.DIVISION_BY_ZERO.error("division by zero");
    }
    double quotient = a / b;
    if (Double.isInfinite(quotient) && !Double.isInfinite(a)) {
      throw overflow();
    }
    if (quotient == 0 && a != 0 && !Double.isInfinite(b)) {
      throw underflow();
    }
    return quotient;
  }

  /// The length of the longest side of a right-angled triangle with the other two.
  public static double hypotenuse(double a, double b) {
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.NaN;
    }
    double longer = Math.max(Math.abs(a), Math.abs(b));
    double shorter = Math.min(Math.abs(a), Math.abs(b));
    if (shorter == 0) {
      return longer;
    }
    double ratio = shorter / longer;
    double length = longer * Math.sqrt(1 + ratio * ratio);
    if (Double.isInfinite(length)) {
      throw overflow();
    }
    if (length == 0) {
      throw underflow();
    }
    return length;
  }

  private static double bounded(double result, double a, double b) {
    if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
      throw overflow();
    }
    return result;
  }

  private static OmenException overflow() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value out of range: overflow");
  }

  private static OmenException underflow() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value out of range: underflow");
  }
}
