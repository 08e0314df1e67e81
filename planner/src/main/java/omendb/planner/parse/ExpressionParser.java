package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import omendb.planner.ast.Node.LikeKind;
import omendb.planner.ast.Node.Truth;
import omendb.planner.ast.Operator;
import omendb.planner.ast.Query;
import org.jspecify.annotations.Nullable;

/// Expressions, by climbing PostgreSQL's table of precedences.
///
/// A *restricted* expression is one where AND, OR, NOT, IN, LIKE, BETWEEN, most of IS, COLLATE and
/// AT TIME ZONE are not allowed, because one of those words may follow it: the low end of a
/// BETWEEN, the DEFAULT of a column, the operands of POSITION.
final class ExpressionParser {
  private static final int OR_LEVEL = 1;
  private static final int AND_LEVEL = 2;
  private static final int NOT_LEVEL = 3;
  private static final int IS_LEVEL = 4;
  private static final int COMPARISON_LEVEL = 5;
  private static final int LIKE_LEVEL = 6;
  private static final int OPERATOR_LEVEL = 7;
  private static final int SUM_LEVEL = 8;
  private static final int PRODUCT_LEVEL = 9;
  private static final int POWER_LEVEL = 10;
  private static final int ZONE_LEVEL = 11;
  private static final int COLLATE_LEVEL = 12;
  private static final int SIGN_LEVEL = 13;
  private static final int CAST_LEVEL = 14;
  private static final int NO_OPERATOR = -1;

  private final Parser p;
  private final Cursor c;

  ExpressionParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Node expression() {
    return climb(0, false, null);
  }

  Node restricted() {
    return climb(0, true, null);
  }

  /// The rest of an expression whose first operand has been read.
  Node continueFrom(Node operand) {
    return climb(0, false, operand);
  }

  /// `a, b, c`; at least one.
  List<Node> list() {
    List<Node> nodes = new ArrayList<>(4);
    do {
      nodes.add(expression());
    } while (c.accept(','));
    return nodes;
  }

  private Node climb(int lowest, boolean restricted, @Nullable Node operand) {
    c.enter();
    int outer = c.beginTree();
    Node left = operand != null ? operand : prefix(restricted);
    int used = NO_OPERATOR;
    while (true) {
      int level = infixLevel(restricted);
      if (level < lowest || level == NO_OPERATOR) {
        break;
      }
      if (level == used) {
        throw c.syntaxError();
      }
      c.deepen();
      left = infix(left, level, restricted);
      used = isNonAssociative(level) && endsInOperand(left) ? level : NO_OPERATOR;
    }
    c.endTree(outer);
    c.leave();
    return left;
  }

  private static boolean isNonAssociative(int level) {
    return level == IS_LEVEL || level == COMPARISON_LEVEL || level == LIKE_LEVEL;
  }

  /// True when the operator just read ends in an operand, so that a second one of its level would
  /// be ambiguous.
  private static boolean endsInOperand(Node node) {
    return switch (node) {
      case Node.Binary ignored -> true;
      case Node.IsDistinct ignored -> true;
      case Node.Between ignored -> true;
      case Node.Like ignored -> true;
      default -> false;
    };
  }

  private Node prefix(boolean restricted) {
    int pos = c.pos();
    if (c.kind == '-' || c.kind == '+') {
      String sign = c.raw();
      c.advance();
      Node operand = climb(CAST_LEVEL, restricted, null);
      return sign.equals("-") ? negate(operand, pos) : new Node.Unary(plus(), operand, pos);
    }
    if (c.at(DEFAULT) && !restricted) {
      c.advance();
      return new Node.Default(pos);
    }
    if (c.at(NOT) && !restricted) {
      c.advance();
      return new Node.Not(climb(NOT_LEVEL, false, null), pos);
    }
    if (c.at(Token.OPERATOR) || atNamedOperator()) {
      Operator operator = operator();
      return new Node.Unary(operator, climb(OPERATOR_LEVEL + 1, restricted, null), pos);
    }
    return p.operands.operand();
  }

  private static Operator plus() {
    return new Operator(null, "+");
  }

  /// A minus sign before a constant becomes part of it.
  static Node negate(Node operand, int pos) {
    if (operand instanceof Node.IntegerLiteral literal) {
      return literal.value() == Integer.MIN_VALUE
          ? new Node.NumericLiteral("2147483648", pos)
          : new Node.IntegerLiteral(-literal.value(), pos);
    }
    if (operand instanceof Node.NumericLiteral literal) {
      String text = literal.text();
      if (text.equals("2147483648")) {
        return new Node.IntegerLiteral(Integer.MIN_VALUE, pos);
      }
      return new Node.NumericLiteral(text.startsWith("-") ? text.substring(1) : "-" + text, pos);
    }
    return new Node.Unary(new Operator(null, "-"), operand, pos);
  }

  boolean atNamedOperator() {
    return c.at(OPERATOR) && c.peekKind(1) == '(';
  }

  /// Any operator: a symbol or `OPERATOR(schema.symbol)`.
  Operator operator() {
    if (!c.accept(OPERATOR)) {
      return new Operator(null, symbol());
    }
    c.expect('(');
    int pos = c.pos();
    List<String> qualifier = new ArrayList<>(2);
    while (c.atColumnId()) {
      qualifier.add(c.takeIdentifier());
      c.expect('.');
    }
    if (qualifier.size() > 2) {
      throw SqlState.SYNTAX_ERROR.error("improper qualified operator name").at(pos);
    }
    Operator operator = new Operator(qualifier.isEmpty() ? null : qualifier.getLast(), symbol());
    c.expect(')');
    return operator;
  }

  boolean atSymbol() {
    return switch (c.kind) {
      case Token.OPERATOR, '+', '-', '*', '/', '%', '^', '<', '>', '=' -> true;
      case Token.LESS_EQUALS, Token.GREATER_EQUALS, Token.NOT_EQUALS -> true;
      default -> false;
    };
  }

  private String symbol() {
    if (!atSymbol()) {
      throw c.syntaxError();
    }
    String symbol = c.kind == Token.NOT_EQUALS ? "<>" : c.raw();
    c.advance();
    return symbol;
  }

  /// How tightly the current token binds as an infix operator.
  private int infixLevel(boolean restricted) {
    switch (c.kind) {
      case Token.END, ',', ')', ';' -> {
        return NO_OPERATOR;
      }
      case '=', '<', '>', Token.LESS_EQUALS, Token.GREATER_EQUALS, Token.NOT_EQUALS -> {
        return COMPARISON_LEVEL;
      }
      case Token.OPERATOR -> {
        return OPERATOR_LEVEL;
      }
      case '+', '-' -> {
        return SUM_LEVEL;
      }
      case '*', '/', '%' -> {
        return PRODUCT_LEVEL;
      }
      case '^' -> {
        return POWER_LEVEL;
      }
      case Token.TYPECAST -> {
        return CAST_LEVEL;
      }
      case Token.KEYWORD -> {
        return restricted ? restrictedWordLevel() : wordLevel();
      }
      default -> {
        return NO_OPERATOR;
      }
    }
  }

  private int restrictedWordLevel() {
    return c.at(IS) ? IS_LEVEL : atNamedOperator() ? OPERATOR_LEVEL : NO_OPERATOR;
  }

  private int wordLevel() {
    if (c.atLabelLevel() && c.keyword.isBareLabel() && endsItem(1)) {
      return NO_OPERATOR;
    }
    return switch (c.keyword) {
      case OR -> OR_LEVEL;
      case AND -> AND_LEVEL;
      case IS, ISNULL, NOTNULL -> IS_LEVEL;
      case BETWEEN, IN, LIKE, ILIKE -> LIKE_LEVEL;
      case SIMILAR -> c.peek(1) == TO ? LIKE_LEVEL : NO_OPERATOR;
      case NOT ->
          switch (c.peek(1)) {
            case BETWEEN, IN, LIKE, ILIKE, SIMILAR -> LIKE_LEVEL;
            default -> NO_OPERATOR;
          };
      case OPERATOR -> atNamedOperator() ? OPERATOR_LEVEL : NO_OPERATOR;
      case AT -> c.peek(1) == TIME ? ZONE_LEVEL : NO_OPERATOR;
      case COLLATE -> COLLATE_LEVEL;
      default -> NO_OPERATOR;
    };
  }

  /// True where an output expression ends, so that a word before it can only be its label, even AND
  /// or LIKE.
  private boolean endsItem(int ahead) {
    return switch (c.peekKind(ahead)) {
      case Token.END, ',', ')', ';' -> true;
      case Token.KEYWORD ->
          switch (c.peek(ahead)) {
            case FROM, INTO, WHERE, GROUP, HAVING, WINDOW, UNION, INTERSECT, EXCEPT -> true;
            case ORDER, LIMIT, OFFSET, FETCH, FOR -> true;
            default -> false;
          };
      default -> false;
    };
  }

  private Node infix(Node left, int level, boolean restricted) {
    int pos = c.pos();
    switch (level) {
      case OR_LEVEL -> {
        return new Node.Or(junction(left, OR, level), pos);
      }
      case AND_LEVEL -> {
        return new Node.And(junction(left, AND, level), pos);
      }
      case IS_LEVEL -> {
        return is(left, restricted, pos);
      }
      case LIKE_LEVEL -> {
        return wordPredicate(left, pos);
      }
      case ZONE_LEVEL -> {
        c.advance();
        c.advance();
        c.expect(ZONE);
        return new Node.AtTimeZone(left, climb(ZONE_LEVEL + 1, false, null), pos);
      }
      case COLLATE_LEVEL -> {
        c.advance();
        return new Node.Collate(left, c.name(), pos);
      }
      case CAST_LEVEL -> {
        c.advance();
        return new Node.Cast(left, p.types.type(), pos);
      }
      default -> {
        Operator operator = operator();
        if (!restricted && atQuantifier()) {
          return quantified(left, operator, pos);
        }
        return new Node.Binary(operator, left, climb(level + 1, restricted, null), pos);
      }
    }
  }

  private List<Node> junction(Node left, Keyword word, int level) {
    List<Node> operands = new ArrayList<>(4);
    operands.add(left);
    while (c.at(word) && wordLevel() == level) {
      c.advance();
      operands.add(climb(level + 1, false, null));
    }
    return operands;
  }

  private Node is(Node left, boolean restricted, int pos) {
    if (c.accept(ISNULL)) {
      return new Node.IsNull(left, false, pos);
    }
    if (c.accept(NOTNULL)) {
      return new Node.IsNull(left, true, pos);
    }
    c.expect(IS);
    boolean negated = c.accept(NOT);
    if (c.accept(DISTINCT)) {
      c.expect(FROM);
      return new Node.IsDistinct(left, climb(IS_LEVEL + 1, restricted, null), negated, pos);
    }
    if (c.accept(DOCUMENT)) {
      return new Node.IsDocument(left, negated, pos);
    }
    if (restricted) {
      throw c.syntaxError();
    }
    Keyword what = c.keyword;
    Node test =
        switch (what) {
          case NULL -> new Node.IsNull(left, negated, pos);
          case TRUE -> new Node.IsTruth(left, Truth.TRUE, negated, pos);
          case FALSE -> new Node.IsTruth(left, Truth.FALSE, negated, pos);
          case UNKNOWN -> new Node.IsTruth(left, Truth.UNKNOWN, negated, pos);
          case NORMALIZED -> new Node.IsNormalized(left, "NFC", negated, pos);
          case NFC, NFD, NFKC, NFKD -> {
            c.advance();
            if (!c.at(NORMALIZED)) {
              throw c.syntaxError();
            }
            yield new Node.IsNormalized(left, what.name(), negated, pos);
          }
          default -> throw c.syntaxError();
        };
    c.advance();
    return test;
  }

  /// `[NOT] BETWEEN | IN | LIKE | ILIKE | SIMILAR TO`.
  private Node wordPredicate(Node left, int pos) {
    boolean negated = c.accept(NOT);
    Keyword word = c.keyword;
    c.advance();
    return switch (word) {
      case BETWEEN -> between(left, negated, pos);
      case IN -> in(left, negated, pos);
      case LIKE -> like(left, LikeKind.LIKE, negated, pos);
      case ILIKE -> like(left, LikeKind.ILIKE, negated, pos);
      default -> {
        c.expect(TO);
        yield like(left, LikeKind.SIMILAR, negated, pos);
      }
    };
  }

  private Node between(Node left, boolean negated, int pos) {
    boolean symmetric = c.accept(SYMMETRIC);
    if (!symmetric) {
      c.accept(ASYMMETRIC);
    }
    Node low = restricted();
    c.expect(AND);
    Node high = climb(LIKE_LEVEL + 1, false, null);
    return new Node.Between(new Node.Range(left, low, high), negated, symmetric, pos);
  }

  private Node in(Node left, boolean negated, int pos) {
    Parenthesised content = p.operands.parenthesised(false);
    Query query = content.query();
    return query != null
        ? new Node.InQuery(left, query, negated, pos)
        : new Node.InList(left, content.nodes(), negated, pos);
  }

  private Node like(Node left, LikeKind kind, boolean negated, int pos) {
    if (kind != LikeKind.SIMILAR && atQuantifier()) {
      String symbol = (negated ? "!~~" : "~~") + (kind == LikeKind.ILIKE ? "*" : "");
      return quantified(left, new Operator(null, symbol), pos);
    }
    Node pattern = climb(LIKE_LEVEL + 1, false, null);
    Node escape = c.accept(ESCAPE) ? climb(LIKE_LEVEL + 1, false, null) : null;
    return new Node.Like(new Node.Pattern(kind, pattern, escape), left, negated, pos);
  }

  private boolean atQuantifier() {
    return c.at(ANY) || c.at(SOME) || c.at(ALL);
  }

  private Node quantified(Node left, Operator operator, int pos) {
    boolean all = c.at(ALL);
    c.advance();
    Parenthesised content = p.operands.parenthesised(true);
    Query query = content.query();
    return query != null
        ? new Node.QuantifiedQuery(left, operator, all, query, pos)
        : new Node.Quantified(left, operator, all, content.nodes().getFirst(), pos);
  }
}
