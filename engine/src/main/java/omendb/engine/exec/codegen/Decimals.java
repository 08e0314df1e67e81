package omendb.engine.exec.codegen;

import java.math.BigDecimal;
import java.math.RoundingMode;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.SpecialNumeric;
import omendb.core.text.NumberText;

/// Decimal numbers in one long, and unconstrained NUMERIC by PostgreSQL's rules of scale.
public final class Decimals {
  private static final int SIGNIFICANT_DIGITS_MIN = 16;
  private static final int SCALE_MAX = 1000;
  private static final int DIGITS_PER_WORD = 4;
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private Decimals() {}

  /// 10^digits, digits at most 18.
  public static long power(int digits) {
    return POWERS[digits];
  }

  static BigDecimal of(long unscaled, int scale) {
    return BigDecimal.valueOf(unscaled, scale);
  }

  static BigDecimal of(long high, long low, int scale) {
    return new BigDecimal(ColumnVector.wide(high, low), scale);
  }

  /// Divides by `power`, rounding half away from zero.
  static long scaleDown(long value, long power) {
    long quotient = value / power;
    long rest = value - quotient * power;
    long magnitude = rest < 0 ? -rest : rest;
    if (magnitude >= power - magnitude) {
      quotient += value < 0 ? -1 : 1;
    }
    return quotient;
  }

  /// Multiplies by `power`, or throws 22003 when the product does not fit.
  static long scaleUp(long value, long power, int precision, int scale) {
    long product = value * power;
    if (Math.multiplyHigh(value, power) != product >> 63) {
      throw Errors.numericField(precision, scale);
    }
    return product;
  }

  /// Throws 22003 unless the magnitude is below 10^precision.
  static long check(long value, int precision, int scale) {
    long limit = POWERS[precision];
    if (value >= limit || value <= -limit) {
      throw Errors.numericField(precision, scale);
    }
    return value;
  }

  /// The unscaled long of a number rounded to the scale.
  static long unscaled(BigDecimal value, int precision, int scale) {
    if (SpecialNumeric.is(value)) {
      SpecialNumeric.fit(precision, scale, true, value);
    }
    BigDecimal rounded = value.setScale(scale, RoundingMode.HALF_UP);
    if (rounded.precision() > precision && rounded.signum() != 0) {
      throw Errors.numericField(precision, scale);
    }
    return rounded.unscaledValue().longValue();
  }

  /// The unscaled 128 bits of a number rounded to the scale.
  static void unscaled(BigDecimal value, int precision, int scale, Wide into) {
    if (SpecialNumeric.is(value)) {
      SpecialNumeric.fit(precision, scale, true, value);
    }
    BigDecimal rounded = value.setScale(scale, RoundingMode.HALF_UP);
    if (rounded.precision() > precision && rounded.signum() != 0) {
      throw Errors.numericField(precision, scale);
    }
    into.set(rounded.unscaledValue());
  }

  /// A number in a type that is held as an object, with its precision and scale.
  static BigDecimal fit(BigDecimal value, int precision, int scale) {
    return NumberText.fit(ColumnType.numeric(precision, scale), value);
  }

  static BigDecimal add(BigDecimal a, BigDecimal b) {
    return SpecialNumeric.is(a, b) ? SpecialNumeric.add(a, b) : a.add(b);
  }

  static BigDecimal subtract(BigDecimal a, BigDecimal b) {
    return SpecialNumeric.is(a, b) ? SpecialNumeric.subtract(a, b) : a.subtract(b);
  }

  static BigDecimal multiply(BigDecimal a, BigDecimal b) {
    return SpecialNumeric.is(a, b) ? SpecialNumeric.multiply(a, b) : a.multiply(b);
  }

  static BigDecimal negate(BigDecimal a) {
    return SpecialNumeric.is(a) ? SpecialNumeric.negate(a) : a.negate();
  }

  /// A quotient with the scale that PostgreSQL selects: at least 16 significant digits, and never
  /// fewer decimals than either operand has.
  public static BigDecimal divide(BigDecimal a, BigDecimal b) {
    if (SpecialNumeric.is(a, b)) {
      return SpecialNumeric.divide(a, b);
    }
    if (b.signum() == 0) {
      throw Errors.divisionByZero();
    }
    int weight = weight(a) - weight(b);
    if (firstWord(a) <= firstWord(b)) {
      weight--;
    }
    int scale = SIGNIFICANT_DIGITS_MIN - weight * DIGITS_PER_WORD;
    scale = Math.max(scale, Math.max(Math.max(a.scale(), b.scale()), 0));
    return a.divide(b, Math.min(scale, SCALE_MAX), RoundingMode.HALF_UP);
  }

  static BigDecimal modulo(BigDecimal a, BigDecimal b) {
    if (SpecialNumeric.is(a, b)) {
      return SpecialNumeric.remainder(a, b);
    }
    if (b.signum() == 0) {
      throw Errors.divisionByZero();
    }
    return a.remainder(b).setScale(Math.max(a.scale(), b.scale()), RoundingMode.HALF_UP);
  }

  /// The power of 10000 of the first base-10000 digit; 0 for zero.
  private static int weight(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    return Math.floorDiv(value.precision() - value.scale() - 1, DIGITS_PER_WORD);
  }

  /// The first base-10000 digit.
  private static int firstWord(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    int power = weight(value) * DIGITS_PER_WORD;
    return value.abs().scaleByPowerOfTen(-power).intValue();
  }

  /// Rounds half away from zero to an integer of 64 bits.
  static long toBigint(BigDecimal value) {
    if (SpecialNumeric.is(value)) {
      throw SpecialNumeric.notAnInteger(value, ColumnType.BIGINT);
    }
    BigDecimal rounded = value.setScale(0, RoundingMode.HALF_UP);
    if (rounded.unscaledValue().bitLength() > 63) {
      throw Errors.bigint();
    }
    return rounded.unscaledValue().longValue();
  }
}
