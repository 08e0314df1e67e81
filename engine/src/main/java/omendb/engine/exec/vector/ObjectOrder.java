package omendb.engine.exec.vector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.UUID;
import omendb.core.ArrayShape;
import omendb.core.Interval;
import omendb.core.RowValue;
import omendb.core.text.TextOrder;
import org.jspecify.annotations.Nullable;

/// SQL's order and equality of boxed values. Numbers of any scale compare by value, intervals by
/// their length with months of 30 days, arrays element by element with NULL last, NaN last.
public final class ObjectOrder {
  private ObjectOrder() {}

  public static int compare(Object left, Object right) {
    if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
      return a.compareTo(b);
    }
    if (left instanceof Interval a && right instanceof Interval b) {
      return compareIntervals(a, b);
    }
    if (left instanceof Object[] a && right instanceof Object[] b) {
      return ArrayShape.compare(a, b, ObjectOrder::compare);
    }
    if (left instanceof byte[] a && right instanceof byte[] b) {
      return Arrays.compareUnsigned(a, b);
    }
    if (left instanceof UUID a && right instanceof UUID b) {
      int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
      return high != 0
          ? high
          : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
    if (left instanceof Double a && right instanceof Double b) {
      return DoubleOrder.compare(a, b);
    }
    if (left instanceof String a && right instanceof String b) {
      return TextOrder.compare(a, b);
    }
    if (left instanceof RowValue a && right instanceof RowValue b) {
      return compareFields(a.values(), b.values());
    }
    @SuppressWarnings("unchecked")
    Comparable<Object> comparable = (Comparable<Object>) left;
    return comparable.compareTo(right);
  }

  public static boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return left == right;
    }
    return compare(left, right) == 0;
  }

  /// Equal values have equal hashes.
  public static long hash(@Nullable Object value) {
    return switch (value) {
      case null -> 0x5bd1e995;
      case BigDecimal number -> number.signum() == 0 ? 0 : number.stripTrailingZeros().hashCode();
      case Interval interval -> micros(interval).hashCode();
      case byte[] bytes -> Arrays.hashCode(bytes);
      case Double number -> Long.hashCode(DoubleOrder.bits(number));
      case RowValue row -> hash(row.values());
      case Object[] array -> {
        long hash = array.length;
        for (Object element : array) {
          hash = hash * 31 + hash(element);
        }
        yield hash;
      }
      default -> value.hashCode();
    };
  }

  private static int compareIntervals(Interval a, Interval b) {
    return micros(a).compareTo(micros(b));
  }

  private static BigInteger micros(Interval interval) {
    long days = interval.months() * 30L + interval.days();
    return BigInteger.valueOf(days)
        .multiply(BigInteger.valueOf(Interval.MICROS_PER_DAY))
        .add(BigInteger.valueOf(interval.micros()));
  }

  /// Field by field, NULL last.
  private static int compareFields(@Nullable Object[] a, @Nullable Object[] b) {
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      Object x = a[i];
      Object y = b[i];
      int order = x == null || y == null ? Boolean.compare(x == null, y == null) : compare(x, y);
      if (order != 0) {
        return order;
      }
    }
    return a.length - b.length;
  }
}
