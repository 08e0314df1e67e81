package omendb.planner.rel;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.jspecify.annotations.Nullable;

/// Whether an expression of a statement is one of an index, and whether what a statement asks for
/// lies in a partial index. A yes is certain; a no may be for want of looking further.
public final class IndexMatch {
  private IndexMatch() {}

  /// True when two expressions are the same but for what is known of NULLs.
  public static boolean same(Expr left, Expr right) {
    return switch (left) {
      case Expr.Column a -> right instanceof Expr.Column b && a.index() == b.index();
      case Expr.Literal a ->
          right instanceof Expr.Literal b
              && a.type().kind() == b.type().kind()
              && Objects.equals(a.value(), b.value());
      case Expr.Parameter a -> right instanceof Expr.Parameter b && a.index() == b.index();
      case Expr.Call a ->
          right instanceof Expr.Call b
              && a.operator() == b.operator()
              && a.type().equals(b.type())
              && same(a.arguments(), b.arguments());
      case Expr.Function a ->
          right instanceof Expr.Function b
              && a.id().equals(b.id())
              && same(a.arguments(), b.arguments());
      case Expr.Case a ->
          right instanceof Expr.Case b && same(parts(a), parts(b)) && a.type().equals(b.type());
      case Expr.Cast a ->
          right instanceof Expr.Cast b
              && a.type().equals(b.type())
              && (a.explicit() == b.explicit() || a.type().precision() == 0)
              && same(a.input(), b.input());
      case Expr.In a ->
          right instanceof Expr.In b
              && a.negated() == b.negated()
              && same(a.input(), b.input())
              && same(a.values(), b.values());
    };
  }

  private static List<Expr> parts(Expr.Case choice) {
    List<Expr> parts = new java.util.ArrayList<>();
    for (Expr.When when : choice.whens()) {
      parts.add(when.condition());
      parts.add(when.result());
    }
    parts.add(choice.otherwise());
    return parts;
  }

  private static boolean same(List<Expr> left, List<Expr> right) {
    boolean same = left.size() == right.size();
    for (int i = 0; same && i < left.size(); i++) {
      same = same(left.get(i), right.get(i));
    }
    return same;
  }

  /// True when each row that satisfies all of the conjuncts satisfies the predicate.
  public static boolean implies(List<Expr> conjuncts, Expr predicate) {
    for (Expr part : Exprs.conjuncts(predicate)) {
      if (conjuncts.stream().noneMatch(each -> impliesOne(each, part))) {
        return false;
      }
    }
    return true;
  }

  private static boolean impliesOne(Expr given, Expr wanted) {
    Expr known = plain(given);
    Expr asked = plain(wanted);
    if (same(known, asked)) {
      return true;
    }
    return switch (asked) {
      case Expr.Call call when call.operator() == Operator.OR ->
          call.arguments().stream().anyMatch(each -> impliesOne(known, each));
      case Expr.Call call when call.operator() == Operator.IS_NOT_NULL ->
          refusesNull(known, call.arguments().getFirst());
      case Expr.Call call -> Bound.of(call) instanceof Bound b && b.follows(Bound.of(known));
      case Expr.In in when !in.negated() -> within(known, in);
      default -> false;
    };
  }

  /// `b = true` and `b IS TRUE` as `b`, `b = false` as `NOT b`.
  private static Expr plain(Expr condition) {
    if (condition instanceof Expr.Call call) {
      Expr first = call.arguments().getFirst();
      if (call.operator() == Operator.IS_TRUE) {
        return first;
      }
      if (call.operator() == Operator.IS_FALSE) {
        return Exprs.not(first);
      }
      if (call.operator() == Operator.EQUAL
          && call.arguments().get(1) instanceof Expr.Literal literal
          && literal.value() instanceof Boolean truth) {
        return truth ? first : Exprs.not(first);
      }
    }
    return condition;
  }

  /// True when the condition does not hold where `value` is NULL.
  private static boolean refusesNull(Expr condition, Expr value) {
    return switch (condition) {
      case Expr.Call call ->
          switch (call.operator()) {
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, LIKE ->
                call.arguments().stream().anyMatch(each -> same(each, value));
            case NOT -> same(call.arguments().getFirst(), value);
            default -> false;
          };
      case Expr.In in -> same(in.input(), value);
      case Expr.Column column -> same(column, value);
      default -> false;
    };
  }

  private static boolean within(Expr known, Expr.In in) {
    List<Expr> values;
    if (known instanceof Expr.Call call
        && call.operator() == Operator.EQUAL
        && same(call.arguments().getFirst(), in.input())) {
      values = call.arguments().subList(1, 2);
    } else if (known instanceof Expr.In given
        && !given.negated()
        && same(given.input(), in.input())) {
      values = given.values();
    } else {
      return false;
    }
    return values.stream().allMatch(v -> in.values().stream().anyMatch(each -> same(v, each)));
  }

  /// `value operator number`.
  private record Bound(Expr value, Operator operator, BigDecimal number) {
    static @Nullable Bound of(Expr condition) {
      if (!(condition instanceof Expr.Call call) || call.arguments().size() != 2) {
        return null;
      }
      Expr left = call.arguments().get(0);
      Expr right = call.arguments().get(1);
      BigDecimal number = number(right);
      if (number != null) {
        return new Bound(left, call.operator(), number);
      }
      number = number(left);
      return number == null
          ? null
          : new Bound(right, ScanPlanner.mirrored(call.operator()), number);
    }

    private static @Nullable BigDecimal number(Expr expr) {
      if (!(expr instanceof Expr.Literal literal)) {
        return null;
      }
      return switch (literal.value()) {
        case Long whole -> BigDecimal.valueOf(whole);
        case BigDecimal decimal -> decimal;
        case null, default -> null;
      };
    }

    /// True when a value within the other bound is within this one.
    boolean follows(@Nullable Bound given) {
      if (given == null
          || given.value.type().kind() != value.type().kind()
          || !same(given.value, value)) {
        return false;
      }
      int order = given.number.compareTo(number);
      boolean below = given.operator == Operator.LESS || given.operator == Operator.LESS_OR_EQUAL;
      boolean above =
          given.operator == Operator.GREATER || given.operator == Operator.GREATER_OR_EQUAL;
      boolean equal = given.operator == Operator.EQUAL;
      return switch (operator) {
        case GREATER -> (above || equal) && order > 0 || given.operator == operator && order == 0;
        case GREATER_OR_EQUAL -> (above || equal) && order >= 0;
        case LESS -> (below || equal) && order < 0 || given.operator == operator && order == 0;
        case LESS_OR_EQUAL -> (below || equal) && order <= 0;
        case NOT_EQUAL ->
            equal && order != 0
                || above && (order > 0 || order == 0 && given.operator == Operator.GREATER)
                || below && (order < 0 || order == 0 && given.operator == Operator.LESS);
        default -> false;
      };
    }
  }
}
