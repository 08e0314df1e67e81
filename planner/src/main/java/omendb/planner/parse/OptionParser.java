package omendb.planner.parse;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.ast.Option;

/// Lists of options.
final class OptionParser {
  private final Cursor c;

  OptionParser(Parser parser) {
    this.c = parser.cursor;
  }

  /// `(namespace.name = value, name)` of tables, indexes and views.
  List<Option> storage() {
    c.expect('(');
    List<Option> options = new ArrayList<>(2);
    do {
      int pos = c.pos();
      String name = c.label();
      String namespace = null;
      if (c.accept('.')) {
        namespace = name;
        name = c.label();
      }
      List<String> values = c.accept('=') ? List.of(value()) : List.of();
      options.add(new Option(namespace, name, values, pos));
    } while (c.accept(','));
    c.expect(')');
    return options;
  }

  /// A value of an option: a word, a number, a string, an operator.
  String value() {
    if (c.at(Token.STRING)) {
      return c.string();
    }
    if (c.atSignedNumber()) {
      return c.signedNumber();
    }
    if (c.at(Token.OPERATOR)) {
      String symbol = c.raw();
      c.advance();
      return symbol;
    }
    return c.label();
  }

  /// `(name value, name, name (a, b), name *)` of EXPLAIN, COPY, VACUUM and others.
  List<Option> generic() {
    c.expect('(');
    List<Option> options = new ArrayList<>(4);
    do {
      int pos = c.pos();
      String name = c.label();
      options.add(new Option(null, name, genericValues(), pos));
    } while (c.accept(','));
    c.expect(')');
    return options;
  }

  private List<String> genericValues() {
    if (c.at(',') || c.at(')')) {
      return List.of();
    }
    if (c.accept('*')) {
      return List.of("*");
    }
    if (!c.accept('(')) {
      return List.of(value());
    }
    List<String> values = new ArrayList<>(2);
    do {
      values.add(value());
    } while (c.accept(','));
    c.expect(')');
    return values;
  }
}
