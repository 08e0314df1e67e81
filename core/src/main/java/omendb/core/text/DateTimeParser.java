package omendb.core.text;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Reads one date, time or timestamp in the forms that PostgreSQL accepts: ISO 8601, `Jan 8 1999`,
/// `1/8/1999`, `08-Jan-99`, `19990108 040506`, `J2451187`, special words, AM/PM, BC, numeric and
/// named zones. Used for one text.
final class DateTimeParser {
  private final String text;
  private final String typeName;
  private final boolean ofDay;
  private int position;

  private DateTimeSpecial special = DateTimeSpecial.NONE;
  private final DateFields fields;
  private boolean haveDate;
  private long julian = Long.MIN_VALUE;
  private boolean beforeChrist;
  private long timeMicros = -1;
  private int meridiem;
  private @Nullable ZoneId zone;
  private boolean zoneAbbreviated;
  private boolean timeMarker;

  DateTimeParser(String text, String typeName, TextStyle style) {
    this.text = text;
    this.typeName = typeName;
    this.ofDay = typeName.startsWith("time ") || typeName.equals("time");
    this.fields = new DateFields(style.order());
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
      result = julian != Long.MIN_VALUE ? julian : fields.dayNumber();
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

  /// The time and its zone's distance from UTC, on the date that is given or else today, in the
  /// form that [ZonedTime] keeps. A zone by its name wants a date.
  long zonedTime(TextContext context) {
    long local = time(context);
    ZoneId chosen = zone == null ? context.zone() : zone;
    if (chosen instanceof ZoneOffset offset) {
      return ZonedTime.of(local, offset.getTotalSeconds());
    }
    if (zone != null && !zoneAbbreviated && !haveDate) {
      throw invalid();
    }
    long day;
    if (haveDate) {
      day = julian != Long.MIN_VALUE ? julian : fields.dayNumber();
    } else {
      day = Math.floorDiv(Calendar.toLocal(context.now(), context.zone()), Calendar.MICROS_PER_DAY);
    }
    long micros = day * Calendar.MICROS_PER_DAY + local;
    long offset = micros - Calendar.toInstant(micros, chosen);
    return ZonedTime.of(local, (int) (offset / Calendar.MICROS_PER_SECOND));
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
      long days = julian != Long.MIN_VALUE ? julian : fields.dayNumber();
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
    } else if (next == '.' && width >= 6 && ofDay && timeMicros < 0) {
      compactTime(value, width);
    } else if (next == '-' && ofDay && isTimeBeforeZone(width)) {
      compactTime(value, width);
    } else if ((next == '-' || next == '/' || next == '.')
        && !haveDate
        && fields.isEmpty()
        && (DateTimeWords.digit(after) || DateTimeWords.letter(after))) {
      dateField(start, next);
    } else if (next == '.' && width >= 6 && timeMicros < 0) {
      compactTime(value, width);
    } else if (haveDate || timeMarker || (width != 8 && ofDay)) {
      compactTime(value, width);
    } else if (fields.isEmpty() && width >= 6) {
      long ymd = value / 10_000;
      take(fields.set(ymd, value / 100 % 100, value % 100, width == 6));
    } else {
      take(fields.number(value, width));
    }
  }

  /// True when nothing has been read before these digits, and a zone follows.
  private boolean isTimeBeforeZone(int width) {
    return timeMicros < 0
        && !haveDate
        && fields.isEmpty()
        && (width == 4 || width == 6)
        && DateTimeWords.wordOfDigits(text, position + 1);
  }

  /// A part of the date was taken, or there was no place for it.
  private void take(boolean placed) {
    if (!placed || julian != Long.MIN_VALUE) {
      throw invalid();
    }
    haveDate = fields.isComplete();
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

  /// A date in one word, `1999-01-08`, `1/8/99`, `08-Jan-1999` or `1999.008`, from `start` on.
  private void dateField(int start, char separator) {
    int end = position + 1;
    boolean named = DateTimeWords.letter(text.charAt(end));
    while (end < text.length()
        && (DateTimeWords.digit(text.charAt(end))
            || text.charAt(end) == separator
            || (named && DateTimeWords.letter(text.charAt(end))))) {
      end++;
    }
    dateParts(start, end);
  }

  /// The parts of a date between two places; a name says most and goes first.
  private void dateParts(int start, int end) {
    for (int pass = 0; pass < 2; pass++) {
      position = start;
      while (position < end) {
        char c = text.charAt(position);
        int from = position;
        if (DateTimeWords.letter(c)) {
          int month = DateTimeWords.monthOf(word());
          if (month == 0) {
            throw invalid();
          }
          take(pass > 0 || fields.monthName(month));
        } else if (DateTimeWords.digit(c)) {
          long value = digits();
          take(pass == 0 || fields.number(value, position - from));
        } else {
          position++;
        }
      }
    }
    if (!haveDate) {
      throw invalid();
    }
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
      case "allballs" -> {
        setTime(0, 0, 0, 0);
        zoneWord("utc", start);
      }
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
      if (position + 1 < text.length()
          && "-/.".indexOf(text.charAt(position)) >= 0
          && DateTimeWords.digit(text.charAt(position + 1))) {
        int end = position;
        while (end < text.length()
            && (DateTimeWords.digit(text.charAt(end)) || "-/.".indexOf(text.charAt(end)) >= 0)) {
          end++;
        }
        dateParts(start, end);
        return;
      }
      take(fields.monthName(named));
    } else if (!DateTimeWords.weekday(word)) {
      zoneWord(word, start);
    }
  }

  private void julianDay() {
    if (position >= text.length() || !DateTimeWords.digit(text.charAt(position)) || haveDate) {
      throw invalid();
    }
    if (!fields.isEmpty()) {
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
    zone = ZoneNames.abbreviation(word);
    if (zone != null && (position >= text.length() || !continues(text.charAt(position)))) {
      zoneAbbreviated = true;
      return;
    }
    while (position < text.length() && DateTimeWords.zoneCharacter(text.charAt(position))) {
      position++;
    }
    String name = text.substring(start, position);
    zone = name.indexOf('/') < 0 ? ZoneNames.find(name) : ZoneNames.named(name);
    if (zone == null) {
      throw invalid();
    }
  }

  /// True for what makes a longer name of letters: `EST5EDT`.
  private static boolean continues(char c) {
    return DateTimeWords.digit(c) || c == '/' || c == '_';
  }

  private void finish() {
    if (timeMarker || !(fields.isEmpty() || fields.isComplete())) {
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
      DateFields.Fault fault = fields.settle(beforeChrist);
      if (fault != DateFields.Fault.NONE) {
        throw fieldOverflow(fault == DateFields.Fault.ORDER);
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
