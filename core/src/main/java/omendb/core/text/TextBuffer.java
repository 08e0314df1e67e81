package omendb.core.text;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;

/// A growing buffer of UTF-8 bytes into which values are formatted without an object per value.
/// Reused by its owner; not thread-safe.
public final class TextBuffer {
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private byte[] bytes;
  private int length;

  public TextBuffer() {
    this(256);
  }

  public TextBuffer(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  /// The buffer itself; the first [#length()] bytes are valid until the next append.
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
  }

  /// Cuts the text to its first `length` bytes.
  public void truncate(int length) {
    this.length = Math.min(this.length, length);
  }

  public TextBuffer put(int octet) {
    if (length == bytes.length) {
      reserve(1);
    }
    bytes[length++] = (byte) octet;
    return this;
  }

  public TextBuffer put(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  /// Appends bytes at a native address.
  public TextBuffer putNative(long address, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = NativeMemory.getByte(address + i);
    }
    length += count;
    return this;
  }

  public TextBuffer put(String text) {
    int count = text.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] rest = text.substring(i).getBytes(StandardCharsets.UTF_8);
        length += i;
        return put(rest, 0, rest.length);
      }
      bytes[length + i] = (byte) c;
    }
    length += count;
    return this;
  }

  /// Appends the first `count` characters of an ASCII text.
  TextBuffer put(String text, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
    length += count;
    return this;
  }

  public TextBuffer putLong(long value) {
    if (value == Long.MIN_VALUE) {
      return put("-9223372036854775808");
    }
    long rest = value;
    if (rest < 0) {
      put('-');
      rest = -rest;
    }
    return putDigits(rest, digits(rest));
  }

  /// Appends a non-negative number with leading zeros up to `width` digits.
  public TextBuffer putPadded(long value, int width) {
    return putDigits(value, Math.max(width, digits(value)));
  }

  /// Appends a decimal of `scale` digits after the point.
  public TextBuffer putDecimal(long unscaled, int scale) {
    if (scale == 0) {
      return putLong(unscaled);
    }
    if (unscaled == Long.MIN_VALUE) {
      return putDecimal(BigInteger.valueOf(unscaled), scale);
    }
    long rest = unscaled;
    if (rest < 0) {
      put('-');
      rest = -rest;
    }
    int count = Math.max(digits(rest), scale + 1);
    reserve(count + 1);
    int end = length + count + 1;
    int point = end - scale - 1;
    if (scale < POWERS.length) {
      long whole = rest / POWERS[scale];
      write(rest - whole * POWERS[scale], point + 1, end);
      write(whole, length, point);
    } else {
      write(rest, point + 1, end);
      write(0, length, point);
    }
    bytes[point] = '.';
    length = end;
    return this;
  }

  /// Appends a 128-bit decimal.
  public TextBuffer putDecimal(long high, long low, int scale) {
    return high == low >> 63
        ? putDecimal(low, scale)
        : putDecimal(ColumnVector.wide(high, low), scale);
  }

  private TextBuffer putDecimal(BigInteger unscaled, int scale) {
    String digits = unscaled.abs().toString();
    if (unscaled.signum() < 0) {
      put('-');
    }
    int whole = digits.length() - scale;
    if (whole <= 0) {
      put("0.");
      for (int i = whole; i < 0; i++) {
        put('0');
      }
      return put(digits);
    }
    put(digits.substring(0, whole));
    return scale == 0 ? this : put('.').put(digits.substring(whole));
  }

  /// Appends bytes as `\x` and lower-case hexadecimal digits.
  TextBuffer putHex(byte[] source) {
    reserve(2 + 2 * source.length);
    put('\\').put('x');
    for (byte octet : source) {
      bytes[length++] = (byte) Character.forDigit((octet >> 4) & 15, 16);
      bytes[length++] = (byte) Character.forDigit(octet & 15, 16);
    }
    return this;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private TextBuffer putDigits(long value, int count) {
    reserve(count);
    write(value, length, length + count);
    length += count;
    return this;
  }

  /// Writes the last digits of a non-negative number from `end` back to `start`, two at a time.
  private void write(long value, int start, int end) {
    long rest = value;
    int at = end;
    while (rest > Integer.MAX_VALUE && at - start > 1) {
      long quotient = rest / 100;
      int pair = (int) (rest - quotient * 100);
      bytes[--at] = (byte) ('0' + pair % 10);
      bytes[--at] = (byte) ('0' + pair / 10);
      rest = quotient;
    }
    int small = (int) rest;
    while (at - start > 1) {
      int quotient = small / 100;
      int pair = small - quotient * 100;
      bytes[--at] = (byte) ('0' + pair % 10);
      bytes[--at] = (byte) ('0' + pair / 10);
      small = quotient;
    }
    if (at > start) {
      bytes[--at] = (byte) ('0' + small % 10);
    }
  }

  /// Appends `00` to `99`.
  TextBuffer putPair(int value) {
    reserve(2);
    bytes[length++] = (byte) ('0' + value / 10);
    bytes[length++] = (byte) ('0' + value % 10);
    return this;
  }

  private static int digits(long value) {
    int count = 1;
    while (count < POWERS.length && value >= POWERS[count]) {
      count++;
    }
    return count;
  }

  private void reserve(int more) {
    if (length + more > bytes.length || length + more < 0) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
    }
  }
}
