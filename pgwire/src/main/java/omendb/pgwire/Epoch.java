package omendb.pgwire;

import omendb.core.text.Calendar;

/// The protocol counts days and microseconds from 2000-01-01, we from 1970-01-01; infinities are
/// the extreme values on both sides.
final class Epoch {
  private static final long DAYS = 10_957;
  private static final long MICROS = DAYS * Calendar.MICROS_PER_DAY;

  private Epoch() {}

  static int toPostgresDay(long day) {
    return Calendar.isFiniteDate(day) ? (int) (day - DAYS) : (int) day;
  }

  static long fromPostgresDay(int day) {
    return Calendar.isFiniteDate(day) ? day + DAYS : day;
  }

  static long toPostgresMicros(long micros) {
    return Calendar.isFinite(micros) ? micros - MICROS : micros;
  }

  static long fromPostgresMicros(long micros) {
    return Calendar.isFinite(micros) ? micros + MICROS : micros;
  }
}
