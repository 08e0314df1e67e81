package omendb.core;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A boxed value of a range type, in its canonical form; see [#of] and [#canonical]. The order is
/// PostgreSQL's: empty first, then by the lower bounds, then by the upper ones.
///
/// @param empty it has no element; the bounds are then null
/// @param lower boxed as [TypeKind] says of the type of bounds (Long or BigDecimal); null without a
///   bound
/// @param lowerInc false when there is no bound
public record RangeValue(
    boolean empty,
    @Nullable Object lower,
    boolean lowerInc,
    @Nullable Object upper,
    boolean upperInc)
    implements Comparable<RangeValue> {
  public static final RangeValue EMPTY = new RangeValue(true, null, false, null, false);

  private static final long DATE_LIMIT = Integer.MAX_VALUE;

  /// The range between two bounds, null for none.
  ///
  /// @throws OmenException 22000 when the bounds are in the wrong order
  public static RangeValue of(
      @Nullable Object lower, boolean lowerInc, @Nullable Object upper, boolean upperInc) {
    if (lower != null && upper != null) {
      int order = compareElements(lower, upper);
      if (order > 0) {
        throw SqlState.DATA_EXCEPTION.error(
            "range lower bound must be less than or equal to range upper bound");
      }
      if (order == 0 && !(lowerInc && upperInc)) {
        return EMPTY;
      }
    }
    return new RangeValue(
        false, lower, lowerInc && lower != null, upper, upperInc && upper != null);
  }

  /// The form that is kept: of integers and dates `[lower,upper)`.
  ///
  /// @param bound the type of the bounds
  /// @throws OmenException 22003 or 22008 when the next integer or day is none of the type
  public RangeValue canonical(ColumnType bound) {
    boolean discrete = bound.isInteger() || bound.kind() == TypeKind.DATE;
    if (empty || !discrete) {
      return this;
    }
    Object from = lower;
    boolean fromInc = lowerInc;
    if (from != null && !fromInc && isFinite(bound, from)) {
      from = next(bound, from);
      fromInc = true;
    }
    Object to = upper;
    boolean toInc = upperInc;
    if (to != null && toInc && isFinite(bound, to)) {
      to = next(bound, to);
      toInc = false;
    }
    return of(from, fromInc, to, toInc);
  }

  private static boolean isFinite(ColumnType bound, Object value) {
    long number = (Long) value;
    return bound.kind() != TypeKind.DATE || (number != DATE_LIMIT && number != -DATE_LIMIT - 1);
  }

  private static Object next(ColumnType bound, Object value) {
    long number = (Long) value;
    boolean last =
        switch (bound.kind()) {
          case INTEGER -> number == Integer.MAX_VALUE;
          case BIGINT -> number == Long.MAX_VALUE;
          default -> false;
        };
    if (last) {
      throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("%s out of range", bound);
    }
    return number + 1;
  }

  /// The order of two elements of a range type, neither NULL.
  public static int compareElements(Object left, Object right) {
    return left instanceof BigDecimal a && right instanceof BigDecimal b
        ? a.compareTo(b)
        : Long.compare((Long) left, (Long) right);
  }

  /// The order of the places where two ranges begin; neither is empty.
  public int compareLower(RangeValue other) {
    Object a = lower;
    Object b = other.lower;
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    int order = compareElements(a, b);
    return order != 0 ? order : Boolean.compare(other.lowerInc, lowerInc);
  }

  /// The order of the places where two ranges end; neither is empty.
  public int compareUpper(RangeValue other) {
    Object a = upper;
    Object b = other.upper;
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    int order = compareElements(a, b);
    return order != 0 ? order : Boolean.compare(upperInc, other.upperInc);
  }

  /// True when the range ends before the other begins; neither is empty.
  public boolean before(RangeValue other) {
    Object to = upper;
    Object from = other.lower;
    if (to == null || from == null) {
      return false;
    }
    int order = compareElements(to, from);
    return order < 0 || (order == 0 && !(upperInc && other.lowerInc));
  }

  /// True when the other begins right where the range ends; neither is empty.
  public boolean meets(RangeValue other) {
    Object to = upper;
    Object from = other.lower;
    return to != null
        && from != null
        && compareElements(to, from) == 0
        && upperInc != other.lowerInc;
  }

  @Override
  public int compareTo(RangeValue other) {
    if (empty || other.empty) {
      return Boolean.compare(other.empty, empty);
    }
    int order = compareLower(other);
    return order != 0 ? order : compareUpper(other);
  }

  /// As [#compareTo]: 1.0 is 1.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RangeValue range && compareTo(range) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(empty, element(lower), lowerInc, element(upper), upperInc);
  }

  private static @Nullable Object element(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
    return value;
  }
}
