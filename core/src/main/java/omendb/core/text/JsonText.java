package omendb.core.text;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// JSON as text. A parsed value is a Map (in order of appearance), List, String, BigDecimal,
/// Boolean, or null.
public final class JsonText {
  private static final int DEPTH_MAX = 1000;

  private final String text;
  private int position;
  private int depth;

  private JsonText(String text) {
    this.text = text;
  }

  /// The text itself, when it is valid JSON.
  ///
  /// @throws OmenException 22P02
  public static String check(String text) {
    parse(text);
    return text;
  }

  /// The text as jsonb prints it: keys by length then bytes, the last of equal keys, one space
  /// after colons and commas.
  public static String normalize(String text) {
    return write(parse(text));
  }

  /// The value of a JSON text.
  ///
  /// @throws OmenException 22P02
  public static @Nullable Object parse(String text) {
    JsonText parser = new JsonText(text);
    Object value = parser.value();
    parser.skip();
    if (parser.position < text.length()) {
      throw parser.unexpected("end of input");
    }
    return value;
  }

  /// A parsed value as jsonb prints it.
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case String string -> quote(string, out);
      case BigDecimal number -> out.append(NumberText.normal(number).toPlainString());
      case Map<?, ?> map -> {
        List<String> keys = new ArrayList<>();
        map.keySet().forEach(key -> keys.add((String) key));
        keys.sort(JsonText::compareKeys);
        String separator = "{";
        for (String key : keys) {
          quote(key, out.append(separator));
          write(map.get(key), out.append(": "));
          separator = ", ";
        }
        out.append(keys.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String separator = "[";
        for (Object item : list) {
          write(item, out.append(separator));
          separator = ", ";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      default -> out.append(value);
    }
  }

  private static int compareKeys(String left, String right) {
    byte[] a = left.getBytes(StandardCharsets.UTF_8);
    byte[] b = right.getBytes(StandardCharsets.UTF_8);
    return a.length != b.length ? a.length - b.length : Arrays.compareUnsigned(a, b);
  }

  /// Appends a string in quotes, with JSON's escapes.
  public static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(Character.forDigit(c >> 4, 16));
            out.append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private @Nullable Object value() {
    skip();
    if (position >= text.length()) {
      throw invalid("The input string ended unexpectedly.");
    }
    char c = text.charAt(position);
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> c == '-' || (c >= '0' && c <= '9') ? number() : word();
    };
  }

  private Map<String, @Nullable Object> object() {
    enter();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    skip();
    if (peek() != '}') {
      do {
        skip();
        if (peek() != '"') {
          throw unexpected("string");
        }
        String key = string();
        skip();
        if (peek() != ':') {
          throw unexpected("\":\"");
        }
        position++;
        map.remove(key);
        map.put(key, value());
        skip();
      } while (comma());
      if (peek() != '}') {
        throw unexpected("\",\" or \"}\"");
      }
    }
    position++;
    depth--;
    return map;
  }

  private List<@Nullable Object> array() {
    enter();
    List<@Nullable Object> list = new ArrayList<>();
    skip();
    if (peek() != ']') {
      do {
        list.add(value());
        skip();
      } while (comma());
      if (peek() != ']') {
        throw unexpected("\",\" or \"]\"");
      }
    }
    position++;
    depth--;
    return list;
  }

  private boolean comma() {
    if (peek() == ',') {
      position++;
      return true;
    }
    return false;
  }

  private void enter() {
    position++;
    if (++depth > DEPTH_MAX) {
      throw SqlState.STATEMENT_TOO_COMPLEX.error("stack depth limit exceeded");
    }
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        throw invalid("Character with value 0x%02x must be escaped.".formatted((int) c));
      }
      out.append(c == '\\' ? escape() : c);
    }
    throw invalid("Token \"%s\" is invalid.".formatted(text.strip()));
  }

  private char escape() {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw invalid("Escape sequence \"\\%s\" is invalid.".formatted(c));
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw invalid("\"\\u\" must be followed by four hexadecimal digits.");
      }
      code = code << 4 | digit;
      position++;
    }
    if (code == 0) {
      throw SqlState.UNTRANSLATABLE_CHARACTER
          .error("unsupported Unicode escape sequence")
          .withDetail("\\u0000 cannot be converted to text.");
    }
    return (char) code;
  }

  private BigDecimal number() {
    int start = position;
    while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    String token = text.substring(start, position);
    if (!token.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,6})?")) {
      throw invalid("Token \"%s\" is invalid.".formatted(token));
    }
    return new BigDecimal(token);
  }

  private @Nullable Boolean word() {
    int start = position;
    while (position < text.length() && Character.isLetterOrDigit(text.charAt(position))) {
      position++;
    }
    String token = text.substring(start, position);
    if (token.isEmpty()) {
      throw unexpected("JSON value");
    }
    return switch (token) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> throw invalid("Token \"%s\" is invalid.".formatted(token));
    };
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private void skip() {
    while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private OmenException unexpected(String expected) {
    if (position >= text.length()) {
      return invalid("The input string ended unexpectedly.");
    }
    if (Character.isLetter(text.charAt(position))) {
      word();
    }
    String found = text.substring(position, position + 1);
    return invalid("Expected %s, but found \"%s\".".formatted(expected, found));
  }

  private static OmenException invalid(String detail) {
    return SqlState.INVALID_TEXT_REPRESENTATION
        .error("invalid input syntax for type json")
        .withDetail("%s", detail);
  }
}
