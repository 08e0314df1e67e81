package omendb.core.text;

import java.time.ZoneId;

/// Dates and times as text, in ISO style.
final class DateTimeFormat {
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
    out.putPadded(micros / Calendar.MICROS_PER_HOUR, 2).put(':');
    out.putPadded(micros / Calendar.MICROS_PER_MINUTE % 60, 2).put(':');
    out.putPadded(micros / Calendar.MICROS_PER_SECOND % 60, 2);
    fraction(micros % Calendar.MICROS_PER_SECOND, out);
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
    out.putPadded(Calendar.month(civil), 2).put('-').putPadded(Calendar.dayOfMonth(civil), 2);
  }

  private static void era(long day, TextBuffer out) {
    if (Calendar.year(Calendar.civil(day)) <= 0) {
      out.put(" BC");
    }
  }
}
