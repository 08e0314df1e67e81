package omendb.planner.function;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;

/// Arithmetic of money, in cents.
public final class MoneyFunctions {
  private static final List<String> SMALL =
      List.of(
          "zero",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");
  private static final List<String> TENS =
      List.of("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
  private static final List<String> THOUSANDS =
      List.of("quadrillion", "trillion", "billion", "million", "thousand");
  private static final long QUADRILLION = 1_000_000_000_000_000L;

  private MoneyFunctions() {}

  private static OmenException outOfRange() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("money out of range");
  }

  @SqlFunction("+(money, money): money")
  @SqlFunction("cash_pl(money, money): money")
  public static long plus(long left, long right) {
    try {
      return Math.addExact(left, right);
    } catch (ArithmeticException e) {
      throw outOfRange().causedBy(e);
    }
  }

  @SqlFunction("-(money, money): money")
  @SqlFunction("cash_mi(money, money): money")
  public static long minus(long left, long right) {
    try {
      return Math.subtractExact(left, right);
    } catch (ArithmeticException e) {
      throw outOfRange().causedBy(e);
    }
  }

  @SqlFunction("*(money, int2): money")
  @SqlFunction("*(money, int4): money")
  @SqlFunction("*(money, int8): money")
  @SqlFunction("*(int2, money): money")
  @SqlFunction("*(int4, money): money")
  @SqlFunction("*(int8, money): money")
  public static long times(long left, long right) {
    try {
      return Math.multiplyExact(left, right);
    } catch (ArithmeticException e) {
      throw outOfRange().causedBy(e);
    }
  }

  @SqlFunction("/(money, int2): money")
  @SqlFunction("/(money, int4): money")
  @SqlFunction("/(money, int8): money")
  public static long by(long left, long right) {
    if (right == 0) {
      throw NumericMath.divisionByZero();
    }
    if (left == Long.MIN_VALUE && right == -1) {
      throw outOfRange();
    }
    return left / right;
  }

  @SqlFunction("*(money, float4): money")
  @SqlFunction("*(money, float8): money")
  public static long times(long left, double right) {
    return rounded(left * right);
  }

  @SqlFunction("*(float4, money): money")
  @SqlFunction("*(float8, money): money")
  public static long times(double left, long right) {
    return rounded(left * right);
  }

  @SqlFunction("/(money, float4): money")
  @SqlFunction("/(money, float8): money")
  public static long by(long left, double right) {
    if (right == 0) {
      throw NumericMath.divisionByZero();
    }
    return rounded(left / right);
  }

  private static long rounded(double cents) {
    double value = Math.rint(cents);
    if (Double.isNaN(value) || value < -0x1p63 || value >= 0x1p63) {
      throw outOfRange();
    }
    return (long) value;
  }

  @SqlFunction("/(money, money): float8")
  public static double ratio(long left, long right) {
    if (right == 0) {
      throw NumericMath.divisionByZero();
    }
    return (double) left / (double) right;
  }

  static BigDecimal decimal(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  static long cents(BigDecimal value) {
    if (SpecialNumeric.is(value)) {
      throw SpecialNumeric.notAnInteger(value, ColumnType.BIGINT);
    }
    BigDecimal cents = value.movePointRight(2).setScale(0, RoundingMode.HALF_UP);
    if (cents.precision() > 19 || cents.unscaledValue().bitLength() >= Long.SIZE) {
      throw Arithmetic.outOfRange(ColumnType.BIGINT);
    }
    return cents.longValueExact();
  }

  @SqlFunction("cash_words(money): text")
  public static String words(long value) {
    StringBuilder out = new StringBuilder(value < 0 ? "minus " : "");
    long dollars = Math.abs(value / 100);
    int cents = (int) Math.abs(value % 100);
    long unit = QUADRILLION;
    for (String name : THOUSANDS) {
      if (dollars / unit % 1000 > 0) {
        hundreds((int) (dollars / unit % 1000), out);
        out.append(' ').append(name).append(' ');
      }
      unit /= 1000;
    }
    if (dollars % 1000 > 0 || dollars == 0) {
      hundreds((int) (dollars % 1000), out);
    }
    out.append(dollars == 1 ? " dollar and " : " dollars and ");
    hundreds(cents, out);
    out.append(cents == 1 ? " cent" : " cents");
    out.setCharAt(0, Character.toUpperCase(out.charAt(0)));
    return out.toString();
  }

  private static void hundreds(int value, StringBuilder out) {
    int rest = value % 100;
    if (value >= 100) {
      out.append(SMALL.get(value / 100)).append(" hundred");
      if (rest == 0) {
        return;
      }
      out.append(rest < 20 ? " and " : " ");
    }
    if (rest < 20) {
      out.append(SMALL.get(rest));
    } else {
      out.append(TENS.get(rest / 10));
      if (rest % 10 > 0) {
        out.append(' ').append(SMALL.get(rest % 10));
      }
    }
  }
}
