package omendb.core.text;

import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;

/// Bit strings: texts of zeros and ones, also read from hexadecimal digits after an `x`.
public final class BitText {
  private BitText() {}

  /// @throws OmenException 22P02, 22026, 22001
  static String parse(ColumnType type, String text) {
    char first = text.isEmpty() ? '0' : text.charAt(0);
    boolean hex = first == 'x' || first == 'X';
    boolean prefixed = hex || first == 'b' || first == 'B';
    return fit(type, digits(prefixed ? text.substring(1) : text, hex), false);
  }

  /// The bits of binary or hexadecimal digits.
  ///
  /// @throws OmenException 22P02
  public static String digits(String digits, boolean hex) {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      int c = digits.codePointAt(i);
      int value = c < 128 ? Character.digit(c, hex ? 16 : 2) : -1;
      if (value < 0) {
        throw SqlState.INVALID_TEXT_REPRESENTATION.error(
            "\"%s\" is not a valid %s digit",
            Character.toString(c), hex ? "hexadecimal" : "binary");
      }
      if (hex) {
        bits.append(value >> 3).append(value >> 2 & 1).append(value >> 1 & 1).append(value & 1);
      } else {
        bits.append(value);
      }
    }
    return bits.toString();
  }

  /// The bits as a value of bit(n) or varbit(n).
  ///
  /// @param cut what is too long loses bits on the right, what is too short for bit(n) gets zeros
  /// @throws OmenException 22026, 22001
  public static String fit(ColumnType type, String bits, boolean cut) {
    int limit = type.precision();
    boolean fixed = type.kind() == TypeKind.BIT;
    if (limit == 0 || bits.length() == limit || (!fixed && bits.length() < limit)) {
      return bits;
    }
    if (cut) {
      return bits.length() > limit
          ? bits.substring(0, limit)
          : bits + "0".repeat(limit - bits.length());
    }
    if (fixed) {
      throw SqlState.STRING_DATA_LENGTH_MISMATCH.error(
          "bit string length %d does not match type %s", bits.length(), type);
    }
    throw SqlState.STRING_DATA_RIGHT_TRUNCATION.error("bit string too long for type %s", type);
  }

  /// The last bits of an integer, as many as the type has; further ones are its sign.
  public static String ofInteger(ColumnType type, long value) {
    int count = Math.max(type.precision(), 1);
    StringBuilder bits = new StringBuilder(count);
    for (int i = count - 1; i >= 0; i--) {
      bits.append(value >> Math.min(i, Long.SIZE - 1) & 1);
    }
    return bits.toString();
  }

  /// The bits in bytes, the last one filled with zeros.
  public static byte[] packed(String bits) {
    byte[] bytes = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      if (bits.charAt(i) == '1') {
        bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
      }
    }
    return bytes;
  }

  /// @param count how many bits; the bytes hold at least so many
  public static String unpacked(byte[] bytes, int count) {
    StringBuilder bits = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      bits.append(bytes[i >> 3] >> (7 - (i & 7)) & 1);
    }
    return bits.toString();
  }
}
