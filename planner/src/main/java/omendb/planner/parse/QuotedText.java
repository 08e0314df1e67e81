package omendb.planner.parse;

import static omendb.planner.parse.Token.IDENTIFIER;
import static omendb.planner.parse.Token.STRING;

import java.nio.charset.StandardCharsets;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The part of the scanner that reads what stands between quotes. Each method adds one token and
/// returns the offset after it.
final class QuotedText {
  private static final int NAME_BYTES = 63;

  private final String text;
  private final char[] chars;
  private final Tokens tokens;

  QuotedText(String text, char[] chars, Tokens tokens) {
    this.text = text;
    this.chars = chars;
    this.tokens = tokens;
  }

  /// A string whose quote is just before `body`, with its continuations on later lines. Doubled
  /// quotes are the only escapes.
  int string(int start, int body, int kind, String unterminated) {
    int close = closingQuote(start, body, unterminated);
    int next = continuation(close);
    if (next < 0 && close - body == plainLength(body, close) && body == start + 1) {
      tokens.add(kind, Keyword.NO_KEYWORD, start, close + 1, null);
      return close + 1;
    }
    StringBuilder value = new StringBuilder();
    int from = body;
    while (true) {
      appendUndoubled(value, from, close, '\'');
      if (next < 0) {
        tokens.add(kind, Keyword.NO_KEYWORD, start, close + 1, value.toString());
        return close + 1;
      }
      from = next;
      close = closingQuote(start, from, unterminated);
      next = continuation(close);
    }
  }

  int digits(int start, int kind, String unterminated) {
    return string(start, start + 2, kind, unterminated);
  }

  private int closingQuote(int start, int body, String unterminated) {
    int i = body;
    while (true) {
      int close = text.indexOf('\'', i);
      if (close < 0) {
        throw error(unterminated, start, chars.length);
      }
      if (close + 1 < chars.length && chars[close + 1] == '\'') {
        i = close + 2;
      } else {
        return close;
      }
    }
  }

  private int plainLength(int from, int to) {
    int quote = text.indexOf('\'', from);
    return quote >= 0 && quote < to ? -1 : to - from;
  }

  private void appendUndoubled(StringBuilder value, int from, int to, char quote) {
    for (int i = from; i < to; i++) {
      value.append(chars[i]);
      if (chars[i] == quote) {
        i++;
      }
    }
  }

  /// The offset after the opening quote of a string's continuation, or -1: blanks with at least one
  /// line end, then a quote.
  private int continuation(int close) {
    int i = close + 1;
    boolean newline = false;
    while (i < chars.length) {
      char c = chars[i];
      if (c == '\n' || c == '\r') {
        newline = true;
        i++;
      } else if (SqlLexer.isSpace(c)) {
        i++;
      } else if (c == '-' && i + 1 < chars.length && chars[i + 1] == '-') {
        while (i < chars.length && chars[i] != '\n' && chars[i] != '\r') {
          i++;
        }
      } else {
        return c == '\'' && newline ? i + 1 : -1;
      }
    }
    return -1;
  }

  /// `E'…'`.
  int escapeString(int start) {
    StringBuilder value = new StringBuilder();
    EscapeReader escapes = new EscapeReader(this, chars, value);
    int i = start + 2;
    while (true) {
      if (i >= chars.length) {
        throw error("unterminated quoted string", start, chars.length);
      }
      char c = chars[i];
      if (c == '\\') {
        if (i + 1 >= chars.length) {
          throw error("unterminated quoted string", start, chars.length);
        }
        i = escapes.escape(i);
      } else if (c != '\'') {
        escapes.plain(c, i);
        i++;
      } else if (i + 1 < chars.length && chars[i + 1] == '\'') {
        escapes.plain('\'', i);
        i += 2;
      } else {
        int next = continuation(i);
        if (next < 0) {
          escapes.finish(i);
          tokens.add(STRING, Keyword.NO_KEYWORD, start, i + 1, value.toString());
          return i + 1;
        }
        i = next;
      }
    }
  }

  /// `$tag$…$tag$`, or -1 when the dollar sign begins no such thing.
  int dollarString(int start) {
    int i = start + 1;
    while (i < chars.length && chars[i] != '$') {
      char c = chars[i];
      if (!SqlLexer.isIdentifierStart(c) && !(i > start + 1 && SqlLexer.isDigit(c))) {
        return -1;
      }
      i++;
    }
    if (i >= chars.length) {
      return -1;
    }
    String tag = text.substring(start, i + 1);
    int close = text.indexOf(tag, i + 1);
    if (close < 0) {
      throw error("unterminated dollar-quoted string", start, chars.length);
    }
    int end = close + tag.length();
    tokens.add(STRING, Keyword.NO_KEYWORD, start, end, text.substring(i + 1, close));
    return end;
  }

  /// `"…"`.
  int identifier(int start) {
    return identifierBody(start, start + 1);
  }

  int identifierBody(int start, int body) {
    int i = body;
    while (true) {
      int close = text.indexOf('"', i);
      if (close < 0) {
        throw error("unterminated quoted identifier", start, chars.length);
      }
      if (close + 1 < chars.length && chars[close + 1] == '"') {
        i = close + 2;
        continue;
      }
      if (close == body) {
        throw error("zero-length delimited identifier", start, close + 1);
      }
      StringBuilder value = new StringBuilder(close - body);
      appendUndoubled(value, body, close, '"');
      String name = body == start + 1 ? truncate(value.toString()) : value.toString();
      tokens.add(IDENTIFIER, Keyword.NO_KEYWORD, start, close + 1, name);
      return close + 1;
    }
  }

  /// Replaces the escapes in the value of a `U&` token.
  void resolveUnicode(int token, char escape, boolean identifier) {
    String raw = tokens.values[token];
    if (raw == null) {
      return;
    }
    StringBuilder value = new StringBuilder();
    UnicodePairs pairs = new UnicodePairs(this, value, false);
    int where = tokens.starts[token] + 3;
    for (int i = 0; i < raw.length(); ) {
      char c = raw.charAt(i);
      if (c != escape) {
        pairs.plain(c, where + i);
        i++;
      } else if (i + 1 < raw.length() && raw.charAt(i + 1) == escape) {
        pairs.plain(escape, where + i);
        i += 2;
      } else {
        boolean wide = i + 1 < raw.length() && raw.charAt(i + 1) == '+';
        int from = wide ? i + 2 : i + 1;
        int to = from + (wide ? 6 : 4);
        int code = hex(raw, from, to);
        if (code < 0) {
          throw SqlState.SYNTAX_ERROR
              .error("invalid Unicode escape")
              .withHint("Unicode escapes must be \\XXXX or \\+XXXXXX.")
              .at(tokens.position(where + i));
        }
        pairs.code(code, where + i, where + to);
        i = to;
      }
    }
    pairs.finish(where + raw.length());
    tokens.values[token] = identifier ? truncate(value.toString()) : value.toString();
  }

  private static int hex(String text, int from, int to) {
    int code = 0;
    for (int i = from; i < to; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }

  /// Cuts a name to the 63 bytes that PostgreSQL keeps, never inside a character.
  static String truncate(String name) {
    if (name.length() * 3 <= NAME_BYTES) {
      return name;
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= NAME_BYTES) {
      return name;
    }
    int end = NAME_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /// An error about the text from `start` to `end`, which it shows.
  OmenException error(String message, int start, int end) {
    String near = text.substring(start, Math.min(end, text.length()));
    if (near.isEmpty()) {
      return SqlState.SYNTAX_ERROR.error("%s at end of input", message).at(tokens.position(start));
    }
    return SqlLexer.errorNear(message, near, tokens.position(start));
  }

  OmenException at(OmenException error, int offset) {
    return error.at(tokens.position(offset));
  }

  @Nullable String value(int token) {
    return tokens.values[token];
  }
}
