package omendb.engine.exec.codegen;

import java.util.List;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;

/// A field of a kernel that is set when a query binds it.
sealed interface Constant {
  /// The value of an expression without columns, converted to the type.
  record Scalar(Expr expression, ColumnType type) implements Constant {}

  /// The set of values of an IN list.
  record ValueList(List<Expr> values, ColumnType type) implements Constant {
    public ValueList {
      values = List.copyOf(values);
    }
  }

  /// A LIKE pattern.
  record Pattern(Expr pattern, @org.jspecify.annotations.Nullable Expr escape, boolean ignoreCase)
      implements Constant {}

  /// An expression that only the library's evaluator knows, as an object to call per row.
  record Interpreted(Expr expression) implements Constant {}
}
