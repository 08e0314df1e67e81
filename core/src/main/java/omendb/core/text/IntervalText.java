package omendb.core.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import omendb.core.Interval;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// Reads intervals in PostgreSQL's, SQL's and ISO 8601's forms.
public final class IntervalText {
  /// All fields of a time of day, hours to microseconds: they cannot be named beside one.
  private static final int TIME_FIELDS = 1 | 2 | 4 | 8 | 16;

  private static final Pattern HOURS =
      Pattern.compile("[+-]?\\d+(?:\\.\\d*)?\\s*(hours?\\b|hrs?\\b|h\\b)?\\s*");

  /// Longer words count by so many letters alone.
  private static final int WORD_MAX = 10;

  private static final Pattern SIGN_INSIDE = Pattern.compile("\\s-");

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
  public static Interval parse(String text, TextStyle style) {
    return parse(text, "second", style);
  }

  /// The interval of a text such as `INTERVAL '3' DAY` has.
  ///
  /// @param defaultUnit the unit of a number without one: year, month, day, hour, minute, second
  public static Interval parse(String text, String defaultUnit, TextStyle style) {
    IntervalText parser = new IntervalText(text, defaultUnit);
    try {
      Interval value = parser.parse();
      return style.intervals() == TextStyle.Intervals.SQL_STANDARD && parser.onlyFirstSigned()
          ? new Interval(
              -Math.abs(value.months()), -Math.abs(value.days()), -Math.abs(value.micros()))
          : value;
    } catch (ArithmeticException e) {
      throw parser.overflow().causedBy(e);
    }
  }

  /// True for a minus before everything and no sign after it: SQL means it for all fields.
  private boolean onlyFirstSigned() {
    String trimmed = text.strip();
    return trimmed.startsWith("-")
        && !trimmed.startsWith("-P")
        && trimmed.substring(1).chars().noneMatch(c -> c == '+')
        && !SIGN_INSIDE.matcher(trimmed).find();
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
    char c = text.charAt(position);
    if (c == '-' || c == '+') {
      sign = c == '-' ? -1 : 1;
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
    } else if (position < text.length() && (timeFollows() || hoursFollow())) {
      add("day", sign, whole, fraction);
    } else if (position < text.length()) {
      throw invalid();
    } else {
      add(defaultUnit, sign, whole, fraction);
    }
  }

  /// True for a number of hours: before it a number without unit means days.
  private boolean hoursFollow() {
    Matcher matcher = HOURS.matcher(text).region(position, text.length());
    return matcher.lookingAt()
        && (matcher.group(1) != null || (matcher.hitEnd() && defaultUnit.equals("hour")));
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
      total = Math.addExact(total, DateTimeWords.fractionMicros(text, from, position));
    }
    once(TIME_FIELDS);
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
      case "us", "usec", "usecs", "usecond", "useconds", "microsecon" -> {
        once(1);
        micros = Math.addExact(micros, value + Math.round(Math.rint(part)));
      }
      case "ms", "msec", "msecs", "msecond", "mseconds", "millisecon" -> {
        once(2);
        addMicros(value, part, 1000);
      }
      case "s", "sec", "secs", "second", "seconds" -> {
        once(fraction == 0 ? 4 : 1 | 2 | 4);
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
    if (months != (int) months || days != (int) days) {
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
        if (position == start) {
          throw invalid();
        }
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
      add("year", sign, whole, fraction);
      add("month", sign, digits(), 0);
      if (peek() == '-') {
        position++;
        add("day", sign, digits(), 0);
      }
    } else if (unit == ':' && time) {
      position--;
      addMicros(0, sign * fraction, Calendar.MICROS_PER_HOUR);
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
    int end = Math.min(position, start + WORD_MAX);
    return text.substring(start, end).toLowerCase(Locale.ROOT);
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
