package omendb.core.text;

/// Year, month and day as they come in from the numbers and names of a text: which one a bare
/// number is follows from its width, the session's order and what is known already.
final class DateFields {
  private static final int YEAR = 1;
  private static final int MONTH = 2;
  private static final int DAY = 4;
  private static final int ALL = YEAR | MONTH | DAY;

  private final TextStyle.Order order;
  private int known;
  private boolean named;
  private boolean shortYear;
  private int dayOfYear;
  private long year;
  private long month;
  private long day;

  DateFields(TextStyle.Order order) {
    this.order = order;
  }

  boolean isEmpty() {
    return known == 0;
  }

  boolean isComplete() {
    return known == ALL;
  }

  /// Takes a date whose parts are known by their places.
  boolean set(long newYear, long newMonth, long newDay, boolean twoDigits) {
    if (known != 0) {
      return false;
    }
    year = newYear;
    month = newMonth;
    day = newDay;
    shortYear = twoDigits;
    known = ALL;
    return true;
  }

  /// Takes a month's name; false when there is a month already. A number before it that was taken
  /// for a month is the day.
  boolean monthName(int value) {
    if ((known & MONTH) != 0) {
      if (named || (known & DAY) != 0 || month < 1 || month > 31) {
        return false;
      }
      day = month;
      known |= DAY;
    }
    month = value;
    named = true;
    known |= MONTH;
    return true;
  }

  /// Takes a bare number of so many digits; false when there is no place for it.
  boolean number(long value, int width) {
    boolean yearFirst = width >= 3 || order == TextStyle.Order.YMD;
    switch (known) {
      case 0 -> {
        if (yearFirst) {
          year(value, width);
        } else if (order == TextStyle.Order.DMY) {
          day(value);
        } else {
          month(value);
        }
      }
      case YEAR -> {
        if (width == 3 && value >= 1 && value <= 366) {
          dayOfYear = (int) value;
          known = ALL;
        } else {
          month(value);
        }
      }
      case MONTH -> {
        if (named && yearFirst) {
          year(value, width);
        } else {
          day(value);
        }
      }
      case YEAR | MONTH -> {
        if (named && width >= 3 && shortYear) {
          day(year);
          year(value, width);
        } else {
          day(value);
        }
      }
      case DAY -> month(value);
      case MONTH | DAY -> year(value, width);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void year(long value, int width) {
    year = value;
    shortYear = width <= 2;
    known |= YEAR;
  }

  private void month(long value) {
    month = value;
    known |= MONTH;
  }

  private void day(long value) {
    day = value;
    known |= DAY;
  }

  /// Whether the parts of a complete date are such as there can be.
  enum Fault {
    NONE,
    /// Another order might do.
    ORDER,
    RANGE
  }

  /// Makes a year of two digits one of 1970 to 2069, and one before Christ astronomical.
  Fault settle(boolean beforeChrist) {
    if (shortYear && !beforeChrist) {
      year = DateTimeWords.century(year);
    } else if (year <= 0) {
      return Fault.RANGE;
    }
    if (beforeChrist) {
      year = 1 - year;
    }
    if (dayOfYear > 0) {
      if (dayOfYear == 366 && !Calendar.leap(year)) {
        return Fault.RANGE;
      }
      long civil = Calendar.civil(Calendar.day(year, 1, 1) + dayOfYear - 1);
      month = Calendar.month(civil);
      day = Calendar.dayOfMonth(civil);
    }
    if (month < 1 || month > 12 || day < 1 || day > 31) {
      return Fault.ORDER;
    }
    return day > Calendar.daysInMonth(year, (int) month) ? Fault.RANGE : Fault.NONE;
  }

  /// The number of the day, after [#settle].
  long dayNumber() {
    return Calendar.day(year, (int) month, (int) day);
  }
}
