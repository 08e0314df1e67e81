package omendb.core.text;

import java.time.ZoneId;
import java.time.ZoneOffset;

/// How a session wants values written, and how it means ambiguous ones.
///
/// @param zone in which timestamptz is read and written
/// @param dates the first half of DateStyle
/// @param order the second half of DateStyle: which of `1/2/2003` is the month
/// @param intervals IntervalStyle
/// @param bytesEscaped bytea_output escape instead of hex
/// @param floatDigits extra_float_digits: above 0 the shortest exact text, else 15 (real: 6) digits
///   less as many as it is below 0
public record TextStyle(
    ZoneId zone,
    Dates dates,
    Order order,
    Intervals intervals,
    boolean bytesEscaped,
    int floatDigits) {
  /// UTC and the styles that a server has by itself.
  public static final TextStyle UTC = in(ZoneOffset.UTC);

  /// How dates and timestamps look.
  public enum Dates {
    ISO,
    SQL,
    POSTGRES,
    GERMAN
  }

  /// The order of day, month and year where the text leaves it open.
  public enum Order {
    MDY,
    DMY,
    YMD
  }

  /// How intervals look.
  public enum Intervals {
    POSTGRES,
    POSTGRES_VERBOSE,
    SQL_STANDARD,
    ISO_8601
  }

  /// ISO, MDY, intervals as `1 day 02:03:04`, hexadecimal bytes and exact floats in a zone.
  public static TextStyle in(ZoneId zone) {
    return new TextStyle(zone, Dates.ISO, Order.MDY, Intervals.POSTGRES, false, 1);
  }
}
