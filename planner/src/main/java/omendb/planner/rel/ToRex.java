package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/// Expressions into Calcite's. Logic and comparison become Calcite's own operators, so that it can
/// split, push and simplify them; everything else is an opaque [ExprOperator].
final class ToRex {
  private final RexBuilder rex;
  private final RelTypes types;
  private final Predicate<String> volatileFunction;
  private final Function<Expr.Column, RexNode> columns;

  ToRex(
      RexBuilder rex,
      RelTypes types,
      Predicate<String> volatileFunction,
      Function<Expr.Column, RexNode> columns) {
    this.rex = rex;
    this.types = types;
    this.volatileFunction = volatileFunction;
    this.columns = columns;
  }

  RexNode convert(Expr expr) {
    return switch (expr) {
      case Expr.Column column -> columns.apply(column);
      case Expr.Literal literal -> literal(literal);
      case Expr.Parameter parameter ->
          rex.makeDynamicParam(types.of(parameter.type(), true), parameter.index());
      case Expr.Call call -> call(call);
      case Expr.Function call -> {
        RelDataType type = types.of(call.type(), call.nullable());
        boolean isVolatile = volatileFunction.test(call.id());
        yield rex.makeCall(
            type, ExprOperator.function(call, type, isVolatile), all(call.arguments()));
      }
      case Expr.Case choice -> choice(choice);
      case Expr.Cast cast -> {
        RexNode input = convert(cast.input());
        RelDataType type = types.of(cast.type(), input.getType().isNullable());
        yield rex.makeCall(type, ExprOperator.cast(cast, type), List.of(input));
      }
      case Expr.In in -> {
        List<RexNode> operands = new ArrayList<>();
        operands.add(convert(in.input()));
        operands.addAll(all(in.values()));
        RelDataType type = types.of(in.type(), operands.getFirst().getType().isNullable());
        yield rex.makeCall(type, ExprOperator.in(in, type), operands);
      }
    };
  }

  private RexNode literal(Expr.Literal literal) {
    RelDataType type = types.of(literal.type(), literal.nullable());
    if (literal.value() instanceof Boolean truth) {
      return rex.makeLiteral(truth);
    }
    if (literal.value() == null && literal.type().kind() == omendb.core.TypeKind.BOOLEAN) {
      return rex.makeNullLiteral(type);
    }
    return rex.makeCall(type, ExprOperator.literal(literal, type), List.of());
  }

  private RexNode call(Expr.Call call) {
    boolean logic = call.operator() == Operator.AND || call.operator() == Operator.OR;
    List<RexNode> operands = logic ? flat(call) : all(call.arguments());
    RelDataType type = types.of(call.type(), call.nullable());
    SqlOperator standard = standard(call.operator());
    return standard != null
        ? rex.makeCall(type, standard, operands)
        : rex.makeCall(type, ExprOperator.call(call, type), operands);
  }

  /// The operands of nested calls of one operator, as Calcite wants them.
  private List<RexNode> flat(Expr.Call call) {
    List<RexNode> operands = new ArrayList<>();
    for (Expr argument : call.arguments()) {
      if (argument instanceof Expr.Call inner && inner.operator() == call.operator()) {
        operands.addAll(flat(inner));
      } else {
        operands.add(convert(argument));
      }
    }
    return operands;
  }

  private RexNode choice(Expr.Case choice) {
    List<RexNode> operands = new ArrayList<>();
    for (Expr.When when : choice.whens()) {
      operands.add(convert(when.condition()));
      operands.add(convert(when.result()));
    }
    operands.add(convert(choice.otherwise()));
    return rex.makeCall(
        types.of(choice.type(), choice.nullable()), SqlStdOperatorTable.CASE, operands);
  }

  private List<RexNode> all(List<Expr> expressions) {
    List<RexNode> nodes = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      nodes.add(convert(expression));
    }
    return nodes;
  }

  private static @Nullable SqlOperator standard(Operator operator) {
    return switch (operator) {
      case EQUAL -> SqlStdOperatorTable.EQUALS;
      case NOT_EQUAL -> SqlStdOperatorTable.NOT_EQUALS;
      case LESS -> SqlStdOperatorTable.LESS_THAN;
      case LESS_OR_EQUAL -> SqlStdOperatorTable.LESS_THAN_OR_EQUAL;
      case GREATER -> SqlStdOperatorTable.GREATER_THAN;
      case GREATER_OR_EQUAL -> SqlStdOperatorTable.GREATER_THAN_OR_EQUAL;
      case IS_DISTINCT -> SqlStdOperatorTable.IS_DISTINCT_FROM;
      case IS_NOT_DISTINCT -> SqlStdOperatorTable.IS_NOT_DISTINCT_FROM;
      case AND -> SqlStdOperatorTable.AND;
      case OR -> SqlStdOperatorTable.OR;
      case NOT -> SqlStdOperatorTable.NOT;
      case IS_NULL -> SqlStdOperatorTable.IS_NULL;
      case IS_NOT_NULL -> SqlStdOperatorTable.IS_NOT_NULL;
      case IS_TRUE -> SqlStdOperatorTable.IS_TRUE;
      case IS_NOT_TRUE -> SqlStdOperatorTable.IS_NOT_TRUE;
      case IS_FALSE -> SqlStdOperatorTable.IS_FALSE;
      case IS_NOT_FALSE -> SqlStdOperatorTable.IS_NOT_FALSE;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, LIKE, ILIKE, CONCAT, COALESCE -> null;
    };
  }
}
