package omendb.core.text;

import java.util.Arrays;
import java.util.HexFormat;

/// An address of a host or network.
///
/// It is kept as ASCII text whose bytes have PostgreSQL's order: the family, the bits of the
/// network, a blank, and the whole address where bits behind the network's are set. Four bits of
/// the network are one letter; so are the one to three bits at its end, since letters number the
/// prefixes of four bits in such an order that each comes before those that it begins.
///
/// @param address 4 or 16 bytes
/// @param bits those of the network
public record InetValue(byte[] address, int bits) {
  private static final int NIBBLE = 4;

  /// For each letter its bits, with a 1 in front of them.
  private static final int[] PREFIXES = new int[30];

  static {
    for (int prefix = 2; prefix < 32; prefix++) {
      PREFIXES[letter(prefix)] = prefix;
    }
  }

  private static int letter(int prefix) {
    int length = 31 - Integer.numberOfLeadingZeros(prefix);
    int place = -1;
    for (int i = 1; i <= length; i++) {
      int below = (1 << (NIBBLE + 1 - i)) - 1;
      place += 1 + ((prefix >> (length - i)) & 1) * below;
    }
    return place;
  }

  /// 4 or 6.
  public int family() {
    return address.length == 4 ? 4 : 6;
  }

  /// The bits of the whole address.
  public int width() {
    return address.length * Byte.SIZE;
  }

  private int nibble(int index) {
    return address[index / 2] >> (index % 2 == 0 ? NIBBLE : 0) & 15;
  }

  /// The form that is kept.
  public String kept() {
    StringBuilder out = new StringBuilder(address.length * 2 + 2);
    out.append((char) ('0' + family()));
    for (int i = 0; i < bits; i += NIBBLE) {
      int length = Math.min(NIBBLE, bits - i);
      int prefix = 1 << length | nibble(i / NIBBLE) >> (NIBBLE - length);
      out.append((char) ('A' + letter(prefix)));
    }
    out.append(' ');
    if (!Arrays.equals(address, masked(address, bits))) {
      out.append(HexFormat.of().formatHex(address));
    }
    return out.toString();
  }

  /// The address of a kept form.
  public static InetValue of(String kept) {
    int size = kept.charAt(0) == '4' ? 4 : 16;
    int blank = kept.indexOf(' ');
    byte[] address = new byte[size];
    int bits = 0;
    for (int i = 1; i < blank; i++) {
      int prefix = PREFIXES[kept.charAt(i) - 'A'];
      int length = 31 - Integer.numberOfLeadingZeros(prefix);
      int value = (prefix ^ 1 << length) << (NIBBLE - length);
      address[(i - 1) / 2] |= (byte) (i % 2 == 1 ? value << NIBBLE : value);
      bits += length;
    }
    return new InetValue(
        blank + 1 == kept.length()
            ? address
            : HexFormat.of().parseHex(kept, blank + 1, kept.length()),
        bits);
  }

  /// The address with zeroes behind so many bits.
  public static byte[] masked(byte[] address, int bits) {
    byte[] result = new byte[address.length];
    for (int i = 0; i < result.length; i++) {
      int left = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
      result[i] = (byte) (address[i] & 0xff00 >> left);
    }
    return result;
  }

  /// The network that it is in.
  public InetValue network() {
    return new InetValue(masked(address, bits), bits);
  }

  /// True when the first bits of both are the same.
  public boolean sameBits(InetValue other, int count) {
    return address.length == other.address.length
        && Arrays.equals(masked(address, count), masked(other.address, count));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InetValue value
        && bits == value.bits
        && Arrays.equals(address, value.address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) * 31 + bits;
  }

  @Override
  public String toString() {
    return InetText.show(this);
  }
}
