package omendb.core.text;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The words and small rules of date and time input.
final class DateTimeWords {
  private static final Map<String, Integer> ABBREVIATIONS =
      Map.ofEntries(
          Map.entry("est", -5),
          Map.entry("edt", -4),
          Map.entry("cst", -6),
          Map.entry("cdt", -5),
          Map.entry("mst", -7),
          Map.entry("mdt", -6),
          Map.entry("pst", -8),
          Map.entry("pdt", -7),
          Map.entry("cet", 1),
          Map.entry("cest", 2),
          Map.entry("mez", 1),
          Map.entry("met", 1),
          Map.entry("eet", 2),
          Map.entry("eest", 3),
          Map.entry("wet", 0),
          Map.entry("west", 1),
          Map.entry("bst", 1),
          Map.entry("msk", 3),
          Map.entry("jst", 9),
          Map.entry("kst", 9),
          Map.entry("hst", -10),
          Map.entry("akst", -9),
          Map.entry("akdt", -8),
          Map.entry("aest", 10),
          Map.entry("aedt", 11),
          Map.entry("awst", 8));

  private DateTimeWords() {}

  /// Hours east of UTC of a zone's abbreviation in lower case, or null.
  static @Nullable Integer zoneHours(String word) {
    return ABBREVIATIONS.get(word);
  }

  static int monthOf(String word) {
    if (word.length() < 3) {
      return 0;
    }
    for (int i = 0; i < 12; i++) {
      String full = MONTHS.substring(i * 9, i * 9 + 9).strip();
      if (word.equals(full) || word.equals(full.substring(0, 3))) {
        return i + 1;
      }
    }
    return word.equals("sept") ? 9 : 0;
  }

  private static final String MONTHS =
      "january  february march    april    may      june     "
          + "july     august   septemberoctober  november december ";

  static boolean weekday(String word) {
    return switch (word) {
      case "mon",
          "monday",
          "tue",
          "tues",
          "tuesday",
          "wed",
          "weds",
          "wednesday",
          "thu",
          "thur",
          "thurs",
          "thursday",
          "fri",
          "friday",
          "sat",
          "saturday",
          "sun",
          "sunday" ->
          true;
      default -> false;
    };
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static long century(long twoDigits) {
    return twoDigits < 70 ? twoDigits + 2000 : twoDigits < 100 ? twoDigits + 1900 : twoDigits;
  }

  /// The digits between start and end as µs, rounded to the nearest even of the seventh digit on.
  static long fractionMicros(String text, int start, int end) {
    if (start == end) {
      return 0;
    }
    return Math.round(Math.rint(Double.parseDouble("0." + text.substring(start, end)) * 1e6));
  }

  static boolean zoneCharacter(char c) {
    return letter(c) || digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
  }
}
