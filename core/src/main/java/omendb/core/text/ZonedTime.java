package omendb.core.text;

import java.nio.ByteBuffer;
import omendb.core.SqlState;

/// Times of day with a distance from UTC, `04:05:06-08`.
///
/// A value is kept in a long that has PostgreSQL's order: the µs of the day in UTC, which may lie
/// before its beginning or after its end, and in the lowest bits the seconds west of UTC.
public final class ZonedTime implements ValueCodec {
  private static final int ZONE_BITS = 18;
  private static final int ZONE_ZERO = 1 << (ZONE_BITS - 1);
  private static final int ZONE_MASK = (1 << ZONE_BITS) - 1;
  private static final int ZONE_END = 16 * 3600;

  /// More than two values can be apart.
  private static final long DISTANCE_MAX = 4 * Calendar.MICROS_PER_DAY;

  ZonedTime() {}

  /// The kept form.
  ///
  /// @param micros of the local day
  /// @param offset seconds east of UTC
  public static long of(long micros, int offset) {
    return (micros - offset * Calendar.MICROS_PER_SECOND) * (1L << ZONE_BITS) + ZONE_ZERO - offset;
  }

  /// The local time of a kept form, in µs of the day.
  public static long micros(long kept) {
    return (kept >> ZONE_BITS) + offset(kept) * Calendar.MICROS_PER_SECOND;
  }

  /// The seconds east of UTC of a kept form.
  public static int offset(long kept) {
    return ZONE_ZERO - (int) (kept & ZONE_MASK);
  }

  /// A kept form moved by µs, not round the clock: to be compared with others, no value itself.
  public static long moved(long kept, long micros) {
    return kept + Math.clamp(micros, -DISTANCE_MAX, DISTANCE_MAX) * (1L << ZONE_BITS);
  }

  static long parse(String text, TextContext context) {
    return new DateTimeParser(text, "time with time zone", context.style()).zonedTime(context);
  }

  @Override
  public Object parse(String text) {
    return parse(text, TextContext.UTC);
  }

  @Override
  public void format(Object value, TextStyle style, TextBuffer out) {
    DateTimeFormat.time(micros((Long) value), out);
    DateTimeFormat.offset(offset((Long) value), out);
  }

  @Override
  public byte[] send(Object value) {
    return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
        .putLong(micros((Long) value))
        .putInt(-offset((Long) value))
        .array();
  }

  @Override
  public Object receive(ByteBuffer in) {
    long micros = in.getLong();
    int west = in.getInt();
    if (micros < 0 || micros > Calendar.MICROS_PER_DAY) {
      throw SqlState.DATETIME_FIELD_OVERFLOW.error("time out of range");
    }
    if (west <= -ZONE_END || west >= ZONE_END) {
      throw SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE.error(
          "time zone displacement out of range");
    }
    return of(micros, -west);
  }
}
