package omendb.core;

/// A SQL interval of three independent fields, as PostgreSQL and Arrow's MonthDayNano hold it.
///
/// @param months months, years folded in
/// @param days days
/// @param micros microseconds, hours folded in
public record Interval(int months, int days, long micros) {
  public static final long MICROS_PER_SECOND = 1_000_000L;
  public static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;

  public Interval negated() {
    return new Interval(Math.negateExact(months), Math.negateExact(days), Math.negateExact(micros));
  }

  public Interval plus(Interval other) {
    return new Interval(
        Math.addExact(months, other.months),
        Math.addExact(days, other.days),
        Math.addExact(micros, other.micros));
  }
}
