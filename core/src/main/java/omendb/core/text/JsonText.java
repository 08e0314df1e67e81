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
  private static final String LOW_MISSING = "Unicode low surrogate must follow a high surrogate.";

  private static final int DEPTH_MAX = 1000;
  private static final int EXPONENT_MAX = 131_071;

  /// Characters of a line that an error shows.
  private static final int CONTEXT_MAX = 50;

  private static final char NUMBER = '0';
  private static final char WORD = 'w';
  private static final char END = '\0';

  private final String text;
  private String string = "";
  private int start;
  private int position;
  private int depth;

  /// Whether escapes are only looked at, not taken for the characters that they mean.
  private final boolean verbatim;

  private JsonText(String text, boolean verbatim) {
    this.text = text;
    this.verbatim = verbatim;
  }

  /// The text itself, when it is valid JSON; its escapes may mean what no text can hold.
  ///
  /// @throws OmenException 22P02
  public static String check(String text) {
    parse(text, true);
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
    return parse(text, false);
  }

  private static @Nullable Object parse(String text, boolean verbatim) {
    JsonText parser = new JsonText(text, verbatim);
    Object value = parser.value();
    if (parser.token() != END) {
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

  static int compareKeys(String left, String right) {
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
    switch (token()) {
      case '{' -> {
        return object();
      }
      case '[' -> {
        return array();
      }
      case '"' -> {
        return string;
      }
      case NUMBER -> {
        return number(text.substring(start, position));
      }
      case WORD -> {
        String word = text.substring(start, position);
        return word.equals("null") ? null : (Object) word.equals("true");
      }
      default -> throw unexpected("JSON value");
    }
  }

  private Map<String, @Nullable Object> object() {
    enter();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    char next = token();
    if (next != '}' && next != '"') {
      throw unexpected("string or \"}\"");
    }
    while (next != '}') {
      if (next != '"') {
        throw unexpected("string");
      }
      String key = string;
      if (token() != ':') {
        throw unexpected("\":\"");
      }
      map.remove(key);
      map.put(key, value());
      next = token();
      if (next == ',') {
        next = token();
        if (next == '}') {
          throw unexpected("string");
        }
      } else if (next != '}') {
        throw unexpected("\",\" or \"}\"");
      }
    }
    depth--;
    return map;
  }

  private List<@Nullable Object> array() {
    enter();
    List<@Nullable Object> list = new ArrayList<>();
    skip();
    if (peek() == ']') {
      token();
    } else {
      char next;
      do {
        list.add(value());
        next = token();
      } while (next == ',');
      if (next != ']') {
        throw unexpected("\",\" or \"]\"");
      }
    }
    depth--;
    return list;
  }

  private void enter() {
    if (++depth > DEPTH_MAX) {
      throw SqlState.STATEMENT_TOO_COMPLEX.error("stack depth limit exceeded");
    }
  }

  /// Reads the next token, `[start, position)`: its first character, [#NUMBER], [#WORD] or [#END].
  private char token() {
    skip();
    start = position;
    if (position >= text.length()) {
      return END;
    }
    char c = text.charAt(position);
    if ("{}[]:,".indexOf(c) >= 0) {
      position++;
      return c;
    }
    if (c == '"') {
      string = readString();
      return c;
    }
    while (position < text.length() && isWord(text.charAt(position))) {
      position++;
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
      return readNumber();
    }
    position = Math.max(position, start + 1);
    return switch (text.substring(start, position)) {
      case "true", "false", "null" -> WORD;
      default -> throw invalidToken();
    };
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c >= 0x80;
  }

  private char readNumber() {
    int at = start + (text.charAt(start) == '-' ? 1 : 0);
    int whole = digits(at);
    boolean good = whole > at && (text.charAt(at) != '0' || whole == at + 1);
    at = whole;
    if (good && at < text.length() && text.charAt(at) == '.') {
      int end = digits(at + 1);
      good = end > at + 1;
      at = end;
    }
    if (good && at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      boolean signed = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0;
      int first = at + (signed ? 2 : 1);
      int end = digits(first);
      good = end > first;
      at = end;
    }
    position = at;
    while (position < text.length() && isWord(text.charAt(position))) {
      position++;
    }
    if (!good || position > at) {
      throw invalidToken();
    }
    return NUMBER;
  }

  private int digits(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static BigDecimal number(String token) {
    int exponent = Math.max(token.indexOf('e'), token.indexOf('E'));
    String power = exponent < 0 ? "0" : token.substring(exponent + 1).replaceFirst("^\\+", "");
    if (power.length() > 7 || Math.abs(Integer.parseInt(power)) > EXPONENT_MAX) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value overflows numeric format");
    }
    return new BigDecimal(token);
  }

  private String readString() {
    StringBuilder out = new StringBuilder();
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      boolean halved = !out.isEmpty() && Character.isHighSurrogate(out.charAt(out.length() - 1));
      if (c == '"') {
        requirePair(!halved, LOW_MISSING);
        return out.toString();
      }
      if (c < ' ') {
        position--;
        throw invalid("Character with value 0x%02x must be escaped.".formatted((int) c));
      }
      char read = c == '\\' ? escape() : c;
      requirePair(
          !(halved && Character.isHighSurrogate(read)),
          "Unicode high surrogate must not follow a high surrogate.");
      requirePair(halved == Character.isLowSurrogate(read), LOW_MISSING);
      out.append(read);
    }
    throw invalidToken();
  }

  private void requirePair(boolean condition, String complaint) {
    if (!condition && !verbatim) {
      throw invalid(complaint);
    }
  }

  private char escape() {
    if (position >= text.length()) {
      throw invalidToken();
    }
    char c = text.charAt(position++);
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
      if (position >= text.length()) {
        throw invalidToken();
      }
      int digit = Character.digit(text.charAt(position++), 16);
      if (digit < 0) {
        throw invalid("\"\\u\" must be followed by four hexadecimal digits.");
      }
      code = code << 4 | digit;
    }
    if (code == 0 && !verbatim) {
      throw located(
          SqlState.UNTRANSLATABLE_CHARACTER
              .error("unsupported Unicode escape sequence")
              .withDetail("\\u0000 cannot be converted to text."));
    }
    return (char) code;
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
    if (start >= text.length()) {
      return invalid("The input string ended unexpectedly.");
    }
    String found = text.substring(start, position);
    return invalid("Expected %s, but found \"%s\".".formatted(expected, found));
  }

  private OmenException invalidToken() {
    return invalid("Token \"%s\" is invalid.".formatted(text.substring(start, position)));
  }

  private OmenException invalid(String detail) {
    return located(
        SqlState.INVALID_TEXT_REPRESENTATION
            .error("invalid input syntax for type json")
            .withDetail("%s", detail));
  }

  /// The error with the line up to the place where it was found.
  private OmenException located(OmenException error) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < start; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int from = position - lineStart >= CONTEXT_MAX ? position - CONTEXT_MAX + 1 : lineStart;
    from = from - lineStart <= 3 ? lineStart : from;
    boolean more =
        start < text.length()
            && position < text.length()
            && text.charAt(position) != '\n'
            && text.charAt(position) != '\r';
    String shown = text.substring(from, position);
    return error.within(
        "JSON data, line %d: %s%s%s",
        line, from > lineStart ? "..." : "", shown, more ? "..." : "");
  }
}
