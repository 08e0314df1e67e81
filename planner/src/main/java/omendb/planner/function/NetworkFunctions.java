package omendb.planner.function;

import java.math.BigInteger;
import java.util.Arrays;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.InetText;
import omendb.core.text.InetValue;

/// Operators and functions of inet and cidr, whose values are the kept forms of [InetValue].
public final class NetworkFunctions {
  private NetworkFunctions() {}

  private static boolean within(InetValue inner, InetValue outer, boolean strict) {
    boolean longer = inner.bits() > outer.bits() || !strict && inner.bits() == outer.bits();
    return longer && inner.sameBits(outer, outer.bits());
  }

  @SqlFunction("<<(inet, inet): bool")
  @SqlFunction("network_sub(inet, inet): bool")
  public static boolean below(String left, String right) {
    return within(InetValue.of(left), InetValue.of(right), true);
  }

  @SqlFunction("<<=(inet, inet): bool")
  @SqlFunction("network_subeq(inet, inet): bool")
  public static boolean belowOrEqual(String left, String right) {
    return within(InetValue.of(left), InetValue.of(right), false);
  }

  @SqlFunction(">>(inet, inet): bool")
  @SqlFunction("network_sup(inet, inet): bool")
  public static boolean above(String left, String right) {
    return below(right, left);
  }

  @SqlFunction(">>=(inet, inet): bool")
  @SqlFunction("network_supeq(inet, inet): bool")
  public static boolean aboveOrEqual(String left, String right) {
    return belowOrEqual(right, left);
  }

  @SqlFunction("&&(inet, inet): bool")
  @SqlFunction("network_overlap(inet, inet): bool")
  public static boolean overlaps(String left, String right) {
    InetValue a = InetValue.of(left);
    InetValue b = InetValue.of(right);
    return a.sameBits(b, Math.min(a.bits(), b.bits()));
  }

  @SqlFunction("~(inet): inet")
  @SqlFunction("inetnot(inet): inet")
  public static String not(String value) {
    InetValue a = InetValue.of(value);
    byte[] result = a.address().clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) ~result[i];
    }
    return new InetValue(result, a.bits()).kept();
  }

  @SqlFunction("&(inet, inet): inet")
  @SqlFunction("inetand(inet, inet): inet")
  public static String and(String left, String right) {
    return combined(InetValue.of(left), InetValue.of(right), true);
  }

  @SqlFunction("|(inet, inet): inet")
  @SqlFunction("inetor(inet, inet): inet")
  public static String or(String left, String right) {
    return combined(InetValue.of(left), InetValue.of(right), false);
  }

  private static String combined(InetValue a, InetValue b, boolean and) {
    requireSame(a, b, and ? "AND" : "OR");
    byte[] result = a.address().clone();
    for (int i = 0; i < result.length; i++) {
      byte other = b.address()[i];
      result[i] = (byte) (and ? result[i] & other : result[i] | other);
    }
    return new InetValue(result, Math.max(a.bits(), b.bits())).kept();
  }

  private static void requireSame(InetValue a, InetValue b, String what) {
    if (a.family() != b.family()) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "cannot %s inet values of different sizes", what);
    }
  }

  @SqlFunction("+(inet, int8): inet")
  @SqlFunction("inetpl(inet, int8): inet")
  public static String plus(String value, long more) {
    InetValue a = InetValue.of(value);
    BigInteger sum = new BigInteger(1, a.address()).add(BigInteger.valueOf(more));
    if (sum.signum() < 0 || sum.bitLength() > a.width()) {
      throw outOfRange();
    }
    byte[] bytes = sum.toByteArray();
    byte[] result = new byte[a.address().length];
    int count = Math.min(bytes.length, result.length);
    System.arraycopy(bytes, bytes.length - count, result, result.length - count, count);
    return new InetValue(result, a.bits()).kept();
  }

  @SqlFunction("+(int8, inet): inet")
  public static String plus(long more, String value) {
    return plus(value, more);
  }

  @SqlFunction("-(inet, int8): inet")
  @SqlFunction("inetmi_int8(inet, int8): inet")
  public static String minus(String value, long less) {
    if (less == Long.MIN_VALUE) {
      return plus(plus(value, Long.MAX_VALUE), 1);
    }
    return plus(value, -less);
  }

  @SqlFunction("-(inet, inet): int8")
  @SqlFunction("inetmi(inet, inet): int8")
  public static long minus(String left, String right) {
    InetValue a = InetValue.of(left);
    InetValue b = InetValue.of(right);
    requireSame(a, b, "subtract");
    BigInteger difference = new BigInteger(1, a.address()).subtract(new BigInteger(1, b.address()));
    if (difference.bitLength() >= Long.SIZE) {
      throw outOfRange();
    }
    return difference.longValue();
  }

  private static OmenException outOfRange() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("result is out of range");
  }

  @SqlFunction("host(inet): text")
  public static String host(String value) {
    return InetText.host(InetValue.of(value));
  }

  /// As casts to text show it: with the network's bits, always.
  static String text(String value) {
    return InetText.show(InetValue.of(value));
  }

  @SqlFunction("abbrev(inet): text")
  public static String abbreviated(String value) {
    InetValue a = InetValue.of(value);
    return a.bits() == a.width() ? InetText.host(a) : InetText.show(a);
  }

  @SqlFunction("abbrev(cidr): text")
  public static String abbreviatedNetwork(String value) {
    return InetText.abbreviated(InetValue.of(value));
  }

  @SqlFunction("family(inet): int4")
  public static long family(String value) {
    return InetValue.of(value).family();
  }

  @SqlFunction("masklen(inet): int4")
  public static long bits(String value) {
    return InetValue.of(value).bits();
  }

  @SqlFunction("network(inet): cidr")
  public static String network(String value) {
    return InetValue.of(value).network().kept();
  }

  private static byte[] mask(InetValue value) {
    byte[] ones = new byte[value.address().length];
    Arrays.fill(ones, (byte) -1);
    return InetValue.masked(ones, value.bits());
  }

  @SqlFunction("netmask(inet): inet")
  public static String netmask(String value) {
    InetValue a = InetValue.of(value);
    return new InetValue(mask(a), a.width()).kept();
  }

  @SqlFunction("hostmask(inet): inet")
  public static String hostmask(String value) {
    return not(netmask(value));
  }

  @SqlFunction("broadcast(inet): inet")
  public static String broadcast(String value) {
    InetValue a = InetValue.of(value);
    byte[] result = a.address().clone();
    byte[] mask = mask(a);
    for (int i = 0; i < result.length; i++) {
      result[i] |= (byte) ~mask[i];
    }
    return new InetValue(result, a.bits()).kept();
  }

  @SqlFunction("set_masklen(inet, int4): inet")
  public static String withBits(String value, long bits) {
    InetValue a = InetValue.of(value);
    return new InetValue(a.address(), checked(a, bits)).kept();
  }

  @SqlFunction("set_masklen(cidr, int4): cidr")
  public static String networkWithBits(String value, long bits) {
    InetValue a = InetValue.of(value);
    return new InetValue(a.address(), checked(a, bits)).network().kept();
  }

  private static int checked(InetValue value, long bits) {
    if (bits == -1) {
      return value.width();
    }
    if (bits < 0 || bits > value.width()) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("invalid mask length: %d", bits);
    }
    return (int) bits;
  }

  @SqlFunction("inet_same_family(inet, inet): bool")
  public static boolean sameFamily(String left, String right) {
    return left.charAt(0) == right.charAt(0);
  }

  /// The smallest network that has both.
  @SqlFunction("inet_merge(inet, inet): cidr")
  public static String merge(String left, String right) {
    InetValue a = InetValue.of(left);
    InetValue b = InetValue.of(right);
    if (a.family() != b.family()) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "cannot merge addresses from different families");
    }
    int bits = Math.min(a.bits(), b.bits());
    while (!a.sameBits(b, bits)) {
      bits--;
    }
    return new InetValue(a.address(), bits).network().kept();
  }
}
