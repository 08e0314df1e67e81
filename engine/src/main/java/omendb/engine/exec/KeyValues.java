package omendb.engine.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// Evaluates bounds on keys.
public final class KeyValues {
  private KeyValues() {}

  /// The bounds' values; null when one is NULL, so that no row is within.
  public static ExecutionContext.@Nullable KeyBoundValues of(
      Plan.KeyBounds bounds, Function<Expr, @Nullable Object> evaluate) {
    List<Object> equal = new ArrayList<>();
    for (Expr expr : bounds.equal()) {
      Object value = evaluate.apply(expr);
      if (value == null) {
        return null;
      }
      equal.add(value);
    }
    Object lower = bounds.lower() == null ? null : evaluate.apply(bounds.lower());
    Object upper = bounds.upper() == null ? null : evaluate.apply(bounds.upper());
    if ((bounds.lower() != null && lower == null) || (bounds.upper() != null && upper == null)) {
      return null;
    }
    return new ExecutionContext.KeyBoundValues(
        equal, lower, bounds.lowerInclusive(), upper, bounds.upperInclusive());
  }
}
