package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import omendb.planner.ast.Window;
import omendb.planner.bind.Stage.Clause;
import omendb.planner.function.FunctionSignature;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Binds calls with OVER as columns of the level's [Stage].
final class WindowBinder {
  private final ExprBinder expressions;
  private final Coercion coercion;

  WindowBinder(ExprBinder expressions, Coercion coercion) {
    this.expressions = expressions;
    this.coercion = coercion;
  }

  Expr bind(Node.Call call, CallBinder.Bound bound) {
    Stage stage = expressions.stage();
    if (!stage.clause().windows) {
      throw SqlState.WINDOWING_ERROR
          .error("window functions are not allowed in %s", stage.clause().shown)
          .at(call.pos());
    }
    FunctionSignature.Kind kind = bound.signature().kind();
    if (kind != FunctionSignature.Kind.WINDOW && kind != FunctionSignature.Kind.AGGREGATE) {
      throw SqlState.WRONG_OBJECT_TYPE
          .error(
              "OVER specified, but %s is not a window function nor an aggregate function",
              bound.signature().name())
          .at(call.pos());
    }
    if (call.aggregation().distinct()) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("DISTINCT is not implemented for window functions")
          .at(call.pos());
    }
    if (!call.aggregation().orderBy().isEmpty()) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("aggregate ORDER BY is not implemented for window functions")
          .at(call.pos());
    }
    if (call.aggregation().filter() != null && kind == FunctionSignature.Kind.WINDOW) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("FILTER is not implemented for non-aggregate window functions")
          .at(call.pos());
    }
    Expr filter = expressions.calls().filter(call);
    Window.Specification window =
        new WindowNames(stage.definitions()).resolve(java.util.Objects.requireNonNull(call.over()));
    return stage.within(Clause.WINDOW, () -> stage.window(use(window, bound, filter)));
  }

  private Stage.WindowUse use(
      Window.Specification window, CallBinder.Bound bound, @Nullable Expr filter) {
    List<Expr> partition = new ArrayList<>();
    for (Node node : window.partitionBy()) {
      Expr key = coercion.known(expressions.bind(node), node.pos());
      Sortable.requireEquality(key.type(), node.pos());
      partition.add(key);
    }
    List<Algebra.OrderItem> order = expressions.calls().order(window.orderBy());
    return new Stage.WindowUse(
        CallBinder.executed(bound.signature().name()),
        bound.arguments(),
        filter,
        partition,
        order,
        frame(window.frame(), order),
        bound.call().result());
  }

  private Plan.Frame frame(Window.@Nullable Frame frame, List<Algebra.OrderItem> order) {
    if (frame == null) {
      return new Plan.Frame(
          Plan.FrameUnit.RANGE,
          new Plan.FrameBound(Plan.FrameBoundKind.UNBOUNDED_PRECEDING, null),
          new Plan.FrameBound(Plan.FrameBoundKind.CURRENT_ROW, null));
    }
    Plan.FrameUnit unit = Plan.FrameUnit.valueOf(frame.mode().name());
    return new Plan.Frame(
        unit,
        bound(frame.start(), unit, order, frame),
        bound(frame.end(), unit, order, frame),
        Plan.FrameExclusion.valueOf(frame.exclusion().name()));
  }

  private Plan.FrameBound bound(
      Window.Bound bound, Plan.FrameUnit unit, List<Algebra.OrderItem> order, Window.Frame frame) {
    Plan.FrameBoundKind kind = Plan.FrameBoundKind.valueOf(bound.kind().name());
    Node node = bound.offset();
    if (node == null) {
      return new Plan.FrameBound(kind, null);
    }
    Expr offset = expressions.bind(node);
    if (!Exprs.isConstant(offset)) {
      throw ExprBinder.unsupported("a frame offset that varies", node.pos());
    }
    if (unit != Plan.FrameUnit.RANGE) {
      return new Plan.FrameBound(kind, coercion.to(offset, ColumnType.BIGINT, false, node.pos()));
    }
    if (order.size() != 1) {
      throw SqlState.WINDOWING_ERROR
          .error("RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column")
          .at(frame.pos());
    }
    ColumnType key = order.getFirst().expression().type();
    ColumnType type =
        switch (key.kind()) {
          case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, INTERVAL -> key;
          case NUMERIC -> ColumnType.NUMERIC;
          case DATE, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ -> ColumnType.INTERVAL;
          default ->
              throw SqlState.FEATURE_NOT_SUPPORTED
                  .error(
                      "RANGE with offset PRECEDING/FOLLOWING is not supported for column type %s",
                      key)
                  .at(node.pos());
        };
    return new Plan.FrameBound(kind, coercion.to(offset, type, false, node.pos()));
  }
}
