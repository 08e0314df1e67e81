package omendb.core.text;

import java.nio.ByteBuffer;
import java.util.Arrays;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// Addresses of hosts and networks as text; values are kept forms of [InetValue].
///
/// @param network cidr: nothing behind the network's bits, which are always shown
public record InetText(boolean network) implements ValueCodec {
  private static final int OCTETS = 4;
  private static final int WORDS = 8;
  private static final int SIZE = 16;
  private static final int FAMILY_4 = 2;
  private static final int FAMILY_6 = 3;

  @Override
  public Object parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    boolean six = host.indexOf(':') >= 0;
    Integer bits = slash < 0 ? null : number(text.substring(slash + 1), six ? 128 : 32);
    InetValue value = slash >= 0 && bits == null ? null : six ? six(host, bits) : four(host, bits);
    if (value == null) {
      throw network
          ? SqlState.INVALID_TEXT_REPRESENTATION.error(
              "invalid input syntax for type cidr: \"%s\"", text)
          : NumberText.invalid(ColumnType.of(TypeKind.INET), text);
    }
    if (network && !value.equals(value.network())) {
      throw hostBits(text);
    }
    return value.kept();
  }

  private static OmenException hostBits(String text) {
    return SqlState.INVALID_TEXT_REPRESENTATION
        .error("invalid cidr value: \"%s\"", text)
        .withDetail("Value has bits set to right of mask.");
  }

  private static @Nullable Integer number(String digits, int max) {
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > max) {
        return null;
      }
      value = value * 10 + digit;
    }
    return digits.isEmpty() || value > max ? null : value;
  }

  private @Nullable InetValue four(String host, @Nullable Integer bits) {
    byte[] address = new byte[OCTETS];
    String[] parts = host.split("\\.", -1);
    if (parts.length > OCTETS || bits == null && !network && parts.length < OCTETS) {
      return null;
    }
    for (int i = 0; i < parts.length; i++) {
      Integer octet = number(parts[i], 255);
      if (octet == null) {
        return null;
      }
      address[i] = (byte) (int) octet;
    }
    int all = bits == null ? classBits(address[0] & 0xff, parts.length) : bits;
    return new InetValue(address, network ? all : bits == null ? 32 : bits);
  }

  /// The bits of a network that are not given: those of its class, and of all octets that are.
  private static int classBits(int first, int octets) {
    int bits = first >= 240 ? 32 : first >= 224 ? 8 : first >= 192 ? 24 : first >= 128 ? 16 : 8;
    int given = Math.max(bits, octets * Byte.SIZE);
    return given == 8 && first == 224 ? 4 : given;
  }

  private static @Nullable InetValue six(String host, @Nullable Integer bits) {
    int gap = host.indexOf("::");
    byte[] head = words(gap < 0 ? host : host.substring(0, gap), gap < 0);
    byte[] tail = gap < 0 ? new byte[0] : words(host.substring(gap + 2), true);
    if (head == null || tail == null) {
      return null;
    }
    int given = head.length + tail.length;
    if (gap < 0 ? given != SIZE : given > SIZE - 2) {
      return null;
    }
    byte[] address = Arrays.copyOf(head, SIZE);
    System.arraycopy(tail, 0, address, SIZE - tail.length, tail.length);
    return new InetValue(address, bits == null ? 128 : bits);
  }

  /// Words between colons; the last may be four octets. Null when they are none.
  private static byte @Nullable [] words(String text, boolean last) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    ByteBuffer out = ByteBuffer.allocate(SIZE);
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      boolean dotted = last && i == parts.length - 1 && part.indexOf('.') >= 0;
      InetValue octets = dotted ? new InetText(false).four(part, null) : null;
      if (out.remaining() < (dotted ? OCTETS : 2)
          || dotted && octets == null
          || !dotted && !part.matches("[0-9a-fA-F]{1,4}")) {
        return null;
      }
      if (octets != null) {
        out.put(octets.address());
      } else {
        out.putShort((short) Integer.parseInt(part, 16));
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /// The address alone.
  public static String host(InetValue value) {
    byte[] address = value.address();
    return address.length == OCTETS ? dotted(address, 0, OCTETS) : words(address, WORDS);
  }

  private static String dotted(byte[] address, int from, int to) {
    StringBuilder out = new StringBuilder();
    for (int i = from; i < to; i++) {
      out.append(i > from ? "." : "").append(address[i] & 0xff);
    }
    return out.toString();
  }

  /// The first words, with `::` for the longest row of zeroes.
  private static String words(byte[] address, int count) {
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
    }
    int start = -1;
    int longest = 1;
    for (int i = 0; i < count; i++) {
      int end = i;
      while (end < count && words[end] == 0) {
        end++;
      }
      if (end - i > longest) {
        start = i;
        longest = end - i;
      }
    }
    boolean mapped = start == 0 && count == WORDS && holdsFour(words, longest);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (start >= 0 && i >= start && i < start + longest) {
        out.append(i == start ? ":" : "");
        continue;
      }
      out.append(i > 0 ? ":" : "");
      if (mapped && i == WORDS - 2) {
        return out.append(dotted(address, SIZE - OCTETS, SIZE)).toString();
      }
      out.append(Integer.toHexString(words[i]));
    }
    return out.append(start >= 0 && start + longest == count ? ":" : "").toString();
  }

  private static boolean holdsFour(int[] words, int zeroes) {
    return zeroes == 6 || zeroes == 7 && words[7] != 1 || zeroes == 5 && words[5] == 0xffff;
  }

  /// The address with the network's bits, always.
  public static String show(InetValue value) {
    return host(value) + "/" + value.bits();
  }

  /// A network without what its bits leave out.
  public static String abbreviated(InetValue value) {
    byte[] address = value.address();
    if (address.length == OCTETS) {
      int octets = (value.bits() + Byte.SIZE - 1) / Byte.SIZE;
      return (octets == 0 ? "0" : dotted(address, 0, octets)) + "/" + value.bits();
    }
    int bytes = (value.bits() + Byte.SIZE - 1) / Byte.SIZE;
    if (bytes > SIZE - OCTETS && isMapped(address)) {
      return "::ffff:" + dotted(address, SIZE - OCTETS, bytes) + "/" + value.bits();
    }
    int count = (value.bits() + 15) / 16;
    if (count < 2) {
      String first = words(address, WORDS);
      return first + "/" + value.bits();
    }
    return words(address, count) + "/" + value.bits();
  }

  private static boolean isMapped(byte[] address) {
    return words(address, WORDS).startsWith("::ffff:") && address[10] == -1;
  }

  @Override
  public void format(Object value, TextStyle style, TextBuffer out) {
    InetValue address = InetValue.of((String) value);
    boolean whole = !network && address.bits() == address.width();
    out.put(whole ? host(address) : show(address));
  }

  @Override
  public byte[] send(Object value) {
    InetValue address = InetValue.of((String) value);
    int size = address.address().length;
    return ByteBuffer.allocate(size + 4)
        .put((byte) (size == OCTETS ? FAMILY_4 : FAMILY_6))
        .put((byte) address.bits())
        .put((byte) (network ? 1 : 0))
        .put((byte) size)
        .put(address.address())
        .array();
  }

  @Override
  public Object receive(ByteBuffer in) {
    String type = network ? "cidr" : "inet";
    int family = in.get();
    int bits = in.get() & 0xff;
    in.get();
    int size = in.get();
    if (family != FAMILY_4 && family != FAMILY_6) {
      throw invalid("address family", type);
    }
    if (size != (family == FAMILY_4 ? OCTETS : SIZE)) {
      throw invalid("length", type);
    }
    if (bits > size * Byte.SIZE) {
      throw invalid("bits", type);
    }
    byte[] address = new byte[size];
    in.get(address);
    InetValue value = new InetValue(address, bits);
    if (network && !value.equals(value.network())) {
      throw SqlState.INVALID_BINARY_REPRESENTATION
          .error("invalid external \"cidr\" value")
          .withDetail("Value has bits set to right of mask.");
    }
    return value.kept();
  }

  private static OmenException invalid(String what, String type) {
    return SqlState.INVALID_BINARY_REPRESENTATION.error(
        "invalid %s in external \"%s\" value", what, type);
  }
}
