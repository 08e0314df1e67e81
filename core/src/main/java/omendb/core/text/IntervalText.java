package omendb.core.text;

import java.util.Locale;
import omendb.core.Interval;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// Intervals as text: reads PostgreSQL's, SQL's and ISO 8601's forms, prints IntervalStyle
/// `postgres`.
public final class IntervalText {
  private final String text;
  private final String defaultUnit;
  private int position;
  private long months;
  private long days;
  private long micros;
  private boolean any;
  private boolean ago;
  private int seen;

  private IntervalText(String text, String defaultUnit) {
    this.text = text;
    this.defaultUnit = defaultUnit;
  }

  /// The interval of a text whose bare number counts seconds.
  public static Interval parse(String text) {
    return parse(text, "second");
  }

  /// The interval of a text such as `INTERVAL '3' DAY` has.
  ///
  /// @param defaultUnit the unit of a number without one: year, month, day, hour, minute, second
  public static Interval parse(String text, String defaultUnit) {
    IntervalText parser = new IntervalText(text, defaultUnit);
    try {
      return parser.parse();
    } catch (ArithmeticException e) {
      throw parser.overflow().causedBy(e);
    }
  }

  private Interval parse() {
    String trimmed = text.strip();
    if (trimmed.startsWith("P") || trimmed.startsWith("-P")) {
      iso(trimmed);
    } else {
      words();
    }
    if (!any) {
      throw invalid();
    }
    if (ago) {
      months = Math.negateExact(months);
      days = Math.negateExact(days);
      micros = Math.negateExact(micros);
    }
    return new Interval(Math.toIntExact(months), Math.toIntExact(days), micros);
  }

  private void words() {
    while (true) {
      skip();
      if (position >= text.length()) {
        return;
      }
      char c = text.charAt(position);
      if (c == '@') {
        position++;
      } else if (Character.isLetter(c)) {
        if (!word().equals("ago") || !any) {
          throw invalid();
        }
        ago = true;
      } else {
        number();
      }
    }
  }

  private void number() {
    int sign = 1;
    boolean signed = false;
    char c = text.charAt(position);
    if (c == '-' || c == '+') {
      sign = c == '-' ? -1 : 1;
      signed = true;
      position++;
    }
    int start = position;
    long whole = digits();
    char next = peek();
    if (next == ':') {
      time(whole, sign);
      return;
    }
    if (next == '-' && position > start) {
      position++;
      long part = digits();
      add("year", sign, whole, 0);
      add("month", sign, part, 0);
      return;
    }
    double fraction = 0;
    if (next == '.') {
      int from = ++position;
      while (position < text.length() && Character.isDigit(text.charAt(position))) {
        position++;
      }
      fraction = from == position ? 0 : Double.parseDouble("0." + text.substring(from, position));
    } else if (position == start) {
      throw invalid();
    }
    skip();
    if (position < text.length() && Character.isLetter(text.charAt(position))) {
      int mark = position;
      String unit = word();
      if (unit.equals("ago")) {
        position = mark;
        unit = defaultUnit;
      }
      add(unit, sign, whole, fraction);
    } else if (position < text.length() && timeFollows()) {
      add("day", sign, whole, fraction);
    } else if (position < text.length() && !signed && any) {
      throw invalid();
    } else {
      add(position < text.length() ? "day" : defaultUnit, sign, whole, fraction);
    }
  }

  private boolean timeFollows() {
    int i = position;
    if (text.charAt(i) == '-' || text.charAt(i) == '+') {
      i++;
    }
    int start = i;
    while (i < text.length() && Character.isDigit(text.charAt(i))) {
      i++;
    }
    return i > start && i < text.length() && text.charAt(i) == ':';
  }

  /// `HH:MM[:SS[.ffffff]]`, or `MM:SS.ffffff`.
  private void time(long first, int sign) {
    position++;
    long second = digits();
    long total;
    if (peek() == ':') {
      position++;
      long third = digits();
      if (second > 59 || third > 60) {
        throw overflow();
      }
      total = hms(first, second, third);
    } else if (peek() == '.') {
      total = hms(0, first, second);
    } else {
      if (second > 59) {
        throw overflow();
      }
      total = hms(first, second, 0);
    }
    if (peek() == '.') {
      int from = ++position;
      while (position < text.length() && Character.isDigit(text.charAt(position))) {
        position++;
      }
      total += DateTimeWords.fractionMicros(text, from, position);
    }
    once(1 << 10);
    micros = Math.addExact(micros, sign * total);
    any = true;
  }

  private static long hms(long hours, long minutes, long seconds) {
    long total = Math.multiplyExact(hours, Calendar.MICROS_PER_HOUR);
    total = Math.addExact(total, Math.multiplyExact(minutes, Calendar.MICROS_PER_MINUTE));
    return Math.addExact(total, Math.multiplyExact(seconds, Calendar.MICROS_PER_SECOND));
  }

  private void add(String unit, int sign, long whole, double fraction) {
    long value = sign * whole;
    double part = sign * fraction;
    any = true;
    switch (unit) {
      case "us",
          "usec",
          "usecs",
          "usecond",
          "useconds",
          "microsecon",
          "microsecond",
          "microseconds" -> {
        once(1);
        micros = Math.addExact(micros, value + Math.round(Math.rint(part)));
      }
      case "ms", "msec", "msecs", "msecond", "mseconds", "millisecond", "milliseconds" -> {
        once(2);
        addMicros(value, part, 1000);
      }
      case "s", "sec", "secs", "second", "seconds" -> {
        once(4);
        addMicros(value, part, Calendar.MICROS_PER_SECOND);
      }
      case "m", "min", "mins", "minute", "minutes" -> {
        once(8);
        addMicros(value, part, Calendar.MICROS_PER_MINUTE);
      }
      case "h", "hr", "hrs", "hour", "hours" -> {
        once(16);
        addMicros(value, part, Calendar.MICROS_PER_HOUR);
      }
      case "d", "day", "days" -> {
        once(32);
        addDays(value, part);
      }
      case "w", "week", "weeks" -> {
        once(64);
        addDays(Math.multiplyExact(value, 7L), part * 7);
      }
      case "mon", "mons", "month", "months" -> {
        once(128);
        months = Math.addExact(months, value);
        addDays(0, part * 30);
      }
      case "y", "yr", "yrs", "year", "years" -> addYears(value, part, 1, 256);
      case "dec", "decs", "decade", "decades" -> addYears(value, part, 10, 512);
      case "c", "cent", "century", "centuries" -> addYears(value, part, 100, 2048);
      case "mil", "mils", "millennia", "millennium" -> addYears(value, part, 1000, 4096);
      default -> throw invalid();
    }
    if (Math.abs(months) > Integer.MAX_VALUE || Math.abs(days) > Integer.MAX_VALUE) {
      throw overflow();
    }
  }

  /// Each unit may come once.
  private void once(int unit) {
    if ((seen & unit) != 0) {
      throw invalid();
    }
    seen |= unit;
  }

  private void addMicros(long value, double part, long unit) {
    micros = Math.addExact(micros, Math.multiplyExact(value, unit));
    micros = Math.addExact(micros, Math.round(Math.rint(part * unit)));
  }

  private void addDays(long value, double part) {
    long whole = (long) part;
    days = Math.addExact(days, Math.addExact(value, whole));
    double rest = part - whole;
    micros = Math.addExact(micros, Math.round(Math.rint(rest * Calendar.MICROS_PER_DAY)));
  }

  private void addYears(long value, double part, long years, int unit) {
    once(unit);
    months = Math.addExact(months, Math.multiplyExact(value, 12 * years));
    months = Math.addExact(months, Math.round(Math.rint(part * 12 * years)));
  }

  /// ISO 8601: `P1Y2M3DT4H5M6S`, `P1W`, `P0001-02-03T04:05:06`.
  private void iso(String trimmed) {
    int all = trimmed.charAt(0) == '-' ? -1 : 1;
    position = text.indexOf('P') + 1;
    boolean time = false;
    int end = text.stripTrailing().length();
    if (position == end) {
      throw invalid();
    }
    while (position < end) {
      char c = text.charAt(position);
      if (c == 'T' && !time) {
        time = true;
        position++;
        continue;
      }
      int sign = all;
      if (c == '-' || c == '+') {
        sign = c == '-' ? -all : all;
        position++;
      }
      int start = position;
      long whole = digits();
      double fraction = 0;
      if (peek() == '.' || peek() == ',') {
        int from = ++position;
        digits();
        fraction = Double.parseDouble("0." + text.substring(from, position));
      } else if (position == start) {
        throw invalid();
      }
      char unit = position < end ? text.charAt(position++) : 0;
      isoField(unit, time, sign, whole, fraction);
    }
  }

  private void isoField(char unit, boolean time, int sign, long whole, double fraction) {
    if (unit == '-' && !time) {
      add("year", sign, whole, 0);
      add("month", sign, digits(), 0);
      if (peek() == '-') {
        position++;
        add("day", sign, digits(), 0);
      }
    } else if (unit == ':' && time) {
      position--;
      time(whole, sign);
    } else if (time) {
      switch (unit) {
        case 'H' -> add("hour", sign, whole, fraction);
        case 'M' -> add("minute", sign, whole, fraction);
        case 'S' -> add("second", sign, whole, fraction);
        default -> throw invalid();
      }
    } else {
      switch (unit) {
        case 'Y' -> add("year", sign, whole, fraction);
        case 'M' -> add("month", sign, whole, fraction);
        case 'W' -> add("week", sign, whole, fraction);
        case 'D' -> add("day", sign, whole, fraction);
        default -> throw invalid();
      }
    }
  }

  static void format(Interval value, TextBuffer out) {
    boolean[] state = {true, false};
    part(value.months() / 12, "year", state, out);
    part(value.months() % 12, "mon", state, out);
    part(value.days(), "day", state, out);
    if (state[0] || value.micros() != 0) {
      boolean negative = value.micros() < 0;
      if (!state[0]) {
        out.put(' ');
      }
      if (negative || state[1]) {
        out.put(negative ? '-' : '+');
      }
      long seconds = Math.abs(value.micros() / Calendar.MICROS_PER_SECOND);
      out.putPadded(seconds / 3600, 2).put(':').putPadded(seconds / 60 % 60, 2).put(':');
      out.putPadded(seconds % 60, 2);
      DateTimeFormat.fraction(Math.abs(value.micros() % Calendar.MICROS_PER_SECOND), out);
    }
  }

  /// @param state whether nothing is printed yet, and whether the last part was negative
  private static void part(int value, String unit, boolean[] state, TextBuffer out) {
    if (value == 0) {
      return;
    }
    if (!state[0]) {
      out.put(' ');
    }
    if (state[1] && value > 0) {
      out.put('+');
    }
    out.putLong(value).put(' ').put(unit);
    if (value != 1) {
      out.put('s');
    }
    state[0] = false;
    state[1] = value < 0;
  }

  private long digits() {
    long value = 0;
    while (position < text.length() && Character.isDigit(text.charAt(position))) {
      value = Math.addExact(Math.multiplyExact(value, 10L), text.charAt(position++) - '0');
    }
    return value;
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private void skip() {
    while (position < text.length() && NumberText.isSpace(text.charAt(position))) {
      position++;
    }
  }

  private String word() {
    int start = position;
    while (position < text.length() && Character.isLetter(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position).toLowerCase(Locale.ROOT);
  }

  private OmenException invalid() {
    return SqlState.INVALID_DATETIME_FORMAT.error(
        "invalid input syntax for type interval: \"%s\"", text);
  }

  private OmenException overflow() {
    return SqlState.INTERVAL_FIELD_OVERFLOW.error(
        "interval field value out of range: \"%s\"", text);
  }
}
