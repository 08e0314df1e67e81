package omendb.planner.function;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.JsonPath;
import omendb.core.text.NumberText;
import omendb.core.text.PathItem;
import omendb.core.text.PathItem.Levels;
import omendb.core.text.PathItem.Operator;
import omendb.core.text.PathItem.Step;
import org.jspecify.annotations.Nullable;

/// Finds the values that a path leads to. Values are those of [JsonText#parse].
///
/// Errors are those of SQL/JSON (class 22), thrown; predicates turn them into "unknown".
final class JsonPathEvaluator {
  private final boolean lax;

  /// Whether a member or element that is missing is passed over. Below `.**` it is, in strict mode
  /// too.
  private boolean forgiving;

  private final @Nullable Object root;
  private final Map<?, ?> variables;
  private final JsonPathPredicates predicates = new JsonPathPredicates(this);

  /// What `@` is.
  private @Nullable Object current;

  /// What `last` counts from.
  private int arraySize;

  /// The objects that `.keyvalue()` has numbered.
  private long objects;

  JsonPathEvaluator(JsonPath path, @Nullable Object root, Map<?, ?> variables) {
    this.lax = !path.strict();
    this.forgiving = lax;
    this.root = root;
    this.current = root;
    this.variables = variables;
  }

  boolean isLax() {
    return lax;
  }

  /// Adds the values of an item for the current value; those found before an error too.
  void find(PathItem item, List<@Nullable Object> found) {
    if (item instanceof PathItem.Chain(PathItem start, List<Step> steps)) {
      List<@Nullable Object> starts = new ArrayList<>(1);
      find(start, starts);
      for (Object value : starts) {
        walk(steps, 0, value, found, lax);
      }
      return;
    }
    if (item.isPredicate()) {
      found.add(predicates.test(item));
      return;
    }
    switch (item) {
      case PathItem.Root _ -> found.add(root);
      case PathItem.Current _ -> found.add(current);
      case PathItem.Last _ -> found.add(BigDecimal.valueOf(arraySize - 1L));
      case PathItem.Literal literal -> found.add(literal.value());
      case PathItem.Variable variable -> found.add(variable(variable.name()));
      case PathItem.Unary unary -> signed(unary, found);
      case PathItem.Binary binary -> found.add(arithmetic(binary));
      default -> throw new AssertionError(item);
    }
  }

  /// Whether an item has values. In lax mode one is enough, whatever becomes of the others.
  ///
  /// @throws OmenException an error of SQL/JSON before there is a value
  boolean exists(PathItem item) {
    if (lax && item instanceof PathItem.Unary unary) {
      return unwrapped(unary.operand()).stream().anyMatch(BigDecimal.class::isInstance);
    }
    List<@Nullable Object> found = new ArrayList<>();
    try {
      find(item, found);
    } catch (OmenException e) {
      if (!lax || found.isEmpty()) {
        throw e;
      }
    }
    return !found.isEmpty();
  }

  /// The same with arrays taken apart in lax mode.
  List<@Nullable Object> unwrapped(PathItem item) {
    List<@Nullable Object> values = new ArrayList<>();
    find(item, values);
    if (!lax || values.stream().noneMatch(List.class::isInstance)) {
      return values;
    }
    List<@Nullable Object> flat = new ArrayList<>();
    for (Object value : values) {
      if (value instanceof List<?> list) {
        flat.addAll(list);
      } else {
        flat.add(value);
      }
    }
    return flat;
  }

  /// Tests a predicate for another current value.
  boolean passes(PathItem predicate, @Nullable Object value) {
    Object before = current;
    current = value;
    try {
      return Boolean.TRUE.equals(predicates.test(predicate));
    } finally {
      current = before;
    }
  }

  private @Nullable Object variable(String name) {
    if (!variables.containsKey(name)) {
      throw SqlState.UNDEFINED_OBJECT.error("could not find jsonpath variable \"%s\"", name);
    }
    return variables.get(name);
  }

  private void signed(PathItem.Unary unary, List<@Nullable Object> found) {
    for (Object value : unwrapped(unary.operand())) {
      if (!(value instanceof BigDecimal number)) {
        throw SqlState.SQL_JSON_NUMBER_NOT_FOUND.error(
            "operand of unary jsonpath operator %s is not a numeric value",
            unary.minus() ? "-" : "+");
      }
      found.add(unary.minus() ? number.negate() : number);
    }
  }

  private BigDecimal arithmetic(PathItem.Binary binary) {
    BigDecimal left = single(binary.left(), "left", binary.operator());
    BigDecimal right = single(binary.right(), "right", binary.operator());
    return switch (binary.operator()) {
      case ADD -> NumericMath.add(left, right);
      case SUBTRACT -> NumericMath.subtract(left, right);
      case MULTIPLY -> NumericMath.multiply(left, right);
      case DIVIDE -> NumericMath.divide(left, right);
      case MODULO -> NumericMath.remainder(left, right);
      default -> throw new AssertionError(binary.operator());
    };
  }

  private BigDecimal single(PathItem operand, String side, Operator operator) {
    List<@Nullable Object> values = unwrapped(operand);
    if (values.size() == 1 && values.getFirst() instanceof BigDecimal number) {
      return number;
    }
    throw SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED.error(
        "%s operand of jsonpath operator %s is not a single numeric value", side, operator.text);
  }

  // Steps

  /// @param unwrap whether a step that asks for no array takes one apart
  private void walk(
      List<Step> steps,
      int at,
      @Nullable Object value,
      List<@Nullable Object> found,
      boolean unwrap) {
    if (at == steps.size()) {
      found.add(value);
      return;
    }
    Step step = steps.get(at);
    if (unwrap && value instanceof List<?> list && takesApart(step)) {
      for (Object element : list) {
        walk(steps, at, element, found, false);
      }
      return;
    }
    switch (step) {
      case PathItem.Key key -> member(key, steps, at, value, found);
      case PathItem.AnyKey _ -> {
        if (value instanceof Map<?, ?> map) {
          next(steps, at, map.values(), found);
        } else if (!forgiving) {
          throw SqlState.SQL_JSON_OBJECT_NOT_FOUND.error(
              "jsonpath wildcard member accessor can only be applied to an object");
        }
      }
      case PathItem.AnyElement _ -> {
        if (value instanceof List<?> list) {
          next(steps, at, list, found);
        } else if (lax) {
          walk(steps, at + 1, value, found, lax);
        } else if (!forgiving) {
          throw SqlState.SQL_JSON_ARRAY_NOT_FOUND.error(
              "jsonpath wildcard array accessor can only be applied to an array");
        }
      }
      case PathItem.Elements elements -> elements(elements, steps, at, value, found);
      case Levels levels -> levels(levels, steps, at, value, found);
      case PathItem.Filter filter -> {
        if (passes(filter.predicate(), value)) {
          walk(steps, at + 1, value, found, lax);
        }
      }
      case PathItem.Call(PathItem.Method method) when method == PathItem.Method.KEYVALUE ->
          next(steps, at, pairs(value), found);
      case PathItem.Call(PathItem.Method method) -> {
        Object result = called(method, value);
        walk(steps, at + 1, result, found, lax);
      }
      case PathItem.Datetime _ ->
          throw SqlState.FEATURE_NOT_SUPPORTED.error(
              "jsonpath item method .datetime() is not supported");
    }
  }

  private static boolean takesApart(Step step) {
    return switch (step) {
      case PathItem.Key _, PathItem.AnyKey _, PathItem.Filter _, PathItem.Datetime _ -> true;
      case PathItem.Call call ->
          call.method() != PathItem.Method.TYPE && call.method() != PathItem.Method.SIZE;
      case PathItem.AnyElement _, PathItem.Elements _, Levels _ -> false;
    };
  }

  private void next(List<Step> steps, int at, Collection<?> values, List<@Nullable Object> found) {
    for (Object value : values) {
      walk(steps, at + 1, value, found, lax);
    }
  }

  private void member(
      PathItem.Key key,
      List<Step> steps,
      int at,
      @Nullable Object value,
      List<@Nullable Object> found) {
    if (value instanceof Map<?, ?> map) {
      if (map.containsKey(key.name())) {
        walk(steps, at + 1, map.get(key.name()), found, lax);
      } else if (!forgiving) {
        throw SqlState.SQL_JSON_MEMBER_NOT_FOUND.error(
            "JSON object does not contain key \"%s\"", key.name());
      }
    } else if (!forgiving) {
      throw SqlState.SQL_JSON_MEMBER_NOT_FOUND.error(
          "jsonpath member accessor can only be applied to an object");
    }
  }

  private void elements(
      PathItem.Elements elements,
      List<Step> steps,
      int at,
      @Nullable Object value,
      List<@Nullable Object> found) {
    if (!(value instanceof List<?>) && !lax) {
      if (forgiving) {
        return;
      }
      throw SqlState.SQL_JSON_ARRAY_NOT_FOUND.error(
          "jsonpath array accessor can only be applied to an array");
    }
    List<?> list =
        value instanceof List<?> array ? array : java.util.Collections.singletonList(value);
    int outer = arraySize;
    for (PathItem.Range range : elements.ranges()) {
      arraySize = list.size();
      long from = index(range.from());
      long to = range.to() == null ? from : index(range.to());
      if (!forgiving && (from < 0 || from > to || to >= list.size())) {
        throw SqlState.INVALID_SQL_JSON_SUBSCRIPT.error(
            "jsonpath array subscript is out of bounds");
      }
      for (long i = Math.max(from, 0); i <= Math.min(to, list.size() - 1L); i++) {
        walk(steps, at + 1, list.get((int) i), found, lax);
      }
    }
    arraySize = outer;
  }

  private long index(PathItem item) {
    List<@Nullable Object> values = new ArrayList<>(1);
    find(item, values);
    if (values.size() != 1 || !(values.getFirst() instanceof BigDecimal number)) {
      throw SqlState.INVALID_SQL_JSON_SUBSCRIPT.error(
          "jsonpath array subscript is not a single numeric value");
    }
    BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
    try {
      return whole.intValueExact();
    } catch (ArithmeticException e) {
      throw SqlState.INVALID_SQL_JSON_SUBSCRIPT
          .error("jsonpath array subscript is out of integer range")
          .causedBy(e);
    }
  }

  private void levels(
      Levels levels,
      List<Step> steps,
      int at,
      @Nullable Object value,
      List<@Nullable Object> found) {
    boolean before = forgiving;
    forgiving = true;
    try {
      if (levels.first() == 0) {
        walk(steps, at + 1, value, found, lax);
      }
      below(levels, 1, steps, at, value, found);
    } finally {
      forgiving = before;
    }
  }

  private void below(
      Levels levels,
      int level,
      List<Step> steps,
      int at,
      @Nullable Object value,
      List<@Nullable Object> found) {
    if (level > levels.last()) {
      return;
    }
    Collection<?> children = children(value);
    for (Object child : children) {
      boolean leaf = children(child).isEmpty() && !isContainer(child);
      if (level >= levels.first() || levels.first() == Levels.LAST_LEVEL && leaf) {
        walk(steps, at + 1, child, found, lax);
      }
      below(levels, level + 1, steps, at, child, found);
    }
  }

  private static Collection<?> children(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> map.values();
      case List<?> list -> list;
      case null, default -> List.of();
    };
  }

  private static boolean isContainer(@Nullable Object value) {
    return value instanceof Map<?, ?> || value instanceof List<?>;
  }

  // Methods

  private @Nullable Object called(PathItem.Method method, @Nullable Object value) {
    return switch (method) {
      case TYPE -> type(value);
      case SIZE -> {
        if (value instanceof List<?> list) {
          yield BigDecimal.valueOf(list.size());
        }
        if (!lax && !forgiving) {
          throw SqlState.SQL_JSON_ARRAY_NOT_FOUND.error(
              "jsonpath item method .size() can only be applied to an array");
        }
        yield BigDecimal.ONE;
      }
      case DOUBLE -> toDouble(value);
      case ABS -> number(method, value).abs();
      case FLOOR -> number(method, value).setScale(0, RoundingMode.FLOOR);
      case CEILING -> number(method, value).setScale(0, RoundingMode.CEILING);
      case KEYVALUE -> throw new AssertionError(method);
    };
  }

  private static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> _ -> "object";
      case List<?> _ -> "array";
      case BigDecimal _ -> "number";
      case Boolean _ -> "boolean";
      default -> "string";
    };
  }

  private static BigDecimal number(PathItem.Method method, @Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number;
    }
    throw SqlState.NON_NUMERIC_SQL_JSON_ITEM.error(
        "jsonpath item method .%s() can only be applied to a numeric value", method.text());
  }

  private static BigDecimal toDouble(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      double result = number.doubleValue();
      if (Double.isInfinite(result) || result == 0 && number.signum() != 0) {
        throw SqlState.NON_NUMERIC_SQL_JSON_ITEM.error(
            "numeric argument of jsonpath item method .double() is out of range for type double"
                + " precision");
      }
      return number;
    }
    if (!(value instanceof String text)) {
      throw SqlState.NON_NUMERIC_SQL_JSON_ITEM.error(
          "jsonpath item method .double() can only be applied to a string or numeric value");
    }
    double result;
    try {
      result = NumberText.parseDouble(ColumnType.DOUBLE, text);
    } catch (OmenException e) {
      throw noDouble().causedBy(e);
    }
    if (Double.isNaN(result) || Double.isInfinite(result)) {
      throw noDouble();
    }
    return NumberText.normal(new BigDecimal(Double.toString(result)).stripTrailingZeros());
  }

  private static OmenException noDouble() {
    return SqlState.NON_NUMERIC_SQL_JSON_ITEM.error(
        "string argument of jsonpath item method .double() is not a valid representation of a"
            + " double precision number");
  }

  private List<Object> pairs(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw SqlState.SQL_JSON_OBJECT_NOT_FOUND.error(
          "jsonpath item method .keyvalue() can only be applied to an object");
    }
    BigDecimal id = BigDecimal.valueOf(objects++);
    List<Object> pairs = new ArrayList<>(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Map<String, @Nullable Object> pair = new LinkedHashMap<>();
      pair.put("id", id);
      pair.put("key", entry.getKey());
      pair.put("value", entry.getValue());
      pairs.add(pair);
    }
    return pairs;
  }
}
