package omendb.core.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// The proleptic Gregorian calendar on days since 1970-01-01 and microseconds, with the limits that
/// PostgreSQL sets. Years are astronomical: year 0 is 1 BC.
public final class Calendar {
  public static final long MICROS_PER_SECOND = 1_000_000L;
  public static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  public static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
  public static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

  /// Julian day number of 1970-01-01.
  public static final long JULIAN_EPOCH = 2_440_588;

  /// 4714-11-24 BC, the first day of dates and timestamps.
  public static final long DAY_MIN = -JULIAN_EPOCH;

  /// 5874897-12-31, the last day of dates.
  public static final long DAY_MAX = 2_145_042_905L;

  /// Timestamps are below this, 294247-01-10 in µs: what 64 bits hold since 1970.
  public static final long MICROS_END = day(294_247, 1, 10) * MICROS_PER_DAY;

  public static final long MICROS_MIN = DAY_MIN * MICROS_PER_DAY;

  /// `infinity` and `-infinity` of dates.
  public static final long DATE_INFINITY = Integer.MAX_VALUE;

  public static final long DATE_MINUS_INFINITY = Integer.MIN_VALUE;

  /// `infinity` and `-infinity` of timestamps.
  public static final long INFINITY = Long.MAX_VALUE;

  public static final long MINUS_INFINITY = Long.MIN_VALUE;

  private Calendar() {}

  /// The day number of a date; month and day need not be checked, but 1 ≤ month ≤ 12.
  public static long day(long year, int month, int dayOfMonth) {
    long y = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(y, 400L);
    long yearOfEra = y - era * 400;
    long shifted = month > 2 ? month - 3 : month + 9;
    long dayOfYear = (153 * shifted + 2) / 5 + dayOfMonth - 1;
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
  }

  /// Year, month and day packed as `year << 9 | month << 5 | day`.
  public static long civil(long day) {
    long shifted = day + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    long dayOfEra = shifted - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shiftedMonth = (5 * dayOfYear + 2) / 153;
    long dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    long month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    return year << 9 | month << 5 | dayOfMonth;
  }

  public static long year(long civil) {
    return civil >> 9;
  }

  public static int month(long civil) {
    return (int) (civil >> 5) & 15;
  }

  public static int dayOfMonth(long civil) {
    return (int) civil & 31;
  }

  public static boolean leap(long year) {
    return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  public static int daysInMonth(long year, int month) {
    return switch (month) {
      case 2 -> leap(year) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  public static boolean isFiniteDate(long day) {
    return day != DATE_INFINITY && day != DATE_MINUS_INFINITY;
  }

  public static boolean isFinite(long micros) {
    return micros != INFINITY && micros != MINUS_INFINITY;
  }

  /// True when a finite timestamp is within PostgreSQL's range.
  public static boolean inRange(long micros) {
    return micros >= MICROS_MIN && micros < MICROS_END;
  }

  /// Seconds east of UTC in the zone at an instant.
  public static int offsetSeconds(long micros, ZoneId zone) {
    if (zone instanceof ZoneOffset offset) {
      return offset.getTotalSeconds();
    }
    ZoneRules rules = zone.getRules();
    long second = Math.floorDiv(micros, MICROS_PER_SECOND);
    return rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
  }

  /// The local time in the zone at an instant; infinities stay.
  public static long toLocal(long micros, ZoneId zone) {
    return isFinite(micros) ? micros + offsetSeconds(micros, zone) * MICROS_PER_SECOND : micros;
  }

  /// The instant of a local time: in a gap by the offset before it, in an overlap by the offset
  /// after it, as PostgreSQL decides; infinities stay.
  public static long toInstant(long localMicros, ZoneId zone) {
    if (!isFinite(localMicros)) {
      return localMicros;
    }
    if (zone instanceof ZoneOffset offset) {
      return localMicros - offset.getTotalSeconds() * MICROS_PER_SECOND;
    }
    long second = Math.floorDiv(localMicros, MICROS_PER_SECOND);
    LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition transition = rules.getTransition(local);
    ZoneOffset offset;
    if (transition == null) {
      offset = rules.getOffset(local);
    } else {
      offset = transition.isGap() ? transition.getOffsetBefore() : transition.getOffsetAfter();
    }
    return localMicros - offset.getTotalSeconds() * MICROS_PER_SECOND;
  }
}
