package omendb.core.text;

import java.nio.ByteBuffer;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;

/// Amounts of money, kept in cents, as the locale C writes them: `-$1,234.56`.
public final class MoneyText implements ValueCodec {
  /// The amounts' type.
  private static final ColumnType TYPE = ColumnType.of(TypeKind.MONEY);

  private static final int GROUP = 3;

  MoneyText() {}

  @Override
  public Object parse(String text) {
    return new Input(text).read();
  }

  @Override
  public void format(Object value, TextStyle style, TextBuffer out) {
    long cents = (Long) value;
    String digits = Long.toUnsignedString(cents < 0 ? -cents : cents);
    if (cents < 0) {
      out.put('-');
    }
    out.put('$');
    String padded = "0".repeat(Math.max(0, 3 - digits.length())) + digits;
    int whole = padded.length() - 2;
    for (int i = 0; i < whole; i++) {
      if (i > 0 && (whole - i) % GROUP == 0) {
        out.put(',');
      }
      out.put(padded.charAt(i));
    }
    out.put('.').put(padded.substring(whole));
  }

  @Override
  public byte[] send(Object value) {
    return ByteBuffer.allocate(Long.BYTES).putLong((Long) value).array();
  }

  @Override
  public Object receive(ByteBuffer in) {
    return in.getLong();
  }

  /// One text that is being read.
  private static final class Input {
    private final String text;
    private int at;
    private boolean negative;
    private int decimals = -1;

    Input(String text) {
      this.text = text;
    }

    Long read() {
      spaces();
      skip('$');
      spaces();
      if (skip('-') || skip('(')) {
        negative = true;
      } else {
        skip('+');
      }
      spaces();
      skip('$');
      spaces();
      long value = digits();
      spaces();
      while (at < text.length()) {
        if (skip('-')) {
          negative = true;
        } else if (!skip(')') && !skip('+') && !skip('$') && !space()) {
          throw NumberText.invalid(TYPE, text);
        }
      }
      if (!negative && value == Long.MIN_VALUE) {
        throw outOfRange();
      }
      return negative ? value : -value;
    }

    /// The amount in cents, below zero; a third decimal rounds it.
    private long digits() {
      long value = 0;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c >= '0' && c <= '9' && decimals < 2) {
          value = append(value, c - '0');
          decimals += decimals >= 0 ? 1 : 0;
        } else if (c == '.' && decimals < 0) {
          decimals = 0;
        } else if (c != ',') {
          break;
        }
      }
      if (at < text.length() && text.charAt(at) >= '5' && text.charAt(at) <= '9') {
        value = less(value, 1);
      }
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      for (int i = Math.max(decimals, 0); i < 2; i++) {
        value = append(value, 0);
      }
      return value;
    }

    private long append(long value, int digit) {
      try {
        return less(Math.multiplyExact(value, 10), digit);
      } catch (ArithmeticException e) {
        throw outOfRange().causedBy(e);
      }
    }

    private long less(long value, int by) {
      try {
        return Math.subtractExact(value, by);
      } catch (ArithmeticException e) {
        throw outOfRange().causedBy(e);
      }
    }

    private OmenException outOfRange() {
      return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
          "value \"%s\" is out of range for type %s", text, TYPE);
    }

    private void spaces() {
      while (space()) {
        // On to the next.
      }
    }

    private boolean space() {
      boolean found = at < text.length() && NumberText.isSpace(text.charAt(at));
      at += found ? 1 : 0;
      return found;
    }

    private boolean skip(char sign) {
      boolean found = at < text.length() && text.charAt(at) == sign;
      at += found ? 1 : 0;
      return found;
    }
  }
}
