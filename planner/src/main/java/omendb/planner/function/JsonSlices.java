package omendb.planner.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.core.text.JsonText;
import org.jspecify.annotations.Nullable;

/// The parts of a valid JSON text as slices of it, so that json keeps its blanks and jsonb its
/// normal form.
final class JsonSlices {
  /// A member of an object; an item of an array has an empty key.
  record Member(String key, String value) {}

  private JsonSlices() {}

  /// The kind of a JSON text by its first character: `{`, `[`, `"`, `t`, `f`, `n`, or a digit or
  /// `-`.
  static char kind(String json) {
    return json.charAt(skip(json, 0));
  }

  /// The members of an object, in order of appearance; the items of an array.
  static List<Member> members(String json) {
    if (json.contains("\\u")) {
      JsonText.parse(json);
    }
    List<Member> members = new ArrayList<>();
    int i = skip(json, 0);
    boolean object = json.charAt(i) == '{';
    i = skip(json, i + 1);
    while (json.charAt(i) != '}' && json.charAt(i) != ']') {
      String key = "";
      if (object) {
        int end = valueEnd(json, i);
        key = unquoted(json.substring(i, end));
        i = skip(json, skip(json, end) + 1);
      }
      int end = valueEnd(json, i);
      members.add(new Member(key, json.substring(i, end)));
      i = skip(json, end);
      if (json.charAt(i) == ',') {
        i = skip(json, i + 1);
      }
    }
    return members;
  }

  /// The last member with this key, or null.
  static @Nullable String member(String json, String key) {
    if (kind(json) != '{') {
      return null;
    }
    String found = null;
    for (Member member : members(json)) {
      if (member.key().equals(key)) {
        found = member.value();
      }
    }
    return found;
  }

  /// The item at an index, negative from the end; null when there is none.
  static @Nullable String item(String json, long index) {
    if (kind(json) != '[') {
      return null;
    }
    List<Member> items = members(json);
    long at = index < 0 ? items.size() + index : index;
    return at < 0 || at >= items.size() ? null : items.get((int) at).value();
  }

  /// A JSON text as `->>` gives it: strings without quotes, null as NULL.
  static @Nullable String text(@Nullable String json) {
    if (json == null) {
      return null;
    }
    return switch (kind(json)) {
      case '"' -> unquoted(json.strip());
      case 'n' -> null;
      default -> json;
    };
  }

  private static String unquoted(String json) {
    return json.indexOf('\\') < 0
        ? json.substring(1, json.length() - 1)
        : (String) Objects.requireNonNull(JsonText.parse(json));
  }

  private static int skip(String json, int from) {
    int i = from;
    while (i < json.length() && json.charAt(i) <= ' ') {
      i++;
    }
    return i;
  }

  private static int valueEnd(String json, int from) {
    int depth = 0;
    int i = from;
    while (i < json.length()) {
      char c = json.charAt(i);
      if (c == '"') {
        i = stringEnd(json, i);
        if (depth == 0) {
          return i;
        }
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        if (depth == 0) {
          return trimmedEnd(json, from, i);
        }
        if (--depth == 0) {
          return i + 1;
        }
      } else if (depth == 0 && (c == ',' || c == ':')) {
        return trimmedEnd(json, from, i);
      }
      i++;
    }
    return trimmedEnd(json, from, i);
  }

  private static int trimmedEnd(String json, int from, int to) {
    int end = to;
    while (end > from && json.charAt(end - 1) <= ' ') {
      end--;
    }
    return end;
  }

  private static int stringEnd(String json, int from) {
    int i = from + 1;
    while (json.charAt(i) != '"') {
      i += json.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }
}
