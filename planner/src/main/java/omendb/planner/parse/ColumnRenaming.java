package omendb.planner.parse;

import java.util.Locale;
import omendb.planner.function.FormatFunctions;

/// Gives a column another name in the text of a stored expression, and leaves the rest as it was
/// written.
final class ColumnRenaming {
  private final Tokens tokens;
  private final String old;

  ColumnRenaming(String text, String old) {
    this.tokens = SqlLexer.tokenize(text);
    this.old = old;
  }

  String to(String name) {
    StringBuilder renamed = new StringBuilder();
    int from = 0;
    for (int i = 0; i < tokens.count; i++) {
      if (isColumn(i)) {
        renamed.append(tokens.text, from, tokens.starts[i]);
        renamed.append(FormatFunctions.quoteIdent(name));
        from = tokens.ends[i];
      }
    }
    return renamed.append(tokens.text, from, tokens.text.length()).toString();
  }

  /// Neither a function's name nor a type's.
  private boolean isColumn(int token) {
    if (!old.equals(name(tokens, token)) || tokens.kinds[token + 1] == '(') {
      return false;
    }
    return token == 0
        || tokens.kinds[token - 1] != Token.TYPECAST && tokens.keywords[token - 1] != Keyword.AS;
  }

  /// The name that a token is; empty when it is none.
  static String name(Tokens tokens, int token) {
    String raw = tokens.raw(token);
    return switch (tokens.kinds[token]) {
      case Token.KEYWORD -> raw.toLowerCase(Locale.ROOT);
      case Token.IDENTIFIER -> {
        String value = tokens.values[token];
        if (value != null) {
          yield value;
        }
        yield raw.startsWith("\"")
            ? raw.substring(1, raw.length() - 1)
            : raw.toLowerCase(Locale.ROOT);
      }
      default -> "";
    };
  }
}
