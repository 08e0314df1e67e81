package omendb.core;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Order-preserving bytes of values in OBJECT form, for [KeyCodec]. No encoding is the beginning of
/// another, so that columns may follow. Values that are equal for SQL have one encoding: `1.0` that
/// of `1`, a month that of 30 days.
///
/// | type | bytes |
/// |---|---|
/// | NUMERIC | one for the sign and the decimal exponent, four more for an exponent beyond ±[#NEAR]; two digits a byte, each pair plus 1; 0x00. A negative number is the complement of its opposite |
/// | INTERVAL | days and microseconds of the day, 5 bytes each, sign flipped |
/// | arrays | 0x01 and an element, 0x02 for NULL; 0x00; the number of dimensions and their lengths |
/// | ranges | 0x00 for the empty one; else 0x01 and the two bounds |
/// | multiranges | 0x01 and a range; 0x00 |
final class ObjectKeys {
  /// Exponents up to here are in the first byte of a number.
  private static final int NEAR = 56;

  private static final int ZERO = 0x80;
  private static final int EXPONENT_ZERO = 0xbe;
  private static final int INFINITY = 0xfd;
  private static final int NAN = 0xfe;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ObjectKeys() {}

  static byte[] encode(ColumnType type, Object value) {
    ObjectKeys keys = new ObjectKeys();
    keys.put(type, value);
    return keys.out.toByteArray();
  }

  /// True when values of the type, which is of OBJECT form, may be part of a key.
  static boolean has(ColumnType type) {
    ColumnType element = type.element();
    return switch (type.kind()) {
      case NUMERIC, INTERVAL -> true;
      case ARRAY -> element != null && KeyCodec.has(element);
      default -> type.bound() != null;
    };
  }

  private void put(ColumnType type, Object value) {
    switch (value) {
      case BigDecimal number -> putNumber(number);
      case Interval interval -> putInterval(interval);
      case RangeValue range -> putRange(bound(type), range);
      case MultirangeValue ranges -> {
        for (RangeValue range : ranges.ranges()) {
          out.write(1);
          putRange(bound(type), range);
        }
        out.write(0);
      }
      case Object[] array -> putArray(type, array);
      default -> throw new AssertionError(type);
    }
  }

  private static ColumnType bound(ColumnType type) {
    ColumnType bound = type.bound();
    if (bound == null) {
      throw new AssertionError(type);
    }
    return bound;
  }

  private void putNumber(BigDecimal number) {
    if (SpecialNumeric.is(number)) {
      out.write(
          SpecialNumeric.isNan(number) ? NAN : number.signum() > 0 ? INFINITY : 0xff & ~INFINITY);
      return;
    }
    if (number.signum() == 0) {
      out.write(ZERO);
      return;
    }
    int flip = number.signum() < 0 ? 0xff : 0;
    String digits = number.unscaledValue().abs().toString();
    int exponent = digits.length() - number.scale();
    int count = digits.length();
    while (digits.charAt(count - 1) == '0') {
      count--;
    }
    putExponent(exponent, flip);
    for (int i = 0; i < count; i += 2) {
      int low = i + 1 < count ? digits.charAt(i + 1) - '0' : 0;
      out.write((digits.charAt(i) - '0') * 10 + low + 1 ^ flip);
    }
    out.write(flip);
  }

  private void putExponent(int exponent, int flip) {
    if (Math.abs(exponent) <= NEAR) {
      out.write(EXPONENT_ZERO + exponent ^ flip);
      return;
    }
    out.write(EXPONENT_ZERO + (exponent < 0 ? -NEAR - 1 : NEAR + 1) ^ flip);
    putFlipped(flip == 0 ? exponent : ~exponent, Integer.BYTES);
  }

  private void putInterval(Interval interval) {
    long days = interval.months() * 30L + interval.days();
    putFlipped(days + Math.floorDiv(interval.micros(), Interval.MICROS_PER_DAY), 5);
    putFlipped(Math.floorMod(interval.micros(), Interval.MICROS_PER_DAY), 5);
  }

  /// The lower `width` bytes, big-endian, sign flipped.
  private void putFlipped(long value, int width) {
    long flipped = value ^ (1L << (8 * width - 1));
    for (int i = width - 1; i >= 0; i--) {
      out.write((int) (flipped >>> (8 * i)));
    }
  }

  private void putRange(ColumnType bound, RangeValue range) {
    if (range.empty()) {
      out.write(0);
      return;
    }
    out.write(1);
    Object lower = range.lower();
    if (lower == null) {
      out.write(0);
    } else {
      out.write(1);
      out.writeBytes(KeyCodec.part(bound, lower));
      out.write(range.lowerInc() ? 0 : 1);
    }
    Object upper = range.upper();
    if (upper == null) {
      out.write(2);
    } else {
      out.write(1);
      out.writeBytes(KeyCodec.part(bound, upper));
      out.write(range.upperInc() ? 1 : 0);
    }
  }

  private void putArray(ColumnType type, @Nullable Object[] array) {
    ColumnType element = type.element();
    if (element == null) {
      throw new AssertionError(type);
    }
    for (Object item : ArrayShape.flat(array)) {
      out.write(item == null ? 2 : 1);
      if (item != null) {
        out.writeBytes(KeyCodec.part(element, item));
      }
    }
    out.write(0);
    List<Integer> lengths = ArrayShape.lengths(array);
    out.write(lengths.size());
    lengths.forEach(length -> putFlipped(length, Integer.BYTES));
  }
}
