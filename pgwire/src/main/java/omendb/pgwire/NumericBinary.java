package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.math.BigInteger;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;

/// The binary form of numeric: digits of base 10,000 around a decimal point.
///
/// ```
/// digit count (int16) | weight of the first digit (int16) | sign (int16) | display scale (int16)
/// | digits (int16 each)
/// ```
final class NumericBinary {
  private static final BigInteger BASE = BigInteger.valueOf(10_000);
  private static final int POSITIVE = 0;
  private static final int NEGATIVE = 0x4000;
  private static final int NOT_A_NUMBER = 0xc000;
  private static final int POSITIVE_INFINITY = 0xd000;
  private static final int NEGATIVE_INFINITY = 0xf000;

  private NumericBinary() {}

  /// Writes the value with its length before it.
  static void write(ByteBuf out, BigDecimal value) {
    if (SpecialNumeric.is(value)) {
      out.writeInt(8);
      out.writeInt(0);
      out.writeShort(
          SpecialNumeric.isNan(value)
              ? NOT_A_NUMBER
              : value.signum() > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY);
      out.writeShort(0);
      return;
    }
    int scale = Math.max(0, value.scale());
    int fraction = (scale + 3) / 4;
    BigInteger rest = value.abs().setScale(fraction * 4).unscaledValue();
    short[] digits = new short[rest.bitLength() / 13 + 2];
    int count = 0;
    while (rest.signum() != 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      digits[count++] = parts[1].shortValueExact();
      rest = parts[0];
    }
    int weight = count - fraction - 1;
    int trailing = 0;
    while (trailing < count && digits[trailing] == 0) {
      trailing++;
    }
    int kept = count - trailing;
    out.writeInt(8 + 2 * kept);
    out.writeShort(kept);
    out.writeShort(kept == 0 ? 0 : weight);
    out.writeShort(value.signum() < 0 ? NEGATIVE : POSITIVE);
    out.writeShort(scale);
    for (int i = count - 1; i >= trailing; i--) {
      out.writeShort(digits[i]);
    }
  }

  static BigDecimal read(MessageReader in) {
    int count = in.readShort();
    int weight = (short) in.readShort();
    int sign = in.readShort();
    int scale = in.readShort();
    switch (sign) {
      case POSITIVE, NEGATIVE -> {}
      case NOT_A_NUMBER -> {
        return SpecialNumeric.NAN;
      }
      case POSITIVE_INFINITY -> {
        return SpecialNumeric.INFINITY;
      }
      case NEGATIVE_INFINITY -> {
        return SpecialNumeric.NEGATIVE_INFINITY;
      }
      default ->
          throw SqlState.INVALID_BINARY_REPRESENTATION.error(
              "invalid sign in external \"numeric\" value");
    }
    BigInteger digits = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      int digit = in.readShort();
      if (digit >= 10_000) {
        throw SqlState.INVALID_BINARY_REPRESENTATION.error(
            "invalid digit in external \"numeric\" value");
      }
      digits = digits.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    BigDecimal value = new BigDecimal(digits).scaleByPowerOfTen(4 * (weight - count + 1));
    value = value.setScale(scale, java.math.RoundingMode.DOWN);
    return sign == NEGATIVE ? value.negate() : value;
  }
}
