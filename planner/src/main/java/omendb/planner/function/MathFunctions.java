package omendb.planner.function;

import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.function.FunctionSignature.Volatility;

/// Functions on integers and floating-point numbers.
public final class MathFunctions {
  private MathFunctions() {}

  @SqlFunction("mod(int2, int2): int2")
  @SqlFunction("mod(int4, int4): int4")
  @SqlFunction("mod(int8, int8): int8")
  public static long mod(long left, long right) {
    if (right == 0) {
      throw NumericMath.divisionByZero();
    }
    return right == -1 ? 0 : left % right;
  }

  @SqlFunction("gcd(int4, int4): int4")
  public static long gcdInteger(long left, long right) {
    return Arithmetic.fit(ColumnType.INTEGER, gcd(left, right));
  }

  @SqlFunction("gcd(int8, int8): int8")
  public static long gcd(long left, long right) {
    long a = left;
    long b = right;
    while (b != 0) {
      long rest = b == -1 ? 0 : a % b;
      a = b;
      b = rest;
    }
    if (a == Long.MIN_VALUE) {
      throw Arithmetic.outOfRange(ColumnType.BIGINT);
    }
    return Math.abs(a);
  }

  @SqlFunction("lcm(int4, int4): int4")
  public static long lcmInteger(long left, long right) {
    return Arithmetic.fit(ColumnType.INTEGER, lcm(left, right));
  }

  @SqlFunction("lcm(int8, int8): int8")
  public static long lcm(long left, long right) {
    if (left == 0 || right == 0) {
      return 0;
    }
    try {
      return Math.absExact(Math.multiplyExact(left / gcd(left, right), right));
    } catch (ArithmeticException e) {
      throw Arithmetic.outOfRange(ColumnType.BIGINT).causedBy(e);
    }
  }

  @SqlFunction("ceil(float8): float8")
  @SqlFunction("ceiling(float8): float8")
  public static double ceil(double value) {
    return Math.ceil(value);
  }

  @SqlFunction("floor(float8): float8")
  public static double floor(double value) {
    return Math.floor(value);
  }

  /// Half to even.
  @SqlFunction("round(float8): float8")
  public static double round(double value) {
    return Math.rint(value);
  }

  @SqlFunction("trunc(float8): float8")
  public static double trunc(double value) {
    return value < 0 ? Math.ceil(value) : Math.floor(value);
  }

  @SqlFunction("sign(float8): float8")
  public static double sign(double value) {
    return value > 0 ? 1 : value < 0 ? -1 : 0;
  }

  @SqlFunction("sqrt(float8): float8")
  @SqlFunction("|/(float8): float8")
  public static double sqrt(double value) {
    if (value < 0) {
      throw negativeRoot();
    }
    return Math.sqrt(value);
  }

  static OmenException negativeRoot() {
    return SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION.error(
        "cannot take square root of a negative number");
  }

  @SqlFunction("cbrt(float8): float8")
  @SqlFunction("||/(float8): float8")
  public static double cbrt(double value) {
    return Math.cbrt(value);
  }

  @SqlFunction("exp(float8): float8")
  public static double exp(double value) {
    double result = Math.exp(value);
    if (Double.isInfinite(result) && !Double.isInfinite(value)) {
      throw Arithmetic.overflow();
    }
    if (result == 0 && !Double.isInfinite(value)) {
      throw Arithmetic.underflow();
    }
    return result;
  }

  @SqlFunction("ln(float8): float8")
  public static double ln(double value) {
    checkLogarithm(value <= 0 ? (value == 0 ? 0 : -1) : 1);
    return Math.log(value);
  }

  @SqlFunction("log(float8): float8")
  @SqlFunction("log10(float8): float8")
  public static double log(double value) {
    checkLogarithm(value <= 0 ? (value == 0 ? 0 : -1) : 1);
    return Math.log10(value);
  }

  static void checkLogarithm(int sign) {
    if (sign == 0) {
      throw SqlState.INVALID_ARGUMENT_FOR_LOGARITHM.error("cannot take logarithm of zero");
    }
    if (sign < 0) {
      throw SqlState.INVALID_ARGUMENT_FOR_LOGARITHM.error(
          "cannot take logarithm of a negative number");
    }
  }

  @SqlFunction("power(float8, float8): float8")
  @SqlFunction("pow(float8, float8): float8")
  @SqlFunction("^(float8, float8): float8")
  public static double power(double base, double exponent) {
    checkPower(base == 0, base < 0, exponent < 0, exponent == Math.rint(exponent));
    if (base == 1) {
      return 1;
    }
    double result = Math.pow(base, exponent);
    boolean finite = !Double.isInfinite(base) && !Double.isInfinite(exponent);
    if (finite && Double.isInfinite(result)) {
      throw Arithmetic.overflow();
    }
    if (finite && result == 0 && base != 0) {
      throw Arithmetic.underflow();
    }
    return result;
  }

  static void checkPower(boolean zero, boolean negative, boolean inverse, boolean integral) {
    if (zero && inverse) {
      throw SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION.error(
          "zero raised to a negative power is undefined");
    }
    if (negative && !integral) {
      throw SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION.error(
          "a negative number raised to a non-integer power yields a complex result");
    }
  }

  @SqlFunction("pi(): float8")
  public static double pi() {
    return Math.PI;
  }

  @SqlFunction("degrees(float8): float8")
  public static double degrees(double value) {
    return value / (Math.PI / 180);
  }

  @SqlFunction("radians(float8): float8")
  public static double radians(double value) {
    return value * (Math.PI / 180);
  }

  @SqlFunction("sin(float8): float8")
  public static double sin(double value) {
    return Math.sin(finite(value));
  }

  @SqlFunction("cos(float8): float8")
  public static double cos(double value) {
    return Math.cos(finite(value));
  }

  @SqlFunction("tan(float8): float8")
  public static double tan(double value) {
    return Math.tan(finite(value));
  }

  @SqlFunction("cot(float8): float8")
  public static double cot(double value) {
    return 1 / Math.tan(finite(value));
  }

  @SqlFunction("asin(float8): float8")
  public static double asin(double value) {
    return Math.asin(unit(value));
  }

  @SqlFunction("acos(float8): float8")
  public static double acos(double value) {
    return Math.acos(unit(value));
  }

  @SqlFunction("atan(float8): float8")
  public static double atan(double value) {
    return Math.atan(value);
  }

  @SqlFunction("atan2(float8, float8): float8")
  public static double atan2(double y, double x) {
    return Math.atan2(y, x);
  }

  @SqlFunction("sinh(float8): float8")
  public static double sinh(double value) {
    return Math.sinh(value);
  }

  @SqlFunction("cosh(float8): float8")
  public static double cosh(double value) {
    return Math.cosh(value);
  }

  @SqlFunction("tanh(float8): float8")
  public static double tanh(double value) {
    return Math.tanh(value);
  }

  @SqlFunction("asinh(float8): float8")
  public static double asinh(double value) {
    double size = Math.abs(value);
    double result =
        size > 1e150
            ? Math.log(size) + Math.log(2)
            : Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
    return Math.copySign(result, value);
  }

  @SqlFunction("acosh(float8): float8")
  public static double acosh(double value) {
    if (value < 1) {
      throw inputOutOfRange();
    }
    return value > 1e150
        ? Math.log(value) + Math.log(2)
        : Math.log(value + Math.sqrt(value * value - 1));
  }

  @SqlFunction("atanh(float8): float8")
  public static double atanh(double value) {
    return 0.5 * (Math.log1p(unit(value)) - Math.log1p(-value));
  }

  static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw inputOutOfRange();
    }
    return value;
  }

  static double unit(double value) {
    if (value < -1 || value > 1) {
      throw inputOutOfRange();
    }
    return value;
  }

  private static OmenException inputOutOfRange() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("input is out of range");
  }

  @SqlFunction(value = "random(): float8", volatility = Volatility.VOLATILE)
  public static double random(EvalContext context) {
    return context.random();
  }

  /// The bucket of 1 … count that the value falls in, 0 and count + 1 outside.
  @SqlFunction("width_bucket(float8, float8, float8, int4): int4")
  public static long widthBucket(double value, double low, double high, long count) {
    if (count <= 0) {
      throw bucketError("count must be greater than zero");
    }
    if (Double.isNaN(value) || Double.isNaN(low) || Double.isNaN(high)) {
      throw bucketError("operand, lower bound, and upper bound cannot be NaN");
    }
    if (Double.isInfinite(low) || Double.isInfinite(high)) {
      throw bucketError("lower and upper bounds must be finite");
    }
    if (low == high) {
      throw bucketError("lower bound cannot equal upper bound");
    }
    double from = low < high ? value - low : low - value;
    double width = Math.abs(high - low);
    if (from < 0) {
      return 0;
    }
    return from >= width ? count + 1 : (long) (count * (from / width)) + 1;
  }

  private static OmenException bucketError(String message) {
    return SqlState.INVALID_PARAMETER_VALUE.error(message);
  }
}
