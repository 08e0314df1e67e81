package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.Node;
import omendb.planner.ast.SortKey;
import omendb.planner.bind.Stage.Clause;
import omendb.planner.function.CastRules;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;

/// Binds calls WITHIN GROUP. The call that finds the function has the direct arguments, then the
/// expressions of ORDER BY.
final class OrderedSetBinder {
  private static final Map<String, AggregateFunction> FUNCTIONS =
      Map.of(
          "percentile_cont", AggregateFunction.PERCENTILE_CONT,
          "percentile_disc", AggregateFunction.PERCENTILE_DISC,
          "mode", AggregateFunction.MODE);

  private static final Map<String, AggregateFunction> HYPOTHETICAL =
      Map.of(
          "rank", AggregateFunction.HYPOTHETICAL_RANK,
          "dense_rank", AggregateFunction.HYPOTHETICAL_DENSE_RANK,
          "percent_rank", AggregateFunction.HYPOTHETICAL_PERCENT_RANK,
          "cume_dist", AggregateFunction.HYPOTHETICAL_CUME_DIST);

  private final ExprBinder expressions;
  private final CallBinder calls;
  private final Coercion coercion;

  OrderedSetBinder(ExprBinder expressions, CallBinder calls, Coercion coercion) {
    this.expressions = expressions;
    this.calls = calls;
    this.coercion = coercion;
  }

  static boolean isOrderedSet(String name) {
    return FUNCTIONS.containsKey(name);
  }

  static OmenException withinGroupMissing(String name, int position) {
    return SqlState.WRONG_OBJECT_TYPE
        .error("WITHIN GROUP is required for ordered-set aggregate %s", name)
        .at(position);
  }

  Expr bind(Node.Call call, String name) {
    if (call.over() != null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("OVER is not supported for ordered-set aggregate %s", name)
          .at(call.pos());
    }
    Stage stage = expressions.stage();
    List<Expr> direct = stage.within(calls.nested(call), () -> calls.arguments(call));
    List<SortKey> keys = call.aggregation().orderBy();
    List<Expr> values =
        stage.within(
            Clause.AGGREGATE,
            () -> expressions.bindAll(keys.stream().map(SortKey::expression).toList()));
    Algebra.Aggregation aggregation =
        HYPOTHETICAL.containsKey(name)
            ? hypothetical(call, name, direct, values)
            : orderedSet(call, name, direct, values);
    for (int i = 0; i < direct.size(); i++) {
      if (!Exprs.isConstant(aggregation.arguments().get(i))) {
        throw ExprBinder.unsupported(
            "a direct argument that varies", call.arguments().get(i).value().pos());
      }
    }
    return stage.aggregate(aggregation, true);
  }

  private Algebra.Aggregation orderedSet(
      Node.Call call, String name, List<Expr> direct, List<Expr> values) {
    List<Expr> all = new ArrayList<>(direct);
    all.addAll(values);
    CallBinder.Bound bound = calls.resolve(name, all, call.pos());
    AggregateFunction function = FUNCTIONS.get(name);
    if (function == null) {
      throw SqlState.WRONG_OBJECT_TYPE
          .error("%s is not an ordered-set aggregate, so it cannot have WITHIN GROUP", name)
          .at(call.pos());
    }
    List<Expr> converted = bound.arguments();
    List<Expr> ordered = converted.subList(direct.size(), converted.size());
    ColumnType type = bound.call().result();
    ColumnType value = ordered.getFirst().type();
    if (type.kind() == value.kind()) {
      type = value;
    }
    if (function == AggregateFunction.PERCENTILE_CONT && value.kind() == TypeKind.INTERVAL) {
      throw ExprBinder.unsupported("percentile_cont of intervals", call.pos());
    }
    return aggregation(call, function, converted.subList(0, direct.size()), ordered, type);
  }

  /// The direct arguments and the expressions of ORDER BY meet in pairs.
  private Algebra.Aggregation hypothetical(
      Node.Call call, String name, List<Expr> direct, List<Expr> values) {
    if (direct.size() != values.size()) {
      List<Expr> all = new ArrayList<>(direct);
      all.addAll(values);
      throw SqlState.UNDEFINED_FUNCTION
          .error(
              "function %s(%s) does not exist",
              name,
              String.join(
                  ", ", all.stream().map(e -> CastRules.plain(e.type()).toString()).toList()))
          .withHint(
              String.format(
                  "To use the hypothetical-set aggregate %s, the number of hypothetical direct"
                      + " arguments (here %d) must match the number of ordering columns (here %d).",
                  name, direct.size(), values.size()))
          .at(call.pos());
    }
    List<Expr> asked = new ArrayList<>();
    List<Expr> ordered = new ArrayList<>();
    for (int i = 0; i < direct.size(); i++) {
      List<Expr> pair =
          coercion.common("WITHIN GROUP", List.of(values.get(i), direct.get(i)), call.pos());
      ordered.add(pair.getFirst());
      asked.add(pair.getLast());
    }
    boolean counts = name.equals("rank") || name.equals("dense_rank");
    ColumnType type = counts ? ColumnType.BIGINT : ColumnType.DOUBLE;
    return aggregation(
        call, java.util.Objects.requireNonNull(HYPOTHETICAL.get(name)), asked, ordered, type);
  }

  private Algebra.Aggregation aggregation(
      Node.Call call,
      AggregateFunction function,
      List<Expr> direct,
      List<Expr> ordered,
      ColumnType type) {
    List<SortKey> keys = call.aggregation().orderBy();
    List<Algebra.OrderItem> order = new ArrayList<>();
    for (int i = 0; i < ordered.size(); i++) {
      order.add(CallBinder.orderItem(coercion.known(ordered.get(i), call.pos()), keys.get(i)));
    }
    Expr filter = calls.filter(call);
    return new Algebra.Aggregation(function, direct, false, filter, order, type);
  }
}
