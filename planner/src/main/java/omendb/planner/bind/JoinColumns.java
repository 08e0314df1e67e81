package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.ast.FromItem;
import omendb.planner.bind.Scope.Field;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan.JoinKind;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// The columns that USING and NATURAL merge.
final class JoinColumns {
  private final StatementContext statement;
  private final JoinKind kind;
  private final FromItem.@Nullable JoinCondition condition;
  private List<String> names = List.of();

  JoinColumns(
      StatementContext statement, JoinKind kind, FromItem.@Nullable JoinCondition condition) {
    this.statement = statement;
    this.kind = kind;
    this.condition = condition;
  }

  /// The equations of the merged columns; TRUE when there are none.
  Expr condition(Scope left, Scope right, int position) {
    names = names(left, right);
    List<Expr> equations = new ArrayList<>();
    for (String name : names) {
      Field one = one(left, name, "left", position);
      Field other = one(right, name, "right", position);
      statement.uses().columns(List.of(one, other));
      Expr a = one.value();
      Expr b = other.value();
      ExprBinder binder = new ExprBinder(statement, left, new Stage(List.of()), null);
      equations.add(new OperatorBinder(binder, statement.coercion()).compare("=", a, b, position));
    }
    return Exprs.and(equations);
  }

  private List<String> names(Scope left, Scope right) {
    if (condition == null) {
      return List.of();
    }
    if (!condition.natural()) {
      return condition.using();
    }
    List<String> common = new ArrayList<>();
    for (Field field : left.fields()) {
      if (!right.named(field.name()).isEmpty() && !common.contains(field.name())) {
        common.add(field.name());
      }
    }
    return common;
  }

  private static Field one(Scope scope, String name, String side, int position) {
    List<Field> found = scope.named(name);
    if (found.isEmpty()) {
      throw missing(name, side, position);
    }
    if (found.size() > 1) {
      throw SqlState.AMBIGUOUS_COLUMN
          .error("common column name \"%s\" appears more than once in %s table", name, side)
          .at(position);
    }
    return found.getFirst();
  }

  private static OmenException missing(String name, String side, int position) {
    return SqlState.UNDEFINED_COLUMN
        .error("column \"%s\" specified in USING clause does not exist in %s table", name, side)
        .at(position);
  }

  /// Puts the merged columns first, and leaves their two originals reachable only by qualifier.
  void merge(Scope left, Scope right, Scope result, UnaryOperator<Expr> current) {
    if (names.isEmpty()) {
      return;
    }
    List<Field> merged = new ArrayList<>();
    for (String name : names) {
      Field a = left.named(name).getFirst();
      Field b = right.named(name).getFirst();
      merged.add(merged(a, b, current));
    }
    for (Scope side : List.of(left, right)) {
      for (Field field : side.fields()) {
        if (!names.contains(field.name())) {
          merged.add(field.withValue(current.apply(field.value())));
        }
      }
    }
    result.replaceFields(merged);
  }

  private Field merged(Field a, Field b, UnaryOperator<Expr> current) {
    Expr left = current.apply(a.value());
    Expr right = current.apply(b.value());
    List<Expr> both = statement.coercion().common("JOIN/USING", List.of(left, right), 0);
    if (kind == JoinKind.FULL) {
      boolean nullable = left.nullable() && right.nullable();
      Expr value = new Expr.Call(Operator.COALESCE, both, both.getFirst().type(), nullable);
      return new Field(a.name(), value, 0, 0);
    }
    boolean useRight = kind == JoinKind.RIGHT;
    Field origin = useRight ? b : a;
    Expr value = both.get(useRight ? 1 : 0);
    boolean unchanged = value.equals(useRight ? right : left);
    return unchanged ? origin.withValue(value) : new Field(a.name(), value, 0, 0);
  }
}
