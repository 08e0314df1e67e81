package omendb.planner.rel;

import java.util.List;
import java.util.function.Supplier;
import omendb.planner.plan.Expr;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.ReturnTypes;

/// An [Expr] node as an operator of Calcite's, which therefore gives the very same node back. The
/// name says all that distinguishes two operators, since Calcite compares operators by name.
final class ExprOperator extends SqlFunction {
  private final Expr node;
  private final boolean strict;
  private final boolean volatileCall;

  private ExprOperator(
      String name, Expr node, RelDataType type, boolean strict, boolean volatileCall) {
    super(
        name,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(type),
        null,
        null,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.node = node;
    this.strict = strict;
    this.volatileCall = volatileCall;
  }

  /// A literal that Calcite need not understand.
  static ExprOperator literal(Expr.Literal literal, RelDataType type) {
    String name = "literal " + printed(literal.value()) + " " + literal.type();
    return new ExprOperator(name, literal, type, false, false);
  }

  static ExprOperator call(Expr.Call call, RelDataType type) {
    boolean strict =
        switch (call.operator()) {
          case COALESCE -> false;
          default -> true;
        };
    return new ExprOperator(call.operator() + " " + call.type(), call, type, strict, false);
  }

  static ExprOperator function(Expr.Function call, RelDataType type, boolean volatileCall) {
    String name = "function " + call.id() + " " + call.type();
    return new ExprOperator(name, call, type, false, volatileCall);
  }

  static ExprOperator cast(Expr.Cast cast, RelDataType type) {
    String name = (cast.explicit() ? "cast " : "assign ") + cast.type();
    return new ExprOperator(name, cast, type, true, false);
  }

  static ExprOperator in(Expr.In in, RelDataType type) {
    return new ExprOperator(in.negated() ? "not in" : "in", in, type, true, false);
  }

  /// The node over these arguments.
  ///
  /// @param nullable of the call, as the rewritten tree has it
  Expr over(List<Expr> arguments, boolean nullable) {
    return switch (node) {
      case Expr.Literal literal -> literal;
      case Expr.Call call -> new Expr.Call(call.operator(), arguments, call.type(), nullable);
      case Expr.Function call -> new Expr.Function(call.id(), arguments, call.type(), nullable);
      case Expr.Cast cast -> new Expr.Cast(arguments.getFirst(), cast.type(), cast.explicit());
      case Expr.In in ->
          new Expr.In(arguments.getFirst(), arguments.subList(1, arguments.size()), in.negated());
      case Expr.Column _, Expr.Parameter _, Expr.Case _ -> throw new AssertionError(node);
    };
  }

  Expr node() {
    return node;
  }

  @Override
  public boolean isDeterministic() {
    return !volatileCall;
  }

  @Override
  public Supplier<Strong.Policy> getStrongPolicyInference() {
    return () -> strict ? Strong.Policy.ANY : Strong.Policy.AS_IS;
  }

  private static String printed(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> java.util.HexFormat.of().formatHex(bytes);
      case Object[] array -> java.util.Arrays.deepToString(array);
      default -> value.toString();
    };
  }
}
