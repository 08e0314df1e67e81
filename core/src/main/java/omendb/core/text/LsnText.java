package omendb.core.text;

import java.nio.ByteBuffer;
import java.util.Locale;
import omendb.core.ColumnType;
import omendb.core.TypeKind;

/// Places in a log, `16/B374D848`, kept with the highest bit turned over.
final class LsnText implements ValueCodec {
  private static final int DIGITS_MAX = 8;

  @Override
  public Object parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !isHex(text, 0, slash) || !isHex(text, slash + 1, text.length())) {
      throw NumberText.invalid(ColumnType.of(TypeKind.PG_LSN), text);
    }
    long high = Long.parseLong(text, 0, slash, 16);
    long low = Long.parseLong(text, slash + 1, text.length(), 16);
    return (high << 32 | low) ^ Long.MIN_VALUE;
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return to > from && to - from <= DIGITS_MAX;
  }

  @Override
  public void format(Object value, TextStyle style, TextBuffer out) {
    long bits = (Long) value ^ Long.MIN_VALUE;
    String text = Long.toHexString(bits >>> 32) + "/" + Long.toHexString(bits & 0xffff_ffffL);
    out.put(text.toUpperCase(Locale.ROOT));
  }

  @Override
  public byte[] send(Object value) {
    return ByteBuffer.allocate(8).putLong((Long) value ^ Long.MIN_VALUE).array();
  }

  @Override
  public Object receive(ByteBuffer in) {
    return in.getLong() ^ Long.MIN_VALUE;
  }
}
