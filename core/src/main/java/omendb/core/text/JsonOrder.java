package omendb.core.text;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.NativeMemory;
import org.jspecify.annotations.Nullable;

/// The order and equality of jsonb: object > array > boolean > number > string > null; then by
/// size, then by content. At the top an array and a scalar are compared by size first, as if the
/// scalar were an array of one, so that the empty array is the least of all.
///
/// Numbers are equal by value though their texts may differ (`1` and `1.0`), so that equal values
/// may have different bytes.
public final class JsonOrder {
  private JsonOrder() {}

  /// The order of two texts of jsonb.
  public static int compare(String left, String right) {
    if (left.equals(right)) {
      return 0;
    }
    Object a = JsonText.parse(left);
    Object b = JsonText.parse(right);
    boolean arrayAndScalar = a instanceof List != b instanceof List && !(isMap(a) || isMap(b));
    if (arrayAndScalar) {
      int size = Integer.compare(size(a), size(b));
      return size != 0 ? size : a instanceof List ? 1 : -1;
    }
    return compareValues(a, b);
  }

  private static boolean isMap(@Nullable Object value) {
    return value instanceof Map;
  }

  private static int size(@Nullable Object value) {
    return value instanceof List<?> list ? list.size() : 1;
  }

  /// The order of two texts of jsonb in native memory.
  public static int compare(long left, int leftLength, long right, int rightLength) {
    return NativeMemory.equal(left, leftLength, right, rightLength)
        ? 0
        : compare(text(left, leftLength), text(right, rightLength));
  }

  /// True when two texts of jsonb in native memory stand for the same value.
  public static boolean equal(long left, int leftLength, long right, int rightLength) {
    if (NativeMemory.equal(left, leftLength, right, rightLength)) {
      return true;
    }
    return (hasFraction(left, leftLength) || hasFraction(right, rightLength))
        && compare(text(left, leftLength), text(right, rightLength)) == 0;
  }

  /// A hash of a text of jsonb in native memory; equal values have equal hashes.
  public static long hash(long address, int length) {
    String text = text(address, length);
    return (hasFraction(address, length) ? JsonText.write(stripped(JsonText.parse(text))) : text)
        .hashCode();
  }

  /// Only numbers with a point have more than one text.
  private static boolean hasFraction(long address, int length) {
    for (int i = 0; i < length; i++) {
      if (NativeMemory.getByte(address + i) == '.') {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object stripped(@Nullable Object value) {
    return switch (value) {
      case BigDecimal number -> {
        BigDecimal plain = number.stripTrailingZeros();
        yield plain.scale() < 0 ? plain.setScale(0) : plain;
      }
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(stripped(item)));
        yield items;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> members = new java.util.LinkedHashMap<>();
        map.forEach((key, member) -> members.put(key, stripped(member)));
        yield members;
      }
      case null, default -> value;
    };
  }

  private static String text(long address, int length) {
    return new String(NativeMemory.bytes(address, length), StandardCharsets.UTF_8);
  }

  /// The order of two parsed values inside of others.
  public static int compareValues(@Nullable Object left, @Nullable Object right) {
    int rank = Integer.compare(rank(left), rank(right));
    if (rank != 0 || left == null || right == null) {
      return rank;
    }
    return switch (left) {
      case String text -> TextOrder.compare(text, (String) right);
      case BigDecimal number -> number.compareTo((BigDecimal) right);
      case Boolean value -> Boolean.compare(value, (Boolean) right);
      case List<?> list -> compareLists(list, (List<?>) right);
      case Map<?, ?> map -> compareMaps(map, (Map<?, ?>) right);
      default -> throw new IllegalStateException(left.toString());
    };
  }

  private static int rank(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case String _ -> 1;
      case BigDecimal _ -> 2;
      case Boolean _ -> 3;
      case List<?> _ -> 4;
      default -> 5;
    };
  }

  private static int compareLists(List<?> left, List<?> right) {
    int result = Integer.compare(left.size(), right.size());
    for (int i = 0; i < left.size() && result == 0; i++) {
      result = compareValues(left.get(i), right.get(i));
    }
    return result;
  }

  /// Members are compared in the order in which they are stored, keys before values.
  private static int compareMaps(Map<?, ?> left, Map<?, ?> right) {
    int result = Integer.compare(left.size(), right.size());
    Iterator<String> others = keys(right).iterator();
    for (String key : result == 0 ? keys(left) : List.<String>of()) {
      String other = others.next();
      result = TextOrder.compare(key, other);
      if (result == 0) {
        result = compareValues(left.get(key), right.get(other));
      }
      if (result != 0) {
        return result;
      }
    }
    return result;
  }

  private static List<String> keys(Map<?, ?> map) {
    List<String> keys = new ArrayList<>();
    map.keySet().forEach(key -> keys.add(Objects.requireNonNull((String) key)));
    keys.sort(JsonText::compareKeys);
    return keys;
  }
}
