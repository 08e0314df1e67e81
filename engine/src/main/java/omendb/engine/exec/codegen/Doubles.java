package omendb.engine.exec.codegen;

import java.math.BigDecimal;
import omendb.core.ColumnVector;
import omendb.core.SpecialNumeric;

/// Decimals as the nearest double.
final class Doubles {
  private static final long EXACT_MAX = 1L << 53;
  private static final double[] POWERS = new double[19];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Decimals.power(i);
    }
  }

  private Doubles() {}

  /// Both operands of the division are exact, so the quotient is rounded once.
  static double of(long unscaled, int scale) {
    if (unscaled <= EXACT_MAX && unscaled >= -EXACT_MAX) {
      return unscaled / POWERS[scale];
    }
    return BigDecimal.valueOf(unscaled, scale).doubleValue();
  }

  static double of(long high, long low, int scale) {
    return new BigDecimal(ColumnVector.wide(high, low), scale).doubleValue();
  }

  static double of(BigDecimal value) {
    if (SpecialNumeric.is(value)) {
      return SpecialNumeric.toDouble(value);
    }
    double result = value.doubleValue();
    if (Double.isInfinite(result)) {
      throw Errors.overflow();
    }
    return result;
  }
}
