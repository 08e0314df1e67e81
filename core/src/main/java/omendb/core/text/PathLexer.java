package omendb.core.text;

import java.util.Set;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// Cuts a path's text into tokens, one at a time.
final class PathLexer {
  enum Kind {
    /// A name or keyword without quotes.
    WORD,
    STRING,
    VARIABLE,
    NUMBER,
    SYMBOL,
    END
  }

  private static final String SPECIAL = "?%$.[]{}()|&!=<>@#,*:-+/\\\" \t\n\r\f";
  private static final Set<String> PAIRS = Set.of("&&", "||", "==", "!=", "<>", "<=", ">=", "**");

  private final String text;
  private int next;

  /// Where the token starts.
  private int start;

  Kind kind = Kind.END;

  /// The token without quotes and escapes.
  String value = "";

  PathLexer(String text) {
    this.text = text;
    advance();
  }

  boolean atSymbol(String symbol) {
    return kind == Kind.SYMBOL && value.equals(symbol);
  }

  boolean atWord(String keyword) {
    return kind == Kind.WORD && value.equalsIgnoreCase(keyword);
  }

  boolean accept(String symbol) {
    boolean there = atSymbol(symbol);
    if (there) {
      advance();
    }
    return there;
  }

  boolean acceptWord(String keyword) {
    boolean there = atWord(keyword);
    if (there) {
      advance();
    }
    return there;
  }

  void expect(String symbol) {
    if (!accept(symbol)) {
      throw unexpected();
    }
  }

  /// 42601 at the token.
  OmenException unexpected() {
    return error("syntax error");
  }

  private OmenException error(String message) {
    return kind == Kind.END
        ? SqlState.SYNTAX_ERROR.error("%s at end of jsonpath input", message)
        : SqlState.SYNTAX_ERROR.error(
            "%s at or near \"%s\" of jsonpath input", message, text.substring(start, next));
  }

  void advance() {
    skipBlanks();
    start = next;
    if (next == text.length()) {
      kind = Kind.END;
      value = "";
      return;
    }
    char c = text.charAt(next);
    if (c == '"') {
      kind = Kind.STRING;
      value = string();
    } else if (isDigit(c) || c == '.' && next + 1 < text.length() && isDigit(at(next + 1))) {
      number();
    } else if (c == '$' && next + 1 < text.length() && startsName(at(next + 1))) {
      next++;
      kind = Kind.VARIABLE;
      value = at(next) == '"' ? string() : word();
    } else if (c == '\\' || SPECIAL.indexOf(c) < 0) {
      kind = Kind.WORD;
      value = word();
    } else {
      symbol();
    }
  }

  private char at(int place) {
    return text.charAt(place);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean startsName(char c) {
    return c == '"' || c == '\\' || SPECIAL.indexOf(c) < 0;
  }

  private void skipBlanks() {
    while (next < text.length()) {
      if (" \t\n\r\f".indexOf(at(next)) >= 0) {
        next++;
      } else if (text.startsWith("/*", next)) {
        int end = text.indexOf("*/", next + 2);
        if (end < 0) {
          start = next;
          next = text.length();
          kind = Kind.END;
          throw error("unexpected end of comment");
        }
        next = end + 2;
      } else {
        return;
      }
    }
  }

  private void symbol() {
    kind = Kind.SYMBOL;
    int length = next + 1 < text.length() && PAIRS.contains(text.substring(next, next + 2)) ? 2 : 1;
    next += length;
    String symbol = text.substring(start, next);
    value =
        switch (symbol) {
          case "=" -> "==";
          case "<>" -> "!=";
          default -> symbol;
        };
    if (value.equals("#") || value.equals(":") || value.equals("&") || value.equals("|")) {
      throw unexpected();
    }
  }

  private void number() {
    kind = Kind.NUMBER;
    if (at(next) == '0') {
      next++;
    } else {
      digits();
    }
    if (next < text.length() && at(next) == '.') {
      next++;
      digits();
    }
    if (next < text.length() && (at(next) == 'e' || at(next) == 'E')) {
      int exponent = next + 1;
      if (exponent < text.length() && (at(exponent) == '+' || at(exponent) == '-')) {
        exponent++;
      }
      if (exponent < text.length() && isDigit(at(exponent))) {
        next = exponent;
        digits();
      }
    }
    value = text.substring(start, next);
    if (next < text.length() && SPECIAL.indexOf(at(next)) < 0) {
      next++;
      throw error("trailing junk after numeric literal");
    }
  }

  private void digits() {
    while (next < text.length() && isDigit(at(next))) {
      next++;
    }
  }

  private String word() {
    StringBuilder out = new StringBuilder();
    while (next < text.length()) {
      char c = at(next);
      if (c == '\\') {
        escape(out);
      } else if (SPECIAL.indexOf(c) < 0) {
        out.append(c);
        next++;
      } else {
        break;
      }
    }
    return out.toString();
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    next++;
    while (next < text.length()) {
      char c = at(next);
      if (c == '"') {
        next++;
        return out.toString();
      }
      if (c == '\\') {
        escape(out);
      } else {
        out.append(c);
        next++;
      }
    }
    kind = Kind.END;
    throw error("unterminated quoted string");
  }

  /// From a backslash on.
  private void escape(StringBuilder out) {
    next++;
    if (next == text.length()) {
      kind = Kind.END;
      throw error("unexpected end after backslash");
    }
    char c = at(next++);
    switch (c) {
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case 'x' -> out.append((char) hex(2, "invalid hexadecimal character sequence"));
      case 'u' -> unicode(out);
      default -> out.append(c);
    }
  }

  private void unicode(StringBuilder out) {
    int point;
    if (next < text.length() && at(next) == '{') {
      int end = text.indexOf('}', next);
      int length = end - next - 1;
      if (length < 1 || length > 6) {
        throw error("invalid Unicode escape sequence");
      }
      next++;
      point = hex(length, "invalid Unicode escape sequence");
      next++;
    } else {
      point = hex(4, "invalid Unicode escape sequence");
    }
    if (point == 0) {
      throw SqlState.UNTRANSLATABLE_CHARACTER
          .error("unsupported Unicode escape sequence")
          .withDetail("\\u0000 cannot be converted to text.");
    }
    if (point > Character.MAX_CODE_POINT) {
      throw error("invalid Unicode escape sequence");
    }
    boolean halved = !out.isEmpty() && Character.isHighSurrogate(out.charAt(out.length() - 1));
    if (halved && point <= Character.MAX_VALUE && Character.isHighSurrogate((char) point)) {
      throw unpaired("Unicode high surrogate must not follow a high surrogate.");
    }
    if (halved != (point <= Character.MAX_VALUE && Character.isLowSurrogate((char) point))) {
      throw unpaired("Unicode low surrogate must follow a high surrogate.");
    }
    out.appendCodePoint(point);
    boolean high = point <= Character.MAX_VALUE && Character.isHighSurrogate((char) point);
    if (high && !text.startsWith("\\u", next)) {
      throw unpaired("Unicode low surrogate must follow a high surrogate.");
    }
  }

  private static OmenException unpaired(String detail) {
    return SqlState.INVALID_TEXT_REPRESENTATION
        .error("invalid input syntax for type jsonpath")
        .withDetail("%s", detail);
  }

  private int hex(int length, String message) {
    int value16 = 0;
    for (int i = 0; i < length; i++, next++) {
      int digit = next < text.length() ? Character.digit(at(next), 16) : -1;
      if (digit < 0) {
        next = Math.min(next + 1, text.length());
        throw error(message);
      }
      value16 = value16 * 16 + digit;
    }
    return value16;
  }
}
