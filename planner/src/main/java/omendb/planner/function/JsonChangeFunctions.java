package omendb.planner.function;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.JsonText;
import org.jspecify.annotations.Nullable;

/// Functions that change a place inside jsonb, and its printing over lines.
public final class JsonChangeFunctions {
  private JsonChangeFunctions() {}

  private enum Change {
    SET,
    SET_OR_CREATE,
    INSERT_BEFORE,
    INSERT_AFTER,
    DELETE
  }

  @SqlFunction("jsonb_set(jsonb, text[], jsonb): jsonb")
  public static String set(String json, @Nullable Object[] path, String value) {
    return set(json, path, value, true);
  }

  @SqlFunction("jsonb_set(jsonb, text[], jsonb, bool): jsonb")
  public static String set(String json, @Nullable Object[] path, String value, boolean create) {
    return changed(json, path, value, create ? Change.SET_OR_CREATE : Change.SET);
  }

  @SqlFunction("jsonb_insert(jsonb, text[], jsonb): jsonb")
  public static String insert(String json, @Nullable Object[] path, String value) {
    return insert(json, path, value, false);
  }

  @SqlFunction("jsonb_insert(jsonb, text[], jsonb, bool): jsonb")
  public static String insert(String json, @Nullable Object[] path, String value, boolean after) {
    return changed(json, path, value, after ? Change.INSERT_AFTER : Change.INSERT_BEFORE);
  }

  @SqlFunction(value = "jsonb_set_lax(jsonb, text[], jsonb): jsonb", nulls = true)
  public static @Nullable String setLax(
      @Nullable String json, @Nullable Object @Nullable [] path, @Nullable String value) {
    return setLax(json, path, value, true, "use_json_null");
  }

  @SqlFunction(value = "jsonb_set_lax(jsonb, text[], jsonb, bool): jsonb", nulls = true)
  public static @Nullable String setLax(
      @Nullable String json,
      @Nullable Object @Nullable [] path,
      @Nullable String value,
      @Nullable Boolean create) {
    return setLax(json, path, value, create, "use_json_null");
  }

  @SqlFunction(value = "jsonb_set_lax(jsonb, text[], jsonb, bool, text): jsonb", nulls = true)
  public static @Nullable String setLax(
      @Nullable String json,
      @Nullable Object @Nullable [] path,
      @Nullable String value,
      @Nullable Boolean create,
      @Nullable String treatment) {
    if (json == null || path == null || create == null) {
      return null;
    }
    if (value != null) {
      return set(json, path, value, create);
    }
    return switch (treatment) {
      case "raise_exception" ->
          throw SqlState.NULL_VALUE_NOT_ALLOWED
              .error("JSON value must not be null")
              .withDetail(
                  "Exception was raised because null_value_treatment is \"raise_exception\".")
              .withHint(
                  "To avoid, either change the null_value_treatment argument or ensure that an SQL"
                      + " NULL is not passed.");
      case "use_json_null" -> set(json, path, "null", create);
      case "delete_key" -> delete(json, path);
      case "return_target" -> json;
      case null, default ->
          throw SqlState.INVALID_PARAMETER_VALUE.error(
              "null_value_treatment must be \"delete_key\", \"return_target\","
                  + " \"use_json_null\", or \"raise_exception\"");
    };
  }

  /// A value with a part assigned to: what is missing on the way is made, an object unless a number
  /// leads into it.
  @SqlFunction(value = "jsonb_assign(jsonb, jsonb, variadic text): jsonb", nulls = true)
  public static String assign(
      @Nullable String json, @Nullable String value, @Nullable Object @Nullable [] path) {
    Object whole = json == null ? null : JsonText.parse(json);
    Object part = value == null ? null : JsonText.parse(value);
    if (json != null && !(whole instanceof Map<?, ?>) && !(whole instanceof List<?>)) {
      throw notContainer();
    }
    return JsonText.write(assigned(whole, java.util.Objects.requireNonNull(path), 0, part));
  }

  private static OmenException notContainer() {
    return SqlState.INVALID_PARAMETER_VALUE
        .error("cannot replace existing key")
        .withDetail("The path assumes key is a composite object, but it is a scalar value.");
  }

  private static @Nullable Object assigned(
      @Nullable Object place, @Nullable Object[] path, int depth, @Nullable Object value) {
    if (depth == path.length) {
      return value;
    }
    Object step = path[depth];
    if (step == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("jsonb subscript in assignment must not be null");
    }
    String key = (String) step;
    boolean number = key.matches("-?\\d{1,8}");
    Object container =
        place != null ? place : number ? new ArrayList<Object>() : new LinkedHashMap<>();
    if (container instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> result = new LinkedHashMap<>(map);
      result.put(key, assigned(map.get(key), path, depth + 1, value));
      return result;
    }
    if (container instanceof List<?> list) {
      List<@Nullable Object> result = new ArrayList<>(list);
      int index = index(key, depth, list.size());
      if (index < 0) {
        throw SqlState.INVALID_PARAMETER_VALUE.error(
            "path element at position %d is out of range: %s", depth + 1, key);
      }
      while (result.size() <= index) {
        result.add(null);
      }
      result.set(index, assigned(result.get(index), path, depth + 1, value));
      return result;
    }
    throw notContainer();
  }

  @SqlFunction("#-(jsonb, text[]): jsonb")
  @SqlFunction("jsonb_delete_path(jsonb, text[]): jsonb")
  public static String delete(String json, @Nullable Object[] path) {
    return changed(json, path, "null", Change.DELETE);
  }

  private static String changed(String json, @Nullable Object[] path, String value, Change change) {
    Object whole = JsonText.parse(json);
    if (!(whole instanceof Map<?, ?>) && !(whole instanceof List<?>)) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          change == Change.DELETE ? "cannot delete path in scalar" : "cannot set path in scalar");
    }
    return path.length == 0
        ? json
        : JsonText.write(at(whole, path, 0, JsonText.parse(value), change));
  }

  private static @Nullable Object at(
      @Nullable Object place,
      @Nullable Object[] path,
      int depth,
      @Nullable Object value,
      Change change) {
    Object step = path[depth];
    if (step == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("path element at position %d is null", depth + 1);
    }
    boolean last = depth == path.length - 1;
    if (place instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> result = new LinkedHashMap<>(map);
      if (!last) {
        result.computeIfPresent(step, (key, each) -> at(each, path, depth + 1, value, change));
      } else {
        member(result, (String) step, value, change);
      }
      return result;
    }
    if (place instanceof List<?> list) {
      List<@Nullable Object> result = new ArrayList<>(list);
      int index = index((String) step, depth, list.size());
      if (last) {
        item(result, index, value, change);
      } else if (index >= 0 && index < result.size()) {
        result.set(index, at(result.get(index), path, depth + 1, value, change));
      }
      return result;
    }
    return place;
  }

  private static void member(
      Map<Object, @Nullable Object> map, String key, @Nullable Object value, Change change) {
    switch (change) {
      case DELETE -> map.remove(key);
      case SET -> {
        if (map.containsKey(key)) {
          map.put(key, value);
        }
      }
      case SET_OR_CREATE -> map.put(key, value);
      case INSERT_BEFORE, INSERT_AFTER -> {
        if (map.containsKey(key)) {
          throw keyExists();
        }
        map.put(key, value);
      }
    }
  }

  private static OmenException keyExists() {
    return SqlState.INVALID_PARAMETER_VALUE
        .error("cannot replace existing key")
        .withHint("Try using the function jsonb_set to replace key value.");
  }

  private static void item(
      List<@Nullable Object> list, int index, @Nullable Object value, Change change) {
    boolean inside = index >= 0 && index < list.size();
    switch (change) {
      case DELETE -> {
        if (inside) {
          list.remove(index);
        }
      }
      case SET -> {
        if (inside) {
          list.set(index, value);
        }
      }
      case SET_OR_CREATE -> {
        if (inside) {
          list.set(index, value);
        } else {
          list.add(index < 0 ? 0 : list.size(), value);
        }
      }
      case INSERT_BEFORE -> list.add(Math.clamp(index, 0, list.size()), value);
      case INSERT_AFTER -> list.add(Math.clamp(index + 1L, 0, list.size()), value);
    }
  }

  private static int index(String step, int depth, int size) {
    try {
      int index = Integer.parseInt(step);
      return index < 0 ? size + index : index;
    } catch (NumberFormatException e) {
      throw SqlState.INVALID_TEXT_REPRESENTATION
          .error("path element at position %d is not an integer: \"%s\"", depth + 1, step)
          .causedBy(e);
    }
  }

  @SqlFunction("jsonb_pretty(jsonb): text")
  public static String pretty(String json) {
    StringBuilder out = new StringBuilder();
    pretty(json, 0, out);
    return out.toString();
  }

  private static void pretty(String json, int depth, StringBuilder out) {
    char kind = JsonSlices.kind(json);
    if (kind != '{' && kind != '[') {
      out.append(json);
      return;
    }
    out.append(kind);
    String separator = "\n";
    for (JsonSlices.Member member : JsonSlices.members(json)) {
      out.append(separator).append("    ".repeat(depth + 1));
      if (kind == '{') {
        JsonText.quote(member.key(), out);
        out.append(": ");
      }
      pretty(member.value(), depth + 1, out);
      separator = ",\n";
    }
    out.append('\n').append("    ".repeat(depth)).append(kind == '{' ? '}' : ']');
  }
}
