package omendb.core.text;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Reads one date, time or timestamp in the forms that PostgreSQL accepts under DateStyle ISO, MDY:
/// ISO 8601, `Jan 8 1999`, `1/8/1999`, `08-Jan-99`, `19990108 040506`, `J2451187`, special words,
/// AM/PM, BC, numeric and named zones. Used for one text.
final class DateTimeParser {
  private final String text;
  private final String typeName;
  private int position;

  private DateTimeSpecial special = DateTimeSpecial.NONE;
  private long year;
  private int month;
  private int day;
  private boolean haveDate;
  private long julian = Long.MIN_VALUE;
  private boolean beforeChrist;
  private long timeMicros = -1;
  private int meridiem;
  private @Nullable ZoneId zone;
  private @Nullable String monthName;
  private final long[] numbers = new long[3];
  private final int[] widths = new int[3];
  private int numberCount;
  private boolean timeMarker;

  DateTimeParser(String text, String typeName) {
    this.text = text;
    this.typeName = typeName;
  }

  /// The date's day number.
  long date(TextContext context) {
    scan();
    if (special == DateTimeSpecial.INFINITY) {
      return Calendar.DATE_INFINITY;
    }
    if (special == DateTimeSpecial.MINUS_INFINITY) {
      return Calendar.DATE_MINUS_INFINITY;
    }
    long result;
    if (special != DateTimeSpecial.NONE) {
      result = Math.floorDiv(special.local(context), Calendar.MICROS_PER_DAY);
    } else {
      if (!haveDate) {
        throw invalid();
      }
      result = julian != Long.MIN_VALUE ? julian : Calendar.day(year, month, day);
    }
    if (result < Calendar.DAY_MIN || result > Calendar.DAY_MAX) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("date out of range: \"%s\"", text);
    }
    return result;
  }

  /// The time's µs of the day.
  long time(TextContext context) {
    scan();
    if (special == DateTimeSpecial.NOW) {
      return Math.floorMod(special.local(context), Calendar.MICROS_PER_DAY);
    }
    if (special != DateTimeSpecial.NONE || timeMicros < 0) {
      throw invalid();
    }
    return timeMicros;
  }

  /// A timestamp's µs; with `instant` the local time is taken to UTC by the zone of the text or of
  /// the context, without it a zone in the text is ignored.
  long timestamp(TextContext context, boolean instant) {
    scan();
    switch (special) {
      case INFINITY -> {
        return Calendar.INFINITY;
      }
      case MINUS_INFINITY -> {
        return Calendar.MINUS_INFINITY;
      }
      case EPOCH -> {
        return 0;
      }
      case NOW -> {
        return instant ? context.now() : special.local(context);
      }
      default -> {}
    }
    long local;
    if (special != DateTimeSpecial.NONE) {
      local = special.local(context) + Math.max(0, timeMicros);
    } else {
      if (!haveDate) {
        throw invalid();
      }
      long days = julian != Long.MIN_VALUE ? julian : Calendar.day(year, month, day);
      if (days < Calendar.DAY_MIN || days > Calendar.MICROS_END / Calendar.MICROS_PER_DAY) {
        throw outOfRange();
      }
      local = days * Calendar.MICROS_PER_DAY + Math.max(0, timeMicros);
    }
    long result = local;
    if (instant) {
      result = Calendar.toInstant(local, zone == null ? context.zone() : zone);
    }
    if (!Calendar.inRange(result)) {
      throw outOfRange();
    }
    return result;
  }

  private void scan() {
    skipSeparators();
    if (position >= text.length()) {
      throw invalid();
    }
    while (position < text.length()) {
      char c = text.charAt(position);
      if (DateTimeWords.digit(c)) {
        numberField();
      } else if (DateTimeWords.letter(c)) {
        wordField();
      } else if ((c == '+' || c == '-') && position + 1 < text.length()) {
        signedField(c);
      } else {
        throw invalid();
      }
      skipSeparators();
    }
    finish();
  }

  private void skipSeparators() {
    while (position < text.length()
        && (NumberText.isSpace(text.charAt(position)) || text.charAt(position) == ',')) {
      position++;
    }
  }

  private void signedField(char sign) {
    char next = text.charAt(position + 1);
    if (DateTimeWords.letter(next)) {
      position++;
      String word = word();
      if (!word.equals("infinity") && !word.equals("inf")) {
        throw invalid();
      }
      special(sign == '-' ? DateTimeSpecial.MINUS_INFINITY : DateTimeSpecial.INFINITY);
    } else if (DateTimeWords.digit(next) && (timeMicros >= 0 || haveDate)) {
      position++;
      zone = ZoneOffset.ofTotalSeconds(sign == '-' ? -offset() : offset());
    } else {
      throw invalid();
    }
  }

  /// `HH`, `HHMM`, `HH:MM` or `HH:MM:SS` after the sign, in seconds.
  private int offset() {
    int start = position;
    long first = digits();
    int width = position - start;
    long seconds = width > 2 ? first / 100 * 3600 + first % 100 * 60 : first * 3600;
    if (position < text.length() && text.charAt(position) == ':') {
      position++;
      seconds += digits() * 60;
      if (position < text.length() && text.charAt(position) == ':') {
        position++;
        seconds += digits();
      }
    }
    if (seconds >= 16 * 3600 || width > 4) {
      throw SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE.error(
          "time zone displacement out of range: \"%s\"", text);
    }
    return (int) seconds;
  }

  private void numberField() {
    int start = position;
    long value = digits();
    int width = position - start;
    char next = position < text.length() ? text.charAt(position) : 0;
    char after = position + 1 < text.length() ? text.charAt(position + 1) : 0;
    if (next == ':') {
      if (timeMicros >= 0) {
        throw invalid();
      }
      timeOfDay(value);
    } else if ((next == '-' || next == '/' || next == '.')
        && !haveDate
        && numberCount == 0
        && (DateTimeWords.digit(after) || DateTimeWords.letter(after))) {
      dateField(value, width, next);
    } else if (next == '.' && width >= 6 && timeMicros < 0) {
      compactTime(value, width);
    } else if (haveDate || timeMarker || (width != 8 && typeName.equals("time"))) {
      compactTime(value, width);
    } else if (numberCount == 0 && monthName == null && (width == 8 || width == 6)) {
      compactDate(value, width);
    } else if (numberCount < 2) {
      numbers[numberCount] = value;
      widths[numberCount++] = width;
    } else {
      throw invalid();
    }
  }

  private void compactDate(long value, int width) {
    long y = value / 10_000;
    setDate(
        width == 6 ? DateTimeWords.century(y) : y, (int) (value / 100 % 100), (int) (value % 100));
  }

  private void compactTime(long value, int width) {
    if (timeMicros >= 0 || (width != 4 && width != 6)) {
      throw invalid();
    }
    long hms = width == 4 ? value * 100 : value;
    setTime(hms / 10_000, hms / 100 % 100, hms % 100, fraction());
    timeMarker = false;
  }

  private void timeOfDay(long hour) {
    position++;
    long minute = digits();
    long second = 0;
    long micros = 0;
    if (position < text.length() && text.charAt(position) == ':') {
      position++;
      second = digits();
      micros = fraction();
    } else if (position < text.length() && text.charAt(position) == '.') {
      micros = fraction();
      setTime(0, hour, minute, micros);
      return;
    }
    setTime(hour, minute, second, micros);
  }

  private void setTime(long hour, long minute, long second, long micros) {
    if (hour > 24
        || minute > 59
        || second > 60
        || (second == 60 && micros > 0)
        || (hour == 24 && (minute > 0 || second > 0 || micros > 0))) {
      throw fieldOverflow(false);
    }
    timeMicros =
        hour * Calendar.MICROS_PER_HOUR
            + minute * Calendar.MICROS_PER_MINUTE
            + second * Calendar.MICROS_PER_SECOND
            + micros;
    timeMarker = false;
  }

  /// The µs of `.digits` here, rounded; 0 when there is no point.
  private long fraction() {
    if (position >= text.length() || text.charAt(position) != '.') {
      return 0;
    }
    position++;
    int start = position;
    while (position < text.length() && DateTimeWords.digit(text.charAt(position))) {
      position++;
    }
    return DateTimeWords.fractionMicros(text, start, position);
  }

  private void dateField(long first, int firstWidth, char separator) {
    long[] parts = {first, 0, 0};
    int[] width = {firstWidth, 0, 0};
    int count = 1;
    int namedAt = -1;
    while (count < 3 && position < text.length() && text.charAt(position) == separator) {
      position++;
      int start = position;
      if (position < text.length() && DateTimeWords.letter(text.charAt(position))) {
        int named = DateTimeWords.monthOf(word());
        if (named == 0 || namedAt >= 0) {
          throw invalid();
        }
        namedAt = count;
        parts[count] = named;
      } else {
        parts[count] = digits();
      }
      width[count++] = position - start;
    }
    if (count == 2 && namedAt < 0 && width[1] == 3) {
      dayOfYear(parts[0], (int) parts[1]);
      return;
    }
    if (count != 3) {
      throw invalid();
    }
    if (namedAt >= 0) {
      long other = parts[namedAt == 1 ? 2 : 1];
      int otherWidth = width[namedAt == 1 ? 2 : 1];
      ordered(parts[0], width[0], other, otherWidth, (int) parts[namedAt]);
    } else if (firstWidth > 2) {
      setDate(parts[0], (int) parts[1], (int) parts[2]);
    } else {
      setDate(
          width[2] <= 2 ? DateTimeWords.century(parts[2]) : parts[2],
          (int) parts[0],
          (int) parts[1]);
    }
  }

  private void dayOfYear(long y, int dayInYear) {
    if (dayInYear < 1 || dayInYear > (Calendar.leap(y) ? 366 : 365)) {
      throw fieldOverflow(false);
    }
    long civil = Calendar.civil(Calendar.day(y, 1, 1) + dayInYear - 1);
    setDate(y, Calendar.month(civil), Calendar.dayOfMonth(civil));
  }

  /// Day and year beside a month's name: the wider one is the year, else the second.
  private void ordered(long a, int aWidth, long b, int bWidth, int named) {
    if (aWidth > 2) {
      setDate(a, named, (int) b);
    } else {
      setDate(bWidth <= 2 ? DateTimeWords.century(b) : b, named, (int) a);
    }
  }

  private void setDate(long y, int m, int d) {
    if (haveDate) {
      throw invalid();
    }
    if (m < 1 || m > 12 || d < 1 || d > 31) {
      throw fieldOverflow(true);
    }
    year = y;
    month = m;
    day = d;
    haveDate = true;
  }

  private void wordField() {
    int start = position;
    String word = word();
    DateTimeSpecial named = DateTimeSpecial.of(word);
    if (named != DateTimeSpecial.NONE) {
      special(named);
      return;
    }
    switch (word) {
      case "allballs" -> setTime(0, 0, 0, 0);
      case "am" -> meridiem = 1;
      case "pm" -> meridiem = 2;
      case "bc" -> beforeChrist = true;
      case "ad", "at", "on", "dst" -> {}
      case "t" -> timeMarker = true;
      case "j" -> julianDay();
      case "z", "zulu", "utc", "gmt" -> zoneWord(word, start);
      default -> otherWord(word, start);
    }
  }

  private void otherWord(String word, int start) {
    int named = DateTimeWords.monthOf(word);
    if (named > 0) {
      if (monthName != null || haveDate) {
        throw invalid();
      }
      monthName = word;
      if (position < text.length() && "-/.".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
      if (position < text.length() && DateTimeWords.digit(text.charAt(position))) {
        int from = position;
        numbers[Math.min(numberCount, 2)] = digits();
        widths[Math.min(numberCount++, 2)] = position - from;
        if (position < text.length() && "-/.".indexOf(text.charAt(position)) >= 0) {
          position++;
        }
      }
    } else if (!DateTimeWords.weekday(word)) {
      zoneWord(word, start);
    }
  }

  private void julianDay() {
    if (position >= text.length() || !DateTimeWords.digit(text.charAt(position)) || haveDate) {
      throw invalid();
    }
    julian = digits() - Calendar.JULIAN_EPOCH;
    haveDate = true;
  }

  private void special(DateTimeSpecial word) {
    if (special != DateTimeSpecial.NONE || haveDate) {
      throw invalid();
    }
    special = word;
  }

  private void zoneWord(String word, int start) {
    if (zone != null) {
      throw invalid();
    }
    if (word.equals("z") || word.equals("zulu") || word.equals("utc") || word.equals("gmt")) {
      zone = ZoneOffset.UTC;
      return;
    }
    Integer hours = DateTimeWords.zoneHours(word);
    if (hours != null) {
      zone = ZoneOffset.ofHours(hours);
      return;
    }
    while (position < text.length() && DateTimeWords.zoneCharacter(text.charAt(position))) {
      position++;
    }
    String name = text.substring(start, position);
    if (name.indexOf('/') < 0) {
      throw invalid();
    }
    zone = TextContext.zoneNamed(name);
  }

  private void finish() {
    if (monthName != null) {
      if (numberCount != 2) {
        throw invalid();
      }
      ordered(numbers[0], widths[0], numbers[1], widths[1], DateTimeWords.monthOf(monthName));
    } else if (numberCount > 0 || timeMarker) {
      throw invalid();
    }
    if (meridiem > 0) {
      long hour = timeMicros / Calendar.MICROS_PER_HOUR;
      if (timeMicros < 0 || hour > 12) {
        throw fieldOverflow(false);
      }
      if (meridiem == 1 && hour == 12) {
        timeMicros -= 12 * Calendar.MICROS_PER_HOUR;
      } else if (meridiem == 2 && hour != 12) {
        timeMicros += 12 * Calendar.MICROS_PER_HOUR;
      }
    }
    if (haveDate && julian == Long.MIN_VALUE) {
      if (year <= 0) {
        throw fieldOverflow(false);
      }
      if (beforeChrist) {
        year = 1 - year;
      }
      if (day > Calendar.daysInMonth(year, month)) {
        throw fieldOverflow(false);
      }
    }
  }

  private long digits() {
    int start = position;
    long value = 0;
    while (position < text.length() && DateTimeWords.digit(text.charAt(position))) {
      if (position - start > 15) {
        throw invalid();
      }
      value = value * 10 + (text.charAt(position++) - '0');
    }
    if (position == start) {
      throw invalid();
    }
    return value;
  }

  private String word() {
    int start = position;
    while (position < text.length() && DateTimeWords.letter(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position).toLowerCase(Locale.ROOT);
  }

  private OmenException invalid() {
    return SqlState.INVALID_DATETIME_FORMAT.error(
        "invalid input syntax for type %s: \"%s\"", typeName, text);
  }

  private OmenException fieldOverflow(boolean monthOrDay) {
    OmenException error =
        SqlState.DATETIME_FIELD_OVERFLOW.error("date/time field value out of range: \"%s\"", text);
    return monthOrDay
        ? error.withHint("Perhaps you need a different \"datestyle\" setting.")
        : error;
  }

  private OmenException outOfRange() {
    return SqlState.DATETIME_FIELD_OVERFLOW.error("timestamp out of range: \"%s\"", text);
  }
}
