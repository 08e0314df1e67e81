package omendb.engine.copy;

import omendb.core.ColumnType;
import omendb.core.RowBuilder;
import omendb.core.TypeKind;
import omendb.core.text.Calendar;

/// Reads fields straight from their bytes where they are written the plain way: digits, decimals
/// that fit, ISO dates, ASCII text that is not too long. Whatever else a field holds is left to the
/// type's own parser, which also words the errors.
public final class FieldParser {
  /// So many digits always fit in a long.
  private static final int DIGITS_MAX = 18;

  private static final long[] POWERS = new long[DIGITS_MAX + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private FieldParser() {}

  /// Puts the field, which is not NULL, into the column; false when it must be parsed.
  public static boolean put(
      LineFields fields, int field, ColumnType type, int column, RowBuilder row) {
    byte[] bytes = fields.source(field);
    int start = fields.start(field);
    int end = fields.end(field);
    return switch (type.kind()) {
      case SMALLINT -> integer(bytes, start, end, Short.MAX_VALUE, column, row);
      case INTEGER -> integer(bytes, start, end, Integer.MAX_VALUE, column, row);
      case BIGINT -> integer(bytes, start, end, Long.MAX_VALUE, column, row);
      case NUMERIC ->
          type.form() == TypeKind.Form.LONG && decimal(bytes, start, end, type, column, row);
      case DATE -> date(bytes, start, end, column, row);
      case TEXT, VARCHAR, CHAR -> text(bytes, start, end, type, column, row);
      default -> false;
    };
  }

  private static boolean integer(
      byte[] bytes, int start, int end, long max, int column, RowBuilder row) {
    boolean negative = start < end && bytes[start] == '-';
    int from = negative ? start + 1 : start;
    long value = digits(bytes, from, end);
    if (value < 0 || value > max) {
      return false;
    }
    row.putLong(column, negative ? -value : value);
    return true;
  }

  private static boolean decimal(
      byte[] bytes, int start, int end, ColumnType type, int column, RowBuilder row) {
    boolean negative = start < end && bytes[start] == '-';
    int from = negative ? start + 1 : start;
    int point = from;
    while (point < end && bytes[point] != '.') {
      point++;
    }
    long whole = digits(bytes, from, point);
    int places = Math.max(0, end - point - 1);
    long fraction = places == 0 ? 0 : digits(bytes, point + 1, end);
    int scale = type.scale();
    if (whole < 0 || fraction < 0 || places > scale || point - from + scale > DIGITS_MAX) {
      return false;
    }
    long value = whole * POWERS[scale] + fraction * POWERS[scale - places];
    if (value >= POWERS[type.precision()]) {
      return false;
    }
    row.putLong(column, negative ? -value : value);
    return true;
  }

  /// A year of four digits, a month and a day of two.
  private static boolean date(byte[] bytes, int start, int end, int column, RowBuilder row) {
    if (end - start != 10 || bytes[start + 4] != '-' || bytes[start + 7] != '-') {
      return false;
    }
    long year = digits(bytes, start, start + 4);
    long month = digits(bytes, start + 5, start + 7);
    long day = digits(bytes, start + 8, start + 10);
    if (year < 1
        || month < 1
        || month > 12
        || day < 1
        || day > Calendar.daysInMonth(year, (int) month)) {
      return false;
    }
    row.putLong(column, Calendar.day(year, (int) month, (int) day));
    return true;
  }

  private static boolean text(
      byte[] bytes, int start, int end, ColumnType type, int column, RowBuilder row) {
    int length = end - start;
    int limit = type.precision();
    if ((limit != 0 && length > limit) || !LineFields.ascii(bytes, start, end)) {
      return false;
    }
    boolean padded = type.kind() == TypeKind.CHAR && limit != 0;
    row.putBytes(column, bytes, start, length, padded ? limit - length : 0);
    return true;
  }

  /// The number that one to [#DIGITS_MAX] digits say, -1 for anything else.
  private static long digits(byte[] bytes, int start, int end) {
    if (start == end || end - start > DIGITS_MAX) {
      return -1;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }
}
