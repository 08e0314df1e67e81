package omendb.core.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.SqlState;

/// Raw bytes and uuids as text.
public final class BytesText {
  private BytesText() {}

  /// Bytes in hex (`\x…`) or escape form.
  static byte[] parse(String text) {
    if (text.startsWith("\\x")) {
      return hex(text, 2);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < source.length; i++) {
      if (source[i] != '\\') {
        out.write(source[i]);
      } else if (i + 1 < source.length && source[i + 1] == '\\') {
        out.write('\\');
        i++;
      } else if (i + 3 < source.length
          && octal(source[i + 1], '3')
          && octal(source[i + 2], '7')
          && octal(source[i + 3], '7')) {
        out.write((source[i + 1] - '0') << 6 | (source[i + 2] - '0') << 3 | (source[i + 3] - '0'));
        i += 3;
      } else {
        throw SqlState.INVALID_TEXT_REPRESENTATION.error("invalid input syntax for type bytea");
      }
    }
    return out.toByteArray();
  }

  /// Bytes with those outside printable ASCII as `\\ooo` and the backslash doubled.
  static void escape(byte[] value, TextBuffer out) {
    for (byte octet : value) {
      if (octet == '\\') {
        out.put("\\\\");
      } else if (octet < ' ' || octet > '~') {
        int code = octet & 0xff;
        out.put('\\').put('0' + (code >> 6)).put('0' + (code >> 3 & 7)).put('0' + (code & 7));
      } else {
        out.put(octet);
      }
    }
  }

  private static boolean octal(byte digit, char max) {
    return digit >= '0' && digit <= max;
  }

  /// The bytes of pairs of hexadecimal digits, with whitespace between pairs.
  ///
  /// @throws OmenException 22023
  public static byte[] hex(String text, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream((text.length() - from) / 2);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        continue;
      }
      int high = hexDigit(text, i);
      if (++i >= text.length()) {
        throw SqlState.INVALID_PARAMETER_VALUE.error(
            "invalid hexadecimal data: odd number of digits");
      }
      out.write(high << 4 | hexDigit(text, i));
    }
    return out.toByteArray();
  }

  private static int hexDigit(String text, int index) {
    int digit = text.charAt(index) < 128 ? Character.digit(text.charAt(index), 16) : -1;
    if (digit < 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "invalid hexadecimal digit: \"%s\"", text.substring(index, index + 1));
    }
    return digit;
  }

  /// A uuid: 32 hexadecimal digits, hyphens after groups of four, braces around.
  static UUID parseUuid(String text) {
    int end = text.length();
    int i = 0;
    if (end > 1 && text.charAt(0) == '{' && text.charAt(end - 1) == '}') {
      i = 1;
      end--;
    }
    long high = 0;
    long low = 0;
    int count = 0;
    for (; i < end; i++) {
      char c = text.charAt(i);
      if (c == '-' && count > 0 && count % 4 == 0 && text.charAt(i - 1) != '-') {
        continue;
      }
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0 || count == 32) {
        throw NumberText.invalid(ColumnType.UUID, text);
      }
      if (count < 16) {
        high = high << 4 | digit;
      } else {
        low = low << 4 | digit;
      }
      count++;
    }
    if (count != 32 || text.charAt(end - 1) == '-') {
      throw NumberText.invalid(ColumnType.UUID, text);
    }
    return new UUID(high, low);
  }

  static void formatUuid(long high, long low, TextBuffer out) {
    hex(high >>> 32, 8, out);
    out.put('-');
    hex(high >>> 16 & 0xffff, 4, out);
    out.put('-');
    hex(high & 0xffff, 4, out);
    out.put('-');
    hex(low >>> 48, 4, out);
    out.put('-');
    hex(low & 0xffff_ffff_ffffL, 12, out);
  }

  private static void hex(long value, int digits, TextBuffer out) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.put(Character.forDigit((int) (value >>> shift) & 15, 16));
    }
  }
}
