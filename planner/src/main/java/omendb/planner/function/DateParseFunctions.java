package omendb.planner.function;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.Calendar;
import omendb.planner.function.DateTemplate.Piece;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// to_date and to_timestamp by template.
public final class DateParseFunctions {
  private DateParseFunctions() {}

  @SqlFunction(value = "to_date(text, text): date", volatility = Volatility.STABLE)
  public static long toDate(String text, String template) {
    return new Reader(text, template).read().day();
  }

  @SqlFunction(value = "to_timestamp(text, text): timestamptz", volatility = Volatility.STABLE)
  public static long toTimestamp(EvalContext context, String text, String template) {
    Reader reader = new Reader(text, template).read();
    long local = reader.day() * Calendar.MICROS_PER_DAY + reader.time();
    ZoneId zone = reader.zone == null ? context.zone() : reader.zone;
    return Calendar.toInstant(local, zone);
  }

  /// One text read by one template.
  private static final class Reader {
    private final String text;
    private final List<Piece> pieces;
    private int position;
    private @Nullable ZoneId zone;
    private long year = Long.MIN_VALUE;
    private int month = 1;
    private int dayOfMonth = 1;
    private int dayOfYear;
    private int century;
    private int isoWeek;
    private int isoDay = 1;
    private boolean iso;
    private int week;
    private long julian = Long.MIN_VALUE;
    private int hour;
    private int minute;
    private int second;
    private long micros;
    private long secondsOfDay = -1;
    private int meridiem;
    private boolean twelve;
    private boolean beforeChrist;

    Reader(String text, String template) {
      this.text = text;
      this.pieces = DateTemplate.parse(template);
    }

    Reader read() {
      for (int i = 0; i < pieces.size(); i++) {
        Piece piece = pieces.get(i);
        if (piece.keyword().isEmpty()) {
          literal(piece.text());
        } else {
          skipSpaces();
          if (position >= text.length()) {
            break;
          }
          boolean adjacent = i + 1 < pieces.size() && !pieces.get(i + 1).keyword().isEmpty();
          field(piece, adjacent);
          if (!piece.suffix().isEmpty()) {
            position = Math.min(text.length(), position + 2);
          }
        }
      }
      return this;
    }

    private void literal(String literal) {
      for (int i = 0; i < literal.length(); i++) {
        char c = literal.charAt(i);
        if (Character.isLetterOrDigit(c)) {
          position = Math.min(text.length(), position + 1);
        } else {
          skipSpaces();
          if (c != ' '
              && position < text.length()
              && !Character.isLetterOrDigit(text.charAt(position))
              && "+-".indexOf(text.charAt(position)) < 0) {
            position++;
          } else if (c != ' ' && position < text.length() && text.charAt(position) == c) {
            position++;
          } else if (c == ' '
              && position < text.length()
              && "-/,.:;".indexOf(text.charAt(position)) >= 0) {
            position++;
          }
        }
      }
    }

    private void skipSpaces() {
      while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
        position++;
      }
    }

    private void field(Piece piece, boolean adjacent) {
      String keyword = piece.keyword();
      int width = adjacent && !piece.fill() ? keyword.length() : 20;
      switch (keyword) {
        case "YYYY", "IYYY" -> year(number(adjacent ? 4 : width, piece), keyword);
        case "YYY", "YY", "Y", "IYY", "IY", "I" -> shortYear(keyword, piece, width);
        case "Y,YYY" -> {
          int thousands = number(9, piece);
          position++;
          year(thousands * 1000L + number(3, piece), "YYYY");
        }
        case "MM" -> month = number(adjacent ? 2 : width, piece);
        case "MONTH", "MON" -> month = name(DateFormatFunctions.MONTHS, keyword, 3) + 1;
        case "RM" -> month = roman();
        case "DAY", "DY" -> name(DateFormatFunctions.DAYS, keyword, 3);
        case "DD" -> dayOfMonth = number(adjacent ? 2 : width, piece);
        case "DDD" -> dayOfYear = number(adjacent ? 3 : width, piece);
        case "J" -> julian = number(20, piece);
        case "CC" -> century = number(adjacent ? 2 : width, piece);
        case "Q", "D" -> number(adjacent ? 1 : width, piece);
        case "IW" -> isoWeek = number(adjacent ? 2 : width, piece);
        case "ID" -> isoDay = number(1, piece);
        case "WW" -> week = number(adjacent ? 2 : width, piece);
        default -> clock(piece, adjacent ? 2 : width);
      }
    }

    private void clock(Piece piece, int width) {
      switch (piece.keyword()) {
        case "HH", "HH12" -> {
          hour = number(width, piece);
          twelve = true;
          if (hour < 1 || hour > 12) {
            throw SqlState.INVALID_DATETIME_FORMAT
                .error("hour \"%d\" is invalid for the 12-hour clock", hour)
                .withHint("Use the 24-hour clock, or give an hour between 1 and 12.");
          }
        }
        case "HH24" -> hour = number(width, piece);
        case "MI" -> minute = number(width, piece);
        case "SS" -> second = number(width, piece);
        case "MS", "FF3" -> micros = fraction(3);
        case "US", "FF6" -> micros = fraction(6);
        case "FF1", "FF2", "FF4", "FF5" -> micros = fraction(piece.keyword().charAt(2) - '0');
        case "SSSS", "SSSSS" -> secondsOfDay = number(5, piece);
        case "AM", "PM", "A.M.", "P.M." -> meridiem = word().startsWith("p") ? 2 : 1;
        case "AD", "BC", "A.D.", "B.C." -> beforeChrist = word().startsWith("b");
        case "TZH" -> zone = ZoneOffset.ofHours(signed(piece));
        case "TZM" -> {
          int seconds = zone instanceof ZoneOffset offset ? offset.getTotalSeconds() : 0;
          int minutes = number(2, piece);
          zone = ZoneOffset.ofTotalSeconds(seconds + (seconds < 0 ? -minutes : minutes) * 60);
        }
        case "FX" -> {}
        default ->
            throw SqlState.FEATURE_NOT_SUPPORTED.error(
                "formatting field \"%s\" is only supported in to_char", piece.text());
      }
    }

    private int signed(Piece piece) {
      boolean negative = text.charAt(position) == '-';
      if (negative || text.charAt(position) == '+') {
        position++;
      }
      int value = number(2, piece);
      return negative ? -value : value;
    }

    private void year(long value, String keyword) {
      year = value;
      iso |= keyword.startsWith("I");
    }

    private void shortYear(String keyword, Piece piece, int width) {
      int start = position;
      int value = number(width, piece);
      int digits = position - start;
      iso |= keyword.startsWith("I");
      if (digits >= 4) {
        year = value;
      } else if (value < 70) {
        year = 2000 + value;
      } else if (value < 100) {
        year = 1900 + value;
      } else {
        year = value < 520 ? 2000 + value : 1000 + value;
      }
    }

    private int number(int width, Piece piece) {
      int start = position;
      boolean negative = position < text.length() && text.charAt(position) == '-' && width == 20;
      if (negative) {
        position++;
      }
      int from = position;
      long value = 0;
      while (position < text.length()
          && position - from < width
          && Character.isDigit(text.charAt(position))) {
        value = value * 10 + (text.charAt(position++) - '0');
        if (value > Integer.MAX_VALUE) {
          throw SqlState.DATETIME_FIELD_OVERFLOW
              .error("value for \"%s\" in source string is out of range", piece.text())
              .withDetail("Value must be in the range -2147483648 to 2147483647.");
        }
      }
      if (position == from) {
        throw invalid(text.substring(start, Math.min(text.length(), start + 4)), piece.text())
            .withDetail("Value must be an integer.");
      }
      return (int) (negative ? -value : value);
    }

    private long fraction(int width) {
      int start = position;
      long value = 0;
      while (position < text.length()
          && position - start < width
          && Character.isDigit(text.charAt(position))) {
        value = value * 10 + (text.charAt(position++) - '0');
      }
      for (int i = position - start; i < 6; i++) {
        value *= 10;
      }
      return value;
    }

    private int name(String[] names, String keyword, int shortLength) {
      boolean full = keyword.equals("MONTH") || keyword.equals("DAY");
      for (int i = 0; i < names.length; i++) {
        String name = full ? names[i] : names[i].substring(0, shortLength);
        if (text.regionMatches(true, position, name, 0, name.length())) {
          position += name.length();
          return i;
        }
      }
      int end = Math.min(text.length(), position + keyword.length());
      throw invalid(text.substring(position, end), keyword)
          .withDetail("The given value did not match any of the allowed values for this field.");
    }

    private int roman() {
      String word = word().toUpperCase(Locale.ROOT);
      for (int i = 0; i < DateFormatFunctions.ROMAN.length; i++) {
        if (DateFormatFunctions.ROMAN[i].equals(word)) {
          return i + 1;
        }
      }
      throw invalid(word, "RM")
          .withDetail("The given value did not match any of the allowed values for this field.");
    }

    private String word() {
      int start = position;
      while (position < text.length()
          && (Character.isLetter(text.charAt(position)) || text.charAt(position) == '.')) {
        position++;
      }
      return text.substring(start, position).toLowerCase(Locale.ROOT);
    }

    private static OmenException invalid(String value, String field) {
      return SqlState.INVALID_DATETIME_FORMAT.error(
          "invalid value \"%s\" for \"%s\"", value, field);
    }

    private OmenException outOfRange() {
      return SqlState.DATETIME_FIELD_OVERFLOW.error(
          "date/time field value out of range: \"%s\"", text);
    }

    long day() {
      if (julian != Long.MIN_VALUE) {
        return julian - Calendar.JULIAN_EPOCH;
      }
      long y = year;
      if (y == Long.MIN_VALUE) {
        y = century > 0 ? (century - 1) * 100L + 1 : 0;
      }
      if (beforeChrist || y < 0) {
        y = 1 - Math.abs(y);
      }
      if (iso && isoWeek > 0) {
        return CalendarFields.isoYearStart(y) + (isoWeek - 1) * 7L + isoDay - 1;
      }
      if (dayOfYear > 0) {
        return Calendar.day(y, 1, 1) + dayOfYear - 1;
      }
      if (week > 0) {
        return Calendar.day(y, 1, 1) + (week - 1) * 7L;
      }
      if (month < 1
          || month > 12
          || dayOfMonth < 1
          || dayOfMonth > Calendar.daysInMonth(y, month)) {
        throw outOfRange();
      }
      return Calendar.day(y, month, dayOfMonth);
    }

    long time() {
      if (secondsOfDay >= 0) {
        return secondsOfDay * Calendar.MICROS_PER_SECOND + micros;
      }
      int hours = hour;
      if (twelve || meridiem > 0) {
        if (meridiem == 2 && hours < 12) {
          hours += 12;
        } else if (meridiem == 1 && hours == 12 || (twelve && meridiem == 0 && hours == 12)) {
          hours = 0;
        }
      }
      if (hours > 24 || minute > 59 || second > 60) {
        throw outOfRange();
      }
      return hours * Calendar.MICROS_PER_HOUR
          + minute * Calendar.MICROS_PER_MINUTE
          + second * Calendar.MICROS_PER_SECOND
          + micros;
    }
  }
}
