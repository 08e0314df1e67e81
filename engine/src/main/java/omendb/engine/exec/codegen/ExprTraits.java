package omendb.engine.exec.codegen;

import java.util.List;
import java.util.function.IntUnaryOperator;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;

/// Questions about expressions.
public final class ExprTraits {
  private ExprTraits() {}

  public static List<Expr> children(Expr expr) {
    return switch (expr) {
      case Expr.Column c -> List.of();
      case Expr.Literal l -> List.of();
      case Expr.Parameter p -> List.of();
      case Expr.Call call -> call.arguments();
      case Expr.Function function -> function.arguments();
      case Expr.Cast cast -> List.of(cast.input());
      case Expr.In in -> {
        List<Expr> all = new java.util.ArrayList<>(in.values());
        all.addFirst(in.input());
        yield all;
      }
      case Expr.Case c -> {
        List<Expr> all = new java.util.ArrayList<>();
        for (Expr.When when : c.whens()) {
          all.add(when.condition());
          all.add(when.result());
        }
        all.add(c.otherwise());
        yield all;
      }
    };
  }

  /// The columns that the expression reads.
  public static void columns(Expr expr, java.util.BitSet into) {
    if (expr instanceof Expr.Column column) {
      into.set(column.index());
    }
    for (Expr child : children(expr)) {
      columns(child, into);
    }
  }

  public static boolean hasColumns(Expr expr) {
    if (expr instanceof Expr.Column) {
      return true;
    }
    for (Expr child : children(expr)) {
      if (hasColumns(child)) {
        return true;
      }
    }
    return false;
  }

  /// Nodes of the expression's tree.
  public static int size(Expr expr) {
    int size = 1;
    for (Expr child : children(expr)) {
      size += size(child);
    }
    return size;
  }

  /// True for a literal or parameter.
  static boolean isConstant(Expr expr) {
    return expr instanceof Expr.Literal || expr instanceof Expr.Parameter;
  }

  /// True when the value costs a few instructions and cannot fail, so that a second operand of AND
  /// and OR is better computed than branched around.
  static boolean cheap(Expr expr) {
    return switch (expr) {
      case Expr.Column column -> register(column);
      case Expr.Literal literal -> register(literal);
      case Expr.Parameter parameter -> register(parameter);
      case Expr.Call call ->
          cheapOperator(call) && call.arguments().stream().allMatch(ExprTraits::cheap);
      case Expr.Function f -> false;
      case Expr.Cast c -> false;
      case Expr.Case c -> false;
      case Expr.In in -> cheap(in.input()) && in.values().size() <= 8;
    };
  }

  private static boolean register(Expr expr) {
    Form form = expr.type().form();
    return form == Form.LONG || form == Form.DOUBLE;
  }

  private static boolean cheapOperator(Expr.Call call) {
    return switch (call.operator()) {
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
      case AND, OR, NOT, IS_NULL, IS_NOT_NULL -> true;
      case IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE, IS_DISTINCT, IS_NOT_DISTINCT -> true;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, LIKE, ILIKE, CONCAT, COALESCE -> false;
    };
  }

  /// The conjuncts of a condition.
  public static void conjuncts(Expr condition, List<Expr> into) {
    if (condition instanceof Expr.Call call && call.operator() == Operator.AND) {
      for (Expr argument : call.arguments()) {
        conjuncts(argument, into);
      }
    } else {
      into.add(condition);
    }
  }

  /// A rough cost per row by which conjuncts are ordered.
  public static int cost(Expr expr) {
    int cost =
        switch (expr) {
          case Expr.Column column -> register(column) ? 1 : 6;
          case Expr.Literal l -> 0;
          case Expr.Parameter p -> 0;
          case Expr.Call call ->
              switch (call.operator()) {
                case EQUAL -> 0;
                case LIKE, ILIKE -> 30;
                case CONCAT -> 20;
                default -> 1;
              };
          case Expr.Function f -> 30;
          case Expr.Cast c -> 3;
          case Expr.Case c -> 4;
          case Expr.In in -> 3;
        };
    for (Expr child : children(expr)) {
      cost += cost(child);
    }
    return cost;
  }

  /// The expression with its columns renumbered.
  public static Expr renumber(Expr expr, IntUnaryOperator numbers) {
    return substitute(
        expr, c -> new Expr.Column(numbers.applyAsInt(c.index()), c.type(), c.nullable()));
  }

  /// The expression with its columns replaced.
  public static Expr substitute(
      Expr expr, java.util.function.Function<Expr.Column, Expr> replacement) {
    return switch (expr) {
      case Expr.Column column -> replacement.apply(column);
      case Expr.Literal l -> l;
      case Expr.Parameter p -> p;
      case Expr.Call c ->
          new Expr.Call(c.operator(), all(c.arguments(), replacement), c.type(), c.nullable());
      case Expr.Function f ->
          new Expr.Function(f.id(), all(f.arguments(), replacement), f.type(), f.nullable());
      case Expr.Cast c -> new Expr.Cast(substitute(c.input(), replacement), c.type(), c.explicit());
      case Expr.In in ->
          new Expr.In(substitute(in.input(), replacement), in.values(), in.negated());
      case Expr.Case c ->
          new Expr.Case(
              c.whens().stream()
                  .map(w ->
                      new Expr.When(
                          substitute(w.condition(), replacement),
                          substitute(w.result(), replacement)))
                  .toList(),
              substitute(c.otherwise(), replacement),
              c.type(),
              c.nullable());
    };
  }

  private static List<Expr> all(
      List<Expr> exprs, java.util.function.Function<Expr.Column, Expr> replacement) {
    return exprs.stream().map(e -> substitute(e, replacement)).toList();
  }

  static boolean isDecimal(Expr expr) {
    return expr.type().kind() == TypeKind.NUMERIC;
  }
}
