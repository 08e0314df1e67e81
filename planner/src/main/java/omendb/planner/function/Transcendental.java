package omendb.planner.function;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Exponentials and logarithms of decimals to any scale.
final class Transcendental {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private Transcendental() {}

  /// e to the power of the value, rounded to the scale.
  static BigDecimal exp(BigDecimal value, int scale) {
    double weight = value.doubleValue() * 0.434294481903252;
    if (weight > 131_072) {
      throw NumericFunctions.overflow();
    }
    if (weight < -scale - 2) {
      return BigDecimal.ZERO.setScale(scale, RoundingMode.UNNECESSARY);
    }
    int halvings = 0;
    BigDecimal reduced = value;
    int digits = (int) Math.max(0, weight) + scale + 20;
    if (value.signum() != 0) {
      double size = Math.abs(value.doubleValue());
      halvings = size < 0.01 ? 0 : (int) Math.ceil(Math.log(size / 0.01) / Math.log(2));
    }
    MathContext precision = new MathContext(digits + halvings, RoundingMode.HALF_EVEN);
    if (halvings > 0) {
      reduced = value.divide(TWO.pow(halvings), precision);
    }
    BigDecimal limit = BigDecimal.ONE.movePointLeft(digits + halvings);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; term.signum() != 0 && term.abs().compareTo(limit) > 0; i++) {
      term = term.multiply(reduced, precision).divide(BigDecimal.valueOf(i), precision);
      sum = sum.add(term, precision);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, precision);
    }
    return sum.setScale(scale, RoundingMode.HALF_UP);
  }

  /// The natural logarithm of a positive value, rounded to the scale: square roots bring it near 1,
  /// then the series of the inverse hyperbolic tangent.
  static BigDecimal ln(BigDecimal value, int scale) {
    int digits = Math.max(0, scale) + 20 + Math.max(0, Math.abs(lnWeight(value)));
    MathContext precision = new MathContext(digits + 12, RoundingMode.HALF_EVEN);
    BigDecimal reduced = value;
    int roots = 0;
    BigDecimal low = new BigDecimal("0.95");
    BigDecimal high = new BigDecimal("1.05");
    while (reduced.compareTo(low) < 0 || reduced.compareTo(high) > 0) {
      reduced = reduced.sqrt(precision);
      roots++;
    }
    BigDecimal ratio =
        reduced.subtract(BigDecimal.ONE).divide(reduced.add(BigDecimal.ONE), precision);
    BigDecimal square = ratio.multiply(ratio, precision);
    BigDecimal limit = BigDecimal.ONE.movePointLeft(digits + 10);
    BigDecimal sum = ratio;
    BigDecimal power = ratio;
    for (int i = 3; power.signum() != 0 && power.abs().compareTo(limit) > 0; i += 2) {
      power = power.multiply(square, precision);
      sum = sum.add(power.divide(BigDecimal.valueOf(i), precision), precision);
    }
    return sum.multiply(TWO.pow(roots + 1)).setScale(scale, RoundingMode.HALF_UP);
  }

  /// PostgreSQL's estimate of the decimal weight of a logarithm, by which it chooses scales.
  static int lnWeight(BigDecimal value) {
    if (value.signum() <= 0) {
      return 0;
    }
    BigDecimal distance = value.subtract(BigDecimal.ONE);
    if (distance.abs().compareTo(new BigDecimal("0.1")) <= 0) {
      if (distance.signum() == 0) {
        return 0;
      }
      int weight = NumericMath.weight(distance);
      int first =
          distance.abs().movePointLeft(4 * weight).setScale(0, RoundingMode.DOWN).intValue();
      return weight * 4 + (int) Math.log10(first);
    }
    int exponent = value.precision() - value.scale() - 1;
    double lead = value.movePointLeft(exponent).doubleValue();
    return (int) Math.log10(Math.abs(Math.log(lead) + exponent * Math.log(10)));
  }
}
