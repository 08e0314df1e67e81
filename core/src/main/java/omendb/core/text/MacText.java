package omendb.core.text;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;

/// Addresses of network devices, six or eight bytes in a long; those of eight bytes with the
/// highest bit turned over.
public record MacText(int size) implements ValueCodec {
  private static final int SIX = 6;
  private static final Pattern SPACED =
      Pattern.compile(
          "\\s*([0-9a-fA-F]+)([:-])([0-9a-fA-F]+)\\2([0-9a-fA-F]+)\\2([0-9a-fA-F]+)"
              + "\\2([0-9a-fA-F]+)\\2([0-9a-fA-F]+)\\s*");
  private static final Pattern GROUPED =
      Pattern.compile(
          "\\s*([0-9a-fA-F]{6}[:-]?[0-9a-fA-F]{6}"
              + "|[0-9a-fA-F]{4}([.-])[0-9a-fA-F]{4}\\2[0-9a-fA-F]{4})\\s*");
  private static final Pattern PAIRS =
      Pattern.compile("\\s*[0-9a-fA-F]{2}(?:([:.-]?)[0-9a-fA-F]{2})(?:[:.-]?[0-9a-fA-F]{2})*\\s*");

  @Override
  public Object parse(String text) {
    if (size != SIX) {
      return eight(text);
    }
    Matcher spaced = SPACED.matcher(text);
    if (spaced.matches()) {
      long value = 0;
      for (int group : new int[] {1, 3, 4, 5, 6, 7}) {
        String octet = spaced.group(group);
        if (octet.length() > 7 || Integer.parseInt(octet, 16) > 0xff) {
          throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
              "invalid octet value in \"macaddr\" value: \"%s\"", text);
        }
        value = value << Byte.SIZE | Integer.parseInt(octet, 16);
      }
      return value;
    }
    if (GROUPED.matcher(text).matches()) {
      return Long.parseLong(digits(text), 16);
    }
    throw invalid(text);
  }

  /// Pairs of digits with the same sign between them, or none.
  private Object eight(String text) {
    String digits = digits(text);
    boolean mixed =
        text.chars().filter(c -> c == ':' || c == '-' || c == '.').distinct().count() > 1;
    if (!PAIRS.matcher(text).matches() || mixed) {
      throw invalid(text);
    }
    return switch (digits.length()) {
      case 12 -> widened(Long.parseLong(digits, 16));
      case 16 -> Long.parseUnsignedLong(digits, 16) ^ Long.MIN_VALUE;
      default -> throw invalid(text);
    };
  }

  /// Six bytes as eight: FF FE in the middle.
  public static long widened(long six) {
    return ((six >> 24) << 40 | 0xff_fe00_0000L | six & 0xff_ffff) ^ Long.MIN_VALUE;
  }

  private static String digits(String text) {
    return text.replaceAll("[^0-9a-fA-F]", "");
  }

  private OmenException invalid(String text) {
    return NumberText.invalid(
        ColumnType.of(size == SIX ? TypeKind.MACADDR : TypeKind.MACADDR8), text);
  }

  private long bits(Object value) {
    return size == SIX ? (Long) value : (Long) value ^ Long.MIN_VALUE;
  }

  @Override
  public void format(Object value, TextStyle style, TextBuffer out) {
    long bits = bits(value);
    for (int i = size - 1; i >= 0; i--) {
      int octet = (int) (bits >>> i * Byte.SIZE) & 0xff;
      out.put(Character.forDigit(octet >> 4, 16)).put(Character.forDigit(octet & 15, 16));
      if (i > 0) {
        out.put(':');
      }
    }
  }

  @Override
  public byte[] send(Object value) {
    long bits = bits(value);
    return size == SIX
        ? ByteBuffer.allocate(SIX).putShort((short) (bits >> 32)).putInt((int) bits).array()
        : ByteBuffer.allocate(size).putLong(bits).array();
  }

  /// Eight bytes may come as six.
  @Override
  public Object receive(ByteBuffer in) {
    if (size != SIX && in.remaining() > SIX) {
      return in.getLong() ^ Long.MIN_VALUE;
    }
    long high = in.getShort() & 0xffffL;
    long six = high << 32 | in.getInt() & 0xffff_ffffL;
    return size == SIX ? six : widened(six);
  }
}
