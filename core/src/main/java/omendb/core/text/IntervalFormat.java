package omendb.core.text;

import omendb.core.Interval;

/// Intervals as text in the style that the session wants (PostgreSQL: IntervalStyle).
final class IntervalFormat {
  private final TextBuffer out;
  private final int years;
  private final int months;
  private final int days;
  private final long micros;
  private boolean first = true;
  private boolean negative;

  private IntervalFormat(Interval value, TextBuffer out) {
    this.out = out;
    this.years = value.months() / 12;
    this.months = value.months() % 12;
    this.days = value.days();
    this.micros = value.micros();
  }

  static void format(Interval value, TextStyle style, TextBuffer out) {
    IntervalFormat format = new IntervalFormat(value, out);
    switch (style.intervals()) {
      case POSTGRES -> format.postgres();
      case POSTGRES_VERBOSE -> format.verbose();
      case SQL_STANDARD -> format.standard();
      case ISO_8601 -> format.iso();
    }
  }

  private long hours() {
    return micros / Calendar.MICROS_PER_HOUR;
  }

  private int minutes() {
    return (int) (micros / Calendar.MICROS_PER_MINUTE % 60);
  }

  /// The seconds with their fraction, in µs.
  private long secondMicros() {
    return micros % Calendar.MICROS_PER_MINUTE;
  }

  /// `1 year 2 mons -3 days +04:05:06.7`.
  private void postgres() {
    part(years, "year");
    part(months, "mon");
    part(days, "day");
    if (first || micros != 0) {
      if (!first) {
        out.put(' ');
      }
      if (micros < 0 || negative) {
        out.put(micros < 0 ? '-' : '+');
      }
      out.putPadded(Math.abs(hours()), 2).put(':');
      minutesAndSeconds();
    }
  }

  private void part(int value, String unit) {
    if (value == 0) {
      return;
    }
    if (!first) {
      out.put(' ');
    }
    if (negative && value > 0) {
      out.put('+');
    }
    out.putLong(value).put(' ').put(unit).put(value == 1 ? "" : "s");
    first = false;
    negative = value < 0;
  }

  private void minutesAndSeconds() {
    out.putPair(Math.abs(minutes())).put(':');
    long rest = Math.abs(secondMicros());
    out.putPair((int) (rest / Calendar.MICROS_PER_SECOND));
    DateTimeFormat.fraction(rest % Calendar.MICROS_PER_SECOND, out);
  }

  /// `@ 1 year 2 mons -3 days 4 hours 5 mins 6.7 secs ago`: signs are relative to the first part.
  private void verbose() {
    out.put('@');
    relative(years, "year");
    relative(months, "mon");
    relative(days, "day");
    relative(hours(), "hour");
    relative(minutes(), "min");
    long rest = secondMicros();
    if (rest != 0) {
      sign(rest);
      long whole = Math.abs(rest) / Calendar.MICROS_PER_SECOND;
      long fraction = Math.abs(rest) % Calendar.MICROS_PER_SECOND;
      out.putLong(whole);
      DateTimeFormat.fraction(fraction, out);
      out.put(whole == 1 && fraction == 0 ? " sec" : " secs");
    }
    if (first) {
      out.put(" 0");
    }
    if (negative) {
      out.put(" ago");
    }
  }

  private void relative(long value, String unit) {
    if (value != 0) {
      sign(value);
      out.putLong(Math.abs(value)).put(' ').put(unit);
      out.put((negative ? -value : value) == 1 ? "" : "s");
    }
  }

  /// The blank before a part, and its sign where it is not that of the first.
  private void sign(long value) {
    out.put(' ');
    if (first) {
      negative = value < 0;
      first = false;
    } else if (value < 0 != negative) {
      out.put('-');
    }
  }

  /// `1-2`, `3 4:05:06`, or with all signs when they or the fields are mixed.
  private void standard() {
    boolean below = years < 0 || months < 0 || days < 0 || micros < 0;
    boolean above = years > 0 || months > 0 || days > 0 || micros > 0;
    boolean span = years != 0 || months != 0;
    boolean clock = days != 0 || micros != 0;
    if (!below && !above) {
      out.put('0');
    } else if ((below && above) || (span && clock)) {
      out.put(years < 0 || months < 0 ? '-' : '+');
      out.putLong(Math.abs(years)).put('-').putLong(Math.abs(months));
      out.put(' ').put(days < 0 ? '-' : '+').putLong(Math.abs((long) days));
      out.put(' ').put(micros < 0 ? '-' : '+').putLong(Math.abs(hours())).put(':');
      minutesAndSeconds();
    } else {
      if (below) {
        out.put('-');
      }
      if (span) {
        out.putLong(Math.abs(years)).put('-').putLong(Math.abs(months));
      } else {
        if (days != 0) {
          out.putLong(Math.abs((long) days)).put(' ');
        }
        out.putLong(Math.abs(hours())).put(':');
        minutesAndSeconds();
      }
    }
  }

  /// `P1Y2M3DT4H5M6.7S`.
  private void iso() {
    if (years == 0 && months == 0 && days == 0 && micros == 0) {
      out.put("PT0S");
      return;
    }
    out.put('P');
    designated(years, 'Y');
    designated(months, 'M');
    designated(days, 'D');
    if (micros != 0) {
      out.put('T');
    }
    designated(hours(), 'H');
    designated(minutes(), 'M');
    long rest = secondMicros();
    if (rest != 0) {
      if (rest < 0) {
        out.put('-');
      }
      out.putLong(Math.abs(rest) / Calendar.MICROS_PER_SECOND);
      DateTimeFormat.fraction(Math.abs(rest) % Calendar.MICROS_PER_SECOND, out);
      out.put('S');
    }
  }

  private void designated(long value, char unit) {
    if (value != 0) {
      out.putLong(value).put(unit);
    }
  }
}
