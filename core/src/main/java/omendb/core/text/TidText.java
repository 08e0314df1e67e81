package omendb.core.text;

import java.nio.ByteBuffer;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.TypeKind;

/// Places of rows, `(block,offset)`, kept as the block in front of the offset's 16 bits.
final class TidText implements ValueCodec {
  private static final int OFFSET_BITS = 16;
  private static final long OFFSET_MAX = (1L << OFFSET_BITS) - 1;
  private static final long BLOCK_MAX = 0xffff_ffffL;

  @Override
  public Object parse(String text) {
    int open = text.indexOf('(');
    int comma = text.indexOf(',');
    int close = text.indexOf(')');
    if (open < 0 || comma < open || close < comma) {
      throw invalid(text);
    }
    long block = number(text, text.substring(open + 1, comma), Integer.MIN_VALUE, BLOCK_MAX);
    long offset = number(text, text.substring(comma + 1, close), 0, OFFSET_MAX);
    return (block & BLOCK_MAX) << OFFSET_BITS | offset;
  }

  private static long number(String text, String digits, long min, long max) {
    try {
      long value = Long.parseLong(digits.strip());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw invalid(text).causedBy(e);
    }
    throw invalid(text);
  }

  private static OmenException invalid(String text) {
    return NumberText.invalid(ColumnType.of(TypeKind.TID), text);
  }

  @Override
  public void format(Object value, TextStyle style, TextBuffer out) {
    long place = (Long) value;
    out.put('(').putLong(place >>> OFFSET_BITS).put(',').putLong(place & OFFSET_MAX).put(')');
  }

  @Override
  public byte[] send(Object value) {
    long place = (Long) value;
    return ByteBuffer.allocate(6)
        .putInt((int) (place >>> OFFSET_BITS))
        .putShort((short) place)
        .array();
  }

  @Override
  public Object receive(ByteBuffer in) {
    long block = in.getInt() & BLOCK_MAX;
    return block << OFFSET_BITS | in.getShort() & OFFSET_MAX;
  }
}
