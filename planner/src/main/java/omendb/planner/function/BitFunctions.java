package omendb.planner.function;

import java.util.function.LongBinaryOperator;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Functions on bit strings, which are texts of zeros and ones.
public final class BitFunctions {
  private BitFunctions() {}

  @SqlFunction("&(bit, bit): bit")
  public static String and(String left, String right) {
    return combined("AND", left, right, (a, b) -> a & b);
  }

  @SqlFunction("|(bit, bit): bit")
  public static String or(String left, String right) {
    return combined("OR", left, right, (a, b) -> a | b);
  }

  @SqlFunction("#(bit, bit): bit")
  public static String xor(String left, String right) {
    return combined("XOR", left, right, (a, b) -> a ^ b);
  }

  private static String combined(String name, String left, String right, LongBinaryOperator rule) {
    if (left.length() != right.length()) {
      throw SqlState.STRING_DATA_LENGTH_MISMATCH.error(
          "cannot %s bit strings of different sizes", name);
    }
    StringBuilder bits = new StringBuilder(left.length());
    for (int i = 0; i < left.length(); i++) {
      bits.append(rule.applyAsLong(left.charAt(i) - '0', right.charAt(i) - '0'));
    }
    return bits.toString();
  }

  @SqlFunction("~(bit): bit")
  public static String not(String bits) {
    StringBuilder result = new StringBuilder(bits.length());
    for (int i = 0; i < bits.length(); i++) {
      result.append(bits.charAt(i) == '0' ? '1' : '0');
    }
    return result.toString();
  }

  @SqlFunction("<<(bit, int4): bit")
  public static String shiftLeft(String bits, long count) {
    int by = (int) Math.clamp(Math.abs(count), 0, bits.length());
    String zeros = "0".repeat(by);
    return count >= 0 ? bits.substring(by) + zeros : zeros + bits.substring(0, bits.length() - by);
  }

  @SqlFunction(">>(bit, int4): bit")
  public static String shiftRight(String bits, long count) {
    return shiftLeft(bits, -count);
  }

  @SqlFunction("||(varbit, varbit): varbit")
  public static String concatenate(String left, String right) {
    return left + right;
  }

  @SqlFunction("length(bit): int4")
  @SqlFunction("bit_length(bit): int4")
  public static long length(String bits) {
    return bits.length();
  }

  @SqlFunction("octet_length(bit): int4")
  public static long bytes(String bits) {
    return (bits.length() + 7) / 8;
  }

  @SqlFunction("bit_count(bit): int8")
  public static long ones(String bits) {
    return bits.chars().filter(bit -> bit == '1').count();
  }

  @SqlFunction("position(bit, bit): int4")
  public static long position(String bits, String part) {
    return bits.isEmpty() ? 0 : bits.indexOf(part) + 1;
  }

  @SqlFunction("substring(bit, int4): bit")
  public static String substring(String bits, long start) {
    return bits.substring((int) Math.clamp(start - 1, 0, bits.length()));
  }

  @SqlFunction("substring(bit, int4, int4): bit")
  public static String substring(String bits, long start, long length) {
    if (length < 0) {
      throw negative();
    }
    int from = (int) Math.clamp(start - 1, 0, bits.length());
    int to = (int) Math.clamp(start - 1 + length, from, bits.length());
    return bits.substring(from, to);
  }

  private static OmenException negative() {
    return SqlState.SUBSTRING_ERROR.error("negative substring length not allowed");
  }

  @SqlFunction("overlay(bit, bit, int4): bit")
  public static String overlay(String bits, String part, long start) {
    return overlay(bits, part, start, part.length());
  }

  @SqlFunction("overlay(bit, bit, int4, int4): bit")
  public static String overlay(String bits, String part, long start, long length) {
    if (start <= 0) {
      throw negative();
    }
    return substring(bits, 1, start - 1) + part + substring(bits, start + length);
  }

  @SqlFunction("get_bit(bit, int4): int4")
  public static long get(String bits, long index) {
    return bits.charAt(checked(bits, index)) - '0';
  }

  @SqlFunction("set_bit(bit, int4, int4): bit")
  public static String set(String bits, long index, long bit) {
    int at = checked(bits, index);
    if (bit != 0 && bit != 1) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("new bit must be 0 or 1");
    }
    return bits.substring(0, at) + bit + bits.substring(at + 1);
  }

  private static int checked(String bits, long index) {
    if (index < 0 || index >= bits.length()) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error(
          "bit index %d out of valid range (0..%d)", index, bits.length() - 1);
    }
    return (int) index;
  }

  /// What bit_and makes of its group.
  @SqlFunction("bit_and_final(bit[]): bit")
  public static @Nullable Object all(@Nullable Object[] group) {
    String result = null;
    for (Object each : group) {
      if (each instanceof String bits) {
        result = result == null ? bits : and(result, bits);
      }
    }
    return result;
  }

  /// What bit_or makes of its group.
  @SqlFunction("bit_or_final(bit[]): bit")
  public static @Nullable Object any(@Nullable Object[] group) {
    String result = null;
    for (Object each : group) {
      if (each instanceof String bits) {
        result = result == null ? bits : or(result, bits);
      }
    }
    return result;
  }

  /// What bit_xor makes of its group.
  @SqlFunction("bit_xor_final(bit[]): bit")
  @SqlFunction("bit_xor_final(int2[]): int2")
  @SqlFunction("bit_xor_final(int4[]): int4")
  @SqlFunction("bit_xor_final(int8[]): int8")
  public static @Nullable Object odd(@Nullable Object[] group) {
    Object result = null;
    for (Object each : group) {
      if (each instanceof Long number) {
        result = (result == null ? 0 : (Long) result) ^ number;
      } else if (each instanceof String bits) {
        result = result == null ? bits : xor((String) result, bits);
      }
    }
    return result;
  }
}
