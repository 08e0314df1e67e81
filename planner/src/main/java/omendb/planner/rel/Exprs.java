package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.jspecify.annotations.Nullable;

/// Walks over expression trees.
public final class Exprs {
  public static final Expr TRUE = new Expr.Literal(true, ColumnType.BOOLEAN);
  public static final Expr FALSE = new Expr.Literal(false, ColumnType.BOOLEAN);

  private Exprs() {}

  /// Replaces nodes from the top down; where `change` answers null the children are visited.
  public static Expr rewrite(Expr expr, Function<Expr, @Nullable Expr> change) {
    Expr changed = change.apply(expr);
    if (changed != null) {
      return changed;
    }
    return switch (expr) {
      case Expr.Column _, Expr.Literal _, Expr.Parameter _ -> expr;
      case Expr.Call call ->
          new Expr.Call(
              call.operator(), all(call.arguments(), change), call.type(), call.nullable());
      case Expr.Function call ->
          new Expr.Function(call.id(), all(call.arguments(), change), call.type(), call.nullable());
      case Expr.Case choice -> {
        List<Expr.When> whens = new ArrayList<>();
        for (Expr.When when : choice.whens()) {
          whens.add(
              new Expr.When(rewrite(when.condition(), change), rewrite(when.result(), change)));
        }
        yield new Expr.Case(
            whens, rewrite(choice.otherwise(), change), choice.type(), choice.nullable());
      }
      case Expr.Cast cast ->
          new Expr.Cast(rewrite(cast.input(), change), cast.type(), cast.explicit());
      case Expr.In in ->
          new Expr.In(rewrite(in.input(), change), all(in.values(), change), in.negated());
    };
  }

  private static List<Expr> all(List<Expr> expressions, Function<Expr, @Nullable Expr> change) {
    List<Expr> changed = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      changed.add(rewrite(expression, change));
    }
    return changed;
  }

  /// Visits every node, parents first.
  public static void visit(Expr expr, Consumer<Expr> visitor) {
    visitor.accept(expr);
    switch (expr) {
      case Expr.Column _, Expr.Literal _, Expr.Parameter _ -> {}
      case Expr.Call call -> call.arguments().forEach(e -> visit(e, visitor));
      case Expr.Function call -> call.arguments().forEach(e -> visit(e, visitor));
      case Expr.Case choice -> {
        for (Expr.When when : choice.whens()) {
          visit(when.condition(), visitor);
          visit(when.result(), visitor);
        }
        visit(choice.otherwise(), visitor);
      }
      case Expr.Cast cast -> visit(cast.input(), visitor);
      case Expr.In in -> {
        visit(in.input(), visitor);
        in.values().forEach(e -> visit(e, visitor));
      }
    }
  }

  /// True when some column satisfies the test.
  public static boolean anyColumn(Expr expr, java.util.function.IntPredicate test) {
    boolean[] found = new boolean[1];
    visit(expr, e -> found[0] |= e instanceof Expr.Column column && test.test(column.index()));
    return found[0];
  }

  /// True when no column is read: literals, parameters and functions of them.
  public static boolean isConstant(Expr expr) {
    return !anyColumn(expr, _ -> true);
  }

  /// The operands of nested ANDs.
  public static List<Expr> conjuncts(Expr expr) {
    List<Expr> parts = new ArrayList<>();
    collect(expr, parts);
    return parts;
  }

  private static void collect(Expr expr, List<Expr> parts) {
    if (expr instanceof Expr.Call call && call.operator() == Operator.AND) {
      call.arguments().forEach(e -> collect(e, parts));
    } else if (!expr.equals(TRUE)) {
      parts.add(expr);
    }
  }

  public static Expr and(List<Expr> parts) {
    return switch (parts.size()) {
      case 0 -> TRUE;
      case 1 -> parts.getFirst();
      default -> bool(Operator.AND, parts);
    };
  }

  public static Expr not(Expr expr) {
    return bool(Operator.NOT, List.of(expr));
  }

  /// A boolean call, nullable when an argument is.
  public static Expr bool(Operator operator, List<Expr> arguments) {
    boolean nullable =
        switch (operator) {
          case IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE -> false;
          case IS_DISTINCT, IS_NOT_DISTINCT -> false;
          default -> arguments.stream().anyMatch(Expr::nullable);
        };
    return new Expr.Call(operator, arguments, ColumnType.BOOLEAN, nullable);
  }

  /// The expression with its columns moved by `offset`; virtual columns stay.
  public static Expr shift(Expr expr, int offset) {
    return rewrite(
        expr,
        e ->
            e instanceof Expr.Column c && c.index() < Algebra.VIRTUAL
                ? new Expr.Column(c.index() + offset, c.type(), c.nullable())
                : null);
  }
}
