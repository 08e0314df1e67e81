package omendb.core.text;

import java.time.ZoneId;
import java.util.regex.Pattern;
import omendb.core.SqlState;

/// What the text of a value may depend on.
///
/// @param style the session's time zone and styles
/// @param nowMicros the transaction's time, µs since 1970-01-01 UTC, for `now` and `today`;
///   [#NO_CLOCK] when those words must not be used
public record TextContext(TextStyle style, long nowMicros) {
  /// No time is known.
  public static final long NO_CLOCK = Long.MIN_VALUE;

  /// UTC without a clock.
  public static final TextContext UTC = new TextContext(TextStyle.UTC, NO_CLOCK);

  private static final Pattern CLOCK_WORDS =
      Pattern.compile("\\b(now|today|tomorrow|yesterday)\\b", Pattern.CASE_INSENSITIVE);

  /// True when the text of a date or time has a word that means another time whenever it is read.
  public static boolean dependsOnClock(String text) {
    return CLOCK_WORDS.matcher(text).find();
  }

  /// ISO style in a zone.
  public TextContext(ZoneId zone, long nowMicros) {
    this(TextStyle.in(zone), nowMicros);
  }

  /// The session's time zone.
  public ZoneId zone() {
    return style.zone();
  }

  long now() {
    if (nowMicros == NO_CLOCK) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "a date/time value that depends on the current time is not supported here");
    }
    return nowMicros;
  }
}
