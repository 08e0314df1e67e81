package omendb.planner.parse;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import omendb.core.SqlState;

/// The backslash escapes of an `E'…'` string. Octal and hexadecimal escapes are bytes: a run of
/// them must be UTF-8.
final class EscapeReader {
  private final QuotedText quoted;
  private final char[] chars;
  private final StringBuilder value;
  private final UnicodePairs pairs;
  private byte[] bytes = new byte[8];
  private int byteCount;

  EscapeReader(QuotedText quoted, char[] chars, StringBuilder value) {
    this.quoted = quoted;
    this.chars = chars;
    this.value = value;
    this.pairs = new UnicodePairs(quoted, value, true);
  }

  void plain(char c, int offset) {
    finish(offset);
    value.append(c);
  }

  /// Reads the escape whose backslash is at `i`; returns the offset after it.
  int escape(int i) {
    char c = chars[i + 1];
    if (c >= '0' && c <= '7') {
      return number(i, i + 1, 3, 8);
    }
    if (c == 'x' && i + 2 < chars.length && Character.digit(chars[i + 2], 16) >= 0) {
      return number(i, i + 2, 2, 16);
    }
    if (c == 'u' || c == 'U') {
      return unicode(i, c == 'u' ? 4 : 8);
    }
    plain(
        switch (c) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'v' -> '\u000B';
          default -> c;
        },
        i);
    return i + 2;
  }

  private int number(int start, int from, int most, int radix) {
    pairs.finish(start);
    int code = 0;
    int i = from;
    while (i < chars.length && i < from + most && Character.digit(chars[i], radix) >= 0) {
      code = code * radix + Character.digit(chars[i], radix);
      i++;
    }
    if (byteCount == bytes.length) {
      bytes = Arrays.copyOf(bytes, byteCount * 2);
    }
    bytes[byteCount++] = (byte) code;
    return i;
  }

  private int unicode(int start, int length) {
    flushBytes(start);
    int code = 0;
    for (int i = start + 2; i < start + 2 + length; i++) {
      int digit = i < chars.length ? Character.digit(chars[i], 16) : -1;
      if (digit < 0) {
        throw quoted.at(
            SqlState.INVALID_ESCAPE_SEQUENCE
                .error("invalid Unicode escape")
                .withHint("Unicode escapes must be \\uXXXX or \\UXXXXXXXX."),
            start);
      }
      code = code * 16 + digit;
    }
    pairs.code(code, start, start + 2 + length);
    return start + 2 + length;
  }

  void finish(int offset) {
    pairs.finish(offset);
    flushBytes(offset);
  }

  private void flushBytes(int offset) {
    if (byteCount == 0) {
      return;
    }
    byte[] run = Arrays.copyOf(bytes, byteCount);
    byteCount = 0;
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(run)).toString();
      if (decoded.indexOf('\0') < 0) {
        value.append(decoded);
        return;
      }
      run = new byte[1];
    } catch (CharacterCodingException e) {
      // reported below
    }
    String hex = HexFormat.ofDelimiter(" ").withPrefix("0x").formatHex(run);
    throw SqlState.CHARACTER_NOT_IN_REPERTOIRE.error(
        "invalid byte sequence for encoding \"UTF8\": %s", hex);
  }
}
