package omendb.columnar;

import java.util.Arrays;
import omendb.core.ColumnType;
import omendb.core.NativeMemory;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// The least and the greatest value of a column's piece, in the column's form. Both are inclusive;
/// bytes may be cut and are then still bounds.
public sealed interface Bounds {
  /// Bytes kept of a bound in BYTES form.
  int BYTES_MAX = 64;

  /// LONG form.
  record Longs(long min, long max) implements Bounds {}

  /// DOUBLE form: NaN is greatest, -0 counts as 0.
  record Doubles(double min, double max) implements Bounds {}

  /// WIDE form: two's complement 128 bits; a uuid's two halves, unsigned.
  record Wides(long minHigh, long minLow, long maxHigh, long maxLow) implements Bounds {}

  /// BYTES form: at most [#BYTES_MAX] bytes of each; char(n) without trailing blanks.
  ///
  /// @param maxCut true when `max` is only the beginning of the greatest value
  record Bytes(byte[] min, byte[] max, boolean maxCut) implements Bounds {}

  /// The bounds of two pieces together; null has no values.
  static @Nullable Bounds union(ColumnType type, @Nullable Bounds left, @Nullable Bounds right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return switch (left) {
      case Longs a -> {
        Longs b = (Longs) right;
        yield new Longs(Math.min(a.min, b.min), Math.max(a.max, b.max));
      }
      case Doubles a -> {
        Doubles b = (Doubles) right;
        yield new Doubles(
            Double.compare(a.min, b.min) <= 0 ? a.min : b.min,
            Double.compare(a.max, b.max) >= 0 ? a.max : b.max);
      }
      case Wides a -> union(type, a, (Wides) right);
      case Bytes a -> union(a, (Bytes) right);
    };
  }

  private static Wides union(ColumnType type, Wides a, Wides b) {
    Wides min = compareWide(type, a.minHigh, a.minLow, b.minHigh, b.minLow) <= 0 ? a : b;
    Wides max = compareWide(type, a.maxHigh, a.maxLow, b.maxHigh, b.maxLow) >= 0 ? a : b;
    return new Wides(min.minHigh, min.minLow, max.maxHigh, max.maxLow);
  }

  private static Bytes union(Bytes a, Bytes b) {
    int order = Arrays.compareUnsigned(a.max, b.max);
    boolean cut = order == 0 ? a.maxCut || b.maxCut : order > 0 ? a.maxCut : b.maxCut;
    return new Bytes(
        Arrays.compareUnsigned(a.min, b.min) <= 0 ? a.min : b.min, order >= 0 ? a.max : b.max, cut);
  }

  /// The bounds of bytes whose extremes lie at these addresses.
  static Bytes ofBytes(long min, int minLength, long max, int maxLength) {
    return new Bytes(
        NativeMemory.bytes(min, Math.min(minLength, BYTES_MAX)),
        NativeMemory.bytes(max, Math.min(maxLength, BYTES_MAX)),
        maxLength > BYTES_MAX);
  }

  /// SQL order of two values in WIDE form.
  static int compareWide(
      ColumnType type, long leftHigh, long leftLow, long rightHigh, long rightLow) {
    int order =
        type.kind() == TypeKind.UUID
            ? Long.compareUnsigned(leftHigh, rightHigh)
            : Long.compare(leftHigh, rightHigh);
    return order != 0 ? order : Long.compareUnsigned(leftLow, rightLow);
  }

  /// The length that counts in comparisons: char(n) without trailing blanks.
  static int comparedLength(ColumnType type, long address, int length) {
    int end = length;
    if (type.kind() == TypeKind.CHAR) {
      while (end > 0 && NativeMemory.getByte(address + end - 1) == ' ') {
        end--;
      }
    }
    return end;
  }
}
