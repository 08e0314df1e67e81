package omendb.engine.exec.codegen;

import omendb.planner.function.EvalContext;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// An expression that generated code leaves to the evaluator of boxed values.
record Interpreted(Expr expression, @Nullable Object[] parameters, EvalContext context) {
  @Nullable Object call(@Nullable Object[] row) {
    return Evaluator.evaluate(expression, row, parameters, context);
  }
}
