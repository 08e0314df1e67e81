package omendb.planner.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import omendb.core.ArrayShape;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Functions and operators on arrays. Arrays of more dimensions are arrays of `Object[]`; lower
/// bounds are always 1.
public final class ArrayFunctions {
  private ArrayFunctions() {}

  /// The `ARRAY[…]` constructor.
  @SqlFunction(value = "array(variadic anyelement): anyelement[]", nulls = true)
  public static @Nullable Object[] array(@Nullable Object[] items) {
    return items.clone();
  }

  /// `ARRAY[…]` of arrays: one dimension more; the type is the same array type.
  @SqlFunction(value = "array_nested(variadic anyarray): anyarray", nulls = true)
  public static @Nullable Object[] nested(@Nullable Object[] items) {
    int length = -1;
    for (Object item : items) {
      int each = item instanceof @Nullable Object[] inner ? inner.length : 0;
      if (length >= 0 && each != length) {
        throw SqlState.ARRAY_SUBSCRIPT_ERROR.error(
            "multidimensional arrays must have array expressions with matching dimensions");
      }
      length = each;
    }
    return length == 0 ? new @Nullable Object[0] : items.clone();
  }

  /// The subscript of the first item.
  static int base(@Nullable Object[] array) {
    return array instanceof Long[] ? 0 : 1;
  }

  @SqlFunction("array_length(anyarray, int4): int4")
  public static @Nullable Long length(@Nullable Object[] array, long dimension) {
    @Nullable Object[] level = array;
    for (long i = 1; i < dimension; i++) {
      if (level.length == 0 || !(level[0] instanceof @Nullable Object[] inner)) {
        return null;
      }
      level = inner;
    }
    return dimension < 1 || level.length == 0 ? null : Long.valueOf(level.length);
  }

  @SqlFunction("array_upper(anyarray, int4): int4")
  public static @Nullable Long upper(@Nullable Object[] array, long dimension) {
    Long length = length(array, dimension);
    return length == null ? null : Long.valueOf(length + base(array) - 1);
  }

  @SqlFunction("array_lower(anyarray, int4): int4")
  public static @Nullable Long lower(@Nullable Object[] array, long dimension) {
    return length(array, dimension) == null ? null : Long.valueOf(base(array));
  }

  @SqlFunction("array_ndims(anyarray): int4")
  public static @Nullable Long dimensions(@Nullable Object[] array) {
    int count = depth(array);
    return count == 0 ? null : Long.valueOf(count);
  }

  @SqlFunction("array_dims(anyarray): text")
  public static @Nullable String dimensionText(@Nullable Object[] array) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i <= depth(array); i++) {
      out.append('[').append(lower(array, i)).append(':').append(upper(array, i)).append(']');
    }
    return out.isEmpty() ? null : out.toString();
  }

  static int depth(@Nullable Object[] array) {
    if (array.length == 0) {
      return 0;
    }
    return array[0] instanceof @Nullable Object[] inner ? 1 + depth(inner) : 1;
  }

  @SqlFunction("cardinality(anyarray): int4")
  public static long cardinality(@Nullable Object[] array) {
    return ArrayShape.flat(array).size();
  }

  @SqlFunction(value = "array_append(anyarray, anyelement): anyarray", nulls = true)
  @SqlFunction(value = "||(anyarray, anyelement): anyarray", nulls = true)
  public static @Nullable Object[] append(
      @Nullable Object @Nullable [] array, @Nullable Object item) {
    @Nullable Object[] result =
        array == null ? new @Nullable Object[1] : Arrays.copyOf(array, array.length + 1);
    checkFlat(result);
    result[result.length - 1] = item;
    return result;
  }

  @SqlFunction(value = "array_prepend(anyelement, anyarray): anyarray", nulls = true)
  @SqlFunction(value = "||(anyelement, anyarray): anyarray", nulls = true)
  public static @Nullable Object[] prepend(
      @Nullable Object item, @Nullable Object @Nullable [] array) {
    int length = array == null ? 0 : array.length;
    @Nullable Object[] result = new @Nullable Object[length + 1];
    if (array != null) {
      System.arraycopy(array, 0, result, 1, length);
    }
    checkFlat(result);
    result[0] = item;
    return result;
  }

  @SqlFunction(value = "array_fill(anyelement, int4[]): anyelement[]", nulls = true)
  public static @Nullable Object[] fill(
      @Nullable Object item, @Nullable Object @Nullable [] lengths) {
    if (lengths == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error(
          "dimension array or low bound array cannot be null");
    }
    return filled(item, lengths, 0);
  }

  private static @Nullable Object[] filled(
      @Nullable Object item, @Nullable Object[] lengths, int depth) {
    if (lengths.length == 0) {
      return new @Nullable Object[0];
    }
    if (!(lengths[depth] instanceof Long length)) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("dimension values cannot be null");
    }
    @Nullable Object[] array = new @Nullable Object[(int) Math.clamp(length, 0, 1 << 27)];
    for (int i = 0; i < array.length; i++) {
      array[i] = depth + 1 < lengths.length ? filled(item, lengths, depth + 1) : item;
    }
    return array;
  }

  /// The array without its last items.
  @SqlFunction("trim_array(anyarray, int4): anyarray")
  public static @Nullable Object[] trim(@Nullable Object[] array, long count) {
    if (count < 0 || count > array.length) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error(
          "number of elements to trim must be between 0 and %d", array.length);
    }
    return Arrays.copyOf(array, array.length - (int) count);
  }

  private static void checkFlat(@Nullable Object[] array) {
    for (Object item : array) {
      if (item instanceof Object[]) {
        throw SqlState.WRONG_OBJECT_TYPE.error("argument must be empty or one-dimensional array");
      }
    }
  }

  @SqlFunction(value = "array_cat(anyarray, anyarray): anyarray", nulls = true)
  @SqlFunction(value = "||(anyarray, anyarray): anyarray", nulls = true)
  public static @Nullable Object @Nullable [] concatenate(
      @Nullable Object @Nullable [] left, @Nullable Object @Nullable [] right) {
    if (left == null || left.length == 0) {
      return right == null && left != null ? left : right;
    }
    if (right == null || right.length == 0) {
      return left;
    }
    int leftDepth = depth(left);
    int rightDepth = depth(right);
    if (leftDepth == rightDepth + 1) {
      return joined(left, new @Nullable Object[] {right});
    }
    if (rightDepth == leftDepth + 1) {
      return joined(new @Nullable Object[] {left}, right);
    }
    if (leftDepth != rightDepth) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR
          .error("cannot concatenate incompatible arrays")
          .withDetail(
              "Arrays of %d and %d dimensions are not compatible for concatenation.",
              leftDepth, rightDepth);
    }
    return joined(left, right);
  }

  private static @Nullable Object[] joined(@Nullable Object[] left, @Nullable Object[] right) {
    @Nullable Object[] result = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, result, left.length, right.length);
    return result;
  }

  private static boolean same(ColumnType type, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Object[] && type.element() == null) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "searching for elements in multidimensional arrays is not supported");
    }
    return left == null || right == null
        ? left == right
        : Comparison.compare(type, left, right) == 0;
  }

  private static ColumnType element(String tag) {
    return Objects.requireNonNull(TypeNames.parseTag(tag).getFirst().element());
  }

  @SqlFunction(value = "array_position(anyarray, anyelement): int4", nulls = true, typed = true)
  public static @Nullable Long position(
      @Nullable String tag, @Nullable Object @Nullable [] array, @Nullable Object item) {
    return position(tag, array, item, 1L);
  }

  @SqlFunction(
      value = "array_position(anyarray, anyelement, int4): int4",
      nulls = true,
      typed = true)
  public static @Nullable Long position(
      @Nullable String tag,
      @Nullable Object @Nullable [] array,
      @Nullable Object item,
      @Nullable Long start) {
    if (array == null || tag == null) {
      return null;
    }
    ColumnType type = element(tag);
    for (int i = start == null ? 0 : (int) Math.max(0, start - 1); i < array.length; i++) {
      if (same(type, array[i], item)) {
        return i + 1L;
      }
    }
    return null;
  }

  @SqlFunction(value = "array_positions(anyarray, anyelement): int4[]", nulls = true, typed = true)
  public static @Nullable Object @Nullable [] positions(
      @Nullable String tag, @Nullable Object @Nullable [] array, @Nullable Object item) {
    if (array == null || tag == null) {
      return null;
    }
    ColumnType type = element(tag);
    List<@Nullable Object> found = new ArrayList<>();
    for (int i = 0; i < array.length; i++) {
      if (same(type, array[i], item)) {
        found.add(i + 1L);
      }
    }
    return found.toArray();
  }

  @SqlFunction(value = "array_remove(anyarray, anyelement): anyarray", nulls = true, typed = true)
  public static @Nullable Object @Nullable [] remove(
      @Nullable String tag, @Nullable Object @Nullable [] array, @Nullable Object item) {
    if (array == null || tag == null) {
      return null;
    }
    ColumnType type = element(tag);
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object each : array) {
      if (!same(type, each, item)) {
        kept.add(each);
      }
    }
    return kept.toArray();
  }

  @SqlFunction(
      value = "array_replace(anyarray, anyelement, anyelement): anyarray",
      nulls = true,
      typed = true)
  public static @Nullable Object @Nullable [] replace(
      @Nullable String tag,
      @Nullable Object @Nullable [] array,
      @Nullable Object from,
      @Nullable Object to) {
    if (array == null || tag == null) {
      return null;
    }
    ColumnType type = element(tag);
    @Nullable Object[] result = array.clone();
    for (int i = 0; i < result.length; i++) {
      if (same(type, result[i], from)) {
        result[i] = to;
      }
    }
    return result;
  }

  /// True when every item of `right` is in `left`; NULL items match nothing.
  @SqlFunction(value = "@>(anyarray, anyarray): bool", typed = true)
  public static boolean contains(String tag, @Nullable Object[] left, @Nullable Object[] right) {
    for (Object item : ArrayShape.flat(right)) {
      if (item == null || !found(tag, left, item)) {
        return false;
      }
    }
    return true;
  }

  @SqlFunction(value = "<@(anyarray, anyarray): bool", typed = true)
  public static boolean contained(String tag, @Nullable Object[] left, @Nullable Object[] right) {
    return contains(tag, right, left);
  }

  @SqlFunction(value = "&&(anyarray, anyarray): bool", typed = true)
  public static boolean overlaps(String tag, @Nullable Object[] left, @Nullable Object[] right) {
    for (Object item : ArrayShape.flat(right)) {
      if (item != null && found(tag, left, item)) {
        return true;
      }
    }
    return false;
  }

  private static boolean found(String tag, @Nullable Object[] array, Object item) {
    ColumnType type = element(tag);
    for (Object each : ArrayShape.flat(array)) {
      if (each != null && Comparison.compare(type, each, item) == 0) {
        return true;
      }
    }
    return false;
  }

  /// `item = ANY (array)`, three-valued; the binder uses it for arrays that are not constant.
  @SqlFunction(value = "any_equal(anyelement, anyarray): bool", typed = true)
  public static @Nullable Boolean anyEqual(String tag, Object item, @Nullable Object[] array) {
    ColumnType type = TypeNames.parseTag(tag).getFirst();
    boolean unknown = false;
    for (Object each : ArrayShape.flat(array)) {
      if (each == null) {
        unknown = true;
      } else if (Comparison.compare(type, item, each) == 0) {
        return true;
      }
    }
    return unknown ? null : Boolean.FALSE;
  }

  /// `item operator ANY (array)` or `ALL`, three-valued, for the comparison operators.
  @SqlFunction(value = "quantified(text, bool, anyelement, anyarray): bool", typed = true)
  public static @Nullable Boolean quantified(
      String tag, String operator, boolean all, Object item, @Nullable Object[] array) {
    ColumnType type = TypeNames.parseTag(tag).get(2);
    boolean unknown = false;
    for (Object each : ArrayShape.flat(array)) {
      if (each == null) {
        unknown = true;
      } else if (holds(operator, type, item, each) != all) {
        return !all;
      }
    }
    return unknown ? null : Boolean.valueOf(all);
  }

  private static boolean holds(String operator, ColumnType type, Object left, Object right) {
    return switch (operator) {
      case "=" -> Comparison.compare(type, left, right) == 0;
      case "<>" -> Comparison.compare(type, left, right) != 0;
      case "<" -> Comparison.compare(type, left, right) < 0;
      case "<=" -> Comparison.compare(type, left, right) <= 0;
      case ">" -> Comparison.compare(type, left, right) > 0;
      case ">=" -> Comparison.compare(type, left, right) >= 0;
      case "~~" -> LikePattern.matches((String) left, (String) right);
      case "!~~" -> !LikePattern.matches((String) left, (String) right);
      case "~~*" -> LikePattern.matchesIgnoringCase((String) left, (String) right, '\\');
      default -> throw unsupported(operator);
    };
  }

  private static OmenException unsupported(String operator) {
    return SqlState.FEATURE_NOT_SUPPORTED.error(
        "operator %s is not supported with ANY and ALL", operator);
  }

  /// The items of an array as rows.
  @SqlFunction("unnest(anyarray): setof anyelement")
  public static Iterator<@Nullable Object> unnest(@Nullable Object[] array) {
    return ArrayShape.flat(array).iterator();
  }

  @SqlFunction("generate_subscripts(anyarray, int4): setof int4")
  public static Iterator<@Nullable Object> subscripts(@Nullable Object[] array, long dimension) {
    return subscripts(array, dimension, false);
  }

  @SqlFunction("generate_subscripts(anyarray, int4, bool): setof int4")
  public static Iterator<@Nullable Object> subscripts(
      @Nullable Object[] array, long dimension, boolean reverse) {
    Long length = length(array, dimension);
    long first = base(array);
    long last = first - 1 + (length == null ? 0 : length);
    return reverse ? SetFunctions.series(last, first, -1) : SetFunctions.series(first, last, 1);
  }

  /// The items of an array and their subscripts.
  @SqlFunction("information_schema._pg_expandarray(anyarray): setof record(x anyelement, n int4)")
  public static Iterator<@Nullable Object> expand(@Nullable Object[] array) {
    List<@Nullable Object> rows = new ArrayList<>();
    for (int i = 0; i < array.length; i++) {
      rows.add(new @Nullable Object[] {array[i], i + 1L});
    }
    return rows.iterator();
  }
}
