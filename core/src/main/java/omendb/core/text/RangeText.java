package omendb.core.text;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.MultirangeValue;
import omendb.core.OmenException;
import omendb.core.RangeValue;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Ranges and multiranges as text: `[1,5)`, `("a b",]`, `empty`, `{[1,2),[5,)}`.
final class RangeText {
  private static final String SPECIAL = "\"\\()[],";

  private final ColumnType bound;
  private final String text;
  private final TextContext context;
  private final boolean multirange;
  private int position;

  private RangeText(ColumnType bound, String text, TextContext context, boolean multirange) {
    this.bound = bound;
    this.text = text;
    this.context = context;
    this.multirange = multirange;
  }

  /// @param bound the type of the bounds
  static RangeValue parse(ColumnType bound, String text, TextContext context) {
    RangeText parser = new RangeText(bound, text, context, false);
    parser.skip();
    if (parser.acceptEmpty()) {
      parser.end("Junk after \"empty\" key word.");
      return RangeValue.EMPTY;
    }
    RangeValue range = parser.range();
    parser.end("Junk after right parenthesis or bracket.");
    return range;
  }

  static MultirangeValue parseMany(ColumnType bound, String text, TextContext context) {
    RangeText parser = new RangeText(bound, text, context, true);
    parser.skip();
    if (parser.peek() != '{') {
      throw parser.malformed("Missing left brace.");
    }
    parser.position++;
    MultirangeValue value = MultirangeValue.of(parser.ranges());
    parser.end("Junk after closing right brace.");
    return value;
  }

  private List<RangeValue> ranges() {
    List<RangeValue> ranges = new ArrayList<>();
    skip();
    if (peek() == '}') {
      position++;
      return ranges;
    }
    while (true) {
      skip();
      if (!acceptEmpty()) {
        if (peek() == 0) {
          throw malformed("Unexpected end of input.");
        }
        if (peek() != '[' && peek() != '(') {
          throw malformed("Expected range start.");
        }
        ranges.add(parse(bound, rangeText(), context));
      }
      skip();
      char c = peek();
      position++;
      if (c == '}') {
        return ranges;
      }
      if (c != ',') {
        throw malformed(
            c == 0 ? "Unexpected end of input." : "Expected comma or end of multirange.");
      }
    }
  }

  /// The text of one range of a multirange.
  private String rangeText() {
    int start = position;
    boolean quoted = false;
    char c = take();
    while (quoted || (c != ')' && c != ']')) {
      if (c == '\\') {
        take();
      } else if (c == '"' && peek() == '"') {
        take();
      } else if (c == '"') {
        quoted = !quoted;
      }
      c = take();
    }
    return text.substring(start, position);
  }

  private boolean acceptEmpty() {
    if (!text.regionMatches(true, position, "empty", 0, 5)) {
      return false;
    }
    position += 5;
    return true;
  }

  private RangeValue range() {
    char open = peek();
    if (open != '[' && open != '(') {
      throw malformed("Missing left parenthesis or bracket.");
    }
    position++;
    String lower = bound();
    if (peek() != ',') {
      throw malformed("Missing comma after lower bound.");
    }
    position++;
    String upper = bound();
    char close = peek();
    if (close != ']' && close != ')') {
      throw malformed("Too many commas.");
    }
    position++;
    return RangeValue.of(value(lower), open == '[', value(upper), close == ']').canonical(bound);
  }

  private @Nullable Object value(@Nullable String word) {
    return word == null ? null : TypeText.parse(bound, word, context);
  }

  /// The text of a bound, null when there is none.
  private @Nullable String bound() {
    if (",)]".indexOf(peek()) >= 0) {
      return null;
    }
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    while (quoted || ",)]".indexOf(peek()) < 0) {
      char c = take();
      if (c == '\\') {
        word.append(take());
      } else if (c != '"') {
        word.append(c);
      } else if (quoted && peek() == '"') {
        word.append(take());
      } else {
        quoted = !quoted;
      }
    }
    return word.toString();
  }

  private char take() {
    if (position >= text.length()) {
      throw malformed("Unexpected end of input.");
    }
    return text.charAt(position++);
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private void skip() {
    while (position < text.length() && NumberText.isSpace(text.charAt(position))) {
      position++;
    }
  }

  private void end(String junk) {
    skip();
    if (position < text.length()) {
      throw malformed(junk);
    }
  }

  private OmenException malformed(String detail) {
    return SqlState.INVALID_TEXT_REPRESENTATION
        .error("malformed %s literal: \"%s\"", multirange ? "multirange" : "range", text)
        .withDetail("%s", detail);
  }

  static void format(ColumnType bound, RangeValue range, TextStyle style, TextBuffer out) {
    if (range.empty()) {
      out.put("empty");
      return;
    }
    Object lower = range.lower();
    Object upper = range.upper();
    out.put(range.lowerInc() ? '[' : '(');
    if (lower != null) {
      quote(TypeText.format(bound, lower, style), out);
    }
    out.put(',');
    if (upper != null) {
      quote(TypeText.format(bound, upper, style), out);
    }
    out.put(range.upperInc() ? ']' : ')');
  }

  static void format(ColumnType bound, MultirangeValue value, TextStyle style, TextBuffer out) {
    out.put('{');
    boolean first = true;
    for (RangeValue range : value.ranges()) {
      if (!first) {
        out.put(',');
      }
      first = false;
      format(bound, range, style, out);
    }
    out.put('}');
  }

  private static void quote(String text, TextBuffer out) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0 || NumberText.isSpace((char) c));
    if (plain) {
      out.put(text);
    } else {
      out.put('"').put(text.replace("\\", "\\\\").replace("\"", "\"\"")).put('"');
    }
  }
}
