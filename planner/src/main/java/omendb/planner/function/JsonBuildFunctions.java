package omendb.planner.function;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.RowValue;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.text.JsonText;
import omendb.core.text.TypeText;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// Functions that make json and jsonb of values of any type.
public final class JsonBuildFunctions {
  private JsonBuildFunctions() {}

  private static List<ColumnType> types(@Nullable String tag) {
    return TypeNames.parseTag(Objects.requireNonNull(tag));
  }

  @SqlFunction(value = "to_json(anyelement): json", typed = true, volatility = Volatility.STABLE)
  public static String toJson(EvalContext context, String tag, Object value) {
    StringBuilder out = new StringBuilder();
    append(context, types(tag).getFirst(), value, out);
    return out.toString();
  }

  @SqlFunction(value = "to_jsonb(anyelement): jsonb", typed = true, volatility = Volatility.STABLE)
  public static String toJsonb(EvalContext context, String tag, Object value) {
    return JsonText.normalize(toJson(context, tag, value));
  }

  @SqlFunction(
      value = "array_to_json(anyarray): json",
      typed = true,
      volatility = Volatility.STABLE)
  public static String arrayToJson(EvalContext context, String tag, @Nullable Object[] array) {
    return toJson(context, tag, array);
  }

  @SqlFunction(value = "row_to_json(record): json", volatility = Volatility.STABLE)
  public static String rowToJson(EvalContext context, RowValue row) {
    return rowToJson(context, row, false);
  }

  @SqlFunction(value = "row_to_json(record, bool): json", volatility = Volatility.STABLE)
  public static String rowToJson(EvalContext context, RowValue row, boolean lines) {
    StringBuilder out = new StringBuilder();
    appendRow(context, row, lines ? ",\n " : ",", out);
    return out.toString();
  }

  @SqlFunction("json_build_object(): json")
  @SqlFunction("jsonb_build_object(): jsonb")
  public static String emptyObject() {
    return "{}";
  }

  @SqlFunction("json_build_array(): json")
  @SqlFunction("jsonb_build_array(): jsonb")
  public static String emptyArray() {
    return "[]";
  }

  @SqlFunction(
      value = "json_build_object(variadic any): json",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static String object(
      EvalContext context, @Nullable String tag, @Nullable Object[] values) {
    return object(context, types(tag), values);
  }

  static String object(EvalContext context, List<ColumnType> types, @Nullable Object[] values) {
    if (values.length % 2 != 0) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("argument list must have even number of elements")
          .withHint(
              "The arguments of json_build_object() must consist of alternating keys and values.");
    }
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < values.length; i += 2) {
      Object key = values[i];
      if (key == null) {
        throw SqlState.INVALID_PARAMETER_VALUE
            .error("argument %d cannot be null", i + 1)
            .withHint("Object keys should be text.");
      }
      out.append(i == 0 ? "" : ", ");
      key(context, types.get(i), key, out);
      out.append(" : ");
      append(context, types.get(i + 1), values[i + 1], out);
    }
    return out.append('}').toString();
  }

  @SqlFunction(
      value = "json_build_array(variadic any): json",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static String array(EvalContext context, @Nullable String tag, @Nullable Object[] values) {
    return array(context, types(tag), values);
  }

  static String array(EvalContext context, List<ColumnType> types, @Nullable Object[] values) {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < values.length; i++) {
      out.append(i == 0 ? "" : ", ");
      append(context, types.get(i), values[i], out);
    }
    return out.append(']').toString();
  }

  @SqlFunction(
      value = "jsonb_build_object(variadic any): jsonb",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static String binaryObject(
      EvalContext context, @Nullable String tag, @Nullable Object[] values) {
    return JsonText.normalize(object(context, tag, values));
  }

  @SqlFunction(
      value = "jsonb_build_array(variadic any): jsonb",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static String binaryArray(
      EvalContext context, @Nullable String tag, @Nullable Object[] values) {
    return JsonText.normalize(array(context, tag, values));
  }

  /// What json_agg adds of one row.
  @SqlFunction(
      value = "json_item(anyelement): text",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static String item(EvalContext context, @Nullable String tag, @Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(context, types(tag).getFirst(), value, out);
    return out.toString();
  }

  /// What json_object_agg adds of one row.
  @SqlFunction(
      value = "json_member(any, any): text",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static String member(
      EvalContext context, @Nullable String tag, @Nullable Object key, @Nullable Object value) {
    List<ColumnType> types = types(tag);
    if (key == null) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("field name must not be null");
    }
    StringBuilder out = new StringBuilder();
    key(context, types.getFirst(), key, out);
    append(context, types.getLast(), value, out.append(" : "));
    return out.toString();
  }

  @SqlFunction("json_of_items(text): json")
  public static String ofItems(String items) {
    return "[" + items + "]";
  }

  @SqlFunction("jsonb_of_items(text): jsonb")
  public static String binaryOfItems(String items) {
    return JsonText.normalize("[" + items + "]");
  }

  @SqlFunction("json_of_members(text): json")
  public static String ofMembers(String members) {
    return "{ " + members + " }";
  }

  @SqlFunction("jsonb_of_members(text): jsonb")
  public static String binaryOfMembers(String members) {
    return JsonText.normalize("{" + members + "}");
  }

  @SqlFunction("json_object(text[]): json")
  public static String textObject(@Nullable Object[] pairs) {
    boolean nested = pairs.length > 0 && pairs[0] instanceof Object[];
    StringBuilder out = new StringBuilder("{");
    if (!nested && pairs.length % 2 != 0) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error("array must have even number of elements");
    }
    for (int i = 0; i < pairs.length; i += nested ? 1 : 2) {
      @Nullable Object[] pair =
          pairs[i] instanceof @Nullable Object[] inner
              ? inner
              : new @Nullable Object[] {pairs[i], pairs[i + 1]};
      if (pair.length != 2) {
        throw SqlState.ARRAY_SUBSCRIPT_ERROR.error("array must have two columns");
      }
      appendPair(pair[0], pair[1], out);
    }
    return out.append('}').toString();
  }

  @SqlFunction("json_object(text[], text[]): json")
  public static String textObject(@Nullable Object[] keys, @Nullable Object[] values) {
    if (keys.length != values.length) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error("mismatched array dimensions");
    }
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < keys.length; i++) {
      appendPair(keys[i], values[i], out);
    }
    return out.append('}').toString();
  }

  @SqlFunction("jsonb_object(text[]): jsonb")
  public static String binaryTextObject(@Nullable Object[] pairs) {
    return JsonText.normalize(textObject(pairs));
  }

  @SqlFunction("jsonb_object(text[], text[]): jsonb")
  public static String binaryTextObject(@Nullable Object[] keys, @Nullable Object[] values) {
    return JsonText.normalize(textObject(keys, values));
  }

  private static void appendPair(@Nullable Object key, @Nullable Object value, StringBuilder out) {
    if (key == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("null value not allowed for object key");
    }
    if (key instanceof Object[] || value instanceof Object[]) {
      throw SqlState.ARRAY_SUBSCRIPT_ERROR.error("wrong number of array subscripts");
    }
    out.append(out.length() == 1 ? "" : ", ");
    JsonText.quote((String) key, out);
    out.append(" : ");
    if (value == null) {
      out.append("null");
    } else {
      JsonText.quote((String) value, out);
    }
  }

  private static void key(EvalContext context, ColumnType type, Object value, StringBuilder out) {
    switch (type.kind()) {
      case ARRAY, RECORD, JSON, JSONB, INT2VECTOR, OIDVECTOR ->
          throw SqlState.INVALID_PARAMETER_VALUE.error(
              "key value must be scalar, not array, composite, or json");
      case DATE, TIMESTAMP, TIMESTAMPTZ -> append(context, type, value, out);
      default -> JsonText.quote(Casts.output(value, type, context), out);
    }
  }

  /// Appends a value as to_json writes it; dates and times are in ISO 8601 whatever the session's
  /// style.
  private static void append(
      EvalContext context, ColumnType type, @Nullable Object value, StringBuilder out) {
    if (value == null) {
      out.append("null");
      return;
    }
    switch (type.kind()) {
      case BOOLEAN -> out.append(value);
      case NUMERIC -> {
        String text = Casts.output(value, type, context);
        out.append(SpecialNumeric.is((BigDecimal) value) ? "\"" + text + "\"" : text);
      }
      case SMALLINT, INTEGER, BIGINT -> out.append(Casts.output(value, type, context));
      case REAL, DOUBLE -> {
        String text = Casts.output(value, type, context);
        boolean finite = Double.isFinite((Double) value);
        out.append(finite ? text : "\"" + text + "\"");
      }
      case JSON, JSONB -> out.append((String) value);
      case TIMESTAMP, TIMESTAMPTZ -> {
        String text = TypeText.format(type, value, context.zone()).replaceFirst(" ", "T");
        JsonText.quote(zoned(text, type), out);
      }
      case DATE -> JsonText.quote(TypeText.format(type, value), out);
      case RECORD -> appendRow(context, (RowValue) value, ",", out);
      case ARRAY -> {
        ColumnType element = Objects.requireNonNull(type.element());
        appendArray(context, element, (@Nullable Object[]) value, out);
      }
      default -> JsonText.quote(Casts.output(value, type, context), out);
    }
  }

  private static void appendRow(
      EvalContext context, RowValue row, String separator, StringBuilder out) {
    out.append('{');
    for (int i = 0; i < row.values().length; i++) {
      out.append(i == 0 ? "" : separator);
      JsonText.quote(row.names().get(i), out);
      out.append(':');
      append(context, row.types().get(i), row.values()[i], out);
    }
    out.append('}');
  }

  /// ISO 8601 wants minutes in an offset.
  private static String zoned(String text, ColumnType type) {
    boolean hoursOnly =
        type.kind() == ColumnType.TIMESTAMPTZ.kind() && text.matches(".*[+-]\\d\\d");
    return hoursOnly ? text + ":00" : text;
  }

  private static void appendArray(
      EvalContext context, ColumnType element, @Nullable Object[] array, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < array.length; i++) {
      out.append(i == 0 ? "" : ",");
      if (array[i] instanceof @Nullable Object[] inner) {
        appendArray(context, element, inner, out);
      } else {
        append(context, element, array[i], out);
      }
    }
    out.append(']');
  }
}
