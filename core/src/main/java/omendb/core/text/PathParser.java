package omendb.core.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.core.SqlState;
import omendb.core.text.PathItem.Levels;
import omendb.core.text.PathItem.Operator;
import omendb.core.text.PathItem.Step;
import omendb.core.text.PathLexer.Kind;
import org.jspecify.annotations.Nullable;

/// Reads paths by descent, one method for each level of binding.
final class PathParser {
  private static final int DEPTH_MAX = 500;
  private static final String REGEX_FLAGS = "ismxq";

  private final PathLexer lexer;
  private int filters;
  private int subscripts;
  private int depth;

  PathParser(String text) {
    this.lexer = new PathLexer(text);
    if (lexer.kind == Kind.END) {
      throw SqlState.INVALID_TEXT_REPRESENTATION.error(
          "invalid input syntax for type jsonpath: \"%s\"", text);
    }
  }

  JsonPath path() {
    boolean strict = lexer.acceptWord("strict");
    if (!strict) {
      lexer.acceptWord("lax");
    }
    PathItem root = any();
    if (lexer.kind != Kind.END) {
      throw lexer.unexpected();
    }
    return new JsonPath(strict, root);
  }

  /// A predicate or a value.
  private PathItem any() {
    if (++depth > DEPTH_MAX) {
      throw SqlState.STATEMENT_TOO_COMPLEX.error("a jsonpath is nested too deeply");
    }
    PathItem left = conjunction();
    while (lexer.atSymbol("||")) {
      left = logical(Operator.OR, left);
    }
    depth--;
    return left;
  }

  private PathItem conjunction() {
    PathItem left = comparison();
    while (lexer.atSymbol("&&")) {
      left = logical(Operator.AND, left);
    }
    return left;
  }

  private PathItem logical(Operator operator, PathItem left) {
    if (!left.isPredicate()) {
      throw lexer.unexpected();
    }
    lexer.advance();
    PathItem right = operator == Operator.OR ? conjunction() : comparison();
    if (!right.isPredicate()) {
      throw lexer.unexpected();
    }
    return new PathItem.Binary(operator, left, right);
  }

  private PathItem predicate() {
    PathItem item = any();
    if (!item.isPredicate()) {
      throw lexer.unexpected();
    }
    return item;
  }

  /// What is no predicate.
  private PathItem value() {
    PathItem item = any();
    if (item.isPredicate()) {
      throw lexer.unexpected();
    }
    return item;
  }

  private PathItem comparison() {
    if (lexer.accept("!")) {
      if (!lexer.atSymbol("(") && !lexer.atWord("exists")) {
        throw lexer.unexpected();
      }
      PathItem operand = primary();
      if (!operand.isPredicate()) {
        throw lexer.unexpected();
      }
      return new PathItem.Not(operand);
    }
    PathItem left = sum();
    Operator operator = comparisonOperator();
    if (operator != null) {
      requireValue(left);
      lexer.advance();
      PathItem right = sum();
      requireValue(right);
      return new PathItem.Binary(operator, left, right);
    }
    if (lexer.atWord("starts")) {
      requireValue(left);
      return startsWith(left);
    }
    if (lexer.acceptWord("like_regex")) {
      requireValue(left);
      return likeRegex(left);
    }
    return left;
  }

  private void requireValue(PathItem item) {
    if (item.isPredicate()) {
      throw lexer.unexpected();
    }
  }

  private @Nullable Operator comparisonOperator() {
    if (lexer.kind != Kind.SYMBOL) {
      return null;
    }
    return switch (lexer.value) {
      case "==" -> Operator.EQUAL;
      case "!=" -> Operator.NOT_EQUAL;
      case "<" -> Operator.LESS;
      case ">" -> Operator.GREATER;
      case "<=" -> Operator.LESS_OR_EQUAL;
      case ">=" -> Operator.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  private PathItem startsWith(PathItem left) {
    lexer.advance();
    if (!lexer.acceptWord("with")) {
      throw lexer.unexpected();
    }
    PathItem initial =
        switch (lexer.kind) {
          case STRING -> new PathItem.Literal(lexer.value);
          case VARIABLE -> new PathItem.Variable(lexer.value);
          default -> throw lexer.unexpected();
        };
    lexer.advance();
    return new PathItem.Binary(Operator.STARTS_WITH, left, initial);
  }

  private PathItem likeRegex(PathItem left) {
    String pattern = string();
    StringBuilder flags = new StringBuilder();
    if (lexer.acceptWord("flag")) {
      String written = string();
      for (char flag : written.toCharArray()) {
        if (REGEX_FLAGS.indexOf(flag) < 0) {
          throw SqlState.SYNTAX_ERROR
              .error("invalid input syntax for type jsonpath")
              .withDetail("Unrecognized flag character \"" + flag + "\" in LIKE_REGEX predicate.");
        }
      }
      for (char flag : REGEX_FLAGS.toCharArray()) {
        if (written.indexOf(flag) >= 0) {
          flags.append(flag);
        }
      }
      if (flags.indexOf("x") >= 0 && flags.indexOf("q") < 0) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "XQuery \"x\" flag (expanded regular expressions) is not implemented");
      }
    }
    return new PathItem.LikeRegex(left, pattern, flags.toString());
  }

  private String string() {
    if (lexer.kind != Kind.STRING) {
      throw lexer.unexpected();
    }
    String value = lexer.value;
    lexer.advance();
    return value;
  }

  private PathItem sum() {
    PathItem left = product();
    while (lexer.atSymbol("+") || lexer.atSymbol("-")) {
      Operator operator = lexer.atSymbol("+") ? Operator.ADD : Operator.SUBTRACT;
      left = arithmetic(operator, left);
    }
    return left;
  }

  private PathItem product() {
    PathItem left = signed();
    while (lexer.atSymbol("*") || lexer.atSymbol("/") || lexer.atSymbol("%")) {
      Operator operator =
          lexer.atSymbol("*")
              ? Operator.MULTIPLY
              : lexer.atSymbol("/") ? Operator.DIVIDE : Operator.MODULO;
      left = arithmetic(operator, left);
    }
    return left;
  }

  private PathItem arithmetic(Operator operator, PathItem left) {
    requireValue(left);
    lexer.advance();
    PathItem right =
        operator == Operator.ADD || operator == Operator.SUBTRACT ? product() : signed();
    requireValue(right);
    return new PathItem.Binary(operator, left, right);
  }

  private PathItem signed() {
    boolean minus = lexer.atSymbol("-");
    if (!minus && !lexer.atSymbol("+")) {
      return primary();
    }
    lexer.advance();
    if (++depth > DEPTH_MAX) {
      throw SqlState.STATEMENT_TOO_COMPLEX.error("a jsonpath is nested too deeply");
    }
    PathItem operand = signed();
    depth--;
    requireValue(operand);
    if (operand instanceof PathItem.Literal(BigDecimal number)) {
      return new PathItem.Literal(minus ? number.negate() : number);
    }
    return new PathItem.Unary(minus, operand);
  }

  private PathItem primary() {
    PathItem start = start();
    List<Step> steps = new ArrayList<>(2);
    Step step;
    while ((step = step()) != null) {
      steps.add(step);
    }
    return steps.isEmpty() ? start : new PathItem.Chain(start, List.copyOf(steps));
  }

  private PathItem start() {
    String value = lexer.value;
    switch (lexer.kind) {
      case STRING -> {
        lexer.advance();
        return new PathItem.Literal(value);
      }
      case NUMBER -> {
        lexer.advance();
        return new PathItem.Literal(NumberText.normal(new BigDecimal(value)));
      }
      case VARIABLE -> {
        lexer.advance();
        return new PathItem.Variable(value);
      }
      case SYMBOL -> {
        return symbol();
      }
      case WORD -> {
        return word();
      }
      default -> throw lexer.unexpected();
    }
  }

  private PathItem symbol() {
    if (lexer.accept("$")) {
      return new PathItem.Root();
    }
    if (lexer.accept("@")) {
      if (filters == 0) {
        throw SqlState.SYNTAX_ERROR.error("@ is not allowed in root expressions");
      }
      return new PathItem.Current();
    }
    lexer.expect("(");
    PathItem inner = any();
    lexer.expect(")");
    if (lexer.atWord("is") && inner.isPredicate()) {
      lexer.advance();
      if (!lexer.acceptWord("unknown")) {
        throw lexer.unexpected();
      }
      return new PathItem.IsUnknown(inner);
    }
    return inner;
  }

  private PathItem word() {
    String word = lexer.value;
    switch (word) {
      case "null" -> {
        lexer.advance();
        return new PathItem.Literal(null);
      }
      case "true", "false" -> {
        lexer.advance();
        return new PathItem.Literal(word.equals("true"));
      }
      default -> {
        if (lexer.acceptWord("last")) {
          if (subscripts == 0) {
            throw SqlState.SYNTAX_ERROR.error("LAST is allowed only in array subscripts");
          }
          return new PathItem.Last();
        }
        if (lexer.acceptWord("exists")) {
          lexer.expect("(");
          PathItem operand = value();
          lexer.expect(")");
          return new PathItem.Exists(operand);
        }
        throw lexer.unexpected();
      }
    }
  }

  /// The next step, or null.
  private @Nullable Step step() {
    if (lexer.accept("[")) {
      return elements();
    }
    if (lexer.accept("?")) {
      lexer.expect("(");
      filters++;
      PathItem predicate = predicate();
      filters--;
      lexer.expect(")");
      return new PathItem.Filter(predicate);
    }
    if (!lexer.accept(".")) {
      return null;
    }
    if (lexer.accept("*")) {
      return new PathItem.AnyKey();
    }
    if (lexer.accept("**")) {
      return levels();
    }
    boolean word = lexer.kind == Kind.WORD;
    if (!word && lexer.kind != Kind.STRING) {
      throw lexer.unexpected();
    }
    String name = lexer.value;
    lexer.advance();
    return word && lexer.accept("(") ? method(name) : new PathItem.Key(name);
  }

  private Step method(String name) {
    if (name.equalsIgnoreCase("datetime")) {
      String template = lexer.kind == Kind.STRING ? string() : null;
      lexer.expect(")");
      return new PathItem.Datetime(template);
    }
    for (PathItem.Method method : PathItem.Method.values()) {
      if (method.name().equals(name.toUpperCase(Locale.ROOT))) {
        lexer.expect(")");
        return new PathItem.Call(method);
      }
    }
    throw lexer.unexpected();
  }

  private Step elements() {
    if (lexer.accept("*")) {
      lexer.expect("]");
      return new PathItem.AnyElement();
    }
    List<PathItem.Range> ranges = new ArrayList<>(1);
    subscripts++;
    do {
      PathItem from = value();
      ranges.add(new PathItem.Range(from, lexer.acceptWord("to") ? value() : null));
    } while (lexer.accept(","));
    subscripts--;
    lexer.expect("]");
    return new PathItem.Elements(List.copyOf(ranges));
  }

  private Step levels() {
    if (!lexer.accept("{")) {
      return new Levels(0, Levels.LAST_LEVEL);
    }
    int first = level();
    int last = lexer.acceptWord("to") ? level() : first;
    lexer.expect("}");
    return new Levels(first, last);
  }

  private int level() {
    if (lexer.acceptWord("last")) {
      return Levels.LAST_LEVEL;
    }
    if (lexer.kind != Kind.NUMBER) {
      throw lexer.unexpected();
    }
    try {
      int level = Integer.parseInt(lexer.value);
      lexer.advance();
      return level;
    } catch (NumberFormatException e) {
      throw lexer.unexpected().causedBy(e);
    }
  }
}
