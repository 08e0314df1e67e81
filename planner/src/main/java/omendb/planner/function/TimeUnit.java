package omendb.planner.function;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The fields of EXTRACT and the units of date_trunc.
enum TimeUnit {
  MICROSECONDS,
  MILLISECONDS,
  SECOND,
  MINUTE,
  HOUR,
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  YEAR,
  DECADE,
  CENTURY,
  MILLENNIUM,
  DOW,
  ISODOW,
  DOY,
  ISOYEAR,
  JULIAN,
  EPOCH,
  TIMEZONE,
  TIMEZONE_HOUR,
  TIMEZONE_MINUTE;

  /// The unit with this name in any case, singular or plural or short; null when unknown.
  static @Nullable TimeUnit of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "us", "usec", "usecs", "usecond", "useconds", "microsecond", "microseconds" ->
          MICROSECONDS;
      case "ms", "msec", "msecs", "msecond", "mseconds", "millisecond", "milliseconds" ->
          MILLISECONDS;
      case "s", "sec", "secs", "second", "seconds" -> SECOND;
      case "m", "min", "mins", "minute", "minutes" -> MINUTE;
      case "h", "hr", "hrs", "hour", "hours" -> HOUR;
      case "d", "day", "days" -> DAY;
      case "w", "week", "weeks" -> WEEK;
      case "mon", "mons", "month", "months" -> MONTH;
      case "qtr", "quarter" -> QUARTER;
      case "y", "yr", "yrs", "year", "years" -> YEAR;
      case "dec", "decs", "decade", "decades" -> DECADE;
      case "c", "cent", "century", "centuries" -> CENTURY;
      case "mil", "mils", "millennia", "millennium" -> MILLENNIUM;
      case "dow" -> DOW;
      case "isodow" -> ISODOW;
      case "doy" -> DOY;
      case "isoyear" -> ISOYEAR;
      case "j", "jd", "julian" -> JULIAN;
      case "epoch" -> EPOCH;
      case "timezone" -> TIMEZONE;
      case "timezone_h", "timezone_hour" -> TIMEZONE_HOUR;
      case "timezone_m", "timezone_minute" -> TIMEZONE_MINUTE;
      default -> null;
    };
  }
}
