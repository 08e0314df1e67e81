package omendb.engine;

import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.planner.bind.StatementContext;
import omendb.planner.function.FunctionCatalog;
import omendb.planner.function.FunctionSignature;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.rel.Exprs;

/// Whether an expression has the same value for the same row at any time and in any session, so
/// that it can be stored.
final class Immutable {
  private Immutable() {}

  static boolean is(Expr value) {
    boolean[] immutable = {true};
    Exprs.visit(value, each -> immutable[0] &= isOne(each));
    return immutable[0];
  }

  private static boolean isOne(Expr expr) {
    return switch (expr) {
      case Expr.Function call -> {
        FunctionSignature signature = FunctionCatalog.byId(call.id());
        yield !StatementContext.isVolatile(call.id())
            && (signature == null
                || signature.volatility() == FunctionSignature.Volatility.IMMUTABLE);
      }
      case Expr.Cast cast -> !asksSession(cast.input().type(), cast.type());
      case Expr.Call call ->
          call.operator() != Operator.ADD && call.operator() != Operator.SUBTRACT
              || call.arguments().stream().noneMatch(Immutable::hasZone)
              || call.arguments().stream().allMatch(Immutable::hasZone);
      default -> true;
    };
  }

  private static boolean hasZone(Expr expr) {
    return hasZone(expr.type());
  }

  private static boolean hasZone(ColumnType type) {
    return type.kind() == TypeKind.TIMESTAMPTZ || ColumnType.TIMESTAMPTZ.equals(type.bound());
  }

  /// True for a conversion that the time zone, the style of dates or the catalog have a say in.
  private static boolean asksSession(ColumnType from, ColumnType to) {
    if (from.kind() == to.kind()) {
      return false;
    }
    if (hasZone(from) || hasZone(to) || to.kind() == TypeKind.TIMETZ) {
      return true;
    }
    return isText(from) && isTime(to) || isTime(from) && isText(to) || isName(from) || isName(to);
  }

  private static boolean isText(ColumnType type) {
    return switch (type.kind()) {
      case TEXT, VARCHAR, CHAR, UNKNOWN, NAME -> true;
      default -> false;
    };
  }

  private static boolean isTime(ColumnType type) {
    ColumnType bound = type.bound();
    return switch (bound == null ? type.kind() : bound.kind()) {
      case DATE, TIME, TIMESTAMP -> true;
      default -> false;
    };
  }

  private static boolean isName(ColumnType type) {
    return switch (type.kind()) {
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> true;
      default -> false;
    };
  }
}
