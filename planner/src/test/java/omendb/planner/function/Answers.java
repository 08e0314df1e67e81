package omendb.planner.function;

import omendb.core.OmenException;
import omendb.planner.plan.Expr;

/// Evaluates a SQL expression to the text that psql would show.
final class Answers {
  private Answers() {}

  static String of(String sql, EvalContext context) {
    try {
      Expr expr = SqlExpression.read(sql);
      Object value = Evaluator.constant(expr, context);
      return value == null ? "NULL" : Casts.output(value, expr.type(), context);
    } catch (OmenException e) {
      String detail = e.detail() == null ? "" : "|DETAIL:  " + e.detail();
      String hint = e.hint() == null ? "" : "|HINT:  " + e.hint();
      return "ERROR:  " + e.state().code() + ": " + e.message() + detail + hint;
    }
  }
}
