package omendb.engine;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.TextStyle;
import omendb.core.text.ZoneNames;
import org.jspecify.annotations.Nullable;

/// The settings that say how values look: DateStyle, IntervalStyle, TimeZone, bytea_output and
/// extra_float_digits.
final class StyleSettings {
  static final String DATES = "datestyle";

  static final String DATES_DEFAULT = "ISO, MDY";

  private static final Pattern HOURS = Pattern.compile("[+-]?\\d+(\\.\\d+)?");

  private StyleSettings() {}

  static TextStyle of(Settings settings) {
    String[] dates = settings.get(DATES).split(", ");
    return new TextStyle(
        javaZone(settings.get("TimeZone")),
        TextStyle.Dates.valueOf(dates[0].toUpperCase(Locale.ROOT)),
        TextStyle.Order.valueOf(dates[1]),
        TextStyle.Intervals.valueOf(settings.get("IntervalStyle").toUpperCase(Locale.ROOT)),
        settings.get("bytea_output").equals("escape"),
        Integer.parseInt(settings.get("extra_float_digits")));
  }

  static String dates(String name, String value) {
    return changedDates(value, DATES_DEFAULT);
  }

  /// `Style, ORDER` of a list of words; what it does not name stays.
  ///
  /// @throws OmenException 22023
  static String changedDates(String value, String before) {
    String[] old = before.split(", ");
    @Nullable String style = null;
    @Nullable String order = null;
    for (String item : value.split(",", -1)) {
      String word = item.strip().toUpperCase(Locale.ROOT);
      String newStyle = null;
      String newOrder = null;
      switch (word) {
        case "ISO" -> newStyle = "ISO";
        case "SQL" -> newStyle = "SQL";
        case "GERMAN" -> newStyle = "German";
        case "YMD" -> newOrder = "YMD";
        case "DEFAULT" -> {
          newStyle = style == null ? "ISO" : null;
          newOrder = order == null ? "MDY" : null;
        }
        default -> {
          if (word.startsWith("POSTGRES")) {
            newStyle = "Postgres";
          } else if (word.equals("DMY") || word.startsWith("EURO")) {
            newOrder = "DMY";
          } else if (word.equals("MDY") || word.equals("US") || word.startsWith("NONEURO")) {
            newOrder = "MDY";
          } else {
            throw invalid("DateStyle", value);
          }
        }
      }
      if ((newStyle != null && style != null && !style.equals(newStyle))
          || (newOrder != null && order != null && !order.equals(newOrder))) {
        throw invalid("DateStyle", value).withDetail("Conflicting \"datestyle\" specifications.");
      }
      style = newStyle == null ? style : newStyle;
      order = newOrder == null ? order : newOrder;
    }
    if (order == null) {
      order = "German".equals(style) ? "DMY" : old[1];
    }
    return (style == null ? old[0] : style) + ", " + order;
  }

  static String zone(String name, String value) {
    javaZone(value);
    return value;
  }

  /// The zone of a setting: hours east of UTC, or a name; offsets in a name have POSIX's sign.
  private static ZoneId javaZone(String value) {
    String text = value.strip();
    if (HOURS.matcher(text).matches()) {
      double hours = Double.parseDouble(text);
      if (Math.abs(hours) < 16) {
        return ZoneOffset.ofTotalSeconds((int) Math.round(hours * 3600));
      }
    } else {
      ZoneId found = ZoneNames.find(text);
      if (found != null) {
        return text.indexOf(':') >= 0 && found instanceof ZoneOffset offset
            ? ZoneOffset.ofTotalSeconds(-offset.getTotalSeconds())
            : found;
      }
    }
    throw invalid("TimeZone", value);
  }

  static String floatDigits(String name, String value) {
    int digits;
    try {
      digits = Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw invalid(name, value);
    }
    if (digits < -15 || digits > 3) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "%d is outside the valid range for parameter \"%s\" (-15 .. 3)", digits, name);
    }
    return Integer.toString(digits);
  }

  private static OmenException invalid(String name, String value) {
    return SqlState.INVALID_PARAMETER_VALUE.error(
        "invalid value for parameter \"%s\": \"%s\"", name, value);
  }
}
