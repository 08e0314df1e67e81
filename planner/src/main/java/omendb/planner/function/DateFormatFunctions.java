package omendb.planner.function;

import java.time.ZoneId;
import java.util.Locale;
import omendb.core.Interval;
import omendb.core.SqlState;
import omendb.core.text.Calendar;
import omendb.core.text.ZoneNames;
import omendb.planner.function.DateTemplate.Piece;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// to_char of times.
public final class DateFormatFunctions {
  static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };
  static final String[] DAYS = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
  };
  static final String[] ROMAN = {
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"
  };

  private DateFormatFunctions() {}

  @SqlFunction(value = "to_char(timestamp, text): text", volatility = Volatility.STABLE)
  public static @Nullable String ofTimestamp(long micros, String template) {
    return Calendar.isFinite(micros) && !template.isEmpty()
        ? new Printer(new CalendarFields(micros), null, null, 0).print(template)
        : null;
  }

  @SqlFunction(value = "to_char(timestamptz, text): text", volatility = Volatility.STABLE)
  public static @Nullable String ofInstant(EvalContext context, long micros, String template) {
    if (!Calendar.isFinite(micros) || template.isEmpty()) {
      return null;
    }
    int offset = Calendar.offsetSeconds(micros, context.zone());
    CalendarFields fields = new CalendarFields(Calendar.toLocal(micros, context.zone()));
    return new Printer(fields, null, context.zone(), offset).print(template);
  }

  @SqlFunction(value = "to_char(interval, text): text", volatility = Volatility.STABLE)
  public static @Nullable String ofInterval(Interval value, String template) {
    return template.isEmpty()
        ? null
        : new Printer(new CalendarFields(0), value, null, 0).print(template);
  }

  /// One call: prints the fields of a timestamp, or of an interval when there is one.
  private static final class Printer {
    private final CalendarFields fields;
    private final @Nullable Interval interval;
    private final @Nullable ZoneId zone;
    private final int offset;
    private final long timeMicros;
    private final StringBuilder out = new StringBuilder();

    Printer(CalendarFields fields, @Nullable Interval interval, @Nullable ZoneId zone, int offset) {
      this.fields = fields;
      this.interval = interval;
      this.zone = zone;
      this.offset = offset;
      this.timeMicros = interval == null ? fields.timeMicros : interval.micros();
    }

    String print(String template) {
      for (Piece piece : DateTemplate.parse(template)) {
        if (piece.keyword().isEmpty()) {
          out.append(piece.text());
        } else {
          piece(piece);
        }
      }
      return out.toString();
    }

    private void piece(Piece piece) {
      switch (piece.keyword()) {
        case "AM", "PM", "A.M.", "P.M." -> out.append(meridiem(piece));
        case "AD", "BC", "A.D.", "B.C." -> out.append(era(piece));
        case "MONTH", "MON", "DAY", "DY", "RM" -> name(piece);
        case "TZ" -> out.append(zoneName(piece));
        case "TZH" -> {
          out.append(offset < 0 ? '-' : '+');
          number(piece, Math.abs(offset) / 3600, 2);
        }
        case "TZM" -> number(piece, Math.abs(offset) / 60 % 60, 2);
        case "OF" -> {
          out.append(offset < 0 ? '-' : '+');
          number(piece, Math.abs(offset) / 3600, 2);
          if (offset / 60 % 60 != 0) {
            out.append(String.format(Locale.ROOT, ":%02d", Math.abs(offset) / 60 % 60));
          }
        }
        case "FX" -> {}
        case "Y,YYY" -> {
          long year = year();
          out.append(
              piece.fill()
                  ? year / 1000 + "," + String.format(Locale.ROOT, "%03d", year % 1000)
                  : String.format(Locale.ROOT, "%d,%03d", year / 1000, year % 1000));
          suffix(piece, year);
        }
        default -> clock(piece);
      }
    }

    private void clock(Piece piece) {
      long hours = timeMicros / Calendar.MICROS_PER_HOUR;
      long fraction = timeMicros % Calendar.MICROS_PER_SECOND;
      switch (piece.keyword()) {
        case "HH24" -> number(piece, hours, hours < 0 ? 3 : 2);
        case "HH", "HH12" -> {
          long twelve = hours % 12 == 0 ? 12 : hours % 12;
          number(piece, twelve, twelve < 0 ? 3 : 2);
        }
        case "MI" -> number(piece, timeMicros / Calendar.MICROS_PER_MINUTE % 60, 2);
        case "SS" -> number(piece, timeMicros / Calendar.MICROS_PER_SECOND % 60, 2);
        case "MS", "FF3" -> fixed(piece, fraction / 1000, 3);
        case "US", "FF6" -> fixed(piece, fraction, 6);
        case "FF1" -> fixed(piece, fraction / 100_000, 1);
        case "FF2" -> fixed(piece, fraction / 10_000, 2);
        case "FF4" -> fixed(piece, fraction / 100, 4);
        case "FF5" -> fixed(piece, fraction / 10, 5);
        case "SSSS", "SSSSS" -> number(piece, timeMicros / Calendar.MICROS_PER_SECOND, 1);
        default -> date(piece);
      }
    }

    private void date(Piece piece) {
      switch (piece.keyword()) {
        case "YYYY" -> number(piece, year(), 4);
        case "YYY" -> number(piece, year() % 1000, 3);
        case "YY" -> number(piece, year() % 100, 2);
        case "Y" -> number(piece, year() % 10, 1);
        case "MM" -> number(piece, interval == null ? fields.month : interval.months() % 12, 2);
        case "DD" -> number(piece, interval == null ? fields.dayOfMonth : interval.days(), 2);
        case "DDD" -> number(piece, interval == null ? fields.dayOfYear() : interval.days(), 3);
        case "CC" -> century(piece);
        case "Q" -> {
          if (interval == null) {
            number(piece, (fields.month - 1) / 3 + 1, 1);
          }
        }
        default -> {
          if (interval != null) {
            throw SqlState.INVALID_DATETIME_FORMAT
                .error("invalid format specification for an interval value")
                .withHint("Intervals are not tied to specific calendar dates.");
          }
          calendar(piece);
        }
      }
    }

    private void calendar(Piece piece) {
      switch (piece.keyword()) {
        case "IYYY" -> number(piece, isoYear(), 4);
        case "IYY" -> number(piece, isoYear() % 1000, 3);
        case "IY" -> number(piece, isoYear() % 100, 2);
        case "I" -> number(piece, isoYear() % 10, 1);
        case "IW" -> number(piece, fields.isoWeek(), 2);
        case "WW" -> number(piece, (fields.dayOfYear() - 1) / 7 + 1, 2);
        case "W" -> number(piece, (fields.dayOfMonth - 1) / 7 + 1, 1);
        case "D" -> number(piece, fields.dayOfWeek() + 1, 1);
        case "ID" -> number(piece, fields.isoDayOfWeek(), 1);
        case "IDDD" ->
            number(piece, fields.day - CalendarFields.isoYearStart(fields.isoYear()) + 1, 3);
        case "J" -> number(piece, fields.day + Calendar.JULIAN_EPOCH, 1);
        default -> throw new IllegalStateException(piece.keyword());
      }
    }

    private void century(Piece piece) {
      if (interval == null) {
        long century = fields.century();
        number(piece, century, century < 0 ? 3 : 2);
      } else {
        number(piece, interval.months() / 1200, 2);
      }
    }

    private long year() {
      if (interval != null) {
        return interval.months() / 12;
      }
      return fields.year > 0 ? fields.year : 1 - fields.year;
    }

    private long isoYear() {
      long year = fields.isoYear();
      return year > 0 ? year : 1 - year;
    }

    private void fixed(Piece piece, long value, int width) {
      number(new Piece(piece.keyword(), piece.text(), false, piece.suffix()), value, width);
    }

    private void number(Piece piece, long value, int width) {
      if (piece.fill()) {
        out.append(value);
      } else {
        out.append(String.format(Locale.ROOT, "%0" + width + "d", value));
      }
      suffix(piece, value);
    }

    private void suffix(Piece piece, long value) {
      if (!piece.suffix().isEmpty()) {
        out.append(ordinal(value, piece.suffix().equals("TH")));
      }
    }

    private void name(Piece piece) {
      if (interval != null) {
        monthOfInterval(piece, interval);
        return;
      }
      String name =
          switch (piece.keyword()) {
            case "MONTH" -> MONTHS[fields.month - 1];
            case "MON" -> MONTHS[fields.month - 1].substring(0, 3);
            case "DAY" -> DAYS[fields.dayOfWeek()];
            case "DY" -> DAYS[fields.dayOfWeek()].substring(0, 3);
            default -> ROMAN[fields.month - 1];
          };
      int width =
          switch (piece.keyword()) {
            case "MONTH", "DAY" -> 9;
            case "RM" -> 4;
            default -> 0;
          };
      String cased = cased(name, piece);
      out.append(cased);
      if (!piece.fill() && width > cased.length()) {
        out.append(" ".repeat(width - cased.length()));
      }
    }

    private void monthOfInterval(Piece piece, Interval value) {
      if (!piece.keyword().equals("RM")) {
        throw SqlState.INVALID_DATETIME_FORMAT
            .error("invalid format specification for an interval value")
            .withHint("Intervals are not tied to specific calendar dates.");
      }
      int month = Math.floorMod(value.months() % 12 - 1, 12);
      out.append(String.format(Locale.ROOT, "%-4s", cased(ROMAN[month], piece)));
    }

    private static String cased(String name, Piece piece) {
      String text = piece.text();
      if (Character.isLowerCase(text.charAt(0))) {
        return name.toLowerCase(Locale.ROOT);
      }
      boolean upper = Character.isUpperCase(text.charAt(1));
      return upper || piece.keyword().equals("RM") ? name.toUpperCase(Locale.ROOT) : name;
    }

    private String meridiem(Piece piece) {
      boolean afternoon = Math.floorMod(timeMicros / Calendar.MICROS_PER_HOUR, 24L) >= 12;
      return lettered(piece, afternoon ? "PM" : "AM");
    }

    private String era(Piece piece) {
      return lettered(piece, fields.year > 0 ? "AD" : "BC");
    }

    private static String lettered(Piece piece, String letters) {
      String text =
          piece.text().indexOf('.') > 0
              ? letters.charAt(0) + "." + letters.charAt(1) + "."
              : letters;
      return Character.isLowerCase(piece.text().charAt(0)) ? text.toLowerCase(Locale.ROOT) : text;
    }

    private String zoneName(Piece piece) {
      if (zone == null) {
        return "";
      }
      long second = fields.day * 86_400 + fields.timeMicros / 1_000_000 - offset;
      String name = ZoneNames.shortName(zone, second);
      return piece.text().charAt(0) == 't' ? name.toLowerCase(Locale.ROOT) : name;
    }
  }

  /// st, nd, rd, th.
  static String ordinal(long value, boolean upper) {
    long last = Math.abs(value % 10);
    boolean teen = Math.abs(value % 100) / 10 == 1;
    String text = teen ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
    return upper ? text.toUpperCase(Locale.ROOT) : text;
  }
}
