package omendb.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// NaN and the infinities of numeric: BigDecimals with an exponent that no number of SQL has.
///
/// Comparing, equality and hashing work on them as on others, and give PostgreSQL's order:
/// -Infinity is less than every number, Infinity greater, NaN is equal to itself and greater than
/// all. All other arithmetic of [BigDecimal] is meaningless on them; ask [#is(BigDecimal)] before
/// it. The results here are those of PostgreSQL's `numeric.c`, of IEEE 754 where the two agree.
public final class SpecialNumeric {
  private static final int SCALE = -Integer.MAX_VALUE;

  public static final BigDecimal INFINITY = new BigDecimal(BigInteger.ONE, SCALE);
  public static final BigDecimal NEGATIVE_INFINITY = new BigDecimal(BigInteger.ONE.negate(), SCALE);
  public static final BigDecimal NAN = new BigDecimal(BigInteger.TWO, SCALE);

  private SpecialNumeric() {}

  public static boolean is(BigDecimal value) {
    return value.scale() == SCALE;
  }

  /// True when one of the two is none of the finite numbers.
  public static boolean is(BigDecimal left, BigDecimal right) {
    return is(left) || is(right);
  }

  public static boolean isNan(BigDecimal value) {
    return value.equals(NAN);
  }

  /// The value that a word stands for, in any case; null for any other word.
  public static @Nullable BigDecimal parse(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "nan" -> NAN;
      case "infinity", "+infinity", "inf", "+inf" -> INFINITY;
      case "-infinity", "-inf" -> NEGATIVE_INFINITY;
      default -> null;
    };
  }

  /// The word for a special value.
  public static String text(BigDecimal value) {
    if (isNan(value)) {
      return "NaN";
    }
    return value.signum() > 0 ? "Infinity" : "-Infinity";
  }

  /// @param value NaN or an infinity
  public static BigDecimal of(double value) {
    if (Double.isNaN(value)) {
      return NAN;
    }
    return value > 0 ? INFINITY : NEGATIVE_INFINITY;
  }

  public static double toDouble(BigDecimal value) {
    if (isNan(value)) {
      return Double.NaN;
    }
    return value.signum() > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  public static BigDecimal negate(BigDecimal value) {
    return isNan(value) ? NAN : value.negate();
  }

  public static BigDecimal abs(BigDecimal value) {
    return isNan(value) ? NAN : INFINITY;
  }

  // Of two values, one of which at least is special.

  public static BigDecimal add(BigDecimal left, BigDecimal right) {
    if (isNan(left) || isNan(right)) {
      return NAN;
    }
    if (is(left) && is(right) && left.signum() != right.signum()) {
      return NAN;
    }
    return is(left) ? left : right;
  }

  public static BigDecimal subtract(BigDecimal left, BigDecimal right) {
    return add(left, is(right) ? negate(right) : right);
  }

  public static BigDecimal multiply(BigDecimal left, BigDecimal right) {
    if (isNan(left) || isNan(right) || left.signum() == 0 || right.signum() == 0) {
      return NAN;
    }
    return signed(left.signum() * right.signum());
  }

  /// The quotient, exact or truncated: they are the same here.
  ///
  /// @throws OmenException 22012
  public static BigDecimal divide(BigDecimal left, BigDecimal right) {
    if (isNan(left) || isNan(right)) {
      return NAN;
    }
    if (!is(left)) {
      return BigDecimal.ZERO;
    }
    if (is(right)) {
      return NAN;
    }
    return signed(left.signum() * nonZero(right).signum());
  }

  /// @throws OmenException 22012
  public static BigDecimal remainder(BigDecimal left, BigDecimal right) {
    if (isNan(left) || isNan(right)) {
      return NAN;
    }
    if (!is(left)) {
      return left;
    }
    nonZero(right);
    return NAN;
  }

  private static BigDecimal nonZero(BigDecimal divisor) {
    if (divisor.signum() == 0) {
      throw SqlState.DIVISION_BY_ZERO.error("division by zero");
    }
    return divisor;
  }

  private static BigDecimal signed(int sign) {
    return sign > 0 ? INFINITY : NEGATIVE_INFINITY;
  }

  /// 0A000: a special value is asked for as an integer.
  public static OmenException notAnInteger(BigDecimal value, Object type) {
    return SqlState.FEATURE_NOT_SUPPORTED.error(
        "cannot convert %s to %s", isNan(value) ? "NaN" : "infinity", type);
  }

  /// The special value in a type with a precision.
  ///
  /// @throws OmenException 22003 for an infinity; 0A000 for NaN in a type of fixed width
  public static BigDecimal fit(int precision, int scale, boolean fixedWidth, BigDecimal value) {
    if (!isNan(value)) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE
          .error("numeric field overflow")
          .withDetail(
              "A field with precision %d, scale %d cannot hold an infinite value.",
              precision, scale);
    }
    if (fixedWidth) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("NaN in a numeric(%d,%d) is not supported", precision, scale)
          .withHint("A numeric without precision, or of more than 38 digits, holds it.");
    }
    return value;
  }
}
