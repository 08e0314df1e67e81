package omendb.core.text;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesException;
import java.util.Locale;
import java.util.regex.Pattern;
import omendb.core.SqlState;

/// What the text of a value may depend on.
///
/// @param zone the session's time zone, in which timestamptz is read and printed
/// @param nowMicros the transaction's time, µs since 1970-01-01 UTC, for `now` and `today`;
///   [#NO_CLOCK] when those words must not be used
public record TextContext(ZoneId zone, long nowMicros) {
  /// No time is known.
  public static final long NO_CLOCK = Long.MIN_VALUE;

  /// UTC without a clock.
  public static final TextContext UTC = new TextContext(ZoneOffset.UTC, NO_CLOCK);

  private static final Pattern CLOCK_WORDS =
      Pattern.compile("\\b(now|today|tomorrow|yesterday)\\b", Pattern.CASE_INSENSITIVE);

  /// True when the text of a date or time has a word that means another time whenever it is read.
  public static boolean dependsOnClock(String text) {
    return CLOCK_WORDS.matcher(text).find();
  }

  long now() {
    if (nowMicros == NO_CLOCK) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "a date/time value that depends on the current time is not supported here");
    }
    return nowMicros;
  }

  /// The zone with this name: an IANA name in any case, `UTC`, or an offset such as `+02`, `-3:30`
  /// (ISO sign) or `<+02>-02` (POSIX).
  ///
  /// @throws omendb.core.OmenException 22023 when there is none
  public static ZoneId zoneNamed(String name) {
    String trimmed = name.strip();
    switch (trimmed.toUpperCase(Locale.ROOT)) {
      case "UTC", "GMT", "Z", "ZULU", "UCT" -> {
        return ZoneOffset.UTC;
      }
      default -> {}
    }
    try {
      char first = trimmed.isEmpty() ? ' ' : trimmed.charAt(0);
      if (first == '+' || first == '-' || Character.isDigit(first)) {
        String offset = Character.isDigit(first) ? "+" + trimmed : trimmed;
        return ZoneOffset.of(offset.matches("[+-]\\d:\\d\\d") ? padded(offset) : offset);
      }
      return ZoneId.of(trimmed);
    } catch (ZoneRulesException e) {
      for (String known : ZoneId.getAvailableZoneIds()) {
        if (known.equalsIgnoreCase(trimmed)) {
          return ZoneId.of(known);
        }
      }
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("time zone \"%s\" not recognized", name)
          .causedBy(e);
    } catch (DateTimeException e) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("time zone \"%s\" not recognized", name)
          .causedBy(e);
    }
  }

  private static String padded(String offset) {
    return offset.charAt(0) + "0" + offset.substring(1);
  }
}
