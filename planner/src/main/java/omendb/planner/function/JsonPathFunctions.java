package omendb.planner.function;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.JsonPath;
import omendb.core.text.JsonText;
import org.jspecify.annotations.Nullable;

/// The functions and operators that ask a path of a jsonb value. Those with `_tz` are the same, as
/// no method of paths depends on the time zone.
public final class JsonPathFunctions {
  private static final String NO_VARIABLES = "{}";

  private JsonPathFunctions() {}

  @SqlFunction("@?(jsonb, jsonpath): bool")
  public static @Nullable Boolean exists(String json, String path) {
    return exists(json, path, NO_VARIABLES, true);
  }

  @SqlFunction("jsonb_path_exists(jsonb, jsonpath): bool")
  @SqlFunction("jsonb_path_exists_tz(jsonb, jsonpath): bool")
  public static @Nullable Boolean pathExists(String json, String path) {
    return exists(json, path, NO_VARIABLES, false);
  }

  @SqlFunction("jsonb_path_exists(jsonb, jsonpath, jsonb): bool")
  @SqlFunction("jsonb_path_exists_tz(jsonb, jsonpath, jsonb): bool")
  public static @Nullable Boolean exists(String json, String path, String vars) {
    return exists(json, path, vars, false);
  }

  @SqlFunction("jsonb_path_exists(jsonb, jsonpath, jsonb, bool): bool")
  @SqlFunction("jsonb_path_exists_tz(jsonb, jsonpath, jsonb, bool): bool")
  public static @Nullable Boolean exists(String json, String path, String vars, boolean silent) {
    JsonPath parsed = JsonPath.parse(path);
    try {
      return evaluator(json, parsed, vars).exists(parsed.root());
    } catch (OmenException e) {
      if (!silent) {
        throw e;
      }
      requireSuppressible(e);
      return null;
    }
  }

  @SqlFunction("@@(jsonb, jsonpath): bool")
  public static @Nullable Boolean match(String json, String path) {
    return match(json, path, NO_VARIABLES, true);
  }

  @SqlFunction("jsonb_path_match(jsonb, jsonpath): bool")
  @SqlFunction("jsonb_path_match_tz(jsonb, jsonpath): bool")
  public static @Nullable Boolean pathMatch(String json, String path) {
    return match(json, path, NO_VARIABLES, false);
  }

  @SqlFunction("jsonb_path_match(jsonb, jsonpath, jsonb): bool")
  @SqlFunction("jsonb_path_match_tz(jsonb, jsonpath, jsonb): bool")
  public static @Nullable Boolean match(String json, String path, String vars) {
    return match(json, path, vars, false);
  }

  @SqlFunction("jsonb_path_match(jsonb, jsonpath, jsonb, bool): bool")
  @SqlFunction("jsonb_path_match_tz(jsonb, jsonpath, jsonb, bool): bool")
  public static @Nullable Boolean match(String json, String path, String vars, boolean silent) {
    List<@Nullable Object> found = query(json, path, vars, silent);
    if (found.size() == 1) {
      Object value = found.getFirst();
      if (value == null || value instanceof Boolean) {
        return (Boolean) value;
      }
    }
    if (!silent) {
      throw SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED.error("single boolean result is expected");
    }
    return null;
  }

  @SqlFunction("jsonb_path_query(jsonb, jsonpath): setof jsonb")
  @SqlFunction("jsonb_path_query_tz(jsonb, jsonpath): setof jsonb")
  public static Iterator<@Nullable Object> each(String json, String path) {
    return each(json, path, NO_VARIABLES, false);
  }

  @SqlFunction("jsonb_path_query(jsonb, jsonpath, jsonb): setof jsonb")
  @SqlFunction("jsonb_path_query_tz(jsonb, jsonpath, jsonb): setof jsonb")
  public static Iterator<@Nullable Object> each(String json, String path, String vars) {
    return each(json, path, vars, false);
  }

  @SqlFunction("jsonb_path_query(jsonb, jsonpath, jsonb, bool): setof jsonb")
  @SqlFunction("jsonb_path_query_tz(jsonb, jsonpath, jsonb, bool): setof jsonb")
  public static Iterator<@Nullable Object> each(
      String json, String path, String vars, boolean silent) {
    List<@Nullable Object> texts = new ArrayList<>();
    query(json, path, vars, silent).forEach(value -> texts.add(JsonText.write(value)));
    return texts.iterator();
  }

  @SqlFunction("jsonb_path_query_array(jsonb, jsonpath): jsonb")
  @SqlFunction("jsonb_path_query_array_tz(jsonb, jsonpath): jsonb")
  public static String array(String json, String path) {
    return array(json, path, NO_VARIABLES, false);
  }

  @SqlFunction("jsonb_path_query_array(jsonb, jsonpath, jsonb): jsonb")
  @SqlFunction("jsonb_path_query_array_tz(jsonb, jsonpath, jsonb): jsonb")
  public static String array(String json, String path, String vars) {
    return array(json, path, vars, false);
  }

  @SqlFunction("jsonb_path_query_array(jsonb, jsonpath, jsonb, bool): jsonb")
  @SqlFunction("jsonb_path_query_array_tz(jsonb, jsonpath, jsonb, bool): jsonb")
  public static String array(String json, String path, String vars, boolean silent) {
    return JsonText.write(query(json, path, vars, silent));
  }

  @SqlFunction("jsonb_path_query_first(jsonb, jsonpath): jsonb")
  @SqlFunction("jsonb_path_query_first_tz(jsonb, jsonpath): jsonb")
  public static @Nullable String first(String json, String path) {
    return first(json, path, NO_VARIABLES, false);
  }

  @SqlFunction("jsonb_path_query_first(jsonb, jsonpath, jsonb): jsonb")
  @SqlFunction("jsonb_path_query_first_tz(jsonb, jsonpath, jsonb): jsonb")
  public static @Nullable String first(String json, String path, String vars) {
    return first(json, path, vars, false);
  }

  @SqlFunction("jsonb_path_query_first(jsonb, jsonpath, jsonb, bool): jsonb")
  @SqlFunction("jsonb_path_query_first_tz(jsonb, jsonpath, jsonb, bool): jsonb")
  public static @Nullable String first(String json, String path, String vars, boolean silent) {
    List<@Nullable Object> found = query(json, path, vars, silent);
    return found.isEmpty() ? null : JsonText.write(found.getFirst());
  }

  /// The values found; none when there is an error that shall be silent.
  private static List<@Nullable Object> query(
      String json, String path, String vars, boolean silent) {
    List<@Nullable Object> found = new ArrayList<>();
    JsonPath parsed = JsonPath.parse(path);
    try {
      evaluator(json, parsed, vars).find(parsed.root(), found);
    } catch (OmenException e) {
      if (!silent) {
        throw e;
      }
      requireSuppressible(e);
      return new ArrayList<>();
    }
    return found;
  }

  private static JsonPathEvaluator evaluator(String json, JsonPath path, String vars) {
    if (!(JsonText.parse(vars) instanceof Map<?, ?> variables)) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("\"vars\" argument is not an object")
          .withDetail(
              "Jsonpath parameters should be encoded as key-value pairs of \"vars\" object.");
    }
    return new JsonPathEvaluator(path, JsonText.parse(json), variables);
  }

  /// Throws the error, unless it is one that data makes.
  static void requireSuppressible(OmenException error) {
    String code = error.state().code();
    if (!code.startsWith("22") || error.state() == SqlState.INVALID_PARAMETER_VALUE) {
      throw error;
    }
  }
}
