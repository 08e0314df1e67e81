package omendb.core.text;

import java.time.ZoneId;

/// Dates and times as text, in ISO style.
final class DateTimeFormat {
  private static final long FIRST_OF_ERA = Calendar.day(1, 1, 1);

  private DateTimeFormat() {}

  static void date(long day, TextBuffer out) {
    if (day == Calendar.DATE_INFINITY) {
      out.put("infinity");
    } else if (day == Calendar.DATE_MINUS_INFINITY) {
      out.put("-infinity");
    } else {
      civil(day, out);
      era(day, out);
    }
  }

  static void time(long micros, TextBuffer out) {
    int seconds = (int) (micros / Calendar.MICROS_PER_SECOND);
    out.putPair(seconds / 3600).put(':').putPair(seconds / 60 % 60).put(':');
    out.putPair(seconds % 60);
    fraction(micros - seconds * Calendar.MICROS_PER_SECOND, out);
  }

  /// The six digits of a fraction of a second without trailing zeros; nothing for 0.
  static void fraction(long micros, TextBuffer out) {
    if (micros == 0) {
      return;
    }
    long digits = micros;
    int width = 6;
    while (digits % 10 == 0) {
      digits /= 10;
      width--;
    }
    out.put('.').putPadded(digits, width);
  }

  static void timestamp(long micros, TextBuffer out) {
    if (infinite(micros, out)) {
      return;
    }
    long day = Math.floorDiv(micros, Calendar.MICROS_PER_DAY);
    civil(day, out);
    out.put(' ');
    time(micros - day * Calendar.MICROS_PER_DAY, out);
    era(day, out);
  }

  static void timestamptz(long micros, ZoneId zone, TextBuffer out) {
    if (infinite(micros, out)) {
      return;
    }
    int offset = Calendar.offsetSeconds(micros, zone);
    long local = micros + offset * Calendar.MICROS_PER_SECOND;
    long day = Math.floorDiv(local, Calendar.MICROS_PER_DAY);
    civil(day, out);
    out.put(' ');
    time(local - day * Calendar.MICROS_PER_DAY, out);
    offset(offset, out);
    era(day, out);
  }

  private static void offset(int seconds, TextBuffer out) {
    out.put(seconds < 0 ? '-' : '+');
    int rest = Math.abs(seconds);
    out.putPadded(rest / 3600, 2);
    if (rest % 3600 != 0) {
      out.put(':').putPadded(rest / 60 % 60, 2);
      if (rest % 60 != 0) {
        out.put(':').putPadded(rest % 60, 2);
      }
    }
  }

  private static boolean infinite(long micros, TextBuffer out) {
    if (Calendar.isFinite(micros)) {
      return false;
    }
    out.put(micros > 0 ? "infinity" : "-infinity");
    return true;
  }

  private static void civil(long day, TextBuffer out) {
    long civil = Calendar.civil(day);
    long year = Calendar.year(civil);
    out.putPadded(year > 0 ? year : 1 - year, 4).put('-');
    out.putPair(Calendar.month(civil)).put('-').putPair(Calendar.dayOfMonth(civil));
  }

  private static void era(long day, TextBuffer out) {
    if (day < FIRST_OF_ERA) {
      out.put(" BC");
    }
  }
}
