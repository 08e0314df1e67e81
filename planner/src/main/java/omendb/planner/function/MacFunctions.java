package omendb.planner.function;

import omendb.core.SqlState;
import omendb.core.text.MacText;

/// Operators and functions of macaddr and macaddr8; the latter's highest bit is turned over.
public final class MacFunctions {
  private static final long SIX_BYTES = 0xffff_ffff_ffffL;
  private static final long MANUFACTURER = 0xffff_ff00_0000L;
  private static final long MIDDLE = 0xff_fe00_0000L;
  private static final long MIDDLE_MASK = 0xff_ff00_0000L;

  private MacFunctions() {}

  @SqlFunction("~(macaddr): macaddr")
  public static long not(long value) {
    return ~value & SIX_BYTES;
  }

  @SqlFunction("&(macaddr, macaddr): macaddr")
  public static long and(long left, long right) {
    return left & right;
  }

  @SqlFunction("|(macaddr, macaddr): macaddr")
  public static long or(long left, long right) {
    return left | right;
  }

  @SqlFunction("trunc(macaddr): macaddr")
  public static long truncated(long value) {
    return value & MANUFACTURER;
  }

  private static long bits(long kept) {
    return kept ^ Long.MIN_VALUE;
  }

  @SqlFunction("~(macaddr8): macaddr8")
  public static long not8(long value) {
    return bits(~bits(value));
  }

  @SqlFunction("&(macaddr8, macaddr8): macaddr8")
  public static long and8(long left, long right) {
    return bits(bits(left) & bits(right));
  }

  @SqlFunction("|(macaddr8, macaddr8): macaddr8")
  public static long or8(long left, long right) {
    return bits(bits(left) | bits(right));
  }

  @SqlFunction("trunc(macaddr8): macaddr8")
  public static long truncated8(long value) {
    return bits(bits(value) & 0xffff_ff00_0000_0000L);
  }

  @SqlFunction("macaddr8_set7bit(macaddr8): macaddr8")
  public static long withSeventhBit(long value) {
    return value | 1L << 57;
  }

  static long widened(long six) {
    return MacText.widened(six);
  }

  static long narrowed(long kept) {
    long value = bits(kept);
    if ((value & MIDDLE_MASK) != MIDDLE) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE
          .error("macaddr8 data out of range to convert to macaddr")
          .withHint(
              "Only addresses that have FF and FE as values in the 4th and 5th bytes from the left,"
                  + " for example xx:xx:xx:ff:fe:xx:xx:xx, are eligible to be converted from"
                  + " macaddr8 to macaddr.");
    }
    return value >>> 40 << 24 | value & 0xff_ffff;
  }
}
