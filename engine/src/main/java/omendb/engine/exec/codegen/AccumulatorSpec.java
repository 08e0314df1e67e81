package omendb.engine.exec.codegen;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.jspecify.annotations.Nullable;

/// One accumulator of an aggregation.
///
/// @param arguments expressions over the input; empty for a count of rows; only a LIST has several,
///   and COMOMENTS two
/// @param filter rows that count, or null
/// @param offset the first word, or the object's place, within a group's
public record AccumulatorSpec(
    AccumulatorKind kind, List<Expr> arguments, @Nullable Expr filter, int offset) {
  public AccumulatorSpec {
    arguments = List.copyOf(arguments);
  }

  public ColumnType type() {
    return arguments.isEmpty() ? ColumnType.BIGINT : arguments.getFirst().type();
  }

  /// True for a product of decimals in registers whose own type is an object: it is summed in 128
  /// bits where it fits.
  public static boolean isProduct(Expr expr) {
    return expr instanceof Expr.Call call
        && call.operator() == Operator.MULTIPLY
        && call.type().kind() == TypeKind.NUMERIC
        && call.type().form() == Form.OBJECT
        && call.arguments().stream().allMatch(AccumulatorSpec::inRegisters);
  }

  private static boolean inRegisters(Expr expr) {
    Form form = expr.type().form();
    return form == Form.LONG || (form == Form.WIDE && expr.type().kind() == TypeKind.NUMERIC);
  }

  /// Digits after the point of what is summed.
  public int scale() {
    return kind == AccumulatorKind.SUM_PRODUCT
        ? ((Expr.Call) arguments.getFirst())
            .arguments().stream().mapToInt(a -> a.type().scale()).sum()
        : type().scale();
  }

  /// True when it keeps an object, not words.
  public boolean isObject() {
    return isObject(kind, type().form());
  }

  static boolean isObject(AccumulatorKind kind, Form form) {
    return switch (kind) {
      case SUM_OBJECT, MOMENTS_EXACT, LIST -> true;
      case MIN, MAX, ANY -> form == Form.OBJECT;
      case COUNT, SUM_EXACT, SUM_PRODUCT, SUM_DOUBLE, BIT_AND, BIT_OR, MOMENTS_DOUBLE, COMOMENTS ->
          false;
    };
  }

  /// Words of the state; 0 for an object.
  public int words() {
    return words(kind, type().form());
  }

  static int words(AccumulatorKind kind, Form form) {
    return switch (kind) {
      case COUNT, SUM_DOUBLE -> 1;
      case SUM_EXACT, BIT_AND, BIT_OR -> 2;
      case MOMENTS_DOUBLE, SUM_PRODUCT -> 3;
      case COMOMENTS -> 6;
      case SUM_OBJECT, MOMENTS_EXACT, LIST -> 0;
      case MIN, MAX, ANY ->
          switch (form) {
            case LONG, DOUBLE, BYTES -> 2;
            case WIDE -> 3;
            case OBJECT -> 0;
          };
    };
  }

  /// The accumulator elsewhere in the group, over other columns.
  public AccumulatorSpec with(List<Expr> newArguments, @Nullable Expr newFilter) {
    return new AccumulatorSpec(kind, newArguments, newFilter, offset);
  }
}
