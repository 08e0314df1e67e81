package omendb.core.text;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/// Transaction ids: xid is kept as it is, xid8 with its highest bit turned over, so that the signed
/// order is that of the unsigned numbers.
record XidText(int width) implements ValueCodec {
  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /// As C's strtoul reads it with base 0: what is no number is 0, what is too large the largest.
  @Override
  public Object parse(String text) {
    int i = 0;
    while (i < text.length() && NumberText.isSpace(text.charAt(i))) {
      i++;
    }
    boolean negative = i < text.length() && text.charAt(i) == '-';
    if (negative || i < text.length() && text.charAt(i) == '+') {
      i++;
    }
    int base = 10;
    if (text.startsWith("0x", i) || text.startsWith("0X", i)) {
      base = 16;
      i += 2;
    } else if (text.startsWith("0", i)) {
      base = 8;
    }
    BigInteger value = BigInteger.ZERO;
    for (; i < text.length() && Character.digit(text.charAt(i), base) >= 0; i++) {
      int digit = Character.digit(text.charAt(i), base);
      value = value.multiply(BigInteger.valueOf(base)).add(BigInteger.valueOf(digit));
    }
    if (value.compareTo(MAX) > 0) {
      return kept(-1L);
    }
    return kept(negative ? -value.longValue() : value.longValue());
  }

  private Long kept(long bits) {
    return width == 4 ? bits & 0xffff_ffffL : bits ^ Long.MIN_VALUE;
  }

  @Override
  public void format(Object value, TextStyle style, TextBuffer out) {
    long kept = (Long) value;
    out.put(width == 4 ? Long.toString(kept) : Long.toUnsignedString(kept ^ Long.MIN_VALUE));
  }

  @Override
  public byte[] send(Object value) {
    long kept = (Long) value;
    return width == 4
        ? ByteBuffer.allocate(4).putInt((int) kept).array()
        : ByteBuffer.allocate(8).putLong(kept ^ Long.MIN_VALUE).array();
  }

  @Override
  public Object receive(ByteBuffer in) {
    return kept(width == 4 ? in.getInt() : in.getLong());
  }
}
