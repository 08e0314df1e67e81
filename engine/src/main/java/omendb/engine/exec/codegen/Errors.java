package omendb.engine.exec.codegen;

import omendb.core.OmenException;
import omendb.core.SqlState;

/// The errors that generated code throws.
final class Errors {
  private Errors() {}

  static OmenException smallint() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("smallint out of range");
  }

  static OmenException integer() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("integer out of range");
  }

  static OmenException bigint() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("bigint out of range");
  }

  static OmenException numeric() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value overflows numeric format");
  }

  static OmenException date() {
    return SqlState.DATETIME_FIELD_OVERFLOW.error("date out of range");
  }

  static OmenException timestamp() {
    return SqlState.DATETIME_FIELD_OVERFLOW.error("timestamp out of range");
  }

  static OmenException overflow() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value out of range: overflow");
  }

  static OmenException underflow() {
    return SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value out of range: underflow");
  }

  static OmenException divisionByZero() {
    return SqlState.DIVISION_BY_ZERO.error("division by zero");
  }

  static OmenException numericField(int precision, int scale) {
    OmenException error = SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("numeric field overflow");
    return error.withDetail(
        "A field with precision %d, scale %d must round to an absolute value less than %s%s.",
        precision,
        scale,
        precision == scale ? "" : "10^",
        precision == scale ? "1" : String.valueOf(precision - scale));
  }

  static OmenException moreThanOneRow() {
    return SqlState.CARDINALITY_VIOLATION.error(
        "more than one row returned by a subquery used as an expression");
  }
}
