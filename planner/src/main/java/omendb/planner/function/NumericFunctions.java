package omendb.planner.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import omendb.core.OmenException;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.text.NumberText;
import org.jspecify.annotations.Nullable;

/// Functions on decimals.
public final class NumericFunctions {
  private static final int SCALE_LIMIT = 2000;

  private NumericFunctions() {}

  @SqlFunction("ceil(numeric): numeric")
  @SqlFunction("ceiling(numeric): numeric")
  public static BigDecimal ceil(BigDecimal value) {
    return scaled(value, 0, RoundingMode.CEILING);
  }

  @SqlFunction("floor(numeric): numeric")
  public static BigDecimal floor(BigDecimal value) {
    return scaled(value, 0, RoundingMode.FLOOR);
  }

  @SqlFunction("round(numeric): numeric")
  public static BigDecimal round(BigDecimal value) {
    return scaled(value, 0, RoundingMode.HALF_UP);
  }

  @SqlFunction("round(numeric, int4): numeric")
  public static BigDecimal round(BigDecimal value, long scale) {
    return scaled(value, scale, RoundingMode.HALF_UP);
  }

  @SqlFunction("trunc(numeric): numeric")
  public static BigDecimal trunc(BigDecimal value) {
    return scaled(value, 0, RoundingMode.DOWN);
  }

  @SqlFunction("trunc(numeric, int4): numeric")
  public static BigDecimal trunc(BigDecimal value, long scale) {
    return scaled(value, scale, RoundingMode.DOWN);
  }

  private static BigDecimal scaled(BigDecimal value, long scale, RoundingMode mode) {
    if (SpecialNumeric.is(value)) {
      return value;
    }
    int target = (int) Math.clamp(scale, -SCALE_LIMIT, SCALE_LIMIT);
    BigDecimal result = value.setScale(target, mode);
    return target < 0 ? result.setScale(0, RoundingMode.UNNECESSARY) : result;
  }

  @SqlFunction("sign(numeric): numeric")
  public static BigDecimal sign(BigDecimal value) {
    return SpecialNumeric.isNan(value) ? value : BigDecimal.valueOf(value.signum());
  }

  @SqlFunction("mod(numeric, numeric): numeric")
  public static BigDecimal mod(BigDecimal left, BigDecimal right) {
    return NumericMath.remainder(left, right);
  }

  /// The integer quotient, truncated.
  @SqlFunction("div(numeric, numeric): numeric")
  public static BigDecimal div(BigDecimal left, BigDecimal right) {
    if (SpecialNumeric.is(left, right)) {
      return SpecialNumeric.divide(left, right);
    }
    if (right.signum() == 0) {
      throw NumericMath.divisionByZero();
    }
    return left.divide(right, 0, RoundingMode.DOWN);
  }

  @SqlFunction("gcd(numeric, numeric): numeric")
  public static BigDecimal gcd(BigDecimal left, BigDecimal right) {
    if (SpecialNumeric.is(left, right)) {
      return SpecialNumeric.NAN;
    }
    int scale = Math.max(left.scale(), right.scale());
    BigInteger result =
        left.setScale(scale, RoundingMode.UNNECESSARY)
            .unscaledValue()
            .gcd(right.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue());
    return new BigDecimal(result, scale);
  }

  @SqlFunction("lcm(numeric, numeric): numeric")
  public static BigDecimal lcm(BigDecimal left, BigDecimal right) {
    if (SpecialNumeric.is(left, right)) {
      return SpecialNumeric.NAN;
    }
    int scale = Math.max(left.scale(), right.scale());
    if (left.signum() == 0 || right.signum() == 0) {
      return BigDecimal.ZERO.setScale(scale, RoundingMode.UNNECESSARY);
    }
    BigDecimal product = left.multiply(right).abs();
    return product.divide(gcd(left, right), scale, RoundingMode.UNNECESSARY);
  }

  @SqlFunction("factorial(int8): numeric")
  public static BigDecimal factorial(long value) {
    if (value < 0) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
          "factorial of a negative number is undefined");
    }
    if (value > 32_177) {
      throw overflow();
    }
    BigInteger result = BigInteger.ONE;
    for (long i = 2; i <= value; i++) {
      result = result.multiply(BigInteger.valueOf(i));
    }
    return new BigDecimal(result);
  }

  static OmenException overflow() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value overflows numeric format");
  }

  @SqlFunction("scale(numeric): int4")
  public static @Nullable Long scale(BigDecimal value) {
    return SpecialNumeric.is(value) ? null : Long.valueOf(value.scale());
  }

  @SqlFunction("min_scale(numeric): int4")
  public static @Nullable Long minScale(BigDecimal value) {
    return SpecialNumeric.is(value) ? null : Long.valueOf(trimScale(value).scale());
  }

  @SqlFunction("trim_scale(numeric): numeric")
  public static BigDecimal trimScale(BigDecimal value) {
    return SpecialNumeric.is(value) ? value : NumberText.normal(value.stripTrailingZeros());
  }

  @SqlFunction("sqrt(numeric): numeric")
  public static BigDecimal sqrt(BigDecimal value) {
    if (value.signum() < 0) {
      throw MathFunctions.negativeRoot();
    }
    if (SpecialNumeric.is(value)) {
      return value;
    }
    int digits = NumericMath.weight(value) * 2 + 1;
    int scale = resultScale(NumericMath.SIGNIFICANT_MIN - digits, value.scale());
    BigInteger root = value.setScale(2 * scale + 2, RoundingMode.DOWN).unscaledValue().sqrt();
    return new BigDecimal(root, scale + 1).setScale(scale, RoundingMode.HALF_UP);
  }

  /// A scale within bounds that is not less than the operand's.
  private static int resultScale(int wanted, int operandScale) {
    return Math.clamp(Math.max(wanted, operandScale), 0, NumericMath.SCALE_MAX);
  }

  @SqlFunction("exp(numeric): numeric")
  public static BigDecimal exp(BigDecimal value) {
    if (SpecialNumeric.is(value)) {
      return value.signum() < 0 ? BigDecimal.ZERO : value;
    }
    double weight = Math.clamp(value.doubleValue() * 0.434294481903252, -2000.0, 2000.0);
    int scale = resultScale(NumericMath.SIGNIFICANT_MIN - (int) weight, value.scale());
    return Transcendental.exp(value, scale);
  }

  @SqlFunction("ln(numeric): numeric")
  public static BigDecimal ln(BigDecimal value) {
    MathFunctions.checkLogarithm(value.signum());
    if (SpecialNumeric.is(value)) {
      return value;
    }
    int scale =
        resultScale(NumericMath.SIGNIFICANT_MIN - Transcendental.lnWeight(value), value.scale());
    return Transcendental.ln(value, scale);
  }

  @SqlFunction("log(numeric): numeric")
  @SqlFunction("log10(numeric): numeric")
  public static BigDecimal log(BigDecimal value) {
    return log(BigDecimal.TEN, value);
  }

  @SqlFunction("log(numeric, numeric): numeric")
  public static BigDecimal log(BigDecimal base, BigDecimal value) {
    if (SpecialNumeric.isNan(base) || SpecialNumeric.isNan(value)) {
      return SpecialNumeric.NAN;
    }
    MathFunctions.checkLogarithm(base.signum());
    MathFunctions.checkLogarithm(value.signum());
    if (SpecialNumeric.is(base)) {
      return SpecialNumeric.is(value) ? SpecialNumeric.NAN : BigDecimal.ZERO;
    }
    if (SpecialNumeric.is(value)) {
      return value;
    }
    if (base.compareTo(BigDecimal.ONE) == 0) {
      throw NumericMath.divisionByZero();
    }
    int weight = Transcendental.lnWeight(value) - Transcendental.lnWeight(base);
    int operands = Math.max(base.scale(), value.scale());
    int scale = resultScale(NumericMath.SIGNIFICANT_MIN - weight, operands);
    int inner = scale + 12 + Math.max(0, -2 * Transcendental.lnWeight(base));
    return Transcendental.ln(value, inner)
        .divide(Transcendental.ln(base, inner), scale, RoundingMode.HALF_UP);
  }

  @SqlFunction("power(numeric, numeric): numeric")
  @SqlFunction("pow(numeric, numeric): numeric")
  @SqlFunction("^(numeric, numeric): numeric")
  public static BigDecimal power(BigDecimal base, BigDecimal exponent) {
    if (SpecialNumeric.is(base, exponent)) {
      return specialPower(base, exponent);
    }
    BigDecimal trimmed = exponent.stripTrailingZeros();
    boolean integral = trimmed.scale() <= 0;
    MathFunctions.checkPower(
        base.signum() == 0, base.signum() < 0, exponent.signum() < 0, integral);
    if (integral && trimmed.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
      int scale = resultScale(NumericMath.SIGNIFICANT_MIN, base.scale());
      return integerPower(base, trimmed.intValueExact(), scale);
    }
    if (base.signum() == 0) {
      return BigDecimal.ZERO.setScale(NumericMath.SIGNIFICANT_MIN, RoundingMode.UNNECESSARY);
    }
    int localScale = Math.max(0, 8 - Transcendental.lnWeight(base.abs()));
    double estimate = Transcendental.ln(base.abs(), localScale).multiply(exponent).doubleValue();
    if (Math.abs(estimate) > SCALE_LIMIT * 3.01) {
      if (estimate > 0) {
        throw overflow();
      }
      return BigDecimal.ZERO.setScale(NumericMath.SCALE_MAX, RoundingMode.UNNECESSARY);
    }
    double weight = estimate * 0.434294481903252;
    int operands = Math.max(base.scale(), exponent.scale());
    int scale = resultScale(NumericMath.SIGNIFICANT_MIN - (int) weight, operands);
    int inner = scale + (int) Math.max(0, weight) + exponent.precision() + 12;
    BigDecimal logarithm = Transcendental.ln(base.abs(), inner).multiply(exponent);
    return NumberText.normal(Transcendental.exp(logarithm, scale));
  }

  /// A power of which base or exponent is NaN or infinite, as POSIX has it for doubles.
  private static BigDecimal specialPower(BigDecimal base, BigDecimal exponent) {
    if (SpecialNumeric.isNan(base)) {
      return exponent.signum() == 0 ? BigDecimal.ONE : base;
    }
    boolean one = base.compareTo(BigDecimal.ONE) == 0;
    if (SpecialNumeric.isNan(exponent)) {
      return one ? BigDecimal.ONE : exponent;
    }
    boolean integral = SpecialNumeric.is(exponent) || exponent.stripTrailingZeros().scale() <= 0;
    MathFunctions.checkPower(
        base.signum() == 0, base.signum() < 0, exponent.signum() < 0, integral);
    if (one || exponent.signum() == 0) {
      return BigDecimal.ONE;
    }
    if (base.signum() == 0) {
      return BigDecimal.ZERO;
    }
    if (SpecialNumeric.is(exponent)) {
      int magnitude = SpecialNumeric.is(base) ? 1 : base.abs().compareTo(BigDecimal.ONE);
      if (magnitude == 0) {
        return BigDecimal.ONE;
      }
      return magnitude > 0 == exponent.signum() > 0 ? SpecialNumeric.INFINITY : BigDecimal.ZERO;
    }
    if (exponent.signum() < 0) {
      return BigDecimal.ZERO;
    }
    boolean odd = exponent.toBigInteger().testBit(0);
    return base.signum() < 0 && odd ? base : SpecialNumeric.INFINITY;
  }

  private static BigDecimal integerPower(BigDecimal base, int exponent, int scale) {
    if (base.signum() == 0) {
      BigDecimal value = exponent == 0 ? BigDecimal.ONE : BigDecimal.ZERO;
      return value.setScale(scale, RoundingMode.UNNECESSARY);
    }
    double weight = exponent * (Math.log10(Math.abs(base.doubleValue())));
    if (weight > NumberText.NUMERIC_WHOLE_MAX) {
      throw overflow();
    }
    if (weight < -scale - 2) {
      return BigDecimal.ZERO.setScale(scale, RoundingMode.UNNECESSARY);
    }
    int digits = (int) Math.max(1, Math.ceil(Math.abs(weight)) + scale + 12);
    MathContext precision = new MathContext(digits + 10, RoundingMode.HALF_EVEN);
    BigDecimal result = BigDecimal.ONE;
    BigDecimal square = base;
    for (long rest = Math.abs((long) exponent); rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        result = result.multiply(square, precision);
      }
      if (rest > 1) {
        square = square.multiply(square, precision);
      }
    }
    if (exponent < 0) {
      return BigDecimal.ONE.divide(result, scale, RoundingMode.HALF_UP);
    }
    return result.setScale(scale, RoundingMode.HALF_UP);
  }

  @SqlFunction("width_bucket(numeric, numeric, numeric, int4): int4")
  public static long widthBucket(BigDecimal value, BigDecimal low, BigDecimal high, long count) {
    if (count <= 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("count must be greater than zero");
    }
    if (SpecialNumeric.isNan(value) || SpecialNumeric.isNan(low) || SpecialNumeric.isNan(high)) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "operand, lower bound, and upper bound cannot be NaN");
    }
    if (SpecialNumeric.is(low, high)) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("lower and upper bounds must be finite");
    }
    int order = low.compareTo(high);
    if (order == 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("lower bound cannot equal upper bound");
    }
    if (SpecialNumeric.is(value)) {
      return value.signum() > 0 == order < 0 ? count + 1 : 0;
    }
    BigDecimal from = order < 0 ? value.subtract(low) : low.subtract(value);
    BigDecimal width = high.subtract(low).abs();
    if (from.signum() < 0) {
      return 0;
    }
    if (from.compareTo(width) >= 0) {
      return count + 1;
    }
    return from.multiply(BigDecimal.valueOf(count))
            .divide(width, 0, RoundingMode.DOWN)
            .longValueExact()
        + 1;
  }
}
