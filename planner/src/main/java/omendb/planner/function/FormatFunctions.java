package omendb.planner.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// Functions that print values of any type, and quoting.
public final class FormatFunctions {
  private FormatFunctions() {}

  @SqlFunction(
      value = "concat(variadic any): text",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static String concat(
      EvalContext context, @Nullable String tag, @Nullable Object[] values) {
    return joined(context, types(tag), values, "", 0);
  }

  @SqlFunction(
      value = "concat_ws(text, variadic any): text",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static @Nullable String concatWithSeparator(
      EvalContext context,
      @Nullable String tag,
      @Nullable String separator,
      @Nullable Object[] values) {
    return separator == null ? null : joined(context, types(tag), values, separator, 1);
  }

  private static List<ColumnType> types(@Nullable String tag) {
    return TypeNames.parseTag(Objects.requireNonNull(tag));
  }

  static String joined(
      EvalContext context,
      List<ColumnType> types,
      @Nullable Object[] values,
      String separator,
      int firstType) {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        if (!first) {
          out.append(separator);
        }
        first = false;
        out.append(Casts.output(value, types.get(firstType + i), context));
      }
    }
    return out.toString();
  }

  @SqlFunction(
      value = "array_to_string(anyarray, text): text",
      typed = true,
      volatility = Volatility.STABLE)
  public static String arrayToString(
      EvalContext context, String tag, @Nullable Object[] array, String separator) {
    return Objects.requireNonNull(arrayToString(context, tag, array, separator, null));
  }

  @SqlFunction(
      value = "array_to_string(anyarray, text, text): text",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static @Nullable String arrayToString(
      EvalContext context,
      @Nullable String tag,
      @Nullable Object @Nullable [] array,
      @Nullable String separator,
      @Nullable String nullText) {
    if (array == null || separator == null) {
      return null;
    }
    ColumnType element = Objects.requireNonNull(types(tag).getFirst().element());
    List<String> parts = new ArrayList<>();
    collect(context, element, array, nullText, parts);
    return String.join(separator, parts);
  }

  private static void collect(
      EvalContext context,
      ColumnType element,
      @Nullable Object[] array,
      @Nullable String nullText,
      List<String> parts) {
    for (Object item : array) {
      if (item instanceof @Nullable Object[] inner) {
        collect(context, element, inner, nullText, parts);
      } else if (item != null) {
        parts.add(Casts.output(item, element, context));
      } else if (nullText != null) {
        parts.add(nullText);
      }
    }
  }

  @SqlFunction(value = "format(text): text", volatility = Volatility.STABLE)
  public static String format(EvalContext context, String pattern) {
    return new Formatter(context, List.of(ColumnType.TEXT), pattern, new Object[0]).format();
  }

  /// `%s`, `%I`, `%L`, `%%`, with position `n$`, flag `-` and width, `*` or `*n$`.
  @SqlFunction(
      value = "format(text, variadic any): text",
      nulls = true,
      typed = true,
      volatility = Volatility.STABLE)
  public static @Nullable String format(
      EvalContext context,
      @Nullable String tag,
      @Nullable String pattern,
      @Nullable Object[] values) {
    return pattern == null ? null : format(context, types(tag), pattern, values);
  }

  /// @param types the pattern's and those of the values
  static String format(
      EvalContext context, List<ColumnType> types, String pattern, @Nullable Object[] values) {
    return new Formatter(context, types, pattern, values).format();
  }

  /// One call of `format`.
  private static final class Formatter {
    private final EvalContext context;
    private final List<ColumnType> types;
    private final String pattern;
    private final @Nullable Object[] values;
    private int position;
    private int next;

    Formatter(
        EvalContext context, List<ColumnType> types, String pattern, @Nullable Object[] values) {
      this.context = context;
      this.types = types;
      this.pattern = pattern;
      this.values = values;
    }

    String format() {
      StringBuilder out = new StringBuilder();
      while (position < pattern.length()) {
        char c = pattern.charAt(position++);
        if (c != '%') {
          out.append(c);
        } else if (position < pattern.length() && pattern.charAt(position) == '%') {
          out.append('%');
          position++;
        } else {
          specifier(out);
        }
      }
      return out.toString();
    }

    private void specifier(StringBuilder out) {
      int argument = -1;
      int mark = position;
      int number = number();
      if (number >= 0 && peek() == '$') {
        position++;
        argument = index(number);
      } else {
        position = mark;
      }
      boolean left = false;
      while (peek() == '-') {
        left = true;
        position++;
      }
      int width = width();
      if (width < 0 && width != Integer.MIN_VALUE) {
        left = true;
        width = -width;
      }
      char kind = peek();
      position++;
      int index = argument >= 0 ? argument : next++;
      if (argument >= 0) {
        next = argument + 1;
      }
      if (kind == 0) {
        throw SqlState.INVALID_PARAMETER_VALUE
            .error("unterminated format() type specifier")
            .withHint("For a single \"%\" use \"%%\".");
      }
      String text = text(kind, index);
      int missing = width - text.codePointCount(0, text.length());
      String blanks = missing > 0 ? " ".repeat(missing) : "";
      out.append(left ? text + blanks : blanks + text);
    }

    private int width() {
      if (peek() != '*') {
        return Math.max(0, number());
      }
      position++;
      int mark = position;
      int number = number();
      int index;
      if (number >= 0 && peek() == '$') {
        position++;
        index = index(number);
        next = index + 1;
      } else {
        position = mark;
        index = next++;
      }
      Object value = value(index);
      return value == null ? 0 : (int) (long) (Long) value;
    }

    private String text(char kind, int index) {
      if (kind != 's' && kind != 'I' && kind != 'L') {
        throw SqlState.INVALID_PARAMETER_VALUE
            .error("unrecognized format() type specifier \"%s\"", kind)
            .withHint("For a single \"%\" use \"%%\".");
      }
      Object value = value(index);
      if (value == null) {
        if (kind == 'I') {
          throw SqlState.NULL_VALUE_NOT_ALLOWED.error(
              "null values cannot be formatted as an SQL identifier");
        }
        return kind == 'L' ? "NULL" : "";
      }
      String text = Casts.output(value, types.get(index + 1), context);
      return switch (kind) {
        case 'I' -> quoteIdent(text);
        case 'L' -> quoteLiteral(text);
        default -> text;
      };
    }

    private @Nullable Object value(int index) {
      if (index >= values.length) {
        throw SqlState.INVALID_PARAMETER_VALUE.error("too few arguments for format()");
      }
      return values[index];
    }

    private static int index(int number) {
      if (number == 0) {
        throw SqlState.INVALID_PARAMETER_VALUE.error(
            "format specifies argument 0, but arguments are numbered from 1");
      }
      return number - 1;
    }

    private int number() {
      int start = position;
      long value = 0;
      while (peek() >= '0' && peek() <= '9') {
        value = value * 10 + (peek() - '0');
        if (value > Integer.MAX_VALUE) {
          throw numberOutOfRange();
        }
        position++;
      }
      return position == start ? -1 : (int) value;
    }

    private static OmenException numberOutOfRange() {
      return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("number is out of range");
    }

    private char peek() {
      return position < pattern.length() ? pattern.charAt(position) : 0;
    }
  }

  /// The name as it must stand in SQL.
  @SqlFunction("quote_ident(text): text")
  public static String quoteIdent(String name) {
    boolean plain = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int i = 0; i < name.length() && plain; i++) {
      char c = name.charAt(i);
      plain = (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
    }
    if (plain && !SqlKeywords.needsQuotes(name)) {
      return name;
    }
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  @SqlFunction("quote_literal(text): text")
  public static String quoteLiteral(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') >= 0 ? "E" + quoted : quoted;
  }

  @SqlFunction(value = "quote_literal(anyelement): text", typed = true)
  public static String quoteLiteral(EvalContext context, String tag, Object value) {
    return quoteLiteral(Casts.output(value, types(tag).getFirst(), context));
  }

  @SqlFunction(value = "quote_nullable(text): text", nulls = true)
  public static String quoteNullable(@Nullable String text) {
    return text == null ? "NULL" : quoteLiteral(text);
  }

  /// The parts of a qualified name.
  @SqlFunction("parse_ident(text): text[]")
  public static @Nullable Object[] parseIdent(String text) {
    List<@Nullable Object> parts = new ArrayList<>();
    int i = 0;
    String trimmed = text.strip();
    while (true) {
      StringBuilder part = new StringBuilder();
      if (i < trimmed.length() && trimmed.charAt(i) == '"') {
        int end = trimmed.indexOf('"', i + 1);
        if (end < 0) {
          throw invalidName(text);
        }
        part.append(trimmed, i + 1, end);
        i = end + 1;
      } else {
        int start = i;
        if (i < trimmed.length() && Character.isDigit(trimmed.charAt(i))) {
          throw invalidName(text);
        }
        while (i < trimmed.length()
            && (Character.isLetterOrDigit(trimmed.charAt(i))
                || "_$".indexOf(trimmed.charAt(i)) >= 0)) {
          i++;
        }
        part.append(trimmed.substring(start, i).toLowerCase(Locale.ROOT));
      }
      if (part.isEmpty()) {
        throw invalidName(text);
      }
      parts.add(part.toString());
      if (i == trimmed.length()) {
        return parts.toArray();
      }
      if (trimmed.charAt(i++) != '.') {
        throw invalidName(text);
      }
    }
  }

  private static OmenException invalidName(String text) {
    return SqlState.INVALID_PARAMETER_VALUE.error("string is not a valid identifier: \"%s\"", text);
  }

  /// The type's name: what `pg_typeof` prints.
  @SqlFunction(value = "pg_typeof(any): regtype", nulls = true, typed = true)
  public static Long typeOf(@Nullable String tag, @Nullable Object value) {
    return (long) types(tag).getFirst().oid();
  }

  /// The size in bytes, kB, MB, GB, TB, PB.
  @SqlFunction("pg_size_pretty(int8): text")
  public static String sizePretty(long size) {
    String[] units = {"bytes", "kB", "MB", "GB", "TB", "PB"};
    long value = size;
    int unit = 0;
    if (Math.abs(value) >= 10 * 1024) {
      value >>= 9;
      unit = 1;
      while (Math.abs(value) >= 20 * 1024 - 1 && unit < units.length - 1) {
        value /= 1024;
        unit++;
      }
      value = (value + (value < 0 ? -1 : 1)) / 2;
    }
    return value + " " + units[unit];
  }
}
