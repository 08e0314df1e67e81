package omendb.planner.parse;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Control;
import omendb.planner.ast.Node;
import omendb.planner.ast.Statement;
import omendb.planner.ast.TypeName;

/// SQL text to syntax tree.
///
/// Every method throws only [OmenException]: 42601 with PostgreSQL's message and the position of
/// the offending token, 54001 for text nested too deeply, and a few other states that PostgreSQL
/// raises while it parses.
public final class SqlParser {
  private SqlParser() {}

  /// A statement and the range of UTF-16 offsets it takes in the text, without its semicolon.
  public record ParsedStatement(Statement statement, int start, int end) {}

  /// A key word as `pg_get_keywords()` tells of it.
  ///
  /// @param category U unreserved, C allowed as a column's name only, T as a function's or type's
  ///   only, R reserved
  /// @param bareLabel it may label a column without AS
  public record KeywordFact(String word, char category, boolean bareLabel) {}

  /// All key words in order.
  public static List<KeywordFact> keywords() {
    List<KeywordFact> facts = new ArrayList<>();
    for (Keyword keyword : Keyword.values()) {
      if (keyword != Keyword.NO_KEYWORD) {
        facts.add(new KeywordFact(keyword.word, keyword.catalogCode(), keyword.isBareLabel()));
      }
    }
    return facts;
  }

  /// The statements of a text, separated by semicolons; none for blanks and comments.
  public static List<ParsedStatement> parseScript(String sql) {
    return parser(sql).statements.script();
  }

  /// The only statement of a text; [Control.Empty] for blanks and comments.
  public static Statement parseOne(String sql) {
    List<ParsedStatement> statements = parseScript(sql);
    if (statements.size() > 1) {
      throw SqlState.SYNTAX_ERROR.error(
          "cannot insert multiple commands into a prepared statement");
    }
    return statements.isEmpty() ? new Control.Empty(1) : statements.getFirst().statement();
  }

  /// An expression alone, such as a stored default.
  public static Node parseExpression(String text) {
    Parser parser = parser(text);
    Node expression = parser.expressions.expression();
    parser.cursor.expect(Token.END);
    return expression;
  }

  /// The text of an expression after a column that it reads has got another name.
  public static String renameColumn(String expression, String old, String name) {
    return new ColumnRenaming(expression, old).to(name);
  }

  /// A type's name alone, such as the operand of `::regtype`.
  public static TypeName parseTypeName(String text) {
    Parser parser = parser(text);
    TypeName type = parser.types.type();
    parser.cursor.expect(Token.END);
    return type;
  }

  private static Parser parser(String text) {
    return new Parser(SqlLexer.tokenize(text));
  }
}
