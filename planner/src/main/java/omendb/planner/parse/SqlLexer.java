package omendb.planner.parse;

import static omendb.planner.parse.Token.BINARY_STRING;
import static omendb.planner.parse.Token.HEX_STRING;
import static omendb.planner.parse.Token.IDENTIFIER;
import static omendb.planner.parse.Token.INTEGER;
import static omendb.planner.parse.Token.KEYWORD;
import static omendb.planner.parse.Token.NUMBER;
import static omendb.planner.parse.Token.OPERATOR;
import static omendb.planner.parse.Token.PARAMETER;
import static omendb.planner.parse.Token.STRING;

import omendb.core.OmenException;
import omendb.core.SqlState;

/// Cuts SQL text into [Tokens] as PostgreSQL does with `standard_conforming_strings` on.
///
/// The whole text is cut before it is parsed. Text that is no token ends the list with an error
/// that is thrown only if the parser gets so far, so that a syntax error before it is the one
/// reported.
final class SqlLexer {
  private static final String OPERATOR_CHARACTERS = "~!@#^&|`?+-*/%<>=";

  /// An operator with one of these may end in a plus or a minus.
  private static final String KEEPS_SIGN = "~!@#^&|`?%";

  private final String text;
  private final char[] chars;
  private final Tokens tokens;
  private final QuotedText quoted;
  private int at;

  private SqlLexer(String text) {
    this.text = text;
    this.chars = text.toCharArray();
    this.tokens = new Tokens(text);
    this.quoted = new QuotedText(text, chars, tokens);
  }

  static Tokens tokenize(String text) {
    SqlLexer lexer = new SqlLexer(text);
    try {
      while (lexer.next()) {
        // each call adds a token
      }
      lexer.tokens.add(Token.END, Keyword.NO_KEYWORD, text.length(), text.length(), null);
    } catch (OmenException e) {
      lexer.tokens.error = e;
      lexer.tokens.add(Token.ERROR, Keyword.NO_KEYWORD, lexer.at, text.length(), null);
    }
    return lexer.tokens;
  }

  /// Adds the next token; false at the end of the text.
  private boolean next() {
    skipBlanks();
    if (at >= chars.length) {
      return false;
    }
    char c = chars[at];
    if (isIdentifierStart(c)) {
      word(c);
    } else if (isDigit(c)) {
      number();
    } else {
      switch (c) {
        case '\'' -> plainString();
        case '"' -> at = quoted.identifier(at);
        case '$' -> dollar();
        case '.' -> dot();
        case ':' -> colon();
        case ',', '(', ')', '[', ']', ';' -> self(c);
        default -> {
          if (isOperator(c)) {
            operator();
          } else {
            self(c, Token.STRAY);
          }
        }
      }
    }
    return true;
  }

  private void skipBlanks() {
    while (at < chars.length) {
      char c = chars[at];
      if (isSpace(c)) {
        at++;
      } else if (c == '-' && peek(1) == '-') {
        at = endOfLine(at);
      } else if (c == '/' && peek(1) == '*') {
        blockComment();
      } else {
        return;
      }
    }
  }

  private int endOfLine(int from) {
    int i = from;
    while (i < chars.length && chars[i] != '\n' && chars[i] != '\r') {
      i++;
    }
    return i;
  }

  private void blockComment() {
    int depth = 0;
    int i = at;
    do {
      if (i + 1 >= chars.length) {
        throw quoted.error("unterminated /* comment", at, chars.length);
      }
      if (chars[i] == '/' && chars[i + 1] == '*') {
        depth++;
        i += 2;
      } else if (chars[i] == '*' && chars[i + 1] == '/') {
        depth--;
        i += 2;
      } else {
        i++;
      }
    } while (depth > 0);
    at = i;
  }

  private void word(char first) {
    if (peek(1) == '\'' && prefixedString(first)) {
      return;
    }
    if ((first == 'u' || first == 'U') && peek(1) == '&') {
      if (peek(2) == '\'' || peek(2) == '"') {
        unicode(peek(2) == '"');
        return;
      }
    }
    int end = wordEnd(at + 1);
    Keyword keyword = Keywords.find(chars, at, end);
    tokens.add(keyword == Keyword.NO_KEYWORD ? IDENTIFIER : KEYWORD, keyword, at, end, null);
    if (keyword == Keyword.FIRST || keyword == Keyword.LAST) {
      tokens.markNullsOrder();
    }
    at = end;
  }

  /// `E'…'`, `B'…'`, `X'…'`, `N'…'`; false if the letter begins a word after all.
  private boolean prefixedString(char letter) {
    switch (letter) {
      case 'e', 'E' -> at = quoted.escapeString(at);
      case 'b', 'B' -> at = quoted.digits(at, BINARY_STRING, "unterminated bit string literal");
      case 'x', 'X' ->
          at = quoted.digits(at, HEX_STRING, "unterminated hexadecimal string literal");
      case 'n', 'N' -> {
        tokens.add(KEYWORD, Keyword.NCHAR, at, at + 1, null);
        at++;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void plainString() {
    at = quoted.string(at, at + 1, STRING, "unterminated quoted string");
  }

  /// `U&'…'` or `U&"…"`, with the UESCAPE clause that may follow.
  private void unicode(boolean identifier) {
    int start = at;
    at = identifier ? quoted.identifierBody(at, at + 3) : plainUnicode(start);
    int token = tokens.count - 1;
    try {
      quoted.resolveUnicode(token, uescape(token), identifier);
    } catch (OmenException e) {
      tokens.count = token;
      throw e;
    }
  }

  /// The escape character of a `U&` token: a backslash unless UESCAPE follows.
  private char uescape(int token) {
    if (!next() || tokens.keywords[token + 1] != Keyword.UESCAPE) {
      return '\\';
    }
    char escape = unicodeEscape(token + 2);
    tokens.count = token + 1;
    tokens.ends[token] = at;
    return escape;
  }

  private int plainUnicode(int start) {
    return quoted.string(start, start + 3, STRING, "unterminated quoted string");
  }

  private char unicodeEscape(int token) {
    boolean more = next();
    if (!more || tokens.kinds[token] != STRING) {
      int from = more ? tokens.starts[token] : chars.length;
      int to = more ? tokens.ends[token] : chars.length;
      throw quoted.error("UESCAPE must be followed by a simple string literal", from, to);
    }
    int from = tokens.starts[token];
    String body = text.substring(from + 1, Math.max(from + 1, tokens.ends[token] - 1));
    char c = body.length() == 1 ? body.charAt(0) : '\'';
    if (Character.digit(c, 16) >= 0 || c == '+' || c == '\'' || c == '"' || isSpace(c)) {
      throw quoted.error("invalid Unicode escape character", from, tokens.ends[token]);
    }
    return c;
  }

  private void number() {
    int end = digits(at);
    boolean integer = true;
    if (end < chars.length
        && chars[end] == '.'
        && !(end + 1 < chars.length && chars[end + 1] == '.')) {
      integer = false;
      end = digits(end + 1);
    }
    endNumber(end, integer);
  }

  /// The exponent, if any, and what must not follow a number.
  private void endNumber(int mantissaEnd, boolean integer) {
    int end = mantissaEnd;
    boolean exact = integer;
    if (end < chars.length && (chars[end] == 'e' || chars[end] == 'E')) {
      int sign = end + 1;
      if (sign < chars.length && (chars[sign] == '+' || chars[sign] == '-')) {
        sign++;
      }
      int exponentEnd = digits(sign);
      if (exponentEnd == sign) {
        throw quoted.error("trailing junk after numeric literal", at, sign);
      }
      end = exponentEnd;
      exact = false;
    }
    if (end < chars.length && isIdentifierStart(chars[end])) {
      throw quoted.error("trailing junk after numeric literal", at, wordEnd(end));
    }
    tokens.add(exact && fitsInt(at, end) ? INTEGER : NUMBER, Keyword.NO_KEYWORD, at, end, null);
    at = end;
  }

  private int wordEnd(int from) {
    int end = from;
    while (end < chars.length && isIdentifierPart(chars[end])) {
      end++;
    }
    return end;
  }

  private boolean fitsInt(int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (chars[i] - '0');
      if (value > Integer.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }

  private int digits(int from) {
    int i = from;
    while (i < chars.length && isDigit(chars[i])) {
      i++;
    }
    return i;
  }

  private void dot() {
    if (isDigit(peek(1))) {
      endNumber(digits(at + 1), false);
    } else if (peek(1) == '.') {
      self('.', Token.DOT_DOT, 2);
    } else {
      self('.');
    }
  }

  private void colon() {
    if (peek(1) == ':') {
      self(':', Token.TYPECAST, 2);
    } else if (peek(1) == '=') {
      self(':', Token.COLON_EQUALS, 2);
    } else {
      self(':');
    }
  }

  private void dollar() {
    if (isDigit(peek(1))) {
      int end = digits(at + 1);
      if (end < chars.length && isIdentifierStart(chars[end])) {
        throw quoted.error("trailing junk after parameter", at, wordEnd(end));
      }
      tokens.add(PARAMETER, Keyword.NO_KEYWORD, at, end, null);
      at = end;
      return;
    }
    int end = quoted.dollarString(at);
    if (end < 0) {
      self('$', Token.STRAY);
    } else {
      at = end;
    }
  }

  private void operator() {
    int end = at;
    boolean keepsSign = false;
    while (end < chars.length && isOperator(chars[end]) && !(end > at && startsComment(end))) {
      keepsSign |= KEEPS_SIGN.indexOf(chars[end]) >= 0;
      end++;
    }
    if (!keepsSign) {
      while (end - at > 1 && (chars[end - 1] == '+' || chars[end - 1] == '-')) {
        end--;
      }
    }
    int kind = operatorKind(end);
    tokens.add(kind, Keyword.NO_KEYWORD, at, end, null);
    at = end;
  }

  private boolean startsComment(int i) {
    return i + 1 < chars.length
        && ((chars[i] == '-' && chars[i + 1] == '-') || (chars[i] == '/' && chars[i + 1] == '*'));
  }

  private int operatorKind(int end) {
    char c = chars[at];
    if (end - at == 1) {
      return "+-*/%^<>=".indexOf(c) >= 0 ? c : OPERATOR;
    }
    if (end - at == 2) {
      char d = chars[at + 1];
      if (d == '=') {
        return c == '<'
            ? Token.LESS_EQUALS
            : c == '>' ? Token.GREATER_EQUALS : c == '!' ? Token.NOT_EQUALS : OPERATOR;
      }
      if (d == '>') {
        return c == '=' ? Token.EQUALS_GREATER : c == '<' ? Token.NOT_EQUALS : OPERATOR;
      }
    }
    return OPERATOR;
  }

  private void self(char kind) {
    self(kind, kind);
  }

  private void self(char c, int kind) {
    self(c, kind, Character.isHighSurrogate(c) ? 2 : 1);
  }

  private void self(char c, int kind, int length) {
    int end = Math.min(at + length, chars.length);
    tokens.add(kind, Keyword.NO_KEYWORD, at, end, null);
    at = end;
  }

  private char peek(int ahead) {
    return at + ahead < chars.length ? chars[at + ahead] : 0;
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isIdentifierStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c) || c == '$';
  }

  private static boolean isOperator(char c) {
    return c < 0x80 && OPERATOR_CHARACTERS.indexOf(c) >= 0;
  }

  /// The error of a token whose text is `near`.
  static OmenException errorNear(String message, String near, int position) {
    return SqlState.SYNTAX_ERROR.error("%s at or near \"%s\"", message, near).at(position);
  }
}
