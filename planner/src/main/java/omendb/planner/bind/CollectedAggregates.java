package omendb.planner.bind;

import java.util.List;
import omendb.core.TypeKind;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;

/// range_agg, range_intersect_agg, bit_xor and bit_and and bit_or of bit strings: the group's
/// values as an array, then put together.
final class CollectedAggregates {
  private final CallBinder calls;

  CollectedAggregates(CallBinder calls) {
    this.calls = calls;
  }

  /// @param bound the call by its own signature
  static boolean isOne(String name, CallBinder.Bound bound) {
    return switch (name) {
      case "range_agg", "range_intersect_agg", "bit_xor" -> true;
      case "bit_and", "bit_or" -> bound.call().result().kind() == TypeKind.BIT;
      default -> false;
    };
  }

  /// @param bound the call by its own signature
  Expr bind(Node.Call call, String name, CallBinder.Bound bound) {
    if (call.over() != null) {
      throw ExprBinder.unsupported(name + " as a window function", call.pos());
    }
    CallBinder.Bound collected = calls.resolve("array_agg", bound.arguments(), call.pos());
    Expr group = calls.aggregate(call, "array_agg", collected);
    String made = name.startsWith("bit") ? name + "_final" : name.replace("agg", "final");
    return calls.call(made, List.of(group), call.pos());
  }
}
