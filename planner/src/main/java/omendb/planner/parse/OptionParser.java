package omendb.planner.parse;

import static omendb.planner.parse.Keyword.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.planner.ast.Option;
import omendb.planner.ast.TypeName;

/// Lists of options.
final class OptionParser {
  private final Parser p;
  private final Cursor c;

  OptionParser(Parser parser) {
    this.p = parser;
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
      List<String> values = c.accept('=') ? List.of(definition()) : List.of();
      options.add(new Option(namespace, name, values, pos));
    } while (c.accept(','));
    c.expect(')');
    return options;
  }

  /// A value of a definition: a type or any word, a number, a string, an operator.
  private String definition() {
    if (c.at(Token.STRING)) {
      return c.string();
    }
    if (c.atSignedNumber()) {
      return c.signedNumber();
    }
    if (p.expressions.atSymbol() || p.expressions.atNamedOperator()) {
      return p.expressions.operator().name();
    }
    if (c.at(Token.KEYWORD) && (c.keyword.isReserved() || c.keyword == NONE)) {
      return c.label();
    }
    int start = c.start();
    TypeName type = p.types.type();
    boolean plain = type.schema() == null && type.modifiers().isEmpty();
    return plain && type.arrayDimensions() == 0 ? type.name() : c.textFrom(start);
  }

  /// `(name value, name)` of EXPLAIN, VACUUM and the like.
  List<Option> utility() {
    c.expect('(');
    List<Option> options = new ArrayList<>(4);
    do {
      int pos = c.pos();
      boolean analyze = c.accept(ANALYZE) || c.accept(ANALYSE);
      String name = analyze ? "analyze" : c.nonReservedWord();
      boolean bare = c.at(',') || c.at(')');
      options.add(new Option(null, name, bare ? List.of() : List.of(plain()), pos));
    } while (c.accept(','));
    c.expect(')');
    return options;
  }

  /// A boolean, a word, a string or a number.
  String plain() {
    if (c.at(Token.STRING)) {
      return c.string();
    }
    if (c.atSignedNumber()) {
      return c.signedNumber();
    }
    if (c.at(TRUE) || c.at(FALSE) || c.at(ON)) {
      return c.label();
    }
    return c.nonReservedWord();
  }

  /// `(name value, name, name (a, b), name *)` of COPY.
  List<Option> copy() {
    c.expect('(');
    List<Option> options = new ArrayList<>(4);
    do {
      int pos = c.pos();
      String name = c.label().toLowerCase(Locale.ROOT);
      options.add(new Option(null, name, copyValues(), pos));
    } while (c.accept(','));
    c.expect(')');
    return options;
  }

  private List<String> copyValues() {
    if (c.at(',') || c.at(')')) {
      return List.of();
    }
    if (c.accept('*')) {
      return List.of("*");
    }
    if (!c.accept('(')) {
      return List.of(plain());
    }
    List<String> values = new ArrayList<>(2);
    do {
      values.add(booleanOrWord());
    } while (c.accept(','));
    c.expect(')');
    return values;
  }

  private String booleanOrWord() {
    if (c.atSignedNumber()) {
      throw c.syntaxError();
    }
    return plain();
  }
}
