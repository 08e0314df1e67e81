package omendb.planner.bind;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.Node;
import omendb.planner.function.CastRules;
import omendb.planner.function.OperatorResolver;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Binds operators. A comparison of a converted column with a literal becomes one of the column
/// itself with the converted literal wherever that is exact, so that bounds on the column follow.
final class OperatorBinder {
  private final ExprBinder expressions;
  private final Coercion coercion;

  OperatorBinder(ExprBinder expressions, Coercion coercion) {
    this.expressions = expressions;
    this.coercion = coercion;
  }

  Expr unary(String symbol, Expr operand, int position) {
    OperatorResolver.Resolved resolved =
        OperatorResolver.resolve(symbol, null, operand.type(), position);
    return apply(resolved, List.of(operand), position);
  }

  Expr binary(Node.Binary binary) {
    String symbol = binary.operator().name();
    if (binary.left() instanceof Node.Row left && binary.right() instanceof Node.Row right) {
      return rows(symbol, left, right, binary.pos());
    }
    if (binary.left() instanceof Node.Row row && binary.right() instanceof Node.ScalarQuery query) {
      throw ExprBinder.unsupported(
          "comparison of a row of " + row.fields().size() + " values with a subquery", query.pos());
    }
    return binary(
        symbol, expressions.bind(binary.left()), expressions.bind(binary.right()), binary.pos());
  }

  Expr binary(String symbol, Expr left, Expr right, int position) {
    if (isComparison(symbol)) {
      return compare(symbol, left, right, position);
    }
    if (symbol.equals("!~~") || symbol.equals("!~~*")) {
      return ExprBinder.not(binary(symbol.substring(1), left, right, position));
    }
    return apply(
        OperatorResolver.resolve(symbol, left.type(), right.type(), position),
        List.of(left, right),
        position);
  }

  private static boolean isComparison(String symbol) {
    return switch (symbol) {
      case "=", "<>", "<", "<=", ">", ">=" -> true;
      default -> false;
    };
  }

  private Expr apply(OperatorResolver.Resolved resolved, List<Expr> operands, int position) {
    List<Expr> arguments = new ArrayList<>();
    if (resolved.typeTag() != null) {
      arguments.add(new Expr.Literal(resolved.typeTag(), ColumnType.TEXT));
    }
    for (int i = 0; i < operands.size(); i++) {
      Expr argument =
          coercion.to(operands.get(i), resolved.argumentTypes().get(i), false, position);
      boolean text = resolved.operator() == Operator.LIKE || resolved.operator() == Operator.ILIKE;
      arguments.add(text ? unrelabelled(argument) : argument);
    }
    boolean nullable = arguments.stream().anyMatch(Expr::nullable);
    Operator operator = resolved.operator();
    Expr call =
        operator != null
            ? new Expr.Call(operator, arguments, resolved.result(), nullable)
            : new Expr.Function(
                java.util.Objects.requireNonNull(resolved.function()),
                arguments,
                resolved.result(),
                true);
    return coercion.foldQuietly(call);
  }

  /// The value inside a conversion between varchar and text, which have the same bytes.
  private static Expr unrelabelled(Expr expr) {
    return expr instanceof Expr.Cast cast
            && cast.type().kind() == TypeKind.TEXT
            && cast.input().type().kind() == TypeKind.VARCHAR
        ? cast.input()
        : expr;
  }

  Expr compare(String symbol, Expr left, Expr right, int position) {
    OperatorResolver.Resolved resolved =
        OperatorResolver.resolve(symbol, left.type(), right.type(), position);
    Operator operator = resolved.operator();
    if (operator == null) {
      return apply(resolved, List.of(left, right), position);
    }
    Sortable.requireEquality(resolved.argumentTypes().getFirst(), position);
    Expr a = coercion.to(left, resolved.argumentTypes().get(0), false, position);
    Expr b = coercion.to(right, resolved.argumentTypes().get(1), false, position);
    if (isNull(a) || isNull(b)) {
      return new Expr.Literal(null, ColumnType.BOOLEAN);
    }
    Expr simpler = a instanceof Expr.Cast cast ? onColumn(operator, cast, b, false) : null;
    if (simpler == null && b instanceof Expr.Cast cast) {
      simpler = onColumn(operator, cast, a, true);
    }
    return simpler != null ? simpler : coercion.foldQuietly(Exprs.bool(operator, List.of(a, b)));
  }

  private static boolean isNull(Expr expr) {
    return expr instanceof Expr.Literal literal && literal.value() == null;
  }

  /// The comparison on what is inside the cast, or null when the other side does not fit.
  private static @Nullable Expr onColumn(
      Operator operator, Expr.Cast cast, Expr other, boolean flipped) {
    Expr inner = cast.input();
    ColumnType type = inner.type();
    if (cast.explicit() || Exprs.isConstant(inner)) {
      return null;
    }
    Operator used = operator;
    Expr value = null;
    boolean relabel = type.kind() == TypeKind.VARCHAR && cast.type().kind() == TypeKind.TEXT;
    if (relabel && other instanceof Expr.Cast twin && twin.input().type().kind() == type.kind()) {
      value = twin.input();
    } else if (relabel && other instanceof Expr.Literal literal) {
      value = new Expr.Literal(literal.value(), ColumnType.VARCHAR);
    } else if (relabel && Exprs.isConstant(other)) {
      value = new Expr.Cast(other, ColumnType.VARCHAR, false);
    } else if (type.isInteger() && other instanceof Expr.Literal literal) {
      value = integer(type, literal);
    } else if (type.isInteger()
        && operator == Operator.EQUAL
        && other.type().isInteger()
        && Exprs.isConstant(other)) {
      value = narrowed(type, other);
    } else if (type.kind() == TypeKind.DATE
        && other instanceof Expr.Literal literal
        && literal.value() instanceof Long micros
        && literal.type().kind() == TypeKind.TIMESTAMP) {
      long day = Math.floorDiv(micros, Interval.MICROS_PER_DAY);
      boolean midnight = day * Interval.MICROS_PER_DAY == micros;
      used = midnight ? operator : ofDays(flipped ? mirrored(operator) : operator);
      used = midnight || !flipped || used == null ? used : mirrored(used);
      boolean finite = micros != Long.MAX_VALUE && micros != Long.MIN_VALUE;
      value = finite ? new Expr.Literal(day, type) : null;
    }
    if (value == null || used == null) {
      return null;
    }
    return Exprs.bool(used, flipped ? List.of(value, inner) : List.of(inner, value));
  }

  /// The operator that compares days with the day of a timestamp after its midnight, or null.
  private static @Nullable Operator ofDays(Operator operator) {
    return switch (operator) {
      case LESS, LESS_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      case GREATER, GREATER_OR_EQUAL -> Operator.GREATER;
      default -> null;
    };
  }

  private static Operator mirrored(Operator operator) {
    return switch (operator) {
      case LESS -> Operator.GREATER;
      case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case GREATER -> Operator.LESS;
      case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      default -> operator;
    };
  }

  private static @Nullable Expr integer(ColumnType type, Expr.Literal literal) {
    BigDecimal number =
        switch (literal.value()) {
          case Long value -> BigDecimal.valueOf(value);
          case BigDecimal value -> value;
          case null, default -> null;
        };
    if (number == null || number.stripTrailingZeros().scale() > 0) {
      return null;
    }
    BigDecimal max = BigDecimal.valueOf(max(type));
    BigDecimal min = max.negate().subtract(BigDecimal.ONE);
    return number.compareTo(max) <= 0 && number.compareTo(min) >= 0
        ? new Expr.Literal(number.longValue(), type)
        : null;
  }

  private static long max(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT -> Short.MAX_VALUE;
      case INTEGER -> Integer.MAX_VALUE;
      default -> Long.MAX_VALUE;
    };
  }

  /// A wider constant as a narrower one, NULL where it does not fit: nothing equals it then.
  private static Expr narrowed(ColumnType type, Expr other) {
    Expr max = new Expr.Literal(max(type), other.type());
    Expr min = new Expr.Literal(-max(type) - 1, other.type());
    Expr fits =
        Exprs.and(
            List.of(
                Exprs.bool(Operator.LESS_OR_EQUAL, List.of(other, max)),
                Exprs.bool(Operator.GREATER_OR_EQUAL, List.of(other, min))));
    return ExprBinder.caseOf(
        List.of(new Expr.When(fits, new Expr.Cast(other, type, false))),
        new Expr.Literal(null, type));
  }

  private Expr rows(String symbol, Node.Row left, Node.Row right, int position) {
    if (left.fields().size() != right.fields().size()) {
      throw SqlState.SYNTAX_ERROR
          .error("unequal number of entries in row expressions")
          .at(position);
    }
    return rows(
        symbol, expressions.bindAll(left.fields()), expressions.bindAll(right.fields()), position);
  }

  /// A comparison of rows, field by field from the left.
  Expr rows(String symbol, List<Expr> left, List<Expr> right, int position) {
    int last = left.size() - 1;
    if (symbol.equals("=") || symbol.equals("<>")) {
      List<Expr> parts = new ArrayList<>();
      for (int i = 0; i <= last; i++) {
        parts.add(compare("=", left.get(i), right.get(i), position));
      }
      Expr equal = Exprs.and(parts);
      return symbol.equals("=") ? equal : ExprBinder.not(equal);
    }
    if (!isComparison(symbol)) {
      throw ExprBinder.unsupported("operator " + symbol + " of rows", position);
    }
    String strict = symbol.substring(0, 1);
    Expr result = compare(symbol, left.get(last), right.get(last), position);
    for (int i = last - 1; i >= 0; i--) {
      Expr before = compare(strict, left.get(i), right.get(i), position);
      Expr same = compare("=", left.get(i), right.get(i), position);
      result = Exprs.bool(Operator.OR, List.of(before, Exprs.and(List.of(same, result))));
    }
    return result;
  }

  Expr distinct(Node.IsDistinct test) {
    Expr left = expressions.bind(test.left());
    Expr right = expressions.bind(test.right());
    OperatorResolver.Resolved resolved =
        OperatorResolver.resolve("=", left.type(), right.type(), test.pos());
    if (resolved.operator() == null) {
      Expr same = same(left, right, test.pos());
      return test.negated() ? same : ExprBinder.not(same);
    }
    Operator operator = test.negated() ? Operator.IS_NOT_DISTINCT : Operator.IS_DISTINCT;
    return Exprs.bool(
        operator,
        List.of(
            coercion.to(left, resolved.argumentTypes().get(0), false, test.pos()),
            coercion.to(right, resolved.argumentTypes().get(1), false, test.pos())));
  }

  /// Whether both are NULL or equal, by an equality that is not that of the type's order.
  private Expr same(Expr left, Expr right, int position) {
    Expr nulls =
        Exprs.bool(
            Operator.EQUAL,
            List.of(
                Exprs.bool(Operator.IS_NULL, List.of(left)),
                Exprs.bool(Operator.IS_NULL, List.of(right))));
    Expr equal = compare("=", left, right, position);
    Expr.Literal otherwise = new Expr.Literal(true, ColumnType.BOOLEAN);
    return Exprs.and(List.of(nulls, Exprs.bool(Operator.COALESCE, List.of(equal, otherwise))));
  }

  Expr between(Node.Between between) {
    Node.Range range = between.range();
    Expr operand = expressions.bind(range.operand());
    Expr low = expressions.bind(range.low());
    Expr high = expressions.bind(range.high());
    Expr inside = within(operand, low, high, between.pos());
    if (between.symmetric()) {
      inside = Exprs.bool(Operator.OR, List.of(inside, within(operand, high, low, between.pos())));
    }
    return between.negated() ? ExprBinder.not(inside) : inside;
  }

  private Expr within(Expr operand, Expr low, Expr high, int position) {
    return Exprs.and(
        List.of(compare(">=", operand, low, position), compare("<=", operand, high, position)));
  }

  Expr in(Node.InList in) {
    Expr found;
    if (in.operand() instanceof Node.Row row) {
      List<Expr> left = expressions.bindAll(row.fields());
      List<Expr> parts = new ArrayList<>();
      for (Node item : in.items()) {
        if (!(item instanceof Node.Row right) || right.fields().size() != left.size()) {
          throw SqlState.SYNTAX_ERROR
              .error("unequal number of entries in row expressions")
              .at(item.pos());
        }
        parts.add(rows("=", left, expressions.bindAll(right.fields()), in.pos()));
      }
      found = parts.size() == 1 ? parts.getFirst() : Exprs.bool(Operator.OR, parts);
    } else {
      found = any(expressions.bind(in.operand()), "=", expressions.bindAll(in.items()), in.pos());
    }
    return in.negated() ? ExprBinder.not(found) : found;
  }

  /// True when the comparison holds for one of the items.
  private Expr any(Expr operand, String symbol, List<Expr> items, int position) {
    List<Expr> parts = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    Expr input = null;
    for (Expr item : items) {
      Expr part = binary(symbol, operand, item, position);
      if (part instanceof Expr.Call call
          && call.operator() == Operator.EQUAL
          && (input == null || input.equals(call.arguments().get(0)))
          && isValue(call.arguments().get(1))
          && !(call.arguments().get(0) instanceof Expr.Literal)) {
        input = call.arguments().get(0);
        values.add(call.arguments().get(1));
      } else {
        parts.add(part);
      }
    }
    if (input != null) {
      parts.addFirst(
          values.size() == 1
              ? Exprs.bool(Operator.EQUAL, List.of(input, values.getFirst()))
              : new Expr.In(input, values, false));
    }
    return switch (parts.size()) {
      case 0 -> Exprs.FALSE;
      case 1 -> parts.getFirst();
      default -> Exprs.bool(Operator.OR, parts);
    };
  }

  private static boolean isValue(Expr expr) {
    return expr instanceof Expr.Literal literal && literal.value() != null;
  }

  Expr like(Node.Like like) {
    Expr operand = expressions.bind(like.operand());
    Expr pattern = expressions.bind(like.pattern().pattern());
    Node escape = like.pattern().escape();
    if (like.pattern().kind() == Node.LikeKind.SIMILAR) {
      List<Expr> arguments = new ArrayList<>(List.of(pattern));
      if (escape != null) {
        arguments.add(expressions.bind(escape));
      }
      Expr regex = expressions.calls().call("similar_to_escape", arguments, like.pos());
      Expr match = binary("~", operand, regex, like.pos());
      return like.negated() ? ExprBinder.not(match) : match;
    }
    boolean ignoring = like.pattern().kind() == Node.LikeKind.ILIKE;
    Expr match = binary(ignoring ? "~~*" : "~~", operand, pattern, like.pos());
    if (escape != null && match instanceof Expr.Call call) {
      Expr with = coercion.to(expressions.bind(escape), ColumnType.TEXT, false, escape.pos());
      List<Expr> arguments = new ArrayList<>(call.arguments());
      arguments.add(with);
      match = new Expr.Call(call.operator(), arguments, call.type(), call.nullable());
    } else if (escape != null) {
      List<Expr> constants = List.of(pattern, expressions.bind(escape));
      Expr escaped = expressions.calls().call("like_escape", constants, escape.pos());
      match = binary(ignoring ? "~~*" : "~~", operand, escaped, like.pos());
    }
    return like.negated() ? ExprBinder.not(match) : match;
  }

  /// `x op ANY (array)` and ALL.
  Expr quantified(Node.Quantified quantified) {
    String symbol = quantified.operator().name();
    Expr left = expressions.bind(quantified.left());
    int position = quantified.pos();
    String used = quantified.all() ? negation(symbol, position) : symbol;
    List<Expr> items;
    if (quantified.array() instanceof Node.ArrayOf array) {
      items = expressions.bindAll(array.elements());
    } else {
      Expr array = expressions.bind(quantified.array());
      if (Coercion.isUnknown(array)) {
        ColumnType element =
            Coercion.isUnknown(left) ? ColumnType.TEXT : CastRules.plain(left.type());
        array = coercion.to(array, ColumnType.array(element), false, position);
      }
      if (array.type().element() == null) {
        throw SqlState.WRONG_OBJECT_TYPE
            .error("op ANY/ALL (array) requires array on right side")
            .at(quantified.array().pos());
      }
      if (!(array instanceof Expr.Literal literal)) {
        return inArray(quantified, left, array);
      }
      if (literal.value() == null) {
        return new Expr.Literal(null, ColumnType.BOOLEAN);
      }
      ColumnType element = java.util.Objects.requireNonNull(array.type().element());
      items =
          Arrays.stream((Object[]) literal.value())
              .<Expr>map(value -> new Expr.Literal(value, element))
              .toList();
    }
    Expr found = any(left, used, items, position);
    return quantified.all() ? ExprBinder.not(found) : found;
  }

  /// A comparison with the elements of an array that is known only when the statement runs.
  private Expr inArray(Node.Quantified quantified, Expr left, Expr array) {
    String symbol = quantified.operator().name();
    if (symbol.equals("=") && !quantified.all()) {
      return expressions.calls().call("any_equal", List.of(left, array), quantified.pos());
    }
    return expressions
        .calls()
        .call(
            "quantified",
            List.of(
                new Expr.Literal(symbol, ColumnType.TEXT),
                new Expr.Literal(quantified.all(), ColumnType.BOOLEAN),
                left,
                array),
            quantified.pos());
  }

  static String negation(String symbol, int position) {
    return switch (symbol) {
      case "=" -> "<>";
      case "<>" -> "=";
      case "<" -> ">=";
      case "<=" -> ">";
      case ">" -> "<=";
      case ">=" -> "<";
      case "~~" -> "!~~";
      case "!~~" -> "~~";
      case "~~*" -> "!~~*";
      case "!~~*" -> "~~*";
      default -> throw ExprBinder.unsupported("operator " + symbol + " ALL", position);
    };
  }

  Expr array(Node.ArrayOf array) {
    if (array.elements().isEmpty()) {
      throw SqlState.INDETERMINATE_DATATYPE
          .error("cannot determine type of empty array")
          .withHint("Explicitly cast to the desired type, for example ARRAY[]::integer[].")
          .at(array.pos());
    }
    List<Expr> elements =
        coercion.common("ARRAY", expressions.bindAll(array.elements()), array.pos());
    return ofElements(elements, array.pos());
  }

  /// `ARRAY[…]::type[]`: the conversion goes to the elements.
  Expr array(Node.ArrayOf array, ColumnType type) {
    ColumnType element = java.util.Objects.requireNonNull(type.element());
    List<Expr> elements = new ArrayList<>();
    for (Node node : array.elements()) {
      elements.add(coercion.explicit(expressions.bind(node), element, node.pos()));
    }
    return elements.isEmpty()
        ? new Expr.Literal(new Object[0], type)
        : ofElements(elements, array.pos());
  }

  private Expr ofElements(List<Expr> elements, int position) {
    boolean nested = elements.getFirst().type().element() != null;
    return expressions.calls().call(nested ? "array_nested" : "array", elements, position);
  }
}
