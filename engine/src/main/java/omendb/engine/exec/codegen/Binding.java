package omendb.engine.exec.codegen;

import java.util.List;
import omendb.core.ColumnType;
import omendb.engine.exec.memory.NativeArena;
import omendb.planner.function.EvalContext;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// The values of a query's constants: literals, parameters and what follows from them.
///
/// @param arena holds texts until the query ends; used by one thread at a time
public record Binding(@Nullable Object[] parameters, EvalContext context, NativeArena arena) {

  /// The boxed value of an expression without columns.
  public @Nullable Object evaluate(Expr expr) {
    return switch (expr) {
      case Expr.Literal literal -> literal.value();
      case Expr.Parameter parameter -> parameters[parameter.index()];
      default -> Evaluator.evaluate(expr, new @Nullable Object[0], parameters, context);
    };
  }

  synchronized @Nullable Object[] values(List<Constant> constants) {
    @Nullable Object[] values = new @Nullable Object[constants.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(constants.get(i));
    }
    return values;
  }

  private @Nullable Object value(Constant constant) {
    return switch (constant) {
      case Constant.Scalar scalar ->
          Boxes.constant(evaluate(scalar.expression()), scalar.type(), arena);
      case Constant.ValueList list -> valueSet(list);
      case Constant.Pattern pattern -> pattern(pattern);
      case Constant.Interpreted interpreted ->
          new Interpreted(interpreted.expression(), parameters, context);
    };
  }

  private ValueSet valueSet(Constant.ValueList list) {
    ColumnType type = list.type();
    boolean hasNull = list.values().stream().anyMatch(v -> evaluate(v) == null);
    Object[] values =
        list.values().stream()
            .map(v -> Boxes.constant(evaluate(v), type, arena))
            .filter(java.util.Objects::nonNull)
            .toArray();
    return switch (type.form()) {
      case BYTES -> ValueSet.ofBytes(values, hasNull);
      case LONG, DOUBLE, WIDE, OBJECT -> new ValueSet(values, hasNull);
    };
  }

  private @Nullable LikePattern pattern(Constant.Pattern constant) {
    Object pattern = evaluate(constant.pattern());
    Object escape = constant.escape() == null ? "\\" : evaluate(constant.escape());
    if (pattern == null || escape == null) {
      return null;
    }
    return LikePattern.compile((String) pattern, (String) escape, constant.ignoreCase());
  }
}
