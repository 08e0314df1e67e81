package omendb.planner.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.JsonOrder;
import omendb.core.text.JsonText;
import omendb.planner.function.JsonSlices.Member;
import org.jspecify.annotations.Nullable;

/// Operators and functions that take json and jsonb apart.
public final class JsonFunctions {
  private JsonFunctions() {}

  @SqlFunction("->(json, text): json")
  @SqlFunction("->(jsonb, text): jsonb")
  @SqlFunction("json_object_field(json, text): json")
  public static @Nullable String member(String json, String key) {
    return JsonSlices.member(json, key);
  }

  @SqlFunction("->(json, int4): json")
  @SqlFunction("->(jsonb, int4): jsonb")
  public static @Nullable String item(String json, long index) {
    return JsonSlices.item(json, index);
  }

  @SqlFunction("->>(json, text): text")
  @SqlFunction("->>(jsonb, text): text")
  public static @Nullable String memberText(String json, String key) {
    return JsonSlices.text(JsonSlices.member(json, key));
  }

  @SqlFunction("->>(json, int4): text")
  @SqlFunction("->>(jsonb, int4): text")
  public static @Nullable String itemText(String json, long index) {
    return JsonSlices.text(JsonSlices.item(json, index));
  }

  @SqlFunction("json_extract_path_variadic(json, text[]): json")
  @SqlFunction("jsonb_extract_path_variadic(jsonb, text[]): jsonb")
  @SqlFunction("#>(json, text[]): json")
  @SqlFunction("#>(jsonb, text[]): jsonb")
  @SqlFunction("json_extract_path(json, variadic text): json")
  @SqlFunction("jsonb_extract_path(jsonb, variadic text): jsonb")
  public static @Nullable String path(String json, @Nullable Object[] path) {
    String value = json;
    for (Object step : path) {
      if (value == null || step == null) {
        return null;
      }
      String key = (String) step;
      if (JsonSlices.kind(value) == '[') {
        value = key.matches("-?\\d{1,9}") ? JsonSlices.item(value, Long.parseLong(key)) : null;
      } else {
        value = JsonSlices.member(value, key);
      }
    }
    return value;
  }

  @SqlFunction("json_extract_path_text_variadic(json, text[]): text")
  @SqlFunction("jsonb_extract_path_text_variadic(jsonb, text[]): text")
  @SqlFunction("#>>(json, text[]): text")
  @SqlFunction("#>>(jsonb, text[]): text")
  @SqlFunction("json_extract_path_text(json, variadic text): text")
  @SqlFunction("jsonb_extract_path_text(jsonb, variadic text): text")
  public static @Nullable String pathText(String json, @Nullable Object[] path) {
    return JsonSlices.text(path(json, path));
  }

  @SqlFunction("json_typeof(json): text")
  @SqlFunction("jsonb_typeof(jsonb): text")
  public static String typeOf(String json) {
    return switch (JsonSlices.kind(json)) {
      case '{' -> "object";
      case '[' -> "array";
      case '"' -> "string";
      case 't', 'f' -> "boolean";
      case 'n' -> "null";
      default -> "number";
    };
  }

  @SqlFunction("json_array_length(json): int4")
  @SqlFunction("jsonb_array_length(jsonb): int4")
  public static long arrayLength(String json) {
    return items(json, "get array length of").size();
  }

  private static List<Member> items(String json, String action) {
    char kind = JsonSlices.kind(json);
    if (kind == '[') {
      return JsonSlices.members(json);
    }
    throw SqlState.INVALID_PARAMETER_VALUE.error(
        kind == '{' ? "cannot %s a non-array" : "cannot %s a scalar", action);
  }

  private static List<Member> members(String json, String function) {
    char kind = JsonSlices.kind(json);
    if (kind == '{') {
      return JsonSlices.members(json);
    }
    throw SqlState.INVALID_PARAMETER_VALUE.error(
        kind == '[' ? "cannot call %s on an array" : "cannot call %s on a scalar", function);
  }

  @SqlFunction("json_object_keys(json): setof text")
  public static Iterator<@Nullable Object> keys(String json) {
    return keys(members(json, "json_object_keys"));
  }

  @SqlFunction("jsonb_object_keys(jsonb): setof text")
  public static Iterator<@Nullable Object> binaryKeys(String json) {
    return keys(members(json, "jsonb_object_keys"));
  }

  private static Iterator<@Nullable Object> keys(List<Member> members) {
    List<@Nullable Object> keys = new ArrayList<>();
    members.forEach(member -> keys.add(member.key()));
    return keys.iterator();
  }

  @SqlFunction("json_array_elements(json): setof json")
  @SqlFunction("jsonb_array_elements(jsonb): setof jsonb")
  public static Iterator<@Nullable Object> elements(String json) {
    List<@Nullable Object> values = new ArrayList<>();
    items(json, "extract elements from").forEach(item -> values.add(item.value()));
    return values.iterator();
  }

  @SqlFunction("json_array_elements_text(json): setof text")
  @SqlFunction("jsonb_array_elements_text(jsonb): setof text")
  public static Iterator<@Nullable Object> elementTexts(String json) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Member item : items(json, "extract elements from")) {
      values.add(JsonSlices.text(item.value()));
    }
    return values.iterator();
  }

  @SqlFunction("json_each(json): setof record(key text, value json)")
  @SqlFunction("jsonb_each(jsonb): setof record(key text, value jsonb)")
  public static Iterator<@Nullable Object> each(String json) {
    List<@Nullable Object> rows = new ArrayList<>();
    for (Member member : members(json, "json_each")) {
      rows.add(new @Nullable Object[] {member.key(), member.value()});
    }
    return rows.iterator();
  }

  @SqlFunction("json_each_text(json): setof record(key text, value text)")
  @SqlFunction("jsonb_each_text(jsonb): setof record(key text, value text)")
  public static Iterator<@Nullable Object> eachText(String json) {
    List<@Nullable Object> rows = new ArrayList<>();
    for (Member member : members(json, "json_each_text")) {
      rows.add(new @Nullable Object[] {member.key(), JsonSlices.text(member.value())});
    }
    return rows.iterator();
  }

  @SqlFunction("@>(jsonb, jsonb): bool")
  @SqlFunction("jsonb_contains(jsonb, jsonb): bool")
  public static boolean contains(String left, String right) {
    Object whole = JsonText.parse(left);
    Object part = JsonText.parse(right);
    boolean scalarInArray =
        whole instanceof List<?> && !(part instanceof List<?>) && !(part instanceof Map<?, ?>);
    return contains(whole, scalarInArray ? Collections.singletonList(part) : part);
  }

  private static boolean contains(@Nullable Object whole, @Nullable Object part) {
    if (whole instanceof Map<?, ?> map && part instanceof Map<?, ?> wanted) {
      for (Map.Entry<?, ?> entry : wanted.entrySet()) {
        if (!map.containsKey(entry.getKey())
            || !contains(map.get(entry.getKey()), entry.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (whole instanceof List<?> list && part instanceof List<?> wanted) {
      for (Object item : wanted) {
        if (list.stream().noneMatch(each -> contains(each, item))) {
          return false;
        }
      }
      return true;
    }
    return JsonOrder.compareValues(whole, part) == 0;
  }

  @SqlFunction("<@(jsonb, jsonb): bool")
  @SqlFunction("jsonb_contained(jsonb, jsonb): bool")
  public static boolean contained(String left, String right) {
    return contains(right, left);
  }

  @SqlFunction("?(jsonb, text): bool")
  @SqlFunction("jsonb_exists(jsonb, text): bool")
  public static boolean exists(String json, String key) {
    Object value = JsonText.parse(json);
    return switch (value) {
      case Map<?, ?> map -> map.containsKey(key);
      case List<?> list -> list.contains(key);
      case null, default -> key.equals(value);
    };
  }

  @SqlFunction("?|(jsonb, text[]): bool")
  @SqlFunction("jsonb_exists_any(jsonb, text[]): bool")
  public static boolean existsAny(String json, @Nullable Object[] keys) {
    for (Object key : keys) {
      if (key != null && exists(json, (String) key)) {
        return true;
      }
    }
    return false;
  }

  @SqlFunction("?&(jsonb, text[]): bool")
  @SqlFunction("jsonb_exists_all(jsonb, text[]): bool")
  public static boolean existsAll(String json, @Nullable Object[] keys) {
    for (Object key : keys) {
      if (key != null && !exists(json, (String) key)) {
        return false;
      }
    }
    return true;
  }

  @SqlFunction("||(jsonb, jsonb): jsonb")
  public static String concatenate(String left, String right) {
    Object a = JsonText.parse(left);
    Object b = JsonText.parse(right);
    if (a instanceof Map<?, ?> first && b instanceof Map<?, ?> second) {
      Map<Object, @Nullable Object> merged = new LinkedHashMap<>(first);
      merged.putAll(second);
      return JsonText.write(merged);
    }
    List<@Nullable Object> items = new ArrayList<>();
    add(items, a);
    add(items, b);
    return JsonText.write(items);
  }

  private static void add(List<@Nullable Object> items, @Nullable Object value) {
    if (value instanceof List<?> list) {
      items.addAll(list);
    } else {
      items.add(value);
    }
  }

  @SqlFunction("-(jsonb, text): jsonb")
  public static String without(String json, String key) {
    Object value = JsonText.parse(json);
    switch (value) {
      case Map<?, ?> map -> map.remove(key);
      case List<?> list -> list.removeIf(key::equals);
      case null, default -> throw scalar();
    }
    return JsonText.write(value);
  }

  @SqlFunction("-(jsonb, text[]): jsonb")
  public static String without(String json, @Nullable Object[] keys) {
    String rest = json;
    for (Object key : keys) {
      if (key != null) {
        rest = without(rest, (String) key);
      }
    }
    return rest;
  }

  private static OmenException scalar() {
    return SqlState.INVALID_PARAMETER_VALUE.error("cannot delete from scalar");
  }

  @SqlFunction("-(jsonb, int4): jsonb")
  public static String without(String json, long index) {
    Object value = JsonText.parse(json);
    switch (value) {
      case List<?> list -> {
        long at = index < 0 ? list.size() + index : index;
        if (at >= 0 && at < list.size()) {
          list.remove((int) at);
        }
      }
      case Map<?, ?> _ ->
          throw SqlState.INVALID_PARAMETER_VALUE.error(
              "cannot delete from object using integer index");
      case null, default -> throw scalar();
    }
    return JsonText.write(value);
  }

  @SqlFunction("jsonb_strip_nulls(jsonb): jsonb")
  public static String stripNulls(String json) {
    return JsonText.write(stripped(JsonText.parse(json)));
  }

  @SqlFunction("json_strip_nulls(json): json")
  public static String stripNullsOfText(String json) {
    StringBuilder out = new StringBuilder();
    strip(json, out);
    return out.toString();
  }

  private static void strip(String json, StringBuilder out) {
    char kind = JsonSlices.kind(json);
    if (kind != '{' && kind != '[') {
      out.append(json.strip());
      return;
    }
    out.append(kind);
    String separator = "";
    for (Member member : JsonSlices.members(json)) {
      if (kind == '{' && JsonSlices.kind(member.value()) == 'n') {
        continue;
      }
      out.append(separator);
      if (kind == '{') {
        JsonText.quote(member.key(), out);
        out.append(':');
      }
      strip(member.value(), out);
      separator = ",";
    }
    out.append(kind == '{' ? '}' : ']');
  }

  private static @Nullable Object stripped(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> result = new LinkedHashMap<>();
      map.forEach((key, each) -> {
        if (each != null) {
          result.put(key, stripped(each));
        }
      });
      return result;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> result = new ArrayList<>();
      list.forEach(each -> result.add(stripped(each)));
      return result;
    }
    return value;
  }
}
