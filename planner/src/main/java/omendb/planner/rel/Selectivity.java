package omendb.planner.rel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.planner.CatalogView.ColumnStatistics;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/// The share of rows that pass a condition.
final class Selectivity {
  private static final double EQUAL = 0.05;
  private static final double RANGE = 1.0 / 3;
  private static final double COMPUTED = 0.1;
  private static final double PATTERN = 0.08;
  private static final double OTHER = 0.4;

  private final Estimates estimates;

  Selectivity(Estimates estimates) {
    this.estimates = estimates;
  }

  double of(RexNode condition, RelNode input) {
    double share = 1;
    Map<Integer, double[]> ranges = new HashMap<>();
    List<RexNode> others = new ArrayList<>();
    for (RexNode part : RelOptUtil.conjunctions(condition)) {
      if (!range(part, input, ranges)) {
        others.add(part);
      }
    }
    for (double[] range : ranges.values()) {
      share *= Math.max(range[1] - range[0], 0.0001);
    }
    for (RexNode part : others) {
      share *= single(part, input);
    }
    return Math.clamp(share, 1e-9, 1);
  }

  /// Narrows the column's interval (as shares of its range) by a comparison with a literal.
  private boolean range(RexNode part, RelNode input, Map<Integer, double[]> ranges) {
    if (!(part instanceof RexCall call) || call.getOperands().size() != 2) {
      return false;
    }
    boolean flipped = !(Estimates.column(call.getOperands().get(0)) instanceof RexInputRef);
    RexNode column = Estimates.column(call.getOperands().get(flipped ? 1 : 0));
    double at =
        column instanceof RexInputRef ref
            ? position(input, ref.getIndex(), call.getOperands().get(flipped ? 0 : 1))
            : Double.NaN;
    if (Double.isNaN(at)) {
      return false;
    }
    int index = ((RexInputRef) column).getIndex();
    boolean less =
        switch (call.getKind()) {
          case LESS_THAN, LESS_THAN_OR_EQUAL -> !flipped;
          default -> flipped;
        };
    switch (call.getKind()) {
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> {
        double[] range = ranges.computeIfAbsent(index, _ -> new double[] {0, 1});
        range[less ? 1 : 0] = less ? Math.min(range[1], at) : Math.max(range[0], at);
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  /// Where the literal lies between the column's least and greatest value, 0..1; NaN if unknown.
  private double position(RelNode input, int column, RexNode literal) {
    Estimates.Origin origin = estimates.origin(input, column);
    ColumnStatistics statistics = origin == null ? null : origin.statistics();
    if (statistics == null) {
      return Double.NaN;
    }
    double value = number(Estimates.value(literal));
    double min = number(statistics.min());
    double max = number(statistics.max());
    return max > min ? Math.clamp((value - min) / (max - min), 0, 1) : Double.NaN;
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private double single(RexNode part, RelNode input) {
    if (part.isAlwaysTrue()) {
      return 1;
    }
    if (part.isAlwaysFalse()) {
      return 0;
    }
    if (!(part instanceof RexCall call)) {
      return 0.5;
    }
    if (call.getOperator() instanceof ExprOperator operator) {
      return ours(operator, call, input);
    }
    RexNode first = call.getOperands().getFirst();
    return switch (call.getKind()) {
      case EQUALS, IS_NOT_DISTINCT_FROM -> equal(call, input);
      case NOT_EQUALS, IS_DISTINCT_FROM -> 1 - equal(call, input);
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          isComputed(first, input) ? COMPUTED : RANGE;
      case AND -> of(call, input);
      case OR -> {
        double none = 1;
        for (RexNode operand : call.getOperands()) {
          none *= 1 - of(operand, input);
        }
        yield 1 - none;
      }
      case NOT, IS_FALSE, IS_NOT_TRUE -> 1 - of(first, input);
      case IS_TRUE, IS_NOT_FALSE -> of(first, input);
      case IS_NULL -> nulls(first, input);
      case IS_NOT_NULL -> 1 - nulls(first, input);
      default -> OTHER;
    };
  }

  /// True for an aggregate's result: HAVING is mostly written to keep little.
  private boolean isComputed(RexNode node, RelNode input) {
    return node instanceof RexInputRef ref && estimates.origin(input, ref.getIndex()) == null;
  }

  private double ours(ExprOperator operator, RexCall call, RelNode input) {
    return switch (operator.node()) {
      case Expr.Call expr
          when expr.operator() == Operator.LIKE || expr.operator() == Operator.ILIKE ->
          PATTERN;
      case Expr.In in -> {
        double each = columnShare(call.getOperands().getFirst(), input);
        double share = Math.min(1, each * (call.getOperands().size() - 1));
        yield in.negated() ? 1 - share : share;
      }
      default -> OTHER;
    };
  }

  private double equal(RexCall call, RelNode input) {
    double a = columnShare(call.getOperands().get(0), input);
    double b = columnShare(call.getOperands().get(1), input);
    return Math.min(a, b) == 1 ? EQUAL : Math.min(a, b);
  }

  /// The share of one value of the column; 1 for a constant.
  private double columnShare(RexNode node, RelNode input) {
    if (Estimates.column(node) instanceof RexInputRef ref) {
      return estimates.origin(input, ref.getIndex()) == null
          ? EQUAL
          : 1 / estimates.distinct(input, ref.getIndex());
    }
    return Correlations.inputs(node).isEmpty() ? 1 : EQUAL;
  }

  private double nulls(RexNode node, RelNode input) {
    if (!(node instanceof RexInputRef ref)) {
      return EQUAL;
    }
    Estimates.Origin origin = estimates.origin(input, ref.getIndex());
    ColumnStatistics statistics = origin == null ? null : origin.statistics();
    return statistics == null ? 0.1 : statistics.nullFraction();
  }

  /// A condition over several inputs that is no equation between columns of two.
  double ofResidual(RexNode condition) {
    return switch (condition.getKind()) {
      case EQUALS -> EQUAL;
      case NOT_EQUALS -> 0.95;
      case OR -> Math.min(1, ((RexCall) condition).getOperands().size() * EQUAL);
      case LITERAL -> condition.isAlwaysFalse() ? 0 : 1;
      default -> condition.getKind().belongsTo(SqlKind.COMPARISON) ? RANGE : OTHER;
    };
  }
}
