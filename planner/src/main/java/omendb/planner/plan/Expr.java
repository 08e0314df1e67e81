package omendb.planner.plan;

import java.math.BigDecimal;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// A typed expression over the columns of its input. NULL propagates as SQL says; casts are
/// explicit, so that the arguments of an operator already have the types it computes with.
public sealed interface Expr {
  ColumnType type();

  /// False only when the value cannot be NULL; generated code then skips the check.
  boolean nullable();

  /// A column of the input row.
  ///
  /// @param index 0-based; for a join's condition the left input's columns come first
  record Column(int index, ColumnType type, boolean nullable) implements Expr {}

  /// A constant, boxed as [omendb.core.TypeKind] says; null for NULL.
  record Literal(@Nullable Object value, ColumnType type) implements Expr {
    private static final int NUMERIC_DIGITS_MAX = 131_072;

    /// A number as it is written: bigint when it is one, else numeric with the digits given.
    ///
    /// @throws omendb.core.OmenException 22003 when numeric has no room for it
    public static Literal number(String text) {
      BigDecimal value;
      try {
        value = new BigDecimal(text);
      } catch (NumberFormatException e) { // an exponent beyond an int
        throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value overflows numeric format");
      }
      if ((long) value.precision() - value.scale() > NUMERIC_DIGITS_MAX
          || value.scale() > NUMERIC_DIGITS_MAX) {
        throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error("value overflows numeric format");
      }
      if (value.scale() < 0) {
        value = value.setScale(0);
      }
      boolean digits = text.chars().allMatch(Character::isDigit);
      if (digits && value.precision() <= 19) {
        try {
          return new Literal(value.longValueExact(), ColumnType.BIGINT);
        } catch (ArithmeticException e) {
          return numeric(value);
        }
      }
      return numeric(value);
    }

    private static Literal numeric(BigDecimal value) {
      int precision = Math.max(value.precision(), value.scale());
      ColumnType type =
          precision <= ColumnType.PRECISION_MAX
              ? ColumnType.numeric(Math.max(1, precision), value.scale())
              : ColumnType.NUMERIC;
      return new Literal(value, type);
    }

    @Override
    public boolean nullable() {
      return value == null;
    }
  }

  /// `$n`, or a literal that the statement cache lifted out of the text.
  ///
  /// @param index 0-based
  record Parameter(int index, ColumnType type) implements Expr {
    @Override
    public boolean nullable() {
      return true;
    }
  }

  /// An operator that the executor emits inline.
  ///
  /// Arithmetic and comparison have arguments of one type kind; decimals may differ in scale: ADD,
  /// SUBTRACT and comparisons align scales, MULTIPLY adds them, as `type` says. DIVIDE on integers
  /// truncates; decimals divide only as unconstrained NUMERIC. Overflow is 22003, division by zero
  /// 22012.
  record Call(Operator operator, List<Expr> arguments, ColumnType type, boolean nullable)
      implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /// A library function, resolved to one implementation.
  ///
  /// @param id the implementation's id in [omendb.planner.function] (name and argument kinds)
  record Function(String id, List<Expr> arguments, ColumnType type, boolean nullable)
      implements Expr {
    public Function {
      arguments = List.copyOf(arguments);
    }
  }

  /// `CASE WHEN … THEN … ELSE … END`; a simple CASE has been rewritten with EQUAL.
  record Case(List<When> whens, Expr otherwise, ColumnType type, boolean nullable) implements Expr {
    public Case {
      whens = List.copyOf(whens);
    }
  }

  /// One arm of a [Case].
  record When(Expr condition, Expr result) {}

  /// A conversion of the value to another type, checked (22003, 22P02, …).
  ///
  /// @param explicit true for CAST and `::`, where varchar(n) cuts silently; false for assignments,
  ///   where a value too long is 22001
  record Cast(Expr input, ColumnType type, boolean explicit) implements Expr {
    @Override
    public boolean nullable() {
      return input.nullable();
    }
  }

  /// `input IN (values)`; the values are literals or parameters of the input's type, none NULL.
  record In(Expr input, List<Expr> values, boolean negated) implements Expr {
    public In {
      values = List.copyOf(values);
    }

    @Override
    public ColumnType type() {
      return ColumnType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return input.nullable();
    }
  }
}
