package omendb.planner.bind;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;

/// json_agg and its kin: the texts of a group's rows one after the other, then put between
/// brackets.
final class JsonAggregates {
  private final CallBinder calls;

  JsonAggregates(CallBinder calls) {
    this.calls = calls;
  }

  static boolean isOne(String name) {
    return switch (name) {
      case "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg" -> true;
      default -> false;
    };
  }

  /// @param bound the call by its own signature
  Expr bind(Node.Call call, String name, CallBinder.Bound bound) {
    if (call.over() != null) {
      throw ExprBinder.unsupported(name + " as a window function", call.pos());
    }
    if (call.aggregation().distinct()) {
      throw ExprBinder.unsupported(name + " with DISTINCT", call.pos());
    }
    boolean object = name.endsWith("object_agg");
    Expr last = bound.arguments().getLast();
    boolean lines =
        !object && (last.type().element() != null || last.type().kind() == TypeKind.RECORD);
    Expr part = calls.call(object ? "json_member" : "json_item", bound.arguments(), call.pos());
    String separator = lines ? ", \n " : ", ";
    CallBinder.Bound joined =
        calls.resolve(
            "string_agg", List.of(part, new Expr.Literal(separator, ColumnType.TEXT)), call.pos());
    Expr text = calls.aggregate(call, "string_agg", joined);
    String made =
        (name.startsWith("jsonb") ? "jsonb" : "json") + (object ? "_of_members" : "_of_items");
    return calls.call(made, List.of(text), call.pos());
  }
}
