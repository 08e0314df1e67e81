package omendb.engine.exec.codegen;

import omendb.planner.function.FunctionCatalog;
import omendb.planner.function.FunctionSignature;
import omendb.planner.plan.Expr;

/// What is known of the library's functions.
public final class Functions {

  private Functions() {}

  /// True when the expression's value may differ from row to row without its columns doing so, or
  /// when computing it has an effect.
  public static boolean isVolatile(Expr expr) {
    if (expr instanceof Expr.Function function) {
      FunctionSignature signature = FunctionCatalog.byId(function.id());
      if (signature != null && signature.volatility() == FunctionSignature.Volatility.VOLATILE) {
        return true;
      }
    }
    for (Expr child : ExprTraits.children(expr)) {
      if (isVolatile(child)) {
        return true;
      }
    }
    return false;
  }
}
