package omendb.planner.bind;

import java.util.List;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;

/// range_agg and range_intersect_agg: the group's values as an array, then put together.
final class RangeAggregates {
  private final CallBinder calls;

  RangeAggregates(CallBinder calls) {
    this.calls = calls;
  }

  static boolean isOne(String name) {
    return name.equals("range_agg") || name.equals("range_intersect_agg");
  }

  /// @param bound the call by its own signature
  Expr bind(Node.Call call, String name, CallBinder.Bound bound) {
    if (call.over() != null) {
      throw ExprBinder.unsupported(name + " as a window function", call.pos());
    }
    CallBinder.Bound collected = calls.resolve("array_agg", bound.arguments(), call.pos());
    Expr group = calls.aggregate(call, "array_agg", collected);
    return calls.call(name.replace("agg", "final"), List.of(group), call.pos());
  }
}
