package omendb.planner.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import omendb.core.OmenException;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.text.NumberText;

/// Arithmetic on decimals with the scales that PostgreSQL gives to its results.
public final class NumericMath {
  /// The fewest significant digits of a quotient.
  static final int SIGNIFICANT_MIN = 16;

  /// The most digits after the point of a computed quotient.
  static final int SCALE_MAX = 1000;

  private NumericMath() {}

  public static BigDecimal add(BigDecimal left, BigDecimal right) {
    return SpecialNumeric.is(left, right)
        ? SpecialNumeric.add(left, right)
        : NumberText.normal(left.add(right));
  }

  public static BigDecimal subtract(BigDecimal left, BigDecimal right) {
    return SpecialNumeric.is(left, right)
        ? SpecialNumeric.subtract(left, right)
        : NumberText.normal(left.subtract(right));
  }

  public static BigDecimal multiply(BigDecimal left, BigDecimal right) {
    return SpecialNumeric.is(left, right)
        ? SpecialNumeric.multiply(left, right)
        : NumberText.normal(left.multiply(right));
  }

  /// The quotient, rounded half away from zero to [#divisionScale(BigDecimal, BigDecimal)].
  ///
  /// @throws omendb.core.OmenException 22012
  public static BigDecimal divide(BigDecimal left, BigDecimal right) {
    if (SpecialNumeric.is(left, right)) {
      return SpecialNumeric.divide(left, right);
    }
    if (right.signum() == 0) {
      throw divisionByZero();
    }
    return NumberText.normal(left.divide(right, divisionScale(left, right), RoundingMode.HALF_UP));
  }

  /// The average of `count` values.
  public static BigDecimal average(BigDecimal sum, long count) {
    return divide(sum, BigDecimal.valueOf(count));
  }

  /// PostgreSQL's result scale of a division: at least 16 significant digits, counted in its digits
  /// of four decimal places, and no fewer than either operand has.
  public static int divisionScale(BigDecimal left, BigDecimal right) {
    int weight = weight(left) - weight(right);
    if (firstDigit(left) <= firstDigit(right)) {
      weight--;
    }
    int scale = SIGNIFICANT_MIN - weight * 4;
    scale = Math.max(scale, Math.max(left.scale(), right.scale()));
    return Math.min(Math.max(scale, 0), SCALE_MAX);
  }

  /// The exponent of the first digit in base 10000; 0 for zero.
  static int weight(BigDecimal value) {
    return value.signum() == 0 ? 0 : Math.floorDiv(value.precision() - value.scale() - 1, 4);
  }

  /// The first digit in base 10000; 0 for zero.
  private static int firstDigit(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    BigInteger digit =
        value.abs().movePointLeft(4 * weight(value)).setScale(0, RoundingMode.DOWN).unscaledValue();
    return digit.intValue();
  }

  /// The remainder with the sign of the dividend.
  ///
  /// @throws omendb.core.OmenException 22012
  public static BigDecimal remainder(BigDecimal left, BigDecimal right) {
    if (SpecialNumeric.is(left, right)) {
      return SpecialNumeric.remainder(left, right);
    }
    if (right.signum() == 0) {
      throw divisionByZero();
    }
    int scale = Math.max(left.scale(), right.scale());
    return left.remainder(right).setScale(scale, RoundingMode.UNNECESSARY);
  }

  public static BigDecimal negate(BigDecimal value) {
    return SpecialNumeric.is(value) ? SpecialNumeric.negate(value) : value.negate();
  }

  static OmenException divisionByZero() {
    return SqlState.DIVISION_BY_ZERO.error("division by zero");
  }
}
