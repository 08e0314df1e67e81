package omendb.engine.exec.codegen;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;

/// Writes three-valued logic, CASE and COALESCE.
final class LogicEmitter {
  private final ExprEmitter emitter;

  LogicEmitter(ExprEmitter emitter) {
    this.emitter = emitter;
  }

  Value emit(Expr.Call call) {
    return switch (call.operator()) {
      case AND, OR -> junction(call.arguments(), call.operator() == Operator.AND);
      case NOT -> {
        Value a = emitter.emit(call.arguments().getFirst());
        yield emitter.simple(ColumnType.BOOLEAN, true, List.of(a), "!" + a.main());
      }
      case IS_NULL -> test(call, "%2$s");
      case IS_NOT_NULL -> test(call, "!%2$s");
      case IS_TRUE -> test(call, "(%1$s & !%2$s)");
      case IS_NOT_TRUE -> test(call, "!(%1$s & !%2$s)");
      case IS_FALSE -> test(call, "!(%1$s | %2$s)");
      case IS_NOT_FALSE -> test(call, "(%1$s | %2$s)");
      default -> throw new IllegalArgumentException(call.operator().name());
    };
  }

  private Value test(Expr.Call call, String pattern) {
    Value a = emitter.emit(call.arguments().getFirst());
    String expression = pattern.formatted(a.main(), a.isNull());
    return emitter.simple(ColumnType.BOOLEAN, true, List.of(), expression);
  }

  /// Folds from the left. Where the next operand is not cheap it is computed only if the ones
  /// before leave the result open.
  private Value junction(List<Expr> arguments, boolean and) {
    Value result = emitter.emit(arguments.getFirst());
    for (Expr next : arguments.subList(1, arguments.size())) {
      result =
          ExprTraits.cheap(next) ? eager(result, emitter.emit(next), and) : lazy(result, next, and);
    }
    return result;
  }

  private Value eager(Value a, Value b, boolean and) {
    if (a.neverNull() && b.neverNull()) {
      String sign = and ? " & " : " | ";
      return emitter.simple(ColumnType.BOOLEAN, true, List.of(), a.main() + sign + b.main());
    }
    Value result = emitter.declare(ColumnType.BOOLEAN, emitter.out.fresh("n"));
    emitter.out.line("boolean " + result.isNull() + " = false;");
    combine(result, a, b, and);
    return result;
  }

  /// AND: true or unknown on both sides; OR: true on either side; unknown when an operand is NULL
  /// and the other does not decide.
  private void combine(Value result, Value a, Value b, boolean and) {
    String nulls = "(" + a.isNull() + " | " + b.isNull() + ")";
    if (and) {
      String open = "(" + a.main() + " | " + a.isNull() + ") & (" + b.main() + " | " + b.isNull();
      emitter.out.line(result.main() + " = " + open + ");");
      emitter.out.line(result.isNull() + " = " + result.main() + " & " + nulls + ";");
    } else {
      emitter.out.line(result.main() + " = " + a.isTrue() + " | " + b.isTrue() + ";");
      emitter.out.line(result.isNull() + " = !" + result.main() + " & " + nulls + ";");
    }
  }

  private Value lazy(Value a, Expr next, boolean and) {
    Value result = emitter.declare(ColumnType.BOOLEAN, emitter.out.fresh("n"));
    emitter.out.line("boolean " + result.isNull() + " = false;");
    emitter.out.line(result.main() + " = " + !and + ";");
    String open = and ? "(" + a.main() + " | " + a.isNull() + ")" : "!" + a.isTrue();
    emitter.branch(open, () -> combine(result, a, emitter.emit(next), and));
    return result;
  }

  Value coalesce(Expr.Call call) {
    Value result = emitter.declareNullable(call.type());
    for (Expr argument : call.arguments()) {
      emitter.branch(
          result.isNull(), () -> emitter.assign(result, converted(argument, call.type())));
    }
    boolean certain = call.arguments().stream().anyMatch(a -> !a.nullable());
    return certain && !call.nullable() ? result.known() : result;
  }

  /// CASE: nested ifs; only the chosen arm is computed.
  Value choose(Expr.Case choice) {
    Value result = emitter.declareNullable(choice.type());
    String done = emitter.out.fresh("d");
    emitter.out.line("boolean " + done + " = false;");
    for (int w = 0; w < choice.whens().size(); w++) {
      Expr.When when = choice.whens().get(w);
      Runnable arm =
          () -> {
            Value condition = emitter.emit(when.condition());
            emitter.branch(
                condition.isTrue(),
                () -> {
                  emitter.assign(result, converted(when.result(), choice.type()));
                  emitter.out.line(done + " = true;");
                });
          };
      if (w == 0) {
        arm.run();
      } else {
        emitter.branch("!" + done, arm);
      }
    }
    emitter.branch(
        "!" + done, () -> emitter.assign(result, converted(choice.otherwise(), choice.type())));
    return choice.nullable() ? result : result.known();
  }

  /// An arm in the result's form: decimals of arms may differ in scale.
  private Value converted(Expr arm, ColumnType type) {
    if (arm instanceof Expr.Literal literal && literal.value() == null) {
      return emitter.constant(arm, type);
    }
    if (arm.type().equals(type) || !ExprTraits.isDecimal(arm)) {
      return emitter.emit(arm);
    }
    if (ExprTraits.isConstant(arm)) {
      return emitter.constant(arm, type);
    }
    return emitter.casts().decimal(emitter.emit(arm), type);
  }
}
