package omendb.planner.function;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.function.JsonSlices.Member;
import org.jspecify.annotations.Nullable;

/// The columns of `json_to_record` and `json_to_recordset`, whose names and types the statement
/// gives. Each column is a call of its own.
public final class JsonRecordFunctions {
  private JsonRecordFunctions() {}

  @SqlFunction("json_record_field(json, text): text")
  @SqlFunction("json_record_field(jsonb, text): text")
  public static @Nullable String field(String json, String key) {
    return JsonSlices.text(part(json, key));
  }

  @SqlFunction("json_record_part(json, text): json")
  @SqlFunction("json_record_part(jsonb, text): jsonb")
  public static @Nullable String part(String json, String key) {
    char kind = JsonSlices.kind(json);
    if (kind != '{') {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "cannot call populate_composite on %s", kind == '[' ? "an array" : "a scalar");
    }
    return present(JsonSlices.member(json, key));
  }

  @SqlFunction("json_recordset_field(json, text, text): setof text")
  @SqlFunction("json_recordset_field(jsonb, text, text): setof text")
  public static Iterator<@Nullable Object> fields(String json, String key, String function) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Member item : objects(json, function)) {
      values.add(JsonSlices.text(JsonSlices.member(item.value(), key)));
    }
    return values.iterator();
  }

  @SqlFunction("json_recordset_part(json, text, text): setof json")
  @SqlFunction("json_recordset_part(jsonb, text, text): setof jsonb")
  public static Iterator<@Nullable Object> parts(String json, String key, String function) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Member item : objects(json, function)) {
      values.add(present(JsonSlices.member(item.value(), key)));
    }
    return values.iterator();
  }

  /// A null of JSON is a NULL, also in a column of JSON.
  private static @Nullable String present(@Nullable String json) {
    return json == null || JsonSlices.kind(json) == 'n' ? null : json;
  }

  private static List<Member> objects(String json, String function) {
    char kind = JsonSlices.kind(json);
    if (kind != '[') {
      String what = kind == '{' ? "an object" : "a scalar";
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "cannot call %s on %s", function, function.startsWith("jsonb") ? "a non-array" : what);
    }
    List<Member> items = JsonSlices.members(json);
    for (Member item : items) {
      if (JsonSlices.kind(item.value()) != '{') {
        throw SqlState.INVALID_PARAMETER_VALUE.error(
            "argument of %s must be an array of objects", function);
      }
    }
    return items;
  }
}
