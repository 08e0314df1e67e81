package omendb.planner.function;

import java.math.BigDecimal;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.plan.Operator;

/// The inline arithmetic operators on boxed values, with PostgreSQL's checks.
final class Arithmetic {
  private Arithmetic() {}

  static Object apply(Operator operator, ColumnType type, Object left, Object right) {
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT -> integers(operator, type, (Long) left, (Long) right);
      case REAL -> reals(operator, (Double) left, (Double) right);
      case DOUBLE -> doubles(operator, (Double) left, (Double) right);
      case NUMERIC -> decimals(operator, (BigDecimal) left, (BigDecimal) right);
      default ->
          throw SqlState.INTERNAL_ERROR.error("operator %s does not take %s", operator, type);
    };
  }

  private static long integers(Operator operator, ColumnType type, long left, long right) {
    if ((operator == Operator.DIVIDE || operator == Operator.MODULO) && right == 0) {
      throw NumericMath.divisionByZero();
    }
    try {
      long value =
          switch (operator) {
            case ADD -> Math.addExact(left, right);
            case SUBTRACT -> Math.subtractExact(left, right);
            case MULTIPLY -> Math.multiplyExact(left, right);
            case DIVIDE -> Math.divideExact(left, right);
            case MODULO -> right == -1 ? 0 : left % right;
            default -> throw SqlState.INTERNAL_ERROR.error("%s is not arithmetic", operator);
          };
      return fit(type, value);
    } catch (ArithmeticException e) {
      throw outOfRange(type).causedBy(e);
    }
  }

  /// The value, when the integer type holds it.
  static long fit(ColumnType type, long value) {
    boolean fits =
        switch (type.kind()) {
          case SMALLINT -> value == (short) value;
          case INTEGER -> value == (int) value;
          default -> true;
        };
    if (!fits) {
      throw outOfRange(type);
    }
    return value;
  }

  static OmenException outOfRange(ColumnType type) {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("%s out of range", CastRules.plain(type));
  }

  private static double reals(Operator operator, double left, double right) {
    float a = (float) left;
    float b = (float) right;
    double value =
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          default -> throw SqlState.INTERNAL_ERROR.error("%s is not arithmetic", operator);
        };
    return checked(operator, left, right, value);
  }

  private static double doubles(Operator operator, double left, double right) {
    double value =
        switch (operator) {
          case ADD -> left + right;
          case SUBTRACT -> left - right;
          case MULTIPLY -> left * right;
          case DIVIDE -> left / right;
          default -> throw SqlState.INTERNAL_ERROR.error("%s is not arithmetic", operator);
        };
    return checked(operator, left, right, value);
  }

  private static double checked(Operator operator, double left, double right, double value) {
    if (operator == Operator.DIVIDE && right == 0 && !Double.isNaN(left)) {
      throw NumericMath.divisionByZero();
    }
    if (Double.isInfinite(value) && !Double.isInfinite(left) && !Double.isInfinite(right)) {
      throw overflow();
    }
    boolean product = operator == Operator.MULTIPLY && left != 0 && right != 0;
    boolean quotient = operator == Operator.DIVIDE && left != 0 && !Double.isInfinite(right);
    if (value == 0 && (product || quotient)) {
      throw underflow();
    }
    return value;
  }

  static OmenException overflow() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value out of range: overflow");
  }

  static OmenException underflow() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value out of range: underflow");
  }

  private static BigDecimal decimals(Operator operator, BigDecimal left, BigDecimal right) {
    return switch (operator) {
      case ADD -> NumericMath.add(left, right);
      case SUBTRACT -> NumericMath.subtract(left, right);
      case MULTIPLY -> NumericMath.multiply(left, right);
      case DIVIDE -> NumericMath.divide(left, right);
      case MODULO -> NumericMath.remainder(left, right);
      default -> throw SqlState.INTERNAL_ERROR.error("%s is not arithmetic", operator);
    };
  }

  static Object negate(ColumnType type, Object value) {
    if (type.isInteger()) {
      long number = (Long) value;
      if (number == Long.MIN_VALUE) {
        throw outOfRange(type);
      }
      return fit(type, -number);
    }
    return type.kind() == TypeKind.NUMERIC
        ? NumericMath.negate((BigDecimal) value)
        : -(Double) value;
  }
}
