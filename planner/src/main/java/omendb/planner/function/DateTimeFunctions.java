package omendb.planner.function;

import java.time.ZoneId;
import java.time.ZoneOffset;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.Calendar;
import omendb.core.text.TypeText;
import omendb.core.text.ZoneNames;
import omendb.planner.function.FunctionSignature.Volatility;

/// Functions on dates and times: construction, zones, ages.
public final class DateTimeFunctions {
  private DateTimeFunctions() {}

  /// The timestamp rounded to digits of a second.
  static long rounded(long micros, long precision) {
    if (precision < 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "TIMESTAMP(%d) precision must not be negative", precision);
    }
    long unit = 1;
    for (long i = precision; i < 6; i++) {
      unit *= 10;
    }
    return Math.floorDiv(micros + unit / 2, unit) * unit;
  }

  @SqlFunction(value = "current_date(): date", volatility = Volatility.STABLE)
  public static long currentDate(EvalContext context) {
    return Math.floorDiv(localTimestamp(context), Calendar.MICROS_PER_DAY);
  }

  @SqlFunction(value = "localtimestamp(): timestamp", volatility = Volatility.STABLE)
  public static long localTimestamp(EvalContext context) {
    return Calendar.toLocal(context.transactionMicros(), context.zone());
  }

  @SqlFunction(value = "localtimestamp(int4): timestamp", volatility = Volatility.STABLE)
  public static long localTimestamp(EvalContext context, long precision) {
    return rounded(localTimestamp(context), precision);
  }

  @SqlFunction(value = "localtime(): time", volatility = Volatility.STABLE)
  public static long localTime(EvalContext context) {
    return Math.floorMod(localTimestamp(context), Calendar.MICROS_PER_DAY);
  }

  @SqlFunction("make_date(int4, int4, int4): date")
  public static long makeDate(long year, long month, long day) {
    long astronomical = year < 0 ? year + 1 : year;
    if (year == 0
        || month < 1
        || month > 12
        || day < 1
        || day > Calendar.daysInMonth(astronomical, (int) month)) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error(
          "date field value out of range: %d-%02d-%02d", year, month, day);
    }
    long result = Calendar.day(astronomical, (int) month, (int) day);
    if (result < Calendar.DAY_MIN || result > Calendar.DAY_MAX) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error(
          "date out of range: %d-%02d-%02d", year, month, day);
    }
    return result;
  }

  @SqlFunction("make_time(int4, int4, float8): time")
  public static long makeTime(long hour, long minute, double second) {
    double micros = Math.rint(second * 1e6);
    boolean valid =
        hour >= 0 && hour <= 24 && minute >= 0 && minute <= 59 && micros >= 0 && micros <= 60e6;
    if (!valid || (hour == 24 && (minute > 0 || micros > 0))) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error(
          "time field value out of range: %d:%02d:%02.0f", hour, minute, second);
    }
    return hour * Calendar.MICROS_PER_HOUR + minute * Calendar.MICROS_PER_MINUTE + (long) micros;
  }

  @SqlFunction("make_timestamp(int4, int4, int4, int4, int4, float8): timestamp")
  public static long makeTimestamp(
      long year, long month, long day, long hour, long minute, double second) {
    return Casts.dateToTimestamp(makeDate(year, month, day)) + makeTime(hour, minute, second);
  }

  @SqlFunction(
      value = "make_timestamptz(int4, int4, int4, int4, int4, float8): timestamptz",
      volatility = Volatility.STABLE)
  public static long makeTimestamptz(
      EvalContext context, long year, long month, long day, long hour, long minute, double second) {
    return Calendar.toInstant(
        makeTimestamp(year, month, day, hour, minute, second), context.zone());
  }

  @SqlFunction("make_timestamptz(int4, int4, int4, int4, int4, float8, text): timestamptz")
  public static long makeTimestamptz(
      long year, long month, long day, long hour, long minute, double second, String zone) {
    return Calendar.toInstant(makeTimestamp(year, month, day, hour, minute, second), zoneOf(zone));
  }

  @SqlFunction("to_timestamp(float8): timestamptz")
  public static long ofEpoch(double seconds) {
    if (Double.isNaN(seconds)) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("timestamp cannot be NaN");
    }
    if (Double.isInfinite(seconds)) {
      return seconds > 0 ? Calendar.INFINITY : Calendar.MINUS_INFINITY;
    }
    double micros = Math.rint(seconds * 1e6);
    if (micros < Calendar.MICROS_MIN || micros >= Calendar.MICROS_END) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error(
          "timestamp out of range: \"%s\"", TypeText.format(ColumnType.DOUBLE, seconds));
    }
    return (long) micros;
  }

  @SqlFunction("isfinite(date): bool")
  public static boolean isFiniteDate(long day) {
    return Calendar.isFiniteDate(day);
  }

  @SqlFunction("isfinite(timestamp): bool")
  @SqlFunction("isfinite(timestamptz): bool")
  public static boolean isFinite(long micros) {
    return Calendar.isFinite(micros);
  }

  /// A zone by name, abbreviation, or offset in POSIX's sign (west is positive), as AT TIME ZONE
  /// reads it.
  static ZoneId zoneOf(String name) {
    String trimmed = name.strip();
    if (!trimmed.isEmpty() && "+-0123456789".indexOf(trimmed.charAt(0)) >= 0) {
      ZoneId zone = ZoneNames.named(trimmed);
      if (zone instanceof ZoneOffset offset) {
        return ZoneOffset.ofTotalSeconds(-offset.getTotalSeconds());
      }
    }
    return ZoneNames.named(trimmed);
  }

  static ZoneId zoneOf(Interval interval) {
    if (interval.months() != 0 || interval.days() != 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "interval time zone \"%s\" must not include months or days",
          TypeText.format(ColumnType.INTERVAL, interval));
    }
    return ZoneOffset.ofTotalSeconds((int) (interval.micros() / Calendar.MICROS_PER_SECOND));
  }

  /// timestamptz AT TIME ZONE: the local time there.
  @SqlFunction("timezone(text, timestamptz): timestamp")
  public static long toLocal(String zone, long micros) {
    return Calendar.toLocal(micros, zoneOf(zone));
  }

  /// timestamp AT TIME ZONE: the instant of a local time there.
  @SqlFunction("timezone(text, timestamp): timestamptz")
  public static long toInstant(String zone, long micros) {
    return Calendar.toInstant(micros, zoneOf(zone));
  }

  @SqlFunction("timezone(interval, timestamptz): timestamp")
  public static long toLocal(Interval zone, long micros) {
    return Calendar.toLocal(micros, zoneOf(zone));
  }

  @SqlFunction("timezone(interval, timestamp): timestamptz")
  public static long toInstant(Interval zone, long micros) {
    return Calendar.toInstant(micros, zoneOf(zone));
  }

  /// The difference in years, months, days and time, as calendars count it.
  @SqlFunction("age(timestamp, timestamp): interval")
  public static Interval age(long left, long right) {
    if (!Calendar.isFinite(left) || !Calendar.isFinite(right)) {
      throw TimeArithmetic.outOfRange();
    }
    if (left < right) {
      return TimeArithmetic.negate(forward(right, left));
    }
    return forward(left, right);
  }

  private static Interval forward(long later, long earlier) {
    long laterDay = Math.floorDiv(later, Calendar.MICROS_PER_DAY);
    long earlierDay = Math.floorDiv(earlier, Calendar.MICROS_PER_DAY);
    long a = Calendar.civil(laterDay);
    long b = Calendar.civil(earlierDay);
    long time =
        Math.floorMod(later, Calendar.MICROS_PER_DAY)
            - Math.floorMod(earlier, Calendar.MICROS_PER_DAY);
    long days = Calendar.dayOfMonth(a) - Calendar.dayOfMonth(b);
    long months =
        (Calendar.year(a) - Calendar.year(b)) * 12 + Calendar.month(a) - Calendar.month(b);
    if (time < 0) {
      time += Calendar.MICROS_PER_DAY;
      days--;
    }
    while (days < 0) {
      days += Calendar.daysInMonth(Calendar.year(b), Calendar.month(b));
      months--;
    }
    return IntervalFunctions.of(months, days, time);
  }

  @SqlFunction(value = "age(timestamptz, timestamptz): interval", volatility = Volatility.STABLE)
  public static Interval age(EvalContext context, long left, long right) {
    return age(Calendar.toLocal(left, context.zone()), Calendar.toLocal(right, context.zone()));
  }

  /// From a time to midnight of today.
  @SqlFunction(value = "age(timestamp): interval", volatility = Volatility.STABLE)
  public static Interval age(EvalContext context, long micros) {
    return age(currentDate(context) * Calendar.MICROS_PER_DAY, micros);
  }

  @SqlFunction(value = "age(timestamptz): interval", volatility = Volatility.STABLE)
  public static Interval ageInZone(EvalContext context, long micros) {
    return age(context, Calendar.toLocal(micros, context.zone()));
  }

  @SqlFunction("date_bin(interval, timestamp, timestamp): timestamp")
  @SqlFunction("date_bin(interval, timestamptz, timestamptz): timestamptz")
  public static long bin(Interval stride, long micros, long origin) {
    if (stride.months() != 0) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "timestamps cannot be binned into intervals containing months or years");
    }
    long width = stride.days() * Calendar.MICROS_PER_DAY + stride.micros();
    if (width <= 0) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("stride must be greater than zero");
    }
    return Calendar.isFinite(micros)
        ? origin + Math.floorDiv(micros - origin, width) * width
        : micros;
  }

  /// True when two periods have a time in common.
  @SqlFunction("overlaps(timestamp, timestamp, timestamp, timestamp): bool")
  @SqlFunction("overlaps(timestamptz, timestamptz, timestamptz, timestamptz): bool")
  @SqlFunction("overlaps(time, time, time, time): bool")
  public static boolean overlaps(long start, long end, long otherStart, long otherEnd) {
    long from = Math.min(start, end);
    long to = Math.max(start, end);
    long otherFrom = Math.min(otherStart, otherEnd);
    long otherTo = Math.max(otherStart, otherEnd);
    if (from == otherFrom) {
      return true;
    }
    return from > otherFrom ? from < otherTo : otherFrom < to;
  }

  /// OVERLAPS of periods given by their beginning and length.
  @SqlFunction("overlaps(timestamp, interval, timestamp, interval): bool")
  public static boolean overlaps(
      long start, Interval length, long otherStart, Interval otherLength) {
    return overlaps(
        start,
        TimeArithmetic.plus(start, length),
        otherStart,
        TimeArithmetic.plus(otherStart, otherLength));
  }

  @SqlFunction("overlaps(timestamp, timestamp, timestamp, interval): bool")
  public static boolean overlaps(long start, long end, long otherStart, Interval otherLength) {
    return overlaps(start, end, otherStart, TimeArithmetic.plus(otherStart, otherLength));
  }

  @SqlFunction("overlaps(timestamp, interval, timestamp, timestamp): bool")
  public static boolean overlaps(long start, Interval length, long otherStart, long otherEnd) {
    return overlaps(start, TimeArithmetic.plus(start, length), otherStart, otherEnd);
  }

  static OmenException unknownUnit(String unit, String type) {
    return SqlState.INVALID_PARAMETER_VALUE.error(
        "unit \"%s\" not recognized for type %s", unit, type);
  }

  static OmenException unsupportedUnit(String unit, String type) {
    return SqlState.FEATURE_NOT_SUPPORTED.error(
        "unit \"%s\" not supported for type %s", unit, type);
  }
}
