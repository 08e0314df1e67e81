package omendb.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arrays of several dimensions as they stand in memory: arrays of `Object[]`, all of one length in
/// each dimension.
public final class ArrayShape {
  private ArrayShape() {}

  /// The length of each dimension; none for an empty array.
  public static List<Integer> lengths(@Nullable Object[] array) {
    List<Integer> lengths = new ArrayList<>();
    @Nullable Object[] level = array;
    while (level.length > 0) {
      lengths.add(level.length);
      if (!(level[0] instanceof @Nullable Object[] inner)) {
        break;
      }
      level = inner;
    }
    return lengths;
  }

  /// The elements, row by row.
  public static List<@Nullable Object> flat(@Nullable Object[] array) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (Object item : array) {
      if (item instanceof @Nullable Object[] inner) {
        elements.addAll(flat(inner));
      } else {
        elements.add(item);
      }
    }
    return elements;
  }

  /// Element by element whatever the dimensions, NULL last; then by the number of elements, of
  /// dimensions, and by the dimensions' lengths.
  public static int compare(
      @Nullable Object[] left, @Nullable Object[] right, Comparator<Object> elements) {
    List<@Nullable Object> a = elements(left);
    List<@Nullable Object> b = elements(right);
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      Object x = a.get(i);
      Object y = b.get(i);
      int order =
          x == null || y == null ? Boolean.compare(x == null, y == null) : elements.compare(x, y);
      if (order != 0) {
        return order;
      }
    }
    int size = a.size() - b.size();
    return size != 0 ? size : compareLengths(lengths(left), lengths(right));
  }

  /// To be read only: an array of one dimension is not copied.
  private static List<@Nullable Object> elements(@Nullable Object[] array) {
    return array.length > 0 && array[0] instanceof Object[] ? flat(array) : Arrays.asList(array);
  }

  private static int compareLengths(List<Integer> left, List<Integer> right) {
    int order = left.size() - right.size();
    for (int i = 0; order == 0 && i < left.size(); i++) {
      order = left.get(i) - right.get(i);
    }
    return order;
  }
}
