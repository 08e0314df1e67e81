package omendb.planner.function;

import java.math.BigDecimal;
import java.math.RoundingMode;
import omendb.core.Interval;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.Calendar;

/// Functions on intervals alone.
public final class IntervalFunctions {
  private IntervalFunctions() {}

  static OmenException outOfRange() {
    return SqlState.DATETIME_FIELD_OVERFLOW.error("interval out of range");
  }

  /// What does not make a whole month goes to days, and what does not make a day to time.
  @SqlFunction("*(interval, float8): interval")
  public static Interval multiply(Interval interval, double factor) {
    return scaled(interval.months() * factor, interval.days() * factor, interval.micros() * factor);
  }

  @SqlFunction("*(float8, interval): interval")
  public static Interval multiply(double factor, Interval interval) {
    return multiply(interval, factor);
  }

  @SqlFunction("/(interval, float8): interval")
  public static Interval divide(Interval interval, double divisor) {
    if (divisor == 0) {
      throw NumericMath.divisionByZero();
    }
    return scaled(
        interval.months() / divisor, interval.days() / divisor, interval.micros() / divisor);
  }

  private static Interval scaled(double months, double days, double micros) {
    int wholeMonths = toInt(months);
    int wholeDays = toInt(days);
    double rest = rounded((months - wholeMonths) * 30);
    int monthDays = (int) rest;
    double seconds = rounded((days - wholeDays + rest - monthDays) * 86_400);
    if (Math.abs(seconds) >= 86_400) {
      monthDays += (int) (seconds / 86_400);
      seconds -= (int) (seconds / 86_400) * 86_400.0;
    }
    double total = Math.rint(micros + seconds * 1_000_000);
    if (Double.isNaN(total) || Math.abs(total) >= 0x1p63) {
      throw outOfRange();
    }
    return new Interval(wholeMonths, toInt((double) wholeDays + monthDays), (long) total);
  }

  private static int toInt(double value) {
    if (Double.isNaN(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw outOfRange();
    }
    return (int) value;
  }

  /// To six decimals, so that no dust of the division is left.
  private static double rounded(double value) {
    return Math.rint(value * 1_000_000) / 1_000_000;
  }

  @SqlFunction("justify_hours(interval): interval")
  public static Interval justifyHours(Interval interval) {
    long micros = interval.micros();
    long days = interval.days() + micros / Calendar.MICROS_PER_DAY;
    micros %= Calendar.MICROS_PER_DAY;
    if (days > 0 && micros < 0) {
      micros += Calendar.MICROS_PER_DAY;
      days--;
    } else if (days < 0 && micros > 0) {
      micros -= Calendar.MICROS_PER_DAY;
      days++;
    }
    return of(interval.months(), days, micros);
  }

  @SqlFunction("justify_days(interval): interval")
  public static Interval justifyDays(Interval interval) {
    long months = interval.months() + interval.days() / 30;
    long days = interval.days() % 30;
    if (months > 0 && days < 0) {
      days += 30;
      months--;
    } else if (months < 0 && days > 0) {
      days -= 30;
      months++;
    }
    return of(months, days, interval.micros());
  }

  @SqlFunction("justify_interval(interval): interval")
  public static Interval justify(Interval interval) {
    long micros = interval.micros();
    long days = interval.days() + micros / Calendar.MICROS_PER_DAY;
    micros %= Calendar.MICROS_PER_DAY;
    long months = interval.months() + days / 30;
    days %= 30;
    if (months > 0 && (days < 0 || (days == 0 && micros < 0))) {
      days += 30;
      months--;
    } else if (months < 0 && (days > 0 || (days == 0 && micros > 0))) {
      days -= 30;
      months++;
    }
    if (days > 0 && micros < 0) {
      micros += Calendar.MICROS_PER_DAY;
      days--;
    } else if (days < 0 && micros > 0) {
      micros -= Calendar.MICROS_PER_DAY;
      days++;
    }
    return of(months, days, micros);
  }

  static Interval of(long months, long days, long micros) {
    if (months != (int) months || days != (int) days) {
      throw outOfRange();
    }
    return new Interval((int) months, (int) days, micros);
  }

  @SqlFunction("isfinite(interval): bool")
  public static boolean isFinite(Interval interval) {
    return true;
  }

  @SqlFunction("make_interval(): interval")
  public static Interval make() {
    return new Interval(0, 0, 0);
  }

  /// Years, months, weeks, days, hours, minutes, seconds.
  @SqlFunction("make_interval(int4, int4, int4, int4, int4, int4, float8): interval")
  public static Interval make(
      long years, long months, long weeks, long days, long hours, long minutes, double seconds) {
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      throw outOfRange();
    }
    BigDecimal micros =
        BigDecimal.valueOf(seconds)
            .movePointRight(6)
            .setScale(0, RoundingMode.HALF_EVEN)
            .add(
                BigDecimal.valueOf(hours * 60 + minutes)
                    .movePointRight(6)
                    .multiply(BigDecimal.valueOf(60)));
    try {
      return of(years * 12 + months, weeks * 7 + days, micros.longValueExact());
    } catch (ArithmeticException e) {
      throw outOfRange().causedBy(e);
    }
  }
}
