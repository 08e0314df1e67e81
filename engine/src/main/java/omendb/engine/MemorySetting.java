package omendb.engine;

import java.util.Locale;
import omendb.core.SqlState;

/// Values of settings that are amounts of memory: a number of kB, or one with unit kB, MB, GB, TB.
final class MemorySetting {
  private static final long BYTES_MIN = 64L << 10;
  private static final int DIGITS_MAX = 9;

  private MemorySetting() {}

  /// The value with its unit, or 22023; at least 64 kB.
  static String checked(String name, String value) {
    long bytes = bytes(name, value);
    if (bytes < BYTES_MIN || bytes == Long.MAX_VALUE) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "%d kB is outside the valid range for parameter \"%s\" (64 kB .. 2147483647 kB)",
          bytes == Long.MAX_VALUE ? -1 : bytes >> 10, name);
    }
    return normal(bytes);
  }

  /// As [#checked], where -1 stands for no limit and there is no least value.
  static String checkedOrNone(String name, String value) {
    return value.strip().equals("-1") ? "-1" : normal(bytes(name, value));
  }

  /// Bytes of a valid value; `Long.MAX_VALUE` for none.
  static long bytes(String name, String value) {
    String text = value.strip();
    if (text.equals("-1")) {
      return Long.MAX_VALUE;
    }
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    int shift =
        switch (text.substring(end).strip()) {
          case "", "kB" -> 10;
          case "MB" -> 20;
          case "GB" -> 30;
          case "TB" -> 40;
          default -> -1;
        };
    if (end == 0 || end > DIGITS_MAX || shift < 0) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("invalid value for parameter \"%s\": \"%s\"", name, value)
          .withHint("Valid units for this parameter are \"kB\", \"MB\", \"GB\", and \"TB\".");
    }
    return Long.parseLong(text.substring(0, end)) << shift;
  }

  private static String normal(long bytes) {
    String[] units = {"kB", "MB", "GB", "TB"};
    long number = bytes >> 10;
    int unit = 0;
    while (number > 0 && (number & 1023) == 0 && unit < units.length - 1) {
      number >>= 10;
      unit++;
    }
    return String.format(Locale.ROOT, "%d%s", number, units[unit]);
  }
}
