package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.Node.StringLiteral;
import omendb.planner.ast.Query;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// What an operator can be applied to: constants, columns, calls, parentheses.
final class OperandParser {
  private final Parser p;
  private final Cursor c;

  OperandParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  Node operand() {
    int pos = c.pos();
    switch (c.kind) {
      case Token.INTEGER -> {
        return new Node.IntegerLiteral(c.integer(), pos);
      }
      case Token.NUMBER -> {
        String text = c.raw();
        c.advance();
        return new Node.NumericLiteral(text, pos);
      }
      case Token.STRING -> {
        return string();
      }
      case Token.BINARY_STRING, Token.HEX_STRING -> {
        boolean hex = c.at(Token.HEX_STRING);
        String digits = c.stringText(2);
        c.advance();
        return new Node.BitLiteral(digits, hex, pos);
      }
      case Token.PARAMETER -> {
        return indirection(parameter());
      }
      case '(' -> {
        return group();
      }
      case Token.IDENTIFIER -> {
        return named();
      }
      case Token.KEYWORD -> {
        return word();
      }
      default -> throw c.syntaxError();
    }
  }

  StringLiteral string() {
    int pos = c.pos();
    return new StringLiteral(c.string(), pos);
  }

  private Node parameter() {
    int pos = c.pos();
    String digits = c.raw().substring(1);
    c.advance();
    try {
      return new Node.Parameter(Integer.parseInt(digits), pos);
    } catch (NumberFormatException e) {
      throw SqlState.UNDEFINED_PARAMETER.error("there is no parameter $%s", digits).at(pos);
    }
  }

  private Node group() {
    int pos = c.pos();
    return afterParentheses(parenthesised(false), pos);
  }

  private Node afterParentheses(Parenthesised content, int pos) {
    Query query = content.query();
    if (query != null) {
      return indirection(new Node.ScalarQuery(query, pos));
    }
    if (content.nodes().size() == 1) {
      return indirection(content.nodes().getFirst());
    }
    return overlaps(new Node.Row(content.nodes(), false, pos));
  }

  /// Parentheses with a query or expressions in them. Which of the two is known only at their end
  /// when they begin with further parentheses, so the content is read once, inside out.
  Parenthesised parenthesised(boolean single) {
    c.enter();
    c.expect('(');
    Parenthesised content = content();
    if (single && content.nodes().size() > 1) {
      throw c.syntaxError();
    }
    c.expect(')');
    c.leave();
    return content;
  }

  private Parenthesised content() {
    if (p.queries.atStart()) {
      return new Parenthesised(p.queries.query(), List.of());
    }
    if (!c.at('(') || !p.queries.startsBehindParentheses()) {
      return new Parenthesised(null, p.expressions.list());
    }
    int pos = c.pos();
    Parenthesised inner = parenthesised(false);
    Query query = inner.query();
    if (query != null && p.queries.atTail()) {
      return new Parenthesised(p.queries.continueFrom(query), List.of());
    }
    if (query != null && c.at(')')) {
      return inner;
    }
    List<Node> nodes = new ArrayList<>(4);
    nodes.add(p.expressions.continueFrom(afterParentheses(inner, pos)));
    while (c.accept(',')) {
      nodes.add(p.expressions.expression());
    }
    return new Parenthesised(null, nodes);
  }

  private Node overlaps(Node.Row left) {
    int pos = c.pos();
    if (!c.accept(OVERLAPS)) {
      return left;
    }
    int rightPos = c.pos();
    Node right = c.at(ROW) ? explicitRow() : group();
    if (!(right instanceof Node.Row row)) {
      throw c.syntaxError();
    }
    checkPair(left, "left", left.pos());
    checkPair(row, "right", rightPos);
    List<Node> all = new ArrayList<>(left.fields());
    all.addAll(row.fields());
    return CallParser.builtin("overlaps", all, pos);
  }

  private static void checkPair(Node.Row row, String side, int pos) {
    if (row.fields().size() != 2) {
      throw SqlState.SYNTAX_ERROR
          .error("wrong number of parameters on %s side of OVERLAPS expression", side)
          .at(pos);
    }
  }

  /// Subscripts and fields after an operand.
  Node indirection(Node base) {
    Node node = base;
    while (c.at('.') || c.at('[')) {
      int pos = c.pos();
      c.deepen();
      if (c.at('[')) {
        node = new Node.Subscript(node, indexes(), pos);
      } else {
        c.advance();
        if (c.accept('*')) {
          endOfStar();
          return new Node.FieldStar(node, pos);
        }
        node = new Node.Field(node, c.label(), pos);
      }
    }
    return node;
  }

  /// Nothing may be taken out of a star.
  private void endOfStar() {
    if (!c.at('.') && !c.at('[')) {
      return;
    }
    while (c.at('.') || c.at('[')) {
      if (c.at('[')) {
        index();
      } else {
        c.advance();
        if (!c.accept('*')) {
          c.label();
        }
      }
    }
    throw c.errorHere("improper use of \"*\"");
  }

  private List<Node.Index> indexes() {
    List<Node.Index> indexes = new ArrayList<>(1);
    while (c.at('[')) {
      indexes.add(index());
    }
    return indexes;
  }

  /// `[i]` or `[a:b]`.
  Node.Index index() {
    int pos = c.pos();
    c.enter();
    c.expect('[');
    Node lower = c.at(':') ? null : p.expressions.expression();
    boolean slice = c.accept(':');
    Node upper = slice && !c.at(']') ? p.expressions.expression() : null;
    c.expect(']');
    c.leave();
    return slice
        ? new Node.Index(lower, upper, true, pos)
        : new Node.Index(null, lower, false, pos);
  }

  /// An operand that begins with a key word.
  private Node word() {
    int pos = c.pos();
    switch (c.keyword) {
      case NULL -> {
        c.advance();
        return new Node.NullLiteral(pos);
      }
      case TRUE, FALSE -> {
        boolean value = c.at(TRUE);
        c.advance();
        return new Node.BooleanLiteral(value, pos);
      }
      case CASE -> {
        return caseExpression();
      }
      case ARRAY -> {
        return array();
      }
      case ROW -> {
        return c.peekKind(1) == '(' ? overlaps((Node.Row) explicitRow()) : named();
      }
      case EXISTS -> {
        if (c.peekKind(1) != '(') {
          return named();
        }
        c.advance();
        return new Node.Exists(queryInParentheses(), pos);
      }
      case UNIQUE -> {
        c.advance();
        queryInParentheses();
        throw SqlState.FEATURE_NOT_SUPPORTED
            .error("UNIQUE predicate is not yet implemented")
            .at(pos);
      }
      default -> {
        Node special = p.specialCalls.special();
        return special != null ? special : typedOrNamed();
      }
    }
  }

  /// A query in one or more pairs of parentheses.
  Query queryInParentheses() {
    boolean possible = c.at('(') && p.queries.startsBehindParentheses();
    while (!possible && c.accept('(')) {
      // the error is at the first token that begins no query
    }
    if (!possible) {
      throw c.syntaxError();
    }
    Query query = parenthesised(false).query();
    if (query == null) {
      throw c.syntaxError();
    }
    return query;
  }

  private Node explicitRow() {
    int pos = c.pos();
    c.expect(ROW);
    c.expect('(');
    List<Node> fields = c.at(')') ? List.of() : p.expressions.list();
    c.expect(')');
    return new Node.Row(fields, true, pos);
  }

  private Node caseExpression() {
    int pos = c.pos();
    c.enter();
    c.expect(CASE);
    Node operand = c.at(WHEN) ? null : p.expressions.expression();
    List<Node.When> branches = new ArrayList<>(2);
    do {
      int branchPos = c.pos();
      c.expect(WHEN);
      Node condition = p.expressions.expression();
      c.expect(THEN);
      branches.add(new Node.When(condition, p.expressions.expression(), branchPos));
    } while (c.at(WHEN));
    Node otherwise = c.accept(ELSE) ? p.expressions.expression() : null;
    c.expect(END);
    c.leave();
    return new Node.Case(operand, branches, otherwise, pos);
  }

  private Node array() {
    int pos = c.pos();
    c.expect(ARRAY);
    return c.at('[') ? arrayElements(pos) : new Node.ArrayQuery(queryInParentheses(), pos);
  }

  private Node arrayElements(int pos) {
    c.enter();
    c.expect('[');
    List<Node> elements = new ArrayList<>();
    if (!c.at(']')) {
      boolean nested = c.at('[');
      do {
        elements.add(nested ? arrayElements(c.pos()) : p.expressions.expression());
      } while (c.accept(','));
    }
    c.expect(']');
    c.leave();
    return new Node.ArrayOf(elements, pos);
  }

  /// `date '…'` and its like where a key word begins the type, otherwise a name.
  private Node typedOrNamed() {
    int pos = c.pos();
    switch (c.keyword) {
      case INT, INTEGER, SMALLINT, BIGINT, REAL, BOOLEAN -> {
        if (c.peekKind(1) == Token.STRING) {
          return typed(required(p.types.constantType()));
        }
      }
      case DOUBLE -> {
        if (c.peek(1) == PRECISION) {
          return typed(required(p.types.constantType()));
        }
      }
      case FLOAT, DECIMAL, DEC, NUMERIC -> {
        if (startsTypedLiteral()) {
          return typed(required(p.types.constantType()));
        }
      }
      case TIME, TIMESTAMP -> {
        if (startsTypedLiteral() || atZone(1)) {
          return typed(required(p.types.constantType()));
        }
      }
      case BIT, CHARACTER, CHAR, VARCHAR, NATIONAL, NCHAR -> {
        if (startsTypedLiteral() || startsCharacterType()) {
          return characterLiteral();
        }
      }
      case INTERVAL -> {
        if (startsTypedLiteral()) {
          return intervalLiteral(pos);
        }
      }
      default -> {
        // a name
      }
    }
    return named();
  }

  private TypeName required(@Nullable TypeName type) {
    if (type == null) {
      throw c.syntaxError();
    }
    return type;
  }

  private boolean startsTypedLiteral() {
    return c.peekKind(1) == Token.STRING || c.peekKind(1) == '(';
  }

  private boolean atZone(int ahead) {
    return c.peek(ahead) == WITHOUT || (c.peek(ahead) == WITH && c.peek(ahead + 1) == TIME);
  }

  private boolean startsCharacterType() {
    return switch (c.peek(1)) {
      case VARYING -> c.keyword != VARCHAR;
      case CHARACTER, CHAR -> c.at(NATIONAL);
      default -> false;
    };
  }

  private Node typed(TypeName type) {
    return new Node.TypedLiteral(type, string(), type.pos());
  }

  /// `char 'abc'` has no length, unlike the type `char`.
  private Node characterLiteral() {
    boolean bare = c.peekKind(1) == Token.STRING || c.peekKind(2) == Token.STRING;
    TypeName type = p.types.characters();
    boolean fixed = type.name().equals("bpchar") || type.name().equals("bit");
    return typed(bare && fixed ? type.withModifiers(List.of()) : type);
  }

  private Node intervalLiteral(int pos) {
    TypeName type = TypeName.builtin("interval", pos);
    c.advance();
    if (c.accept('(')) {
      int precisionPos = c.pos();
      Node precision = new Node.IntegerLiteral(c.integer(), precisionPos);
      c.expect(')');
      return typed(type.withModifiers(List.of(precision)));
    }
    StringLiteral literal = string();
    TypeName fields = p.types.intervalFields(type);
    // The SQL standard lets a field have a leading precision, `interval '90' day (3)`, which says
    // nothing about the value.
    if (fields.fields() != null && fields.modifiers().isEmpty() && c.accept('(')) {
      c.integer();
      c.expect(')');
    }
    return new Node.TypedLiteral(fields, literal, pos);
  }

  /// A column, a function call, or a literal of a named type.
  private Node named() {
    int pos = c.pos();
    if (!c.atColumnId() && !c.atFunctionOrTypeName()) {
      throw c.syntaxError();
    }
    boolean column = c.atColumnId();
    boolean function = c.atFunctionOrTypeName();
    String first = c.takeIdentifier();
    if (function && c.at('(')) {
      return p.calls.callOrTyped(Name.of(first, pos));
    }
    if (function && c.at(Token.STRING)) {
      return typed(TypeParser.named(Name.of(first, pos), List.of()));
    }
    if (!column) {
      throw c.syntaxError();
    }
    return c.at('.') ? qualified(first, pos) : indirection(columnRef(List.of(first), pos));
  }

  private static Node columnRef(List<String> names, int pos) {
    return new Node.ColumnRef(names, pos);
  }

  private Node qualified(String first, int pos) {
    List<String> names = new ArrayList<>(3);
    names.add(first);
    while (c.accept('.')) {
      if (c.accept('*')) {
        endOfStar();
        return new Node.Star(names, pos);
      }
      names.add(c.label());
    }
    if (c.at('(')) {
      return p.calls.callOrTyped(Cursor.nameOf(names, pos));
    }
    if (c.at(Token.STRING)) {
      return typed(TypeParser.named(Cursor.nameOf(names, pos), List.of()));
    }
    return indirection(columnRef(names, pos));
  }
}
