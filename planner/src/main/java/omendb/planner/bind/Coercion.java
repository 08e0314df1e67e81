package omendb.planner.bind;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.text.TextContext;
import omendb.planner.function.CastRules;
import omendb.planner.function.CastRules.Context;
import omendb.planner.function.EvalContext;
import omendb.planner.function.Evaluator;
import omendb.planner.function.FunctionCatalog;
import omendb.planner.function.FunctionSignature;
import omendb.planner.plan.Expr;

/// Conversions of bound expressions, and the folding of constants.
final class Coercion {
  private final Parameters parameters;
  private final EvalContext context;
  private final Map<Expr, Integer> positions = new IdentityHashMap<>();

  Coercion(Parameters parameters, EvalContext context) {
    this.parameters = parameters;
    this.context = context;
  }

  /// A literal that remembers where it stands, for the error that its text may be.
  Expr located(Expr.Literal literal, int position) {
    positions.put(literal, position);
    return literal;
  }

  static boolean isUnknown(Expr expr) {
    return expr.type().kind() == TypeKind.UNKNOWN;
  }

  /// The expression as a value of the type; the caller has found that the conversion is allowed.
  Expr to(Expr expr, ColumnType target, boolean explicit, int position) {
    if (expr instanceof Expr.Parameter parameter && isUnknown(expr)) {
      Expr settled = parameters.settle(parameter, CastRules.plain(target), position);
      return to(settled, target, explicit, position);
    }
    if (expr instanceof Expr.Literal literal && literal.value() == null) {
      return new Expr.Literal(null, target);
    }
    if (same(expr.type(), target)) {
      return expr;
    }
    Expr.Cast cast = new Expr.Cast(expr, target, explicit);
    if (isUnknown(expr) && dependsOnClock(expr, target)) {
      return cast;
    }
    try {
      return isUnknown(expr) || stable(expr.type(), target) ? fold(cast) : cast;
    } catch (OmenException e) {
      throw e.at(positions.getOrDefault(expr, position));
    }
  }

  private static boolean same(ColumnType from, ColumnType to) {
    return from.equals(to)
        || from.kind() == to.kind()
            && to.element() == null
            && to.precision() == 0
            && to.kind() != TypeKind.NUMERIC
        || from.kind() == TypeKind.NUMERIC
            && to.equals(ColumnType.NUMERIC)
            && from.precision() == 0;
  }

  /// True for words such as 'now', which mean another time whenever the statement runs.
  private static boolean dependsOnClock(Expr expr, ColumnType target) {
    ColumnType bound = target.bound();
    return switch (bound == null ? target.kind() : bound.kind()) {
      case DATE, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ ->
          expr instanceof Expr.Literal literal
              && literal.value() instanceof String text
              && TextContext.dependsOnClock(text);
      default -> false;
    };
  }

  /// False where the session's time zone or the catalog has a say.
  private static boolean stable(ColumnType from, ColumnType to) {
    return switch (from.kind()) {
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> false;
      default -> !hasZone(from) && !hasZone(to);
    };
  }

  private static boolean hasZone(ColumnType type) {
    return type.kind() == TypeKind.TIMESTAMPTZ
        || type.kind() == TypeKind.TIMETZ
        || ColumnType.TIMESTAMPTZ.equals(type.bound());
  }

  /// The expression in a context that allows only some conversions.
  ///
  /// @throws OmenException from `refused` when there is no such conversion
  Expr to(
      Expr expr,
      ColumnType target,
      Context allowed,
      int position,
      java.util.function.Supplier<OmenException> refused) {
    if (!CastRules.allowed(expr.type(), target, allowed)) {
      throw refused.get().at(position);
    }
    return to(expr, target, allowed == Context.EXPLICIT, position);
  }

  Expr explicit(Expr expr, ColumnType target, int position) {
    return to(
        expr,
        target,
        Context.EXPLICIT,
        position,
        () ->
            SqlState.CANNOT_COERCE.error(
                "cannot cast type %s to %s",
                CastRules.plain(expr.type()), CastRules.plain(target)));
  }

  /// An expression whose value is true or false.
  ///
  /// @param clause as errors name it: WHERE, JOIN/ON, AND, CASE/WHEN
  Expr condition(Expr expr, String clause, int position) {
    return to(
        expr,
        ColumnType.BOOLEAN,
        Context.IMPLICIT,
        position,
        () ->
            SqlState.DATATYPE_MISMATCH.error(
                "argument of %s must be type boolean, not type %s",
                clause, CastRules.plain(expr.type())));
  }

  /// A literal or parameter that nothing has given a type is text.
  Expr known(Expr expr, int position) {
    return isUnknown(expr) ? to(expr, ColumnType.TEXT, false, position) : expr;
  }

  /// The expressions with their common type.
  List<Expr> common(String construct, List<Expr> expressions, int position) {
    ColumnType type;
    try {
      type = CastRules.common(construct, expressions.stream().map(Expr::type).toList());
    } catch (OmenException e) {
      throw e.at(position);
    }
    return expressions.stream().map(e -> to(e, type, false, position)).toList();
  }

  /// The literal that a call of literals comes to, or the expression itself where it has none or
  /// raises an error, which is then raised when the statement runs.
  Expr foldQuietly(Expr expr) {
    try {
      return fold(expr);
    } catch (OmenException e) {
      return expr;
    }
  }

  private Expr fold(Expr expr) {
    if (!foldable(expr)) {
      return expr;
    }
    return new Expr.Literal(Evaluator.constant(expr, context), expr.type());
  }

  private static boolean foldable(Expr expr) {
    return switch (expr) {
      case Expr.Column _, Expr.Parameter _ -> false;
      case Expr.Literal _ -> false;
      case Expr.Call call -> literals(call.arguments());
      case Expr.Function call -> literals(call.arguments()) && immutable(call.id());
      case Expr.Case _ -> false;
      case Expr.Cast cast -> literals(List.of(cast.input())) && !ofCatalog(cast.type());
      case Expr.In in -> literals(List.of(in.input())) && literals(in.values());
    };
  }

  private static boolean ofCatalog(ColumnType type) {
    return switch (type.kind()) {
      case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE, RECORD -> true;
      default -> false;
    };
  }

  private static boolean literals(List<Expr> arguments) {
    for (Expr argument : arguments) {
      if (!(argument instanceof Expr.Literal)) {
        return false;
      }
    }
    return true;
  }

  private static boolean immutable(String id) {
    FunctionSignature signature = FunctionCatalog.byId(id);
    return signature != null
        && signature.volatility() == FunctionSignature.Volatility.IMMUTABLE
        && signature.kind() == FunctionSignature.Kind.SCALAR
        && !signature.context();
  }
}
