package omendb.planner.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// A statement's text with literals taken out, so that statements that differ in nothing else have
/// the same text and can share a plan.
///
/// Taken are numbers and strings that stand as operands and arguments. Those that are part of the
/// grammar stay (the place of an ORDER BY or GROUP BY column, `LIMIT 10`, `date '2024-01-01'`), so
/// that what is left means the same as a prepared statement as the whole did.
///
/// @param text with `$1`, `$2`, … where literals were
/// @param types of the values as PostgreSQL types literals: integer, bigint, numeric; UNKNOWN for
///   strings
/// @param values boxed as [omendb.core.TypeKind] says; a string's text
public record LiteralText(String text, List<ColumnType> types, List<Object> values) {
  private static final int TEXT_MAX = 8_192;
  private static final int VALUES_MAX = 256;

  /// The text of one SELECT, INSERT, UPDATE or DELETE without its literals; null when there are
  /// none, when it has parameters of its own, and when it is long or not well formed.
  public static @Nullable LiteralText of(String sql) {
    if (sql.length() > TEXT_MAX || !beginsLikeRows(sql)) {
      return null;
    }
    Tokens tokens = SqlLexer.tokenize(sql);
    if (tokens.kinds[tokens.count - 1] == Token.ERROR) {
      return null;
    }
    Taking taking = new Taking(tokens);
    return taking.run() ? taking.result() : null;
  }

  /// A quick look that spares other statements the scanner.
  private static boolean beginsLikeRows(String sql) {
    int at = 0;
    while (at < sql.length() && SqlLexer.isSpace(sql.charAt(at))) {
      at++;
    }
    return at < sql.length() && "sSiIuUdD".indexOf(sql.charAt(at)) >= 0;
  }

  /// One pass over the tokens.
  private static final class Taking {
    private final Tokens tokens;
    private final StringBuilder text;
    private final List<ColumnType> types = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private int copied;

    /// True from the first ORDER BY, GROUP BY or DISTINCT ON, where a number may be a column's
    /// place.
    private boolean inPlaces;

    Taking(Tokens tokens) {
      this.tokens = tokens;
      this.text = new StringBuilder(tokens.text.length());
    }

    /// False when the statement is not one whose literals are taken.
    boolean run() {
      if (!isRows(tokens.keywords[0])) {
        return false;
      }
      for (int i = 1; i < tokens.count; i++) {
        switch (tokens.kinds[i]) {
          case Token.PARAMETER -> {
            return false;
          }
          case ';' -> {
            if (tokens.kinds[i + 1] != Token.END) {
              return false;
            }
          }
          case Token.KEYWORD -> inPlaces |= beginsPlaces(tokens.keywords[i]);
          case Token.INTEGER, Token.NUMBER, Token.STRING -> {
            if (!inPlaces && isOperandAfter(i - 1)) {
              take(i);
            }
          }
          default -> {}
        }
      }
      return !values.isEmpty() && values.size() <= VALUES_MAX;
    }

    private static boolean isRows(Keyword keyword) {
      return switch (keyword) {
        case SELECT, INSERT, UPDATE, DELETE -> true;
        default -> false;
      };
    }

    private static boolean beginsPlaces(Keyword keyword) {
      return switch (keyword) {
        case ORDER, GROUP, DISTINCT -> true;
        default -> false;
      };
    }

    /// True when what follows the token can only be an operand or an argument.
    private boolean isOperandAfter(int token) {
      return switch (tokens.kinds[token]) {
        case '=', '<', '>', '+', '-', '*', '/', '%', '(', ',', '[' -> true;
        case Token.OPERATOR, Token.LESS_EQUALS, Token.GREATER_EQUALS, Token.NOT_EQUALS -> true;
        case Token.KEYWORD ->
            switch (tokens.keywords[token]) {
              case AND, OR, NOT, WHERE, BETWEEN, LIKE, ILIKE, WHEN, THEN, ELSE, SELECT -> true;
              default -> false;
            };
        default -> false;
      };
    }

    private void take(int token) {
      Object value;
      ColumnType type;
      if (tokens.kinds[token] == Token.STRING) {
        String given = tokens.values[token];
        int start = tokens.starts[token];
        if (given == null && tokens.text.charAt(start) != '\'') {
          return;
        }
        value = given != null ? given : tokens.text.substring(start + 1, tokens.ends[token] - 1);
        type = ColumnType.UNKNOWN;
      } else {
        String digits = tokens.raw(token);
        if (digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0) {
          return;
        }
        Expr.Literal number = Expr.Literal.number(digits);
        value = Objects.requireNonNull(number.value());
        type = tokens.kinds[token] == Token.INTEGER ? ColumnType.INTEGER : number.type();
      }
      values.add(value);
      types.add(type);
      text.append(tokens.text, copied, tokens.starts[token]).append('$').append(values.size());
      copied = tokens.ends[token];
    }

    LiteralText result() {
      text.append(tokens.text, copied, tokens.text.length());
      return new LiteralText(text.toString(), types, values);
    }
  }
}
