package omendb.engine.exec.vector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import omendb.core.Interval;
import omendb.core.RowValue;
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
      return compareArrays(a, b);
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
      return compareText(a, b);
    }
    if (left instanceof RowValue a && right instanceof RowValue b) {
      return compareArrays(a.values(), b.values());
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

  /// By code points, which is the order of the UTF-8 bytes.
  private static int compareText(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean xPair = Character.isSurrogate(x);
        boolean yPair = Character.isSurrogate(y);
        return xPair == yPair ? x - y : xPair ? 1 : -1;
      }
    }
    return a.length() - b.length();
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

  /// Element by element whatever the dimensions, NULL last; then by the number of elements, of
  /// dimensions, and by the dimensions' lengths.
  private static int compareArrays(@Nullable Object[] a, @Nullable Object[] b) {
    @Nullable Object[] left = flat(a);
    @Nullable Object[] right = flat(b);
    int common = Math.min(left.length, right.length);
    for (int i = 0; i < common; i++) {
      Object x = left[i];
      Object y = right[i];
      if (x == null || y == null) {
        if (x != y) {
          return x == null ? 1 : -1;
        }
      } else {
        int order = compare(x, y);
        if (order != 0) {
          return order;
        }
      }
    }
    return left.length != right.length ? left.length - right.length : compareShapes(a, b);
  }

  private static int compareShapes(@Nullable Object[] a, @Nullable Object[] b) {
    boolean deeper = a.length > 0 && a[0] instanceof Object[];
    boolean otherDeeper = b.length > 0 && b[0] instanceof Object[];
    if (deeper != otherDeeper || a.length != b.length) {
      return deeper != otherDeeper ? (deeper ? 1 : -1) : a.length - b.length;
    }
    return deeper && a[0] instanceof @Nullable Object[] x && b[0] instanceof @Nullable Object[] y
        ? compareShapes(x, y)
        : 0;
  }

  private static @Nullable Object[] flat(@Nullable Object[] array) {
    if (array.length == 0 || !(array[0] instanceof Object[])) {
      return array;
    }
    List<@Nullable Object> items = new ArrayList<>();
    for (Object item : array) {
      if (item instanceof @Nullable Object[] inner) {
        for (Object each : flat(inner)) {
          items.add(each);
        }
      }
    }
    return items.toArray();
  }
}
