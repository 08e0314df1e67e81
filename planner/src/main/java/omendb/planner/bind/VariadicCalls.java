package omendb.planner.bind;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.Node;
import omendb.planner.function.VariadicFunctions;
import omendb.planner.plan.Expr;

/// Calls of the server's own functions whose last argument is an array after VARIADIC.
final class VariadicCalls {
  /// How many arguments stand before the array.
  private static final Map<String, Integer> BEFORE =
      Map.ofEntries(
          Map.entry("concat", 0),
          Map.entry("concat_ws", 1),
          Map.entry("format", 1),
          Map.entry("num_nulls", 0),
          Map.entry("num_nonnulls", 0),
          Map.entry("json_build_array", 0),
          Map.entry("jsonb_build_array", 0),
          Map.entry("json_build_object", 0),
          Map.entry("jsonb_build_object", 0),
          Map.entry("json_extract_path", 1),
          Map.entry("jsonb_extract_path", 1),
          Map.entry("json_extract_path_text", 1),
          Map.entry("jsonb_extract_path_text", 1));

  private final CallBinder calls;

  VariadicCalls(CallBinder calls) {
    this.calls = calls;
  }

  /// True for a plain call by places with VARIADIC.
  static boolean isOne(Node.Call call) {
    return !call.arguments().isEmpty()
        && call.arguments().getLast().variadic()
        && call.arguments().stream().allMatch(argument -> argument.name() == null)
        && BEFORE.containsKey(CallBinder.name(call))
        && call.over() == null
        && !call.aggregation().distinct()
        && call.aggregation().orderBy().isEmpty()
        && call.aggregation().filter() == null
        && !call.aggregation().withinGroup();
  }

  /// @throws omendb.core.OmenException 42804 when the last argument is no array, 42883 when it is
  ///   not in the place of those that repeat
  Expr bind(Node.Call call) {
    String name = CallBinder.name(call);
    List<Expr> arguments = calls.arguments(call);
    ColumnType type = arguments.getLast().type();
    boolean path = name.contains("_extract_path");
    if (type.element() == null && !(path && type.kind() == TypeKind.UNKNOWN)) {
      throw SqlState.DATATYPE_MISMATCH
          .error("VARIADIC argument must be an array")
          .at(call.arguments().getLast().pos());
    }
    if (arguments.size() != BEFORE.getOrDefault(name, 0) + 1) {
      throw SqlState.UNDEFINED_FUNCTION
          .error(
              "function %s(%s) does not exist",
              name,
              arguments.stream()
                  .map(argument -> argument.type().toString())
                  .collect(Collectors.joining(", ")))
          .withHint(
              "No function matches the given name and argument types. You might need to add"
                  + " explicit type casts.")
          .at(call.pos());
    }
    return calls.call(name + VariadicFunctions.SUFFIX, arguments, call.pos());
  }
}
