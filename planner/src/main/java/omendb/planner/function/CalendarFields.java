package omendb.planner.function;

import omendb.core.text.Calendar;

/// The fields of one local timestamp, worked out once.
final class CalendarFields {
  final long day;
  final long year;
  final int month;
  final int dayOfMonth;
  final long timeMicros;

  CalendarFields(long localMicros) {
    day = Math.floorDiv(localMicros, Calendar.MICROS_PER_DAY);
    timeMicros = Math.floorMod(localMicros, Calendar.MICROS_PER_DAY);
    long civil = Calendar.civil(day);
    year = Calendar.year(civil);
    month = Calendar.month(civil);
    dayOfMonth = Calendar.dayOfMonth(civil);
  }

  int hour() {
    return (int) (timeMicros / Calendar.MICROS_PER_HOUR);
  }

  int minute() {
    return (int) (timeMicros / Calendar.MICROS_PER_MINUTE % 60);
  }

  int second() {
    return (int) (timeMicros / Calendar.MICROS_PER_SECOND % 60);
  }

  int micros() {
    return (int) (timeMicros % Calendar.MICROS_PER_SECOND);
  }

  /// 0 is Sunday.
  int dayOfWeek() {
    return (int) Math.floorMod(day + 4, 7L);
  }

  /// 1 is Monday, 7 Sunday.
  int isoDayOfWeek() {
    return (int) Math.floorMod(day + 3, 7L) + 1;
  }

  int dayOfYear() {
    return (int) (day - Calendar.day(year, 1, 1)) + 1;
  }

  /// The Monday of week 1 of an ISO year: the week with 4 January.
  static long isoYearStart(long year) {
    long fourth = Calendar.day(year, 1, 4);
    return fourth - Math.floorMod(fourth + 3, 7L);
  }

  long isoYear() {
    if (day < isoYearStart(year)) {
      return year - 1;
    }
    return day >= isoYearStart(year + 1) ? year + 1 : year;
  }

  int isoWeek() {
    return (int) ((day - isoYearStart(isoYear())) / 7) + 1;
  }

  /// The year as it is written: no year 0, negative before Christ.
  long writtenYear() {
    return year > 0 ? year : year - 1;
  }

  long century() {
    return year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100);
  }

  long millennium() {
    return year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000);
  }
}
