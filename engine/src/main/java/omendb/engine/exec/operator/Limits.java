package omendb.engine.exec.operator;

import omendb.core.SqlState;
import omendb.engine.exec.codegen.Binding;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// The values of LIMIT and OFFSET. NULL is no limit, and no offset.
final class Limits {
  private Limits() {}

  static long limit(@Nullable Expr expr, Binding binding) {
    Object value = expr == null ? null : binding.evaluate(expr);
    if (value == null) {
      return Long.MAX_VALUE;
    }
    long limit = ((Number) value).longValue();
    if (limit < 0) {
      throw SqlState.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE.error("LIMIT must not be negative");
    }
    return limit;
  }

  static long offset(@Nullable Expr expr, Binding binding) {
    Object value = expr == null ? null : binding.evaluate(expr);
    if (value == null) {
      return 0;
    }
    long offset = ((Number) value).longValue();
    if (offset < 0) {
      throw SqlState.INVALID_ROW_COUNT_IN_RESULT_OFFSET_CLAUSE.error("OFFSET must not be negative");
    }
    return offset;
  }
}
