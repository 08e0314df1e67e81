package omendb.planner.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.text.JsonText;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// Functions of many arguments that are called with VARIADIC and an array in their place. What has
/// many dimensions is taken element by element.
public final class VariadicFunctions {
  /// The end of their names.
  public static final String SUFFIX = "_variadic";

  private VariadicFunctions() {}

  /// Elements and the type that they have in common.
  private record Elements(ColumnType type, @Nullable Object[] values) {
    /// @param tag the call's types, the array's last
    static Elements of(String tag, @Nullable Object[] array) {
      ColumnType type = TypeNames.parseTag(tag).getLast();
      List<@Nullable Object> flat = new ArrayList<>();
      flatten(array, flat);
      return new Elements(Objects.requireNonNull(type.element()), flat.toArray());
    }

    private static void flatten(@Nullable Object[] array, List<@Nullable Object> into) {
      for (Object item : array) {
        if (item instanceof @Nullable Object[] inner) {
          flatten(inner, into);
        } else {
          into.add(item);
        }
      }
    }

    /// The types of so many arguments before them and of all of them.
    List<ColumnType> types(int before) {
      return Collections.nCopies(before + values.length, type);
    }
  }

  @SqlFunction(
      value = "concat_variadic(anyarray): text",
      typed = true,
      volatility = Volatility.STABLE)
  public static String concat(EvalContext context, String tag, @Nullable Object[] array) {
    Elements elements = Elements.of(tag, array);
    return FormatFunctions.joined(context, elements.types(0), elements.values(), "", 0);
  }

  @SqlFunction(
      value = "concat_ws_variadic(text, anyarray): text",
      typed = true,
      volatility = Volatility.STABLE)
  public static String concat(
      EvalContext context, String tag, String separator, @Nullable Object[] array) {
    Elements elements = Elements.of(tag, array);
    return FormatFunctions.joined(context, elements.types(0), elements.values(), separator, 0);
  }

  /// Without an array there are no values.
  @SqlFunction(
      value = "format_variadic(text, anyarray): text",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static @Nullable String format(
      EvalContext context,
      @Nullable String tag,
      @Nullable String pattern,
      @Nullable Object @Nullable [] array) {
    if (pattern == null || tag == null) {
      return null;
    }
    Elements elements = Elements.of(tag, array == null ? new Object[0] : array);
    return FormatFunctions.format(context, elements.types(1), pattern, elements.values());
  }

  @SqlFunction("num_nulls_variadic(anyarray): int4")
  public static long nullCount(@Nullable Object[] array) {
    List<@Nullable Object> flat = new ArrayList<>();
    Elements.flatten(array, flat);
    return SessionFunctions.nullCount(flat.toArray());
  }

  @SqlFunction("num_nonnulls_variadic(anyarray): int4")
  public static long nonNullCount(@Nullable Object[] array) {
    List<@Nullable Object> flat = new ArrayList<>();
    Elements.flatten(array, flat);
    return SessionFunctions.nonNullCount(flat.toArray());
  }

  @SqlFunction(
      value = "json_build_array_variadic(anyarray): json",
      typed = true,
      volatility = Volatility.STABLE)
  public static String array(EvalContext context, String tag, @Nullable Object[] array) {
    Elements elements = Elements.of(tag, array);
    return JsonBuildFunctions.array(context, elements.types(0), elements.values());
  }

  @SqlFunction(
      value = "jsonb_build_array_variadic(anyarray): jsonb",
      typed = true,
      volatility = Volatility.STABLE)
  public static String binaryArray(EvalContext context, String tag, @Nullable Object[] array) {
    return JsonText.normalize(array(context, tag, array));
  }

  @SqlFunction(
      value = "json_build_object_variadic(anyarray): json",
      typed = true,
      volatility = Volatility.STABLE)
  public static String object(EvalContext context, String tag, @Nullable Object[] array) {
    Elements elements = Elements.of(tag, array);
    return JsonBuildFunctions.object(context, elements.types(0), elements.values());
  }

  @SqlFunction(
      value = "jsonb_build_object_variadic(anyarray): jsonb",
      typed = true,
      volatility = Volatility.STABLE)
  public static String binaryObject(EvalContext context, String tag, @Nullable Object[] array) {
    return JsonText.normalize(object(context, tag, array));
  }
}
