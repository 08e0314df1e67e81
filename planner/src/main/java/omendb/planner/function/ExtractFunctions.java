package omendb.planner.function;

import java.math.BigDecimal;
import java.util.Locale;
import omendb.core.Interval;
import omendb.core.SpecialNumeric;
import omendb.core.text.Calendar;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// EXTRACT and date_part.
public final class ExtractFunctions {
  private static final String TIMESTAMP = "timestamp without time zone";
  private static final String TIMESTAMPTZ = "timestamp with time zone";
  private static final String TIME = "time without time zone";

  private ExtractFunctions() {}

  private static TimeUnit unit(String name, String type) {
    TimeUnit unit = TimeUnit.of(name);
    if (unit == null) {
      throw DateTimeFunctions.unknownUnit(name.toLowerCase(Locale.ROOT), type);
    }
    return unit;
  }

  @SqlFunction("extract(text, timestamp): numeric")
  public static @Nullable BigDecimal ofTimestamp(String name, long micros) {
    TimeUnit unit = unit(name, TIMESTAMP);
    if (!Calendar.isFinite(micros)) {
      return infinite(unit, micros > 0);
    }
    if (unit == TimeUnit.EPOCH) {
      return BigDecimal.valueOf(micros, 6);
    }
    return field(unit, name, new CalendarFields(micros), TIMESTAMP);
  }

  @SqlFunction(value = "extract(text, timestamptz): numeric", volatility = Volatility.STABLE)
  public static @Nullable BigDecimal ofInstant(EvalContext context, String name, long micros) {
    TimeUnit unit = unit(name, TIMESTAMPTZ);
    if (!Calendar.isFinite(micros)) {
      return infinite(unit, micros > 0);
    }
    int offset = Calendar.offsetSeconds(micros, context.zone());
    return switch (unit) {
      case EPOCH -> BigDecimal.valueOf(micros, 6);
      case TIMEZONE -> BigDecimal.valueOf(offset);
      case TIMEZONE_HOUR -> BigDecimal.valueOf(offset / 3600);
      case TIMEZONE_MINUTE -> BigDecimal.valueOf(offset / 60 % 60);
      default -> {
        long local = Calendar.toLocal(micros, context.zone());
        yield field(unit, name, new CalendarFields(local), TIMESTAMPTZ);
      }
    };
  }

  @SqlFunction("extract(text, date): numeric")
  public static @Nullable BigDecimal ofDate(String name, long day) {
    TimeUnit unit = unit(name, "date");
    if (unit.compareTo(TimeUnit.DAY) < 0 || unit.compareTo(TimeUnit.EPOCH) > 0) {
      throw DateTimeFunctions.unsupportedUnit(name.toLowerCase(Locale.ROOT), "date");
    }
    if (!Calendar.isFiniteDate(day)) {
      return infinite(unit, day > 0);
    }
    return switch (unit) {
      case EPOCH -> BigDecimal.valueOf(day * 86_400);
      case JULIAN -> BigDecimal.valueOf(day + Calendar.JULIAN_EPOCH);
      default -> field(unit, name, new CalendarFields(day * Calendar.MICROS_PER_DAY), "date");
    };
  }

  @SqlFunction("extract(text, time): numeric")
  public static BigDecimal ofTime(String name, long micros) {
    TimeUnit unit = unit(name, TIME);
    if (unit == TimeUnit.EPOCH) {
      return BigDecimal.valueOf(micros, 6);
    }
    if (unit.compareTo(TimeUnit.HOUR) > 0) {
      throw DateTimeFunctions.unsupportedUnit(name.toLowerCase(Locale.ROOT), TIME);
    }
    return field(unit, name, new CalendarFields(micros), TIME);
  }

  @SqlFunction("extract(text, interval): numeric")
  public static BigDecimal ofInterval(String name, Interval value) {
    TimeUnit unit = unit(name, "interval");
    long micros = value.micros();
    int years = value.months() / 12;
    return switch (unit) {
      case MICROSECONDS -> BigDecimal.valueOf(micros % Calendar.MICROS_PER_MINUTE);
      case MILLISECONDS -> BigDecimal.valueOf(micros % Calendar.MICROS_PER_MINUTE, 3);
      case SECOND -> BigDecimal.valueOf(micros % Calendar.MICROS_PER_MINUTE, 6);
      case MINUTE -> BigDecimal.valueOf(micros / Calendar.MICROS_PER_MINUTE % 60);
      case HOUR -> BigDecimal.valueOf(micros / Calendar.MICROS_PER_HOUR);
      case DAY -> BigDecimal.valueOf(value.days());
      case MONTH -> BigDecimal.valueOf(value.months() % 12);
      case QUARTER -> BigDecimal.valueOf(value.months() % 12 / 3 + 1);
      case YEAR -> BigDecimal.valueOf(years);
      case DECADE -> BigDecimal.valueOf(years / 10);
      case CENTURY -> BigDecimal.valueOf(years / 100);
      case MILLENNIUM -> BigDecimal.valueOf(years / 1000);
      case EPOCH -> {
        long quarterDays = years * 1461L + value.months() % 12 * 120L + value.days() * 4L;
        BigDecimal seconds = BigDecimal.valueOf(quarterDays).multiply(BigDecimal.valueOf(21_600));
        yield seconds.add(BigDecimal.valueOf(micros, 6));
      }
      default -> throw DateTimeFunctions.unsupportedUnit(name.toLowerCase(Locale.ROOT), "interval");
    };
  }

  private static BigDecimal field(TimeUnit unit, String name, CalendarFields fields, String type) {
    long secondMicros = fields.timeMicros % Calendar.MICROS_PER_MINUTE;
    return switch (unit) {
      case MICROSECONDS -> BigDecimal.valueOf(secondMicros);
      case MILLISECONDS -> BigDecimal.valueOf(secondMicros, 3);
      case SECOND -> BigDecimal.valueOf(secondMicros, 6);
      case MINUTE -> BigDecimal.valueOf(fields.minute());
      case HOUR -> BigDecimal.valueOf(fields.hour());
      case DAY -> BigDecimal.valueOf(fields.dayOfMonth);
      case WEEK -> BigDecimal.valueOf(fields.isoWeek());
      case MONTH -> BigDecimal.valueOf(fields.month);
      case QUARTER -> BigDecimal.valueOf((fields.month - 1) / 3 + 1);
      case YEAR -> BigDecimal.valueOf(fields.writtenYear());
      case DECADE -> BigDecimal.valueOf(Math.floorDiv(fields.year, 10L));
      case CENTURY -> BigDecimal.valueOf(fields.century());
      case MILLENNIUM -> BigDecimal.valueOf(fields.millennium());
      case DOW -> BigDecimal.valueOf(fields.dayOfWeek());
      case ISODOW -> BigDecimal.valueOf(fields.isoDayOfWeek());
      case DOY -> BigDecimal.valueOf(fields.dayOfYear());
      case ISOYEAR -> {
        long year = fields.isoYear();
        yield BigDecimal.valueOf(year > 0 ? year : year - 1);
      }
      case JULIAN -> {
        BigDecimal day = BigDecimal.valueOf(fields.day + Calendar.JULIAN_EPOCH);
        BigDecimal part =
            NumericMath.divide(
                BigDecimal.valueOf(fields.timeMicros), BigDecimal.valueOf(Calendar.MICROS_PER_DAY));
        yield day.add(part);
      }
      case EPOCH, TIMEZONE, TIMEZONE_HOUR, TIMEZONE_MINUTE ->
          throw DateTimeFunctions.unsupportedUnit(name.toLowerCase(Locale.ROOT), type);
    };
  }

  /// NULL for fields that go round; the others are as infinite as the time.
  private static @Nullable BigDecimal infinite(TimeUnit unit, boolean positive) {
    return switch (unit) {
      case YEAR, DECADE, CENTURY, MILLENNIUM, ISOYEAR, JULIAN, EPOCH ->
          positive ? SpecialNumeric.INFINITY : SpecialNumeric.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  @SqlFunction("date_part(text, timestamp): float8")
  public static @Nullable Double partOfTimestamp(String name, long micros) {
    Double infinite = infinitePart(name, micros);
    return infinite != null ? infinite : toDouble(ofTimestamp(name, micros));
  }

  @SqlFunction(value = "date_part(text, timestamptz): float8", volatility = Volatility.STABLE)
  public static @Nullable Double partOfInstant(EvalContext context, String name, long micros) {
    Double infinite = infinitePart(name, micros);
    return infinite != null ? infinite : toDouble(ofInstant(context, name, micros));
  }

  @SqlFunction("date_part(text, date): float8")
  public static @Nullable Double partOfDate(String name, long day) {
    return partOfTimestamp(name, Casts.dateToTimestamp(day));
  }

  @SqlFunction("date_part(text, time): float8")
  public static double partOfTime(String name, long micros) {
    return ofTime(name, micros).doubleValue();
  }

  @SqlFunction("date_part(text, interval): float8")
  public static double partOfInterval(String name, Interval value) {
    return ofInterval(name, value).doubleValue();
  }

  private static @Nullable Double infinitePart(String name, long micros) {
    TimeUnit unit = TimeUnit.of(name);
    if (unit == null || Calendar.isFinite(micros)) {
      return null;
    }
    return switch (unit) {
      case YEAR, DECADE, CENTURY, MILLENNIUM, ISOYEAR, JULIAN, EPOCH ->
          micros > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  private static @Nullable Double toDouble(@Nullable BigDecimal value) {
    return value == null ? null : Double.valueOf(value.doubleValue());
  }
}
