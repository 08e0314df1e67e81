package omendb.planner.function;

import java.math.BigDecimal;
import omendb.core.ColumnType;
import omendb.core.SpecialNumeric;

/// Operators on numbers that are not inline: unary plus, bit operations, powers, and absolute
/// values.
public final class ArithmeticFunctions {
  private ArithmeticFunctions() {}

  @SqlFunction("+(int2): int2")
  @SqlFunction("+(int4): int4")
  @SqlFunction("+(int8): int8")
  public static long plus(long value) {
    return value;
  }

  @SqlFunction("+(float4): float4")
  @SqlFunction("+(float8): float8")
  public static double plus(double value) {
    return value;
  }

  @SqlFunction("+(numeric): numeric")
  public static BigDecimal plus(BigDecimal value) {
    return value;
  }

  @SqlFunction("&(int2, int2): int2")
  @SqlFunction("&(int4, int4): int4")
  @SqlFunction("&(int8, int8): int8")
  public static long and(long left, long right) {
    return left & right;
  }

  @SqlFunction("|(int2, int2): int2")
  @SqlFunction("|(int4, int4): int4")
  @SqlFunction("|(int8, int8): int8")
  public static long or(long left, long right) {
    return left | right;
  }

  @SqlFunction("#(int2, int2): int2")
  @SqlFunction("#(int4, int4): int4")
  @SqlFunction("#(int8, int8): int8")
  public static long xor(long left, long right) {
    return left ^ right;
  }

  @SqlFunction("~(int2): int2")
  @SqlFunction("~(int4): int4")
  @SqlFunction("~(int8): int8")
  public static long not(long value) {
    return ~value;
  }

  @SqlFunction("<<(int2, int4): int2")
  public static long shiftLeftSmall(long value, long bits) {
    return (short) ((int) value << bits);
  }

  @SqlFunction("<<(int4, int4): int4")
  public static long shiftLeftInteger(long value, long bits) {
    return (int) value << bits;
  }

  @SqlFunction("<<(int8, int4): int8")
  public static long shiftLeft(long value, long bits) {
    return value << bits;
  }

  @SqlFunction(">>(int2, int4): int2")
  @SqlFunction(">>(int4, int4): int4")
  public static long shiftRightInteger(long value, long bits) {
    return (int) value >> bits;
  }

  @SqlFunction(">>(int8, int4): int8")
  public static long shiftRight(long value, long bits) {
    return value >> bits;
  }

  @SqlFunction("abs(int2): int2")
  @SqlFunction("@(int2): int2")
  public static long absSmall(long value) {
    return Arithmetic.fit(ColumnType.SMALLINT, Math.abs(value));
  }

  @SqlFunction("abs(int4): int4")
  @SqlFunction("@(int4): int4")
  public static long absInteger(long value) {
    return Arithmetic.fit(ColumnType.INTEGER, Math.abs(value));
  }

  @SqlFunction("abs(int8): int8")
  @SqlFunction("@(int8): int8")
  public static long absBig(long value) {
    if (value == Long.MIN_VALUE) {
      throw Arithmetic.outOfRange(ColumnType.BIGINT);
    }
    return Math.abs(value);
  }

  @SqlFunction("abs(float4): float4")
  @SqlFunction("abs(float8): float8")
  @SqlFunction("@(float4): float4")
  @SqlFunction("@(float8): float8")
  public static double abs(double value) {
    return Math.abs(value);
  }

  @SqlFunction("abs(numeric): numeric")
  @SqlFunction("@(numeric): numeric")
  public static BigDecimal abs(BigDecimal value) {
    return SpecialNumeric.is(value) ? SpecialNumeric.abs(value) : value.abs();
  }
}
