package omendb.planner.rel;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/// Calcite's expressions back into ours.
final class ToExpr {
  private final RexBuilder rex;
  private final IntUnaryOperator columns;

  /// @param columns where an input column is found in the plan's input
  ToExpr(RexBuilder rex, IntUnaryOperator columns) {
    this.rex = rex;
    this.columns = columns;
  }

  Expr convert(RexNode node) {
    ColumnType type = RelTypes.column(node.getType());
    return switch (node) {
      case RexInputRef ref ->
          new Expr.Column(columns.applyAsInt(ref.getIndex()), type, ref.getType().isNullable());
      case RexDynamicParam parameter -> new Expr.Parameter(parameter.getIndex(), type);
      case RexLiteral literal -> literal(literal, type);
      case RexCall call -> call(call, type);
      default -> throw unsupported(node);
    };
  }

  private static Expr literal(RexLiteral literal, ColumnType type) {
    if (literal.isNull()) {
      return new Expr.Literal(null, type);
    }
    Object value = literal.getValue();
    if (value instanceof Boolean) {
      return new Expr.Literal(value, type);
    }
    if (value instanceof BigDecimal number) {
      return new Expr.Literal(type.isInteger() ? (Object) number.longValueExact() : number, type);
    }
    throw unsupported(literal);
  }

  private Expr call(RexCall call, ColumnType type) {
    boolean nullable = call.getType().isNullable();
    if (call.getOperator() instanceof ExprOperator operator) {
      return operator.over(all(call.getOperands()), nullable);
    }
    if (call.getKind() == SqlKind.SEARCH) {
      return convert(RexUtil.expandSearch(rex, null, call));
    }
    return switch (call.getKind()) {
      case CAST -> {
        Expr input = convert(call.getOperands().getFirst());
        yield input.type().equals(type) ? input : new Expr.Cast(input, type, true);
      }
      case CASE -> choice(call, type, nullable);
      default -> new Expr.Call(operator(call), all(call.getOperands()), type, nullable);
    };
  }

  private Expr choice(RexCall call, ColumnType type, boolean nullable) {
    List<RexNode> operands = call.getOperands();
    List<Expr.When> whens = new ArrayList<>();
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      whens.add(new Expr.When(convert(operands.get(i)), convert(operands.get(i + 1))));
    }
    return new Expr.Case(whens, convert(operands.getLast()), type, nullable);
  }

  private List<Expr> all(List<RexNode> nodes) {
    List<Expr> expressions = new ArrayList<>(nodes.size());
    for (RexNode node : nodes) {
      expressions.add(convert(node));
    }
    return expressions;
  }

  private static Operator operator(RexCall call) {
    return switch (call.getKind()) {
      case EQUALS -> Operator.EQUAL;
      case NOT_EQUALS -> Operator.NOT_EQUAL;
      case LESS_THAN -> Operator.LESS;
      case LESS_THAN_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      case GREATER_THAN -> Operator.GREATER;
      case GREATER_THAN_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case IS_DISTINCT_FROM -> Operator.IS_DISTINCT;
      case IS_NOT_DISTINCT_FROM -> Operator.IS_NOT_DISTINCT;
      case AND -> Operator.AND;
      case OR -> Operator.OR;
      case NOT -> Operator.NOT;
      case IS_NULL, IS_UNKNOWN -> Operator.IS_NULL;
      case IS_NOT_NULL -> Operator.IS_NOT_NULL;
      case IS_TRUE -> Operator.IS_TRUE;
      case IS_NOT_TRUE -> Operator.IS_NOT_TRUE;
      case IS_FALSE -> Operator.IS_FALSE;
      case IS_NOT_FALSE -> Operator.IS_NOT_FALSE;
      case COALESCE -> Operator.COALESCE;
      case PLUS -> Operator.ADD;
      case MINUS -> Operator.SUBTRACT;
      default -> throw unsupported(call);
    };
  }

  private static omendb.core.OmenException unsupported(RexNode node) {
    return SqlState.FEATURE_NOT_SUPPORTED.error(
        "this correlated subquery is not supported (%s)", node.getKind());
  }
}
