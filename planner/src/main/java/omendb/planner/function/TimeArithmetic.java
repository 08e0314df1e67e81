package omendb.planner.function;

import omendb.core.Interval;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.Calendar;

/// Operators between dates, times, timestamps and intervals: months first (the day is cut to the
/// month's end), then days, then time.
public final class TimeArithmetic {
  private TimeArithmetic() {}

  @SqlFunction("+(timestamp, interval): timestamp")
  public static long plus(long micros, Interval interval) {
    if (!Calendar.isFinite(micros)) {
      return micros;
    }
    long day = Math.floorDiv(micros, Calendar.MICROS_PER_DAY);
    long time = micros - day * Calendar.MICROS_PER_DAY;
    return instant(addDays(day, interval), time, interval.micros());
  }

  /// In the session's zone: a day later is the same time of day, however long the day was.
  @SqlFunction(
      value = "+(timestamptz, interval): timestamptz",
      volatility = FunctionSignature.Volatility.STABLE)
  public static long plus(EvalContext context, long micros, Interval interval) {
    if (!Calendar.isFinite(micros)) {
      return micros;
    }
    long moved = micros;
    if (interval.months() != 0 || interval.days() != 0) {
      long local = Calendar.toLocal(micros, context.zone());
      Interval days = new Interval(interval.months(), interval.days(), 0);
      moved = Calendar.toInstant(plus(local, days), context.zone());
    }
    return checked(moved, interval.micros());
  }

  private static long addDays(long day, Interval interval) {
    long result = day;
    if (interval.months() != 0) {
      long civil = Calendar.civil(day);
      long months = Calendar.year(civil) * 12 + Calendar.month(civil) - 1 + interval.months();
      long year = Math.floorDiv(months, 12L);
      int month = Math.floorMod(months, 12) + 1;
      int last = Calendar.daysInMonth(year, month);
      result = Calendar.day(year, month, Math.min(Calendar.dayOfMonth(civil), last));
    }
    return result + interval.days();
  }

  private static long instant(long day, long time, long micros) {
    if (day < Calendar.DAY_MIN || day > Calendar.MICROS_END / Calendar.MICROS_PER_DAY) {
      throw outOfRange();
    }
    return checked(day * Calendar.MICROS_PER_DAY + time, micros);
  }

  private static long checked(long micros, long more) {
    long result = micros + more;
    if (((micros ^ result) & (more ^ result)) < 0 || !Calendar.inRange(result)) {
      throw outOfRange();
    }
    return result;
  }

  static OmenException outOfRange() {
    return SqlState.DATETIME_FIELD_OVERFLOW.error("timestamp out of range");
  }

  @SqlFunction("+(interval, timestamp): timestamp")
  public static long plus(Interval interval, long micros) {
    return plus(micros, interval);
  }

  @SqlFunction(
      value = "+(interval, timestamptz): timestamptz",
      volatility = FunctionSignature.Volatility.STABLE)
  public static long plus(EvalContext context, Interval interval, long micros) {
    return plus(context, micros, interval);
  }

  @SqlFunction("-(timestamp, interval): timestamp")
  public static long minus(long micros, Interval interval) {
    return plus(micros, negate(interval));
  }

  @SqlFunction(
      value = "-(timestamptz, interval): timestamptz",
      volatility = FunctionSignature.Volatility.STABLE)
  public static long minus(EvalContext context, long micros, Interval interval) {
    return plus(context, micros, negate(interval));
  }

  @SqlFunction("+(date, interval): timestamp")
  public static long datePlus(long day, Interval interval) {
    return plus(Casts.dateToTimestamp(day), interval);
  }

  @SqlFunction("+(interval, date): timestamp")
  public static long plusDate(Interval interval, long day) {
    return plus(Casts.dateToTimestamp(day), interval);
  }

  @SqlFunction("-(date, interval): timestamp")
  public static long dateMinus(long day, Interval interval) {
    return minus(Casts.dateToTimestamp(day), interval);
  }

  @SqlFunction("+(date, int4): date")
  public static long plusDays(long day, long days) {
    if (!Calendar.isFiniteDate(day)) {
      return day;
    }
    long result = day + days;
    if (result < Calendar.DAY_MIN || result > Calendar.DAY_MAX) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("date out of range");
    }
    return result;
  }

  @SqlFunction("+(int4, date): date")
  public static long daysPlus(long days, long day) {
    return plusDays(day, days);
  }

  @SqlFunction("-(date, int4): date")
  public static long minusDays(long day, long days) {
    return plusDays(day, -days);
  }

  @SqlFunction("-(date, date): int4")
  public static long daysBetween(long left, long right) {
    if (!Calendar.isFiniteDate(left) || !Calendar.isFiniteDate(right)) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("cannot subtract infinite dates");
    }
    return left - right;
  }

  @SqlFunction("+(date, time): timestamp")
  public static long dateTime(long day, long time) {
    long midnight = Casts.dateToTimestamp(day);
    return Calendar.isFinite(midnight) ? checked(midnight, time) : midnight;
  }

  @SqlFunction("+(time, date): timestamp")
  public static long timeDate(long time, long day) {
    return dateTime(day, time);
  }

  @SqlFunction("-(timestamp, timestamp): interval")
  @SqlFunction("-(timestamptz, timestamptz): interval")
  public static Interval between(long left, long right) {
    if (!Calendar.isFinite(left) || !Calendar.isFinite(right)) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("cannot subtract infinite timestamps");
    }
    long micros = left - right;
    if (((left ^ right) & (left ^ micros)) < 0) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("interval out of range");
    }
    return IntervalFunctions.justifyHours(new Interval(0, 0, micros));
  }

  @SqlFunction("+(time, interval): time")
  public static long timePlus(long time, Interval interval) {
    return Math.floorMod(
        time + interval.micros() % Calendar.MICROS_PER_DAY, Calendar.MICROS_PER_DAY);
  }

  @SqlFunction("+(interval, time): time")
  public static long plusTime(Interval interval, long time) {
    return timePlus(time, interval);
  }

  @SqlFunction("-(time, interval): time")
  public static long timeMinus(long time, Interval interval) {
    return Math.floorMod(
        time - interval.micros() % Calendar.MICROS_PER_DAY, Calendar.MICROS_PER_DAY);
  }

  @SqlFunction("-(time, time): interval")
  public static Interval timeBetween(long left, long right) {
    return new Interval(0, 0, left - right);
  }

  @SqlFunction("+(interval): interval")
  public static Interval same(Interval interval) {
    return interval;
  }

  @SqlFunction("-(interval): interval")
  public static Interval negate(Interval interval) {
    try {
      return interval.negated();
    } catch (ArithmeticException e) {
      throw IntervalFunctions.outOfRange().causedBy(e);
    }
  }

  @SqlFunction("+(interval, interval): interval")
  public static Interval plus(Interval left, Interval right) {
    try {
      return left.plus(right);
    } catch (ArithmeticException e) {
      throw IntervalFunctions.outOfRange().causedBy(e);
    }
  }

  @SqlFunction("-(interval, interval): interval")
  public static Interval minus(Interval left, Interval right) {
    return plus(left, negate(right));
  }
}
