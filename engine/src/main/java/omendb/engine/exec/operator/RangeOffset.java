package omendb.engine.exec.operator;

import java.math.BigDecimal;
import omendb.core.ColumnVector;
import omendb.core.Interval;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.text.ZonedTime;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.planner.function.Comparison;
import omendb.planner.function.EvalContext;
import omendb.planner.function.NumericMath;
import omendb.planner.function.TimeArithmetic;

/// Keys of a RANGE frame at a distance from a row's key. Of a column's keys one is made a bound,
/// with [#shifted], and the others are compared with it, both in a form that goes beyond what the
/// type holds: a time of day may be moved past midnight, an integer past its largest.
final class RangeOffset {
  private final ColumnBuffer column;
  private final EvalContext context;

  RangeOffset(ColumnBuffer column, EvalContext context) {
    this.column = column;
    this.context = context;
  }

  /// The row's key, moved up or down by the offset.
  Object shifted(int row, Object offset, boolean down) {
    if (offset instanceof Interval interval) {
      return shifted(row, down ? TimeArithmetic.negate(interval) : interval);
    }
    if (column.type.kind() == TypeKind.DOUBLE || column.type.kind() == TypeKind.REAL) {
      double distance = ((Number) offset).doubleValue();
      return column.doubles[row] + (down ? -distance : distance);
    }
    BigDecimal distance = new BigDecimal(offset.toString());
    return NumericMath.add(number(row), down ? NumericMath.negate(distance) : distance);
  }

  private Object shifted(int row, Interval distance) {
    return switch (column.type.kind()) {
      case DATE -> TimeArithmetic.datePlus(column.longs[row], distance);
      case TIMESTAMP -> TimeArithmetic.plus(column.longs[row], distance);
      case TIMESTAMPTZ -> TimeArithmetic.plus(context, column.longs[row], distance);
      // As PostgreSQL's in_range_time_interval: months and days count for nothing.
      case TIME -> column.longs[row] + distance.micros();
      case TIMETZ -> ZonedTime.moved(column.longs[row], distance.micros());
      case INTERVAL -> TimeArithmetic.plus((Interval) object(row), distance);
      default -> throw unsupported();
    };
  }

  /// Compares the row's key with what [#shifted] has given.
  int compare(int row, Object bound) {
    return switch (bound) {
      case Long micros -> Long.compare(micros(row), micros);
      case Double number -> Comparison.compare(column.doubles[row], number);
      case Interval interval -> Comparison.compare((Interval) object(row), interval);
      case BigDecimal number -> number(row).compareTo(number);
      default -> throw unsupported();
    };
  }

  private long micros(int row) {
    long value = column.longs[row];
    return column.type.kind() == TypeKind.DATE
        ? TimeArithmetic.datePlus(value, new Interval(0, 0, 0))
        : value;
  }

  private Object object(int row) {
    Object value = column.objects[row];
    if (value == null) {
      throw new IllegalStateException("NULL has no distance");
    }
    return value;
  }

  private BigDecimal number(int row) {
    return switch (column.form) {
      case LONG -> BigDecimal.valueOf(column.longs[row], column.type.scale());
      case WIDE ->
          new BigDecimal(
              ColumnVector.wide(column.highs[row], column.longs[row]), column.type.scale());
      case OBJECT -> (BigDecimal) object(row);
      case DOUBLE, BYTES -> throw unsupported();
    };
  }

  private RuntimeException unsupported() {
    return SqlState.FEATURE_NOT_SUPPORTED.error(
        "RANGE with offset PRECEDING/FOLLOWING is not supported for column type %s", column.type);
  }
}
