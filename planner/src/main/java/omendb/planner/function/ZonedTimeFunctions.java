package omendb.planner.function;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Locale;
import omendb.core.Interval;
import omendb.core.text.Calendar;
import omendb.core.text.ZonedTime;
import omendb.planner.function.FunctionSignature.Volatility;

/// Functions and operators of time with time zone, whose values are kept forms of [ZonedTime].
public final class ZonedTimeFunctions {
  private static final String TYPE = "time with time zone";

  private ZonedTimeFunctions() {}

  @SqlFunction(value = "current_time(): timetz", volatility = Volatility.STABLE)
  public static long currentTime(EvalContext context) {
    return ofInstant(context, context.transactionMicros());
  }

  /// The time of day at an instant in the session's zone.
  static long ofInstant(EvalContext context, long micros) {
    if (!Calendar.isFinite(micros)) {
      throw TimeArithmetic.outOfRange();
    }
    return at(micros, context.zone());
  }

  private static long at(long micros, ZoneId zone) {
    int offset = Calendar.offsetSeconds(micros, zone);
    long local = micros + offset * Calendar.MICROS_PER_SECOND;
    return ZonedTime.of(Math.floorMod(local, Calendar.MICROS_PER_DAY), offset);
  }

  /// A time of today in the session's zone.
  static long ofTime(EvalContext context, long micros) {
    long local = DateTimeFunctions.currentDate(context) * Calendar.MICROS_PER_DAY + micros;
    long offset = local - Calendar.toInstant(local, context.zone());
    return ZonedTime.of(micros, (int) (offset / Calendar.MICROS_PER_SECOND));
  }

  /// The same time at another distance from UTC.
  private static long shifted(long time, int offset) {
    long utc = ZonedTime.micros(time) - ZonedTime.offset(time) * Calendar.MICROS_PER_SECOND;
    long local = utc + offset * Calendar.MICROS_PER_SECOND;
    return ZonedTime.of(Math.floorMod(local, Calendar.MICROS_PER_DAY), offset);
  }

  /// timetz AT TIME ZONE: by the zone's distance from UTC as it is now.
  @SqlFunction(value = "timezone(text, timetz): timetz", volatility = Volatility.STABLE)
  public static long toZone(EvalContext context, String zone, long time) {
    ZoneId chosen = DateTimeFunctions.zoneOf(zone);
    return shifted(time, Calendar.offsetSeconds(context.transactionMicros(), chosen));
  }

  @SqlFunction("timezone(interval, timetz): timetz")
  public static long toZone(Interval zone, long time) {
    return shifted(time, Calendar.offsetSeconds(0, DateTimeFunctions.zoneOf(zone)));
  }

  @SqlFunction("+(timetz, interval): timetz")
  public static long plus(long time, Interval interval) {
    return ZonedTime.of(
        TimeArithmetic.timePlus(ZonedTime.micros(time), interval), ZonedTime.offset(time));
  }

  @SqlFunction("+(interval, timetz): timetz")
  public static long plus(Interval interval, long time) {
    return plus(time, interval);
  }

  @SqlFunction("-(timetz, interval): timetz")
  public static long minus(long time, Interval interval) {
    return ZonedTime.of(
        TimeArithmetic.timeMinus(ZonedTime.micros(time), interval), ZonedTime.offset(time));
  }

  @SqlFunction("+(date, timetz): timestamptz")
  @SqlFunction("timestamptz(date, timetz): timestamptz")
  public static long onDay(long day, long time) {
    long utc = ZonedTime.micros(time) - ZonedTime.offset(time) * Calendar.MICROS_PER_SECOND;
    return TimeArithmetic.dateTime(day, utc);
  }

  @SqlFunction("+(timetz, date): timestamptz")
  public static long ofDay(long time, long day) {
    return onDay(day, time);
  }

  @SqlFunction("overlaps(timetz, timetz, timetz, timetz): bool")
  public static boolean overlaps(long start, long end, long otherStart, long otherEnd) {
    return DateTimeFunctions.overlaps(start, end, otherStart, otherEnd);
  }

  @SqlFunction("extract(text, timetz): numeric")
  public static BigDecimal field(String name, long time) {
    TimeUnit unit = TimeUnit.of(name);
    if (unit == null) {
      throw DateTimeFunctions.unknownUnit(name.toLowerCase(Locale.ROOT), TYPE);
    }
    int offset = ZonedTime.offset(time);
    long micros = ZonedTime.micros(time);
    return switch (unit) {
      case EPOCH -> BigDecimal.valueOf(micros - offset * Calendar.MICROS_PER_SECOND, 6);
      case TIMEZONE -> BigDecimal.valueOf(offset);
      case TIMEZONE_HOUR -> BigDecimal.valueOf(offset / 3600);
      case TIMEZONE_MINUTE -> BigDecimal.valueOf(offset / 60 % 60);
      case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, HOUR ->
          ExtractFunctions.ofTime(name, micros);
      default -> throw DateTimeFunctions.unsupportedUnit(name.toLowerCase(Locale.ROOT), TYPE);
    };
  }

  @SqlFunction("date_part(text, timetz): float8")
  public static double part(String name, long time) {
    return field(name, time).doubleValue();
  }
}
