package omendb.planner.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.text.TextContext;
import omendb.core.text.TypeText;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.jspecify.annotations.Nullable;

/// Reads one SQL expression of literals, casts, operators and calls, and binds it through the
/// resolvers: enough to compare answers with PostgreSQL's.
final class SqlExpression {
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("or"),
          List.of("and"),
          List.of("is"),
          List.of("=", "<>", "!=", "<=", ">=", "<", ">"),
          List.of("like", "ilike", "at"),
          List.of(
              "<->", "<<|", "|>>", "&<|", "|&>", "&<", "&>", "<^", ">^", "?-|", "?||", "?-", "?|",
              "?#", "##", "~=", "||", "->>", "->", "#>>", "#>", "@>", "<@", "&&", "^@", "!~~*",
              "!~~", "~*", "!~*", "!~", "~", "?", "<<", ">>", "&", "|", "#"),
          List.of("+", "-"),
          List.of("*", "/", "%"),
          List.of("^"));

  private static final Map<String, String> NAMES =
      Map.of(
          "int",
          "int4",
          "integer",
          "int4",
          "bigint",
          "int8",
          "smallint",
          "int2",
          "boolean",
          "bool",
          "real",
          "float4",
          "char",
          "bpchar",
          "float",
          "float8",
          "decimal",
          "numeric");

  private static final TextContext CONTEXT =
      new TextContext(java.time.ZoneOffset.UTC, FixedContext.NOW);

  private final String text;
  private int position;

  private SqlExpression(String text) {
    this.text = text;
  }

  static Expr read(String text) {
    SqlExpression reader = new SqlExpression(text);
    Expr expr = reader.level(0);
    reader.skip();
    if (reader.position < text.length()) {
      throw new AssertionError("cannot read " + text.substring(reader.position));
    }
    return known(expr);
  }

  private static Expr known(Expr expr) {
    return expr.type().kind() == TypeKind.UNKNOWN ? cast(expr, ColumnType.TEXT, false) : expr;
  }

  private Expr level(int level) {
    if (level == LEVELS.size()) {
      return unary();
    }
    if (level == 2 && word("not")) {
      Expr input = cast(level(2), ColumnType.BOOLEAN, false);
      return new Expr.Call(Operator.NOT, List.of(input), ColumnType.BOOLEAN, true);
    }
    Expr left = level(level + 1);
    while (true) {
      String symbol = symbol(LEVELS.get(level));
      if (symbol == null) {
        return left;
      }
      left = combine(left, symbol, level);
    }
  }

  private Expr combine(Expr left, String symbol, int level) {
    switch (symbol) {
      case "is" -> {
        boolean not = word("not");
        if (word("distinct")) {
          expectWord("from");
          return distinct(left, level(level + 1), not);
        }
        Operator operator;
        if (word("null")) {
          operator = not ? Operator.IS_NOT_NULL : Operator.IS_NULL;
        } else if (word("true")) {
          operator = not ? Operator.IS_NOT_TRUE : Operator.IS_TRUE;
        } else {
          expectWord("false");
          operator = not ? Operator.IS_NOT_FALSE : Operator.IS_FALSE;
        }
        return new Expr.Call(operator, List.of(left), ColumnType.BOOLEAN, false);
      }
      case "at" -> {
        expectWord("time");
        expectWord("zone");
        return function("timezone", List.of(level(level + 1), left));
      }
      case "and", "or" -> {
        Expr a = cast(left, ColumnType.BOOLEAN, false);
        Expr b = cast(level(level + 1), ColumnType.BOOLEAN, false);
        Operator operator = symbol.equals("or") ? Operator.OR : Operator.AND;
        return new Expr.Call(operator, List.of(a, b), ColumnType.BOOLEAN, true);
      }
      default -> {
        return operator(operatorName(symbol), left, level(level + 1));
      }
    }
  }

  private static String operatorName(String symbol) {
    return symbol.equals("like") ? "~~" : symbol.equals("ilike") ? "~~*" : symbol;
  }

  private static Expr distinct(Expr left, Expr right, boolean not) {
    Expr.Call equal = (Expr.Call) operator("=", left, right);
    Operator operator = not ? Operator.IS_NOT_DISTINCT : Operator.IS_DISTINCT;
    return new Expr.Call(operator, equal.arguments(), ColumnType.BOOLEAN, false);
  }

  private static Expr operator(String symbol, @Nullable Expr left, Expr right) {
    OperatorResolver.Resolved resolved =
        OperatorResolver.resolve(symbol, left == null ? null : left.type(), right.type(), 0);
    List<Expr> arguments = new ArrayList<>();
    if (resolved.typeTag() != null) {
      arguments.add(new Expr.Literal(resolved.typeTag(), ColumnType.TEXT));
    }
    if (left != null) {
      arguments.add(cast(left, resolved.argumentTypes().getFirst(), false));
    }
    arguments.add(cast(right, resolved.argumentTypes().getLast(), false));
    String id = resolved.function();
    if (id != null) {
      return new Expr.Function(id, arguments, resolved.result(), true);
    }
    Operator operator = java.util.Objects.requireNonNull(resolved.operator());
    return new Expr.Call(operator, arguments, resolved.result(), true);
  }

  static Expr function(String name, List<Expr> arguments) {
    List<ColumnType> types = arguments.stream().map(Expr::type).toList();
    if (name.equals("coalesce")) {
      ColumnType type = CastRules.common("COALESCE", types);
      List<Expr> casts = arguments.stream().map(e -> cast(e, type, false)).toList();
      return new Expr.Call(Operator.COALESCE, casts, type, true);
    }
    FunctionResolver.Resolved resolved = FunctionResolver.resolve(name, types, 0);
    if (resolved.signature() == null) {
      return cast(arguments.getFirst(), resolved.result(), true);
    }
    List<Expr> casts = new ArrayList<>();
    if (resolved.typeTag() != null) {
      casts.add(new Expr.Literal(resolved.typeTag(), ColumnType.TEXT));
    }
    for (int i = 0; i < arguments.size(); i++) {
      casts.add(cast(arguments.get(i), resolved.argumentTypes().get(i), false));
    }
    return new Expr.Function(resolved.signature().id(), casts, resolved.result(), true);
  }

  private static Expr cast(Expr expr, ColumnType type, boolean explicit) {
    if (expr.type().kind() == TypeKind.UNKNOWN
        && expr instanceof Expr.Literal literal
        && literal.value() != null
        && type.kind() != TypeKind.DATE
        && type.kind() != TypeKind.TIMESTAMPTZ
        && type.kind() != TypeKind.REGCLASS) {
      ColumnType plain = CastRules.plain(type);
      Object value = TypeText.parse(plain, (String) literal.value(), CONTEXT);
      return cast(new Expr.Literal(value, plain), type, explicit);
    }
    return expr.type().equals(type) ? expr : new Expr.Cast(expr, type, explicit);
  }

  private Expr unary() {
    skip();
    for (String symbol : List.of("|/", "||/", "-", "+", "@-@", "@@", "@", "~", "?-", "?|", "#")) {
      if (text.startsWith(symbol, position)) {
        position += symbol.length();
        skip();
        if (symbol.equals("-") && Character.isDigit(text.charAt(position))) {
          int mark = position;
          Expr literal = number("-");
          if (!take("::")) {
            return literal;
          }
          position = mark;
        }
        return operator(symbol, null, unary());
      }
    }
    return casts(primary());
  }

  private Expr casts(Expr input) {
    Expr expr = input;
    while (take("::")) {
      ColumnType type = type();
      if (!CastRules.allowed(expr.type(), type, CastRules.Context.EXPLICIT)) {
        throw omendb.core.SqlState.CANNOT_COERCE.error(
            "cannot cast type %s to %s", CastRules.plain(expr.type()), CastRules.plain(type));
      }
      expr = cast(expr, type, true);
    }
    return expr;
  }

  private Expr primary() {
    skip();
    char c = text.charAt(position);
    if (c == '(') {
      position++;
      Expr expr = level(0);
      expect(")");
      return expr;
    }
    if (c == '\'') {
      return new Expr.Literal(string(), ColumnType.UNKNOWN);
    }
    if (Character.isDigit(c) || c == '.') {
      return number("");
    }
    String name = name();
    switch (name) {
      case "true", "false" -> {
        return new Expr.Literal(name.equals("true"), ColumnType.BOOLEAN);
      }
      case "null" -> {
        return new Expr.Literal(null, ColumnType.UNKNOWN);
      }
      case "array" -> {
        expect("[");
        return array(arguments("]"));
      }
      default -> {}
    }
    skip();
    if (take("(")) {
      return function(name, arguments(")"));
    }
    ColumnType type = named(name);
    if (text.charAt(position) != '\'' || type == null) {
      throw new AssertionError("cannot read " + name + " in " + text);
    }
    return cast(new Expr.Literal(string(), ColumnType.UNKNOWN), type, true);
  }

  private static Expr array(List<Expr> items) {
    return items.isEmpty() ? new Expr.Literal("{}", ColumnType.UNKNOWN) : function("array", items);
  }

  private List<Expr> arguments(String end) {
    List<Expr> list = new ArrayList<>();
    skip();
    if (take(end)) {
      return list;
    }
    do {
      list.add(level(0));
      skip();
    } while (take(","));
    expect(end);
    return list;
  }

  private Expr number(String sign) {
    int start = position;
    while (position < text.length()
        && (Character.isDigit(text.charAt(position)) || text.charAt(position) == '.')) {
      position++;
    }
    if (position < text.length() && text.charAt(position) == 'e') {
      position++;
      if ("+-".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
      while (position < text.length() && Character.isDigit(text.charAt(position))) {
        position++;
      }
    }
    String token = text.substring(start, position);
    ColumnType type = ColumnType.NUMERIC;
    if (token.chars().allMatch(Character::isDigit)) {
      java.math.BigInteger value = new java.math.BigInteger(sign + token);
      if (value.bitLength() < 64) {
        type = value.bitLength() < 32 ? ColumnType.INTEGER : ColumnType.BIGINT;
      }
    }
    return new Expr.Literal(TypeText.parse(type, sign + token), type);
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    position++;
    while (true) {
      char c = text.charAt(position++);
      if (c == '\'') {
        if (position >= text.length() || text.charAt(position) != '\'') {
          return out.toString();
        }
        position++;
      }
      out.append(c);
    }
  }

  private ColumnType type() {
    skip();
    String name = take("\"char\"") ? "\"char\"" : name();
    if (name.equals("double")) {
      expectWord("precision");
      name = "float8";
    }
    ColumnType type = name.equals("\"char\"") ? ColumnType.INTERNAL_CHAR : named(name);
    if (type == null) {
      throw new AssertionError("type " + name);
    }
    if (take("(")) {
      int precision = Integer.parseInt(((Expr.Literal) number("")).value() + "");
      int scale = take(",") ? Integer.parseInt(((Expr.Literal) number("")).value() + "") : 0;
      expect(")");
      type = new ColumnType(type.kind(), precision, scale, null);
    } else if (type.kind() == TypeKind.CHAR && name.equals("char")) {
      type = ColumnType.character(1);
    }
    return take("[]") ? ColumnType.array(type) : type;
  }

  private static @Nullable ColumnType named(String name) {
    return TypeNames.internal(NAMES.getOrDefault(name, name));
  }

  private String name() {
    skip();
    int start = position;
    while (position < text.length()
        && (Character.isLetterOrDigit(text.charAt(position))
            || text.charAt(position) == '_'
            || text.charAt(position) == '.')) {
      position++;
    }
    return text.substring(start, position).toLowerCase(Locale.ROOT);
  }

  private @Nullable String symbol(List<String> symbols) {
    skip();
    for (String symbol : symbols) {
      if (Character.isLetter(symbol.charAt(0)) ? word(symbol) : operatorHere(symbol)) {
        return symbol;
      }
    }
    return null;
  }

  private boolean operatorHere(String symbol) {
    int end = position;
    while (end < text.length() && "+-*/<>=~!@#%^&|?".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    String whole = text.substring(position, end);
    boolean keepsSign = whole.chars().anyMatch(c -> "~!@#%^&|?".indexOf(c) >= 0);
    while (!keepsSign && whole.length() > 1 && (whole.endsWith("-") || whole.endsWith("+"))) {
      whole = whole.substring(0, whole.length() - 1);
    }
    if (!whole.equals(symbol)) {
      return false;
    }
    position += symbol.length();
    return true;
  }

  private boolean word(String word) {
    skip();
    int mark = position;
    if (mark < text.length() && Character.isLetter(text.charAt(mark)) && name().equals(word)) {
      return true;
    }
    position = mark;
    return false;
  }

  private void expectWord(String word) {
    if (!word(word)) {
      throw new AssertionError(word + " expected in " + text);
    }
  }

  private boolean take(String token) {
    skip();
    if (text.startsWith(token, position)) {
      position += token.length();
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw new AssertionError(token + " expected in " + text + " at " + position);
    }
  }

  private void skip() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
  }
}
