package omendb.core.text;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// Arrays as text: `{1,"a b",NULL,{…}}`. Arrays of more dimensions are arrays of `Object[]`.
final class ArrayText {
  private final ColumnType element;
  private final String text;
  private final TextContext context;
  private int position;

  private ArrayText(ColumnType element, String text, TextContext context) {
    this.element = element;
    this.text = text;
    this.context = context;
  }

  static @Nullable Object[] parse(ColumnType element, String text, TextContext context) {
    ArrayText parser = new ArrayText(element, text, context);
    parser.skip();
    parser.bounds();
    if (parser.peek() != '{') {
      throw parser.malformed("Array value must start with \"{\" or dimension information.");
    }
    @Nullable Object[] result = parser.array();
    parser.skip();
    if (parser.position < text.length()) {
      throw parser.malformed("Junk after closing right brace.");
    }
    return result;
  }

  /// Skips `[1:n]=`; other lower bounds are not supported.
  private void bounds() {
    if (peek() != '[') {
      return;
    }
    int end = text.indexOf('=', position);
    String bounds = end < 0 ? "" : text.substring(position, end);
    if (!bounds.matches("(\\[[+]?1:\\d+])+")) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("array bounds in \"%s\" are not supported", text);
    }
    position = end + 1;
    skip();
  }

  private @Nullable Object[] array() {
    position++;
    List<@Nullable Object> values = new ArrayList<>();
    skip();
    if (peek() == '}') {
      position++;
      return new @Nullable Object[0];
    }
    int length = -1;
    while (true) {
      skip();
      Object value;
      if (peek() == '{') {
        @Nullable Object[] inner = array();
        if (length >= 0 && length != inner.length || (length < 0 && !values.isEmpty())) {
          throw malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
        }
        length = inner.length;
        value = inner;
      } else if (length >= 0) {
        throw malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
      } else {
        value = element();
      }
      values.add(value);
      skip();
      char c = peek();
      position++;
      if (c == '}') {
        return values.toArray();
      }
      if (c != delimiter(element)) {
        throw malformed(c == 0 ? "Unexpected end of input." : "Unexpected array element.");
      }
    }
  }

  private @Nullable Object element() {
    StringBuilder token = new StringBuilder();
    boolean quoted = peek() == '"';
    if (quoted) {
      position++;
      while (peek() != '"') {
        token.append(escaped());
      }
      position++;
    } else {
      boolean escape = false;
      String ends = delimiter(element) + "{}\"";
      while (ends.indexOf(peek()) < 0) {
        escape |= peek() == '\\';
        token.append(escaped());
      }
      if (peek() == '{' || peek() == '"') {
        throw malformed("Unexpected array element.");
      }
      while (!token.isEmpty() && NumberText.isSpace(token.charAt(token.length() - 1))) {
        token.setLength(token.length() - 1);
      }
      if (token.isEmpty()) {
        throw malformed("Unexpected \"" + peek() + "\" character.");
      }
      if (!escape && token.toString().equalsIgnoreCase("null")) {
        return null;
      }
    }
    return TypeText.parse(element, token.toString(), context);
  }

  private char escaped() {
    char c = text.charAt(position);
    if (c == '\\') {
      position++;
      if (position >= text.length()) {
        throw malformed("Unexpected end of input.");
      }
      c = text.charAt(position);
    }
    position++;
    if (position > text.length() - 1 && c != '}') {
      throw malformed("Unexpected end of input.");
    }
    return c;
  }

  private char peek() {
    if (position >= text.length()) {
      return 0;
    }
    return text.charAt(position);
  }

  private void skip() {
    while (position < text.length() && NumberText.isSpace(text.charAt(position))) {
      position++;
    }
  }

  private OmenException malformed(String detail) {
    return SqlState.INVALID_TEXT_REPRESENTATION
        .error("malformed array literal: \"%s\"", text)
        .withDetail("%s", detail);
  }

  /// `pg_type.typdelim`: boxes have commas of their own.
  private static char delimiter(ColumnType element) {
    return element.kind() == TypeKind.BOX ? ';' : ',';
  }

  /// The numbers of an int2vector or oidvector, parted by blanks.
  static Long[] parseVector(ColumnType element, String text, TextContext context) {
    String numbers = text.strip();
    if (numbers.isEmpty()) {
      return new Long[0];
    }
    String[] parts = numbers.split("\\s+");
    Long[] vector = new Long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      vector[i] = (Long) TypeText.parse(element, parts[i], context);
    }
    return vector;
  }

  static void formatVector(@Nullable Object[] values, TextBuffer out) {
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.put(' ');
      }
      out.put(String.valueOf(values[i]));
    }
  }

  static void format(
      ColumnType element, @Nullable Object[] values, TextStyle style, TextBuffer out) {
    char delimiter = delimiter(element);
    out.put('{');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.put(delimiter);
      }
      Object value = values[i];
      if (value == null) {
        out.put("NULL");
      } else if (value instanceof @Nullable Object[] inner) {
        format(element, inner, style, out);
      } else {
        quote(TypeText.format(element, value, style), delimiter, out);
      }
    }
    out.put('}');
  }

  private static void quote(String text, char delimiter, TextBuffer out) {
    if (!needsQuotes(text, delimiter)) {
      out.put(text);
      return;
    }
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    out.put('"').put(escaped).put('"');
  }

  private static boolean needsQuotes(String text, char delimiter) {
    if (text.isEmpty() || text.equalsIgnoreCase("null")) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"'
          || c == '\\'
          || c == '{'
          || c == '}'
          || c == delimiter
          || NumberText.isSpace(c)) {
        return true;
      }
    }
    return false;
  }
}
