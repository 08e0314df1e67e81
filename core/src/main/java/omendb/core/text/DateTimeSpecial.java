package omendb.core.text;

/// The special words that stand for a point in time.
enum DateTimeSpecial {
  NONE,
  INFINITY,
  MINUS_INFINITY,
  EPOCH,
  NOW,
  TODAY,
  TOMORROW,
  YESTERDAY;

  static DateTimeSpecial of(String word) {
    return switch (word) {
      case "infinity", "inf" -> INFINITY;
      case "epoch" -> EPOCH;
      case "now" -> NOW;
      case "today" -> TODAY;
      case "tomorrow" -> TOMORROW;
      case "yesterday" -> YESTERDAY;
      default -> NONE;
    };
  }

  /// The local time in µs that a finite word means.
  long local(TextContext context) {
    if (this == EPOCH) {
      return 0;
    }
    long local = Calendar.toLocal(context.now(), context.zone());
    long midnight = Math.floorDiv(local, Calendar.MICROS_PER_DAY) * Calendar.MICROS_PER_DAY;
    return switch (this) {
      case TODAY -> midnight;
      case TOMORROW -> midnight + Calendar.MICROS_PER_DAY;
      case YESTERDAY -> midnight - Calendar.MICROS_PER_DAY;
      default -> local;
    };
  }
}
