package omendb.planner.function;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.text.JsonText;
import org.jspecify.annotations.Nullable;

/// The order of jsonb: object > array > boolean > number > string > null; then by size, then by
/// content.
final class JsonOrder {
  private JsonOrder() {}

  static int compare(String left, String right) {
    return left.equals(right) ? 0 : compareValues(JsonText.parse(left), JsonText.parse(right));
  }

  static int compareValues(@Nullable Object left, @Nullable Object right) {
    int rank = Integer.compare(rank(left), rank(right));
    if (rank != 0 || left == null || right == null) {
      return rank;
    }
    return switch (left) {
      case String text -> Comparison.compare(text, (String) right);
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

  private static int compareMaps(Map<?, ?> left, Map<?, ?> right) {
    int result = Integer.compare(left.size(), right.size());
    List<String> leftKeys = keys(left);
    List<String> rightKeys = keys(right);
    for (int i = 0; i < leftKeys.size() && result == 0; i++) {
      result = compareKeys(leftKeys.get(i), rightKeys.get(i));
      if (result == 0) {
        result = compareValues(left.get(leftKeys.get(i)), right.get(rightKeys.get(i)));
      }
    }
    return result;
  }

  private static List<String> keys(Map<?, ?> map) {
    List<String> keys = new ArrayList<>();
    map.keySet().forEach(key -> keys.add(Objects.requireNonNull((String) key)));
    keys.sort(JsonOrder::compareKeys);
    return keys;
  }

  private static int compareKeys(String left, String right) {
    int length = Integer.compare(left.length(), right.length());
    return length != 0 ? length : Comparison.compare(left, right);
  }
}
