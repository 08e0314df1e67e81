package omendb.planner.function;

import java.time.ZoneId;
import java.util.Locale;
import omendb.core.Interval;
import omendb.core.text.Calendar;
import omendb.planner.function.FunctionSignature.Volatility;

/// date_trunc.
public final class TruncateFunctions {
  private TruncateFunctions() {}

  @SqlFunction("date_trunc(text, timestamp): timestamp")
  public static long ofTimestamp(String name, long micros) {
    return truncated(unit(name, "timestamp without time zone"), name, micros);
  }

  @SqlFunction(value = "date_trunc(text, timestamptz): timestamptz", volatility = Volatility.STABLE)
  public static long ofInstant(EvalContext context, String name, long micros) {
    return inZone(name, micros, context.zone());
  }

  @SqlFunction("date_trunc(text, timestamptz, text): timestamptz")
  public static long ofInstant(String name, long micros, String zone) {
    return inZone(name, micros, DateTimeFunctions.zoneOf(zone));
  }

  private static long inZone(String name, long micros, ZoneId zone) {
    TimeUnit unit = unit(name, "timestamp with time zone");
    if (!Calendar.isFinite(micros)) {
      return micros;
    }
    int offset = Calendar.offsetSeconds(micros, zone);
    long local = micros + offset * Calendar.MICROS_PER_SECOND;
    long result = truncated(unit, name, local);
    return unit.compareTo(TimeUnit.DAY) >= 0
        ? Calendar.toInstant(result, zone)
        : result - offset * Calendar.MICROS_PER_SECOND;
  }

  private static TimeUnit unit(String name, String type) {
    TimeUnit unit = TimeUnit.of(name);
    if (unit == null
        || (unit.compareTo(TimeUnit.MILLENNIUM) > 0 && unit.compareTo(TimeUnit.TIMEZONE) < 0)) {
      throw DateTimeFunctions.unknownUnit(name.toLowerCase(Locale.ROOT), type);
    }
    if (unit.compareTo(TimeUnit.MILLENNIUM) > 0) {
      throw DateTimeFunctions.unsupportedUnit(name.toLowerCase(Locale.ROOT), type);
    }
    return unit;
  }

  private static long truncated(TimeUnit unit, String name, long micros) {
    if (!Calendar.isFinite(micros)) {
      return micros;
    }
    long width = width(unit);
    if (width > 0) {
      return Math.floorDiv(micros, width) * width;
    }
    CalendarFields fields = new CalendarFields(micros);
    long day =
        switch (unit) {
          case WEEK -> fields.day - (fields.isoDayOfWeek() - 1);
          case MONTH -> Calendar.day(fields.year, fields.month, 1);
          case QUARTER -> Calendar.day(fields.year, (fields.month - 1) / 3 * 3 + 1, 1);
          case YEAR -> Calendar.day(fields.year, 1, 1);
          case DECADE -> Calendar.day(Math.floorDiv(fields.year, 10L) * 10, 1, 1);
          case CENTURY -> Calendar.day(Math.floorDiv(fields.year - 1, 100L) * 100 + 1, 1, 1);
          case MILLENNIUM -> Calendar.day(Math.floorDiv(fields.year - 1, 1000L) * 1000 + 1, 1, 1);
          default -> throw DateTimeFunctions.unsupportedUnit(name, "timestamp");
        };
    return day * Calendar.MICROS_PER_DAY;
  }

  private static long width(TimeUnit unit) {
    return switch (unit) {
      case MICROSECONDS -> 1;
      case MILLISECONDS -> 1000;
      case SECOND -> Calendar.MICROS_PER_SECOND;
      case MINUTE -> Calendar.MICROS_PER_MINUTE;
      case HOUR -> Calendar.MICROS_PER_HOUR;
      case DAY -> Calendar.MICROS_PER_DAY;
      default -> 0;
    };
  }

  @SqlFunction("date_trunc(text, interval): interval")
  public static Interval ofInterval(String name, Interval value) {
    TimeUnit unit = unit(name, "interval");
    if (unit == TimeUnit.WEEK) {
      throw DateTimeFunctions.unsupportedUnit(name.toLowerCase(Locale.ROOT), "interval")
          .withDetail("Months usually have fractional weeks.");
    }
    int months = value.months();
    return switch (unit) {
      case MILLENNIUM -> new Interval(months / 12_000 * 12_000, 0, 0);
      case CENTURY -> new Interval(months / 1200 * 1200, 0, 0);
      case DECADE -> new Interval(months / 120 * 120, 0, 0);
      case YEAR -> new Interval(months / 12 * 12, 0, 0);
      case QUARTER -> new Interval(months / 3 * 3, 0, 0);
      case MONTH -> new Interval(months, 0, 0);
      case DAY -> new Interval(months, value.days(), 0);
      default -> {
        long width = width(unit);
        yield new Interval(months, value.days(), value.micros() / width * width);
      }
    };
  }
}
