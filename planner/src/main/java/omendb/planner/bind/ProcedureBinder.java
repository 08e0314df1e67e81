package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.QueryPlanner.ProcedureCall;
import omendb.planner.Routine;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;

/// Binds CALL.
public final class ProcedureBinder {
  private ProcedureBinder() {}

  public static ProcedureCall bind(Node.Call call, StatementContext statement) {
    List<Routine> routines =
        statement.catalog().routines(call.function().schema(), call.function().name());
    List<Routine> procedures = routines.stream().filter(Routine::procedure).toList();
    ExprBinder binder = new ExprBinder(statement, new Scope(null), new Stage(List.of()), null);
    if (procedures.isEmpty()) {
      throw noProcedure(call, binder);
    }
    RoutineResolver.Called called = new RoutineResolver(binder).procedure(call, procedures);
    for (Expr argument : called.arguments()) {
      if (Exprs.anyColumn(argument, i -> i >= Algebra.SUBQUERY)) {
        throw SqlState.FEATURE_NOT_SUPPORTED
            .error("cannot use subquery in CALL argument")
            .at(call.pos());
      }
    }
    return new ProcedureCall(called.routine(), called.arguments());
  }

  /// Why there is nothing to call: a function of this name, or none.
  private static OmenException noProcedure(Node.Call call, ExprBinder binder) {
    List<Expr> arguments = new ArrayList<>();
    call.arguments().forEach(argument -> arguments.add(binder.bind(argument.value())));
    try {
      binder.calls().bind(call);
    } catch (OmenException e) {
      if (e.state() == SqlState.UNDEFINED_FUNCTION) {
        return RoutineResolver.missing(call, arguments);
      }
      throw e;
    }
    return SqlState.WRONG_OBJECT_TYPE
        .error("%s is not a procedure", RoutineResolver.shown(call, arguments))
        .withHint("To call a function, use SELECT.")
        .at(call.pos());
  }
}
