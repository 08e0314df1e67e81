package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;

/// Makes conditions of conditions.
final class Conditions {
  private Conditions() {}

  static Expr and(List<Expr> conjuncts) {
    if (conjuncts.size() == 1) {
      return conjuncts.getFirst();
    }
    boolean nullable = conjuncts.stream().anyMatch(Expr::nullable);
    return new Expr.Call(Operator.AND, conjuncts, ColumnType.BOOLEAN, nullable);
  }
}
