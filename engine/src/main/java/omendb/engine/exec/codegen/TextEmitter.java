package omendb.engine.exec.codegen;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.jspecify.annotations.Nullable;

/// Writes LIKE, concatenation and calls of library functions.
final class TextEmitter {
  private final ExprEmitter emitter;

  TextEmitter(ExprEmitter emitter) {
    this.emitter = emitter;
  }

  Value emit(Expr.Call call) {
    return call.operator() == Operator.CONCAT ? concat(call) : like(call);
  }

  private Value concat(Expr.Call call) {
    for (Expr argument : call.arguments()) {
      if (!argument.type().isText() || argument.type().kind() == omendb.core.TypeKind.CHAR) {
        return emitter.casts().interpreted(call);
      }
    }
    Value result = emitter.emit(call.arguments().getFirst());
    for (Expr next : call.arguments().subList(1, call.arguments().size())) {
      result = joined(result, emitter.emit(next), call.type());
    }
    return result;
  }

  private Value joined(Value a, Value b, ColumnType type) {
    return emitter.compute(
        type,
        false,
        List.of(a, b),
        t -> {
          String operands = a.main() + ", " + a.extra() + ", " + b.main() + ", " + b.extra();
          emitter.out.line(t.main() + " = Texts.concat(arena, " + operands + ");");
          emitter.out.line(t.extra() + " = arena.storedLength();");
        });
  }

  private Value like(Expr.Call call) {
    Value text = emitter.emit(call.arguments().get(0));
    Expr pattern = call.arguments().get(1);
    @Nullable Expr escape = call.arguments().size() > 2 ? call.arguments().get(2) : null;
    boolean ignoreCase = call.operator() == Operator.ILIKE;
    if (ExprTraits.hasColumns(pattern) || (escape != null && ExprTraits.hasColumns(escape))) {
      return emitter.casts().interpreted(call);
    }
    int slot = emitter.slot(new Constant.Pattern(pattern, escape, ignoreCase));
    Value constant = new Value(ColumnType.TEXT, "k" + slot, "", "k" + slot + "n");
    String call1 = "((LikePattern) k" + slot + ").matches(";
    return emitter.simple(
        ColumnType.BOOLEAN,
        false,
        List.of(text, constant),
        call1 + text.main() + ", " + text.extra() + ")");
  }
}
