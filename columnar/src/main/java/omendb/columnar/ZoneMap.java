package omendb.columnar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// What is known of a column's values in a row group or a segment without reading them.
///
/// @param type the column's type
/// @param rowCount rows, NULLs included
/// @param nullCount NULLs
/// @param distinct number of distinct values that are not NULL, within about 3 %
/// @param bounds null when every row is NULL, and for types in OBJECT form
public record ZoneMap(
    ColumnType type, int rowCount, int nullCount, long distinct, @Nullable Bounds bounds) {

  /// False when no value can lie in `[min, max]` (boxed, inclusive, null is unbounded). True is no
  /// promise.
  public boolean overlaps(@Nullable Object min, @Nullable Object max) {
    if (min == null && max == null) {
      return true;
    }
    if (nullCount == rowCount) {
      return false;
    }
    return bounds == null
        || ((min == null || compareToMax(min, bounds) <= 0)
            && (max == null || compareToMin(max, bounds) >= 0));
  }

  /// The least value, boxed; null when unknown. Bytes may be cut.
  public @Nullable Object min() {
    return switch (bounds) {
      case null -> null;
      case Bounds.Longs longs -> box(longs.min());
      case Bounds.Doubles doubles -> doubles.min();
      case Bounds.Wides wides -> box(wides.minHigh(), wides.minLow());
      case Bounds.Bytes bytes -> box(bytes.min());
    };
  }

  /// The greatest value, boxed; null when unknown. Bytes may be cut.
  public @Nullable Object max() {
    return switch (bounds) {
      case null -> null;
      case Bounds.Longs longs -> box(longs.max());
      case Bounds.Doubles doubles -> doubles.max();
      case Bounds.Wides wides -> box(wides.maxHigh(), wides.maxLow());
      case Bounds.Bytes bytes -> box(bytes.max());
    };
  }

  private int compareToMin(Object value, Bounds bounds) {
    return switch (bounds) {
      case Bounds.Longs longs -> compareLong(value, longs.min());
      case Bounds.Doubles doubles -> compareDouble(value, doubles.min());
      case Bounds.Wides wides -> compareWide(value, wides.minHigh(), wides.minLow());
      case Bounds.Bytes bytes ->
          value instanceof String || value instanceof byte[]
              ? Arrays.compareUnsigned(comparable(type, value), bytes.min())
              : 0;
    };
  }

  private int compareToMax(Object value, Bounds bounds) {
    return switch (bounds) {
      case Bounds.Longs longs -> compareLong(value, longs.max());
      case Bounds.Doubles doubles -> compareDouble(value, doubles.max());
      case Bounds.Wides wides -> compareWide(value, wides.maxHigh(), wides.maxLow());
      case Bounds.Bytes bytes -> {
        if (!(value instanceof String || value instanceof byte[])) {
          yield 0;
        }
        byte[] key = comparable(type, value);
        // Behind a cut bound anything that begins with it may still follow.
        int length = bytes.maxCut() ? Math.min(key.length, bytes.max().length) : key.length;
        yield Arrays.compareUnsigned(key, 0, length, bytes.max(), 0, bytes.max().length);
      }
    };
  }

  /// Values of foreign classes compare as equal, which never rules anything out.
  private int compareLong(Object value, long bound) {
    return switch (value) {
      case Boolean truth -> Long.compare(truth ? 1 : 0, bound);
      case BigDecimal decimal -> decimal.compareTo(BigDecimal.valueOf(bound, scale()));
      case Long number when scale() == 0 -> Long.compare(number, bound);
      case Integer number when scale() == 0 -> Long.compare(number, bound);
      case Short number when scale() == 0 -> Long.compare(number, bound);
      default -> 0;
    };
  }

  private int compareWide(Object value, long high, long low) {
    if (value instanceof UUID uuid) {
      int order = Long.compareUnsigned(uuid.getMostSignificantBits(), high);
      return order != 0 ? order : Long.compareUnsigned(uuid.getLeastSignificantBits(), low);
    }
    return value instanceof BigDecimal decimal
        ? decimal.compareTo(new BigDecimal(ColumnVector.wide(high, low), scale()))
        : 0;
  }

  private static int compareDouble(Object value, double bound) {
    if (value instanceof BigDecimal || value instanceof BigInteger) {
      return 0;
    }
    return value instanceof Number number
        ? Double.compare(number.doubleValue() + 0.0, bound + 0.0)
        : 0;
  }

  private int scale() {
    return type.kind() == TypeKind.NUMERIC ? type.scale() : 0;
  }

  private Object box(long value) {
    return switch (type.kind()) {
      case BOOLEAN -> value != 0;
      case NUMERIC -> BigDecimal.valueOf(value, type.scale());
      default -> value;
    };
  }

  private Object box(long high, long low) {
    return type.kind() == TypeKind.UUID
        ? new UUID(high, low)
        : new BigDecimal(ColumnVector.wide(high, low), type.scale());
  }

  private Object box(byte[] bytes) {
    return type.kind() == TypeKind.BYTEA
        ? bytes.clone()
        : new String(bytes, StandardCharsets.UTF_8);
  }

  /// The bytes by which a boxed value is ordered.
  private static byte[] comparable(ColumnType type, Object value) {
    byte[] bytes =
        value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    int length = bytes.length;
    if (type.kind() == TypeKind.CHAR) {
      while (length > 0 && bytes[length - 1] == ' ') {
        length--;
      }
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }
}
