package omendb.planner.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.ArrayShape;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Subscripts and slices of arrays, read and assigned to.
public final class ArraySubscripts {
  private ArraySubscripts() {}

  /// `array[i][j]…`: NULL outside of the array or with another number of subscripts than it has
  /// dimensions.
  @SqlFunction("array_subscript(anyarray, variadic int8): anyelement")
  public static @Nullable Object read(@Nullable Object[] array, @Nullable Object[] subscripts) {
    Object place = array;
    for (Object subscript : subscripts) {
      if (!(place instanceof @Nullable Object[] level) || !(subscript instanceof Long number)) {
        return null;
      }
      place = item(level, number);
    }
    return place instanceof Object[] ? null : place;
  }

  private static @Nullable Object item(@Nullable Object[] level, long subscript) {
    long at = subscript - ArrayFunctions.base(level);
    return at < 0 || at >= level.length ? null : level[(int) at];
  }

  /// `array[a:b][c:d]…`: what of the array lies inside; bounds left out are the array's own.
  @SqlFunction("array_slice(anyarray, variadic int8): anyarray")
  public static @Nullable Object[] slice(@Nullable Object[] array, @Nullable Object[] bounds) {
    if (bounds.length / 2 > ArrayFunctions.depth(array)) {
      return new @Nullable Object[0];
    }
    @Nullable Object[] part = slice(array, bounds, 0);
    return ArrayShape.flat(part).isEmpty() ? new @Nullable Object[0] : part;
  }

  private static @Nullable Object[] slice(
      @Nullable Object[] level, @Nullable Object[] bounds, int depth) {
    int base = ArrayFunctions.base(level);
    int from = (int) Math.max(0, bound(bounds[2 * depth]) - base);
    int to = (int) Math.min(level.length, bound(bounds[2 * depth + 1]) - base + 1);
    if (to <= from) {
      return new @Nullable Object[0];
    }
    @Nullable Object[] part = Arrays.copyOfRange(level, from, to, Object[].class);
    for (int i = 0; i < part.length && 2 * (depth + 1) < bounds.length; i++) {
      if (part[i] instanceof @Nullable Object[] inner) {
        part[i] = slice(inner, bounds, depth + 1);
      }
    }
    return part;
  }

  private static long bound(@Nullable Object bound) {
    if (!(bound instanceof Long number)) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("array subscript in assignment must not be null");
    }
    return Math.clamp(number, -(1L << 32), 1L << 32);
  }

  /// The array with one item replaced; a flat one grows to hold it, with NULLs between.
  @SqlFunction(value = "array_assign(anyarray, anyelement, variadic int8): anyarray", nulls = true)
  public static @Nullable Object[] assign(
      @Nullable Object @Nullable [] array,
      @Nullable Object value,
      @Nullable Object @Nullable [] subscripts) {
    @Nullable Object[] places = java.util.Objects.requireNonNull(subscripts);
    @Nullable Object[] old = array == null ? new @Nullable Object[0] : array;
    int depth = ArrayFunctions.depth(old);
    if (depth != 0 && depth != places.length) {
      throw wrongNumber();
    }
    if (depth == 0 && places.length > 1) {
      for (Object place : places) {
        if (bound(place) != 1) {
          throw lowerBound();
        }
      }
      Object nested = value;
      for (int i = 0; i < places.length; i++) {
        nested = new @Nullable Object[] {nested};
      }
      return (@Nullable Object[]) java.util.Objects.requireNonNull(nested);
    }
    return places.length == 1
        ? assignFlat(old, value, bound(places[0]))
        : assignNested(old, value, places, 0);
  }

  private static @Nullable Object[] assignFlat(
      @Nullable Object[] array, @Nullable Object value, long subscript) {
    long at = subscript - 1;
    if (at < 0 || (array.length == 0 && at > 0)) {
      throw lowerBound();
    }
    if (at >= 1 << 27) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error(
          "array size exceeds the maximum allowed (%d)", 1 << 27);
    }
    @Nullable Object[] result =
        Arrays.copyOf(array, Math.max(array.length, (int) at + 1), Object[].class);
    result[(int) at] = value;
    return result;
  }

  private static @Nullable Object[] assignNested(
      @Nullable Object[] level, @Nullable Object value, @Nullable Object[] places, int depth) {
    long at = bound(places[depth]) - 1;
    if (at < 0 || at >= level.length) {
      throw outOfRange();
    }
    @Nullable Object[] result = level.clone();
    result[(int) at] =
        level[(int) at] instanceof @Nullable Object[] inner
            ? assignNested(inner, value, places, depth + 1)
            : value;
    return result;
  }

  /// The array with `[lower:upper]` replaced by the first items of another.
  @SqlFunction(
      value = "array_assign_slice(anyarray, anyarray, variadic int8): anyarray",
      nulls = true)
  public static @Nullable Object @Nullable [] assignSlice(
      @Nullable Object @Nullable [] array,
      @Nullable Object @Nullable [] source,
      @Nullable Object @Nullable [] bounds) {
    @Nullable Object[] ends = java.util.Objects.requireNonNull(bounds);
    if (source == null) {
      return array;
    }
    @Nullable Object[] old = array == null ? new @Nullable Object[0] : array;
    if (ends.length != 2 || ArrayFunctions.depth(old) > 1) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "assignment to slices of several dimensions is not supported");
    }
    long lower = bound(ends[0]);
    long upper = bound(ends[1]);
    if (lower > upper + 1) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error("upper bound cannot be less than lower bound");
    }
    List<@Nullable Object> items = ArrayShape.flat(source);
    if (items.size() < upper - lower + 1) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error("source array too small");
    }
    if (lower < 1 || (old.length == 0 && lower > 1)) {
      throw lowerBound();
    }
    List<@Nullable Object> result = new ArrayList<>();
    for (Object item : old) {
      result.add(item);
    }
    for (long i = lower; i <= upper; i++) {
      while (result.size() < i) {
        result.add(null);
      }
      result.set((int) i - 1, items.get((int) (i - lower)));
    }
    return result.toArray();
  }

  private static OmenException lowerBound() {
    return SqlState.FEATURE_NOT_SUPPORTED.error(
        "arrays whose subscripts do not begin at 1 are not supported");
  }

  private static OmenException wrongNumber() {
    return SqlState.ARRAY_SUBSCRIPT_ERROR.error("wrong number of array subscripts");
  }

  private static OmenException outOfRange() {
    return SqlState.ARRAY_SUBSCRIPT_ERROR.error("array subscript out of range");
  }
}
