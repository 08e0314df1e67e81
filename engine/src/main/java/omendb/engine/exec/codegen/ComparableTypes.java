package omendb.engine.exec.codegen;

import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.planner.plan.Expr;

/// The type in which values of two types are the same when SQL says that they are equal.
public final class ComparableTypes {
  private ComparableTypes() {}

  /// Decimals get all digits of both; character(n) loses its padding.
  public static ColumnType common(ColumnType a, ColumnType b) {
    if (a.kind() == TypeKind.NUMERIC || b.kind() == TypeKind.NUMERIC) {
      return a.equals(b) ? a : ArithmeticEmitter.common(a, b);
    }
    if ((a.kind() == TypeKind.CHAR || b.kind() == TypeKind.CHAR) && !a.equals(b)) {
      return ColumnType.TEXT;
    }
    return a;
  }

  /// The expression in a type of [#common].
  public static Expr as(Expr expr, ColumnType type) {
    boolean decimal = type.kind() == TypeKind.NUMERIC && !expr.type().equals(type);
    boolean trimmed = expr.type().kind() == TypeKind.CHAR && type.kind() == TypeKind.TEXT;
    return decimal || trimmed ? new Expr.Cast(expr, type, true) : expr;
  }
}
