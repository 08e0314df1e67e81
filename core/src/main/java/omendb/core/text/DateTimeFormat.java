package omendb.core.text;

/// Dates and times as text, in the style that the session wants (PostgreSQL: DateStyle).
final class DateTimeFormat {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private static final String WEEKDAYS = "SunMonTueWedThuFriSat";

  private static final long FIRST_OF_ERA = Calendar.day(1, 1, 1);

  private DateTimeFormat() {}

  static void date(long day, TextStyle style, TextBuffer out) {
    if (day == Calendar.DATE_INFINITY) {
      out.put("infinity");
    } else if (day == Calendar.DATE_MINUS_INFINITY) {
      out.put("-infinity");
    } else {
      civil(day, style, style.dates() == TextStyle.Dates.POSTGRES ? '-' : '/', out);
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

  static void timestamp(long micros, TextStyle style, TextBuffer out) {
    if (!infinite(micros, out)) {
      local(micros, style, out);
      era(Math.floorDiv(micros, Calendar.MICROS_PER_DAY), out);
    }
  }

  static void timestamptz(long micros, TextStyle style, TextBuffer out) {
    if (infinite(micros, out)) {
      return;
    }
    int offset = Calendar.offsetSeconds(micros, style.zone());
    long local = micros + offset * Calendar.MICROS_PER_SECOND;
    local(local, style, out);
    if (style.dates() == TextStyle.Dates.ISO) {
      offset(offset, out);
    } else {
      out.put(' ');
      out.put(ZoneNames.shortName(style.zone(), Math.floorDiv(micros, Calendar.MICROS_PER_SECOND)));
    }
    era(Math.floorDiv(local, Calendar.MICROS_PER_DAY), out);
  }

  private static void local(long micros, TextStyle style, TextBuffer out) {
    long day = Math.floorDiv(micros, Calendar.MICROS_PER_DAY);
    long time = micros - day * Calendar.MICROS_PER_DAY;
    if (style.dates() == TextStyle.Dates.POSTGRES) {
      long civil = Calendar.civil(day);
      String month = MONTHS.substring(Calendar.month(civil) * 3 - 3, Calendar.month(civil) * 3);
      boolean dayFirst = style.order() == TextStyle.Order.DMY;
      int weekday = (int) Math.floorMod(day + 4, 7L);
      out.put(WEEKDAYS.substring(weekday * 3, weekday * 3 + 3)).put(' ');
      if (!dayFirst) {
        out.put(month).put(' ');
      }
      out.putPair(Calendar.dayOfMonth(civil)).put(' ');
      if (dayFirst) {
        out.put(month).put(' ');
      }
      time(time, out);
      out.put(' ');
      year(civil, out);
    } else {
      civil(day, style, '/', out);
      out.put(' ');
      time(time, out);
    }
  }

  static void offset(int seconds, TextBuffer out) {
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

  /// @param separator in SQL's and PostgreSQL's style
  private static void civil(long day, TextStyle style, char separator, TextBuffer out) {
    long civil = Calendar.civil(day);
    int month = Calendar.month(civil);
    int dayOfMonth = Calendar.dayOfMonth(civil);
    switch (style.dates()) {
      case ISO -> {
        year(civil, out);
        out.put('-').putPair(month).put('-').putPair(dayOfMonth);
      }
      case GERMAN -> {
        out.putPair(dayOfMonth).put('.').putPair(month).put('.');
        year(civil, out);
      }
      default -> {
        boolean dayFirst = style.order() == TextStyle.Order.DMY;
        out.putPair(dayFirst ? dayOfMonth : month).put(separator);
        out.putPair(dayFirst ? month : dayOfMonth).put(separator);
        year(civil, out);
      }
    }
  }

  private static void year(long civil, TextBuffer out) {
    long year = Calendar.year(civil);
    out.putPadded(year > 0 ? year : 1 - year, 4);
  }

  private static void era(long day, TextBuffer out) {
    if (day < FIRST_OF_ERA) {
      out.put(" BC");
    }
  }
}
