package omendb.planner.function;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.jspecify.annotations.Nullable;

/// Evaluates expressions over boxed rows: constants, defaults, single-row DML. Plain, and the
/// measure of what generated code must answer.
public final class Evaluator {
  private static final @Nullable Object[] NO_VALUES = {};

  private final @Nullable Object[] row;
  private final @Nullable Object[] parameters;
  private final EvalContext context;

  private Evaluator(@Nullable Object[] row, @Nullable Object[] parameters, EvalContext context) {
    this.row = row;
    this.parameters = parameters;
    this.context = context;
  }

  /// The value of an expression, null for NULL.
  ///
  /// @param row the input's columns, boxed
  /// @param parameters the statement's parameters, boxed
  public static @Nullable Object evaluate(
      Expr expr, @Nullable Object[] row, @Nullable Object[] parameters, EvalContext context) {
    return new Evaluator(row, parameters, context).value(expr);
  }

  /// The value of an expression without columns and parameters.
  public static @Nullable Object constant(Expr expr, EvalContext context) {
    return evaluate(expr, NO_VALUES, NO_VALUES, context);
  }

  private @Nullable Object value(Expr expr) {
    return switch (expr) {
      case Expr.Column column -> row[column.index()];
      case Expr.Literal literal -> literal.value();
      case Expr.Parameter parameter -> parameters[parameter.index()];
      case Expr.Call call -> call(call);
      case Expr.Function function ->
          FunctionImplementations.invoke(function.id(), values(function.arguments()), context);
      case Expr.Case choice -> choice(choice);
      case Expr.Cast cast -> {
        Object value = value(cast.input());
        yield value == null
            ? null
            : Casts.cast(value, cast.input().type(), cast.type(), cast.explicit(), context);
      }
      case Expr.In in -> in(in);
    };
  }

  private @Nullable Object[] values(List<Expr> expressions) {
    @Nullable Object[] values = new @Nullable Object[expressions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(expressions.get(i));
    }
    return values;
  }

  private @Nullable Object choice(Expr.Case choice) {
    for (Expr.When when : choice.whens()) {
      if (Boolean.TRUE.equals(value(when.condition()))) {
        return value(when.result());
      }
    }
    return value(choice.otherwise());
  }

  private @Nullable Object in(Expr.In in) {
    Object input = value(in.input());
    if (input == null) {
      return null;
    }
    boolean unknown = false;
    for (Expr expr : in.values()) {
      Object value = value(expr);
      unknown |= value == null;
      if (value != null && Comparison.compare(in.input().type(), input, value) == 0) {
        return !in.negated();
      }
    }
    return unknown ? null : (Object) in.negated();
  }

  private @Nullable Object call(Expr.Call call) {
    List<Expr> arguments = call.arguments();
    switch (call.operator()) {
      case AND, OR -> {
        return connected(call.operator() == Operator.OR, arguments);
      }
      case COALESCE -> {
        for (Expr argument : arguments) {
          Object value = value(argument);
          if (value != null) {
            return value;
          }
        }
        return null;
      }
      default -> {}
    }
    Object first = value(arguments.getFirst());
    switch (call.operator()) {
      case NOT -> {
        return first == null ? null : (Object) !(Boolean) first;
      }
      case IS_NULL -> {
        return first == null;
      }
      case IS_NOT_NULL -> {
        return first != null;
      }
      case IS_TRUE -> {
        return Boolean.TRUE.equals(first);
      }
      case IS_NOT_TRUE -> {
        return !Boolean.TRUE.equals(first);
      }
      case IS_FALSE -> {
        return Boolean.FALSE.equals(first);
      }
      case IS_NOT_FALSE -> {
        return !Boolean.FALSE.equals(first);
      }
      case NEGATE -> {
        return first == null ? null : Arithmetic.negate(call.type(), first);
      }
      default -> {
        return binary(call, first, value(arguments.get(1)));
      }
    }
  }

  private @Nullable Object connected(boolean decisive, List<Expr> arguments) {
    boolean unknown = false;
    for (Expr argument : arguments) {
      Object value = value(argument);
      if (value == null) {
        unknown = true;
      } else if ((Boolean) value == decisive) {
        return decisive;
      }
    }
    return unknown ? null : (Object) !decisive;
  }

  private @Nullable Object binary(Expr.Call call, @Nullable Object left, @Nullable Object right) {
    ColumnType type = call.arguments().getFirst().type();
    Operator operator = call.operator();
    if (operator == Operator.IS_DISTINCT || operator == Operator.IS_NOT_DISTINCT) {
      boolean same =
          left == null || right == null
              ? left == right
              : Comparison.compare(type, left, right) == 0;
      return same == (operator == Operator.IS_NOT_DISTINCT);
    }
    if (left == null || right == null) {
      return null;
    }
    return switch (operator) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO ->
          Arithmetic.apply(operator, call.type(), left, right);
      case EQUAL -> Comparison.compare(type, left, right) == 0;
      case NOT_EQUAL -> Comparison.compare(type, left, right) != 0;
      case LESS -> Comparison.compare(type, left, right) < 0;
      case LESS_OR_EQUAL -> Comparison.compare(type, left, right) <= 0;
      case GREATER -> Comparison.compare(type, left, right) > 0;
      case GREATER_OR_EQUAL -> Comparison.compare(type, left, right) >= 0;
      case CONCAT -> (String) left + right;
      case LIKE, ILIKE -> like(call, (String) left, (String) right);
      default -> throw SqlState.INTERNAL_ERROR.error("%s does not take two values", operator);
    };
  }

  private @Nullable Object like(Expr.Call call, String text, String pattern) {
    int escape = '\\';
    if (call.arguments().size() > 2) {
      Object value = value(call.arguments().get(2));
      if (value == null) {
        return null;
      }
      escape = LikePattern.escape((String) value);
    }
    return call.operator() == Operator.LIKE
        ? LikePattern.matches(text, pattern, escape)
        : LikePattern.matchesIgnoringCase(text, pattern, escape);
  }
}
