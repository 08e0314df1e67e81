package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.Node;
import omendb.planner.ast.Node.SessionValueKind;
import omendb.planner.ast.Node.StringLiteral;
import omendb.planner.ast.TypeName;
import org.jspecify.annotations.Nullable;

/// Functions with a syntax of their own.
final class SpecialCallParser {
  private final Parser p;
  private final Cursor c;

  SpecialCallParser(Parser parser) {
    this.p = parser;
    this.c = parser.cursor;
  }

  /// The construct that the current key word begins, or null if it begins none.
  @Nullable Node special() {
    c.enter();
    Node node = construct();
    c.leave();
    return node;
  }

  private @Nullable Node construct() {
    int pos = c.pos();
    switch (c.keyword) {
      case CURRENT_DATE,
          CURRENT_USER,
          CURRENT_ROLE,
          SESSION_USER,
          USER,
          CURRENT_CATALOG,
          CURRENT_TIME,
          CURRENT_TIMESTAMP,
          LOCALTIME,
          LOCALTIMESTAMP -> {
        return sessionValue(pos);
      }
      case CURRENT_SCHEMA -> {
        return c.peekKind(1) == '(' ? null : sessionValue(pos);
      }
      case CAST -> {
        return cast(pos);
      }
      case COLLATION -> {
        return c.peek(1) == FOR ? collationFor(pos) : null;
      }
      default -> {
        return c.peekKind(1) == '(' ? function(pos) : null;
      }
    }
  }

  /// The same for words that are special only before a parenthesis.
  private @Nullable Node function(int pos) {
    Keyword word = c.keyword;
    switch (word) {
      case COALESCE -> {
        return new Node.Coalesce(arguments(), pos);
      }
      case GREATEST, LEAST -> {
        return new Node.MinMax(word == GREATEST, arguments(), pos);
      }
      case GROUPING -> {
        return new Node.Grouping(arguments(), pos);
      }
      case NULLIF -> {
        open();
        Node left = p.expressions.expression();
        c.expect(',');
        return close(new Node.NullIf(left, p.expressions.expression(), pos));
      }
      case EXTRACT -> {
        return extract(pos);
      }
      case SUBSTRING -> {
        return substring(pos);
      }
      case POSITION -> {
        open();
        Node part = p.expressions.restricted();
        c.expect(IN);
        Node whole = p.expressions.restricted();
        return close(CallParser.builtin("position", List.of(whole, part), pos));
      }
      case OVERLAY -> {
        return overlay(pos);
      }
      case TRIM -> {
        return trim(pos);
      }
      case NORMALIZE -> {
        return normalize(pos);
      }
      case TREAT -> {
        open();
        p.expressions.expression();
        c.expect(AS);
        p.types.type();
        return close(new Node.Unsupported("TREAT", pos));
      }
      case XMLCONCAT, XMLELEMENT, XMLEXISTS, XMLFOREST, XMLPARSE, XMLPI, XMLROOT, XMLSERIALIZE -> {
        return xml();
      }
      default -> {
        return null;
      }
    }
  }

  private void open() {
    c.advance();
    c.expect('(');
  }

  private Node close(Node node) {
    c.expect(')');
    return node;
  }

  private List<Node> arguments() {
    open();
    List<Node> arguments = p.expressions.list();
    c.expect(')');
    return arguments;
  }

  private Node sessionValue(int pos) {
    Keyword word = c.keyword;
    c.advance();
    int precision = -1;
    boolean time =
        word == CURRENT_TIME
            || word == CURRENT_TIMESTAMP
            || word == LOCALTIME
            || word == LOCALTIMESTAMP;
    if (time && c.accept('(')) {
      precision = c.integer();
      c.expect(')');
    }
    return new Node.SessionValue(SessionValueKind.valueOf(word.name()), precision, pos);
  }

  private Node cast(int pos) {
    open();
    Node operand = p.expressions.expression();
    c.expect(AS);
    TypeName type = p.types.type();
    return close(new Node.Cast(operand, type, pos));
  }

  private Node collationFor(int pos) {
    c.advance();
    open();
    Node operand = p.expressions.expression();
    return close(CallParser.builtin("pg_collation_for", List.of(operand), pos));
  }

  private Node extract(int pos) {
    open();
    int fieldPos = c.pos();
    String field;
    if (c.at(Token.STRING)) {
      field = c.string();
    } else if (c.at(Token.IDENTIFIER)) {
      field = c.takeIdentifier();
    } else {
      switch (c.keyword) {
        case YEAR, MONTH, DAY, HOUR, MINUTE, SECOND -> field = c.takeIdentifier();
        default -> throw c.syntaxError();
      }
    }
    c.expect(FROM);
    Node source = p.expressions.expression();
    Node name = new StringLiteral(field, fieldPos);
    return close(CallParser.builtin("extract", List.of(name, source), pos));
  }

  /// A list of plain arguments is an ordinary call; `FROM`, `FOR` and `SIMILAR` are not.
  private Node substring(int pos) {
    open();
    if (c.at(')')) {
      return close(CallParser.builtin("substring", List.of(), pos));
    }
    Node first = p.expressions.expression();
    List<Node> all = new ArrayList<>(3);
    all.add(first);
    if (c.accept(SIMILAR)) {
      all.add(p.expressions.expression());
      c.expect(ESCAPE);
      all.add(p.expressions.expression());
    } else if (c.accept(FROM)) {
      all.add(p.expressions.expression());
      if (c.accept(FOR)) {
        all.add(p.expressions.expression());
      }
    } else if (c.at(FOR)) {
      int forPos = c.pos();
      c.advance();
      Node length = p.expressions.expression();
      Node from = new Node.IntegerLiteral(1, forPos);
      if (c.accept(FROM)) {
        from = p.expressions.expression();
      }
      all.add(from);
      all.add(length);
    } else {
      while (c.accept(',')) {
        all.add(p.expressions.expression());
      }
    }
    return close(CallParser.builtin("substring", all, pos));
  }

  private Node overlay(int pos) {
    open();
    if (c.at(')')) {
      return close(CallParser.builtin("overlay", List.of(), pos));
    }
    List<Node> all = new ArrayList<>(4);
    all.add(p.expressions.expression());
    if (c.accept(PLACING)) {
      all.add(p.expressions.expression());
      c.expect(FROM);
      all.add(p.expressions.expression());
      if (c.accept(FOR)) {
        all.add(p.expressions.expression());
      }
    } else {
      while (c.accept(',')) {
        all.add(p.expressions.expression());
      }
    }
    return close(CallParser.builtin("overlay", all, pos));
  }

  private Node trim(int pos) {
    open();
    String function = "btrim";
    if (c.accept(LEADING)) {
      function = "ltrim";
    } else if (c.accept(TRAILING)) {
      function = "rtrim";
    } else {
      c.accept(BOTH);
    }
    List<Node> all;
    if (c.accept(FROM)) {
      all = p.expressions.list();
    } else {
      all = p.expressions.list();
      if (all.size() == 1 && c.accept(FROM)) {
        List<Node> sources = new ArrayList<>(p.expressions.list());
        sources.add(all.getFirst());
        all = sources;
      }
    }
    return close(CallParser.builtin(function, all, pos));
  }

  private Node normalize(int pos) {
    open();
    List<Node> all = new ArrayList<>(2);
    all.add(p.expressions.expression());
    if (c.accept(',')) {
      switch (c.keyword) {
        case NFC, NFD, NFKC, NFKD -> {
          all.add(new StringLiteral(c.keyword.name(), c.pos()));
          c.advance();
        }
        default -> throw c.syntaxError();
      }
    }
    return close(CallParser.builtin("normalize", all, pos));
  }

  /// The XML functions are not implemented; what is in their parentheses is skipped.
  Node xml() {
    int pos = c.pos();
    String feature = c.keyword.name();
    c.advance();
    p.statements.skipParentheses();
    return new Node.Unsupported(feature, pos);
  }
}
