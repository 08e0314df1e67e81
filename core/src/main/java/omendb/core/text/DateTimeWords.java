package omendb.core.text;

/// The words and small rules of date and time input.
final class DateTimeWords {
  private DateTimeWords() {}

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

  /// True when digits stand from a place to the end of the word there.
  static boolean wordOfDigits(String text, int start) {
    int end = start;
    while (end < text.length() && digit(text.charAt(end))) {
      end++;
    }
    return end > start && (end == text.length() || NumberText.isSpace(text.charAt(end)));
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
