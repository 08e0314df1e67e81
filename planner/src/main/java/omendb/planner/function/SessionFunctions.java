package omendb.planner.function;

import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.function.FunctionSignature.Volatility;
import org.jspecify.annotations.Nullable;

/// Functions on the session's settings and clock, and what else needs no catalog.
public final class SessionFunctions {
  private SessionFunctions() {}

  @SqlFunction(value = "now(): timestamptz", volatility = Volatility.STABLE)
  @SqlFunction(value = "transaction_timestamp(): timestamptz", volatility = Volatility.STABLE)
  @SqlFunction(value = "current_timestamp(): timestamptz", volatility = Volatility.STABLE)
  public static long now(EvalContext context) {
    return context.transactionMicros();
  }

  @SqlFunction(value = "current_timestamp(int4): timestamptz", volatility = Volatility.STABLE)
  public static long now(EvalContext context, long precision) {
    return DateTimeFunctions.rounded(context.transactionMicros(), precision);
  }

  @SqlFunction(value = "statement_timestamp(): timestamptz", volatility = Volatility.STABLE)
  public static long statementTimestamp(EvalContext context) {
    return context.statementMicros();
  }

  @SqlFunction(value = "clock_timestamp(): timestamptz", volatility = Volatility.VOLATILE)
  public static long clockTimestamp(EvalContext context) {
    return context.clockMicros();
  }

  /// The value when the domain's rule holds, which a condition does unless it is false. Not folded:
  /// the error belongs to the row.
  ///
  /// @param rule the constraint's name; empty for NOT NULL
  @SqlFunction(
      value = "domain_check(anyelement, bool, text, text): anyelement",
      nulls = true,
      volatility = Volatility.STABLE)
  public static @Nullable Object domainCheck(
      @Nullable Object value,
      @Nullable Boolean holds,
      @Nullable String domain,
      @Nullable String rule) {
    if (!Boolean.FALSE.equals(holds)) {
      return value;
    }
    String name = Objects.requireNonNull(domain);
    String constraint = Objects.requireNonNull(rule);
    throw constraint.isEmpty()
        ? SqlState.NOT_NULL_VIOLATION.error("domain %s does not allow null values", name)
        : SqlState.CHECK_VIOLATION.error(
            "value for domain %s violates check constraint \"%s\"", name, constraint);
  }

  @SqlFunction(value = "current_setting(text): text", volatility = Volatility.STABLE)
  public static String setting(EvalContext context, String name) {
    return Objects.requireNonNull(setting(context, name, false));
  }

  @SqlFunction(value = "current_setting(text, bool): text", volatility = Volatility.STABLE)
  public static @Nullable String setting(EvalContext context, String name, boolean missingOk) {
    String value = context.setting(name);
    if (value == null && !missingOk) {
      throw SqlState.UNDEFINED_OBJECT.error("unrecognized configuration parameter \"%s\"", name);
    }
    return value;
  }

  @SqlFunction(
      value = "set_config(text, text, bool): text",
      nulls = true,
      volatility = Volatility.VOLATILE)
  public static String setConfig(
      EvalContext context, @Nullable String name, @Nullable String value, @Nullable Boolean local) {
    if (name == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("SET requires parameter name");
    }
    return context.set(name, value == null ? "" : value, Boolean.TRUE.equals(local));
  }

  @SqlFunction(value = "pg_sleep(float8): void", volatility = Volatility.VOLATILE)
  public static String sleep(EvalContext context, double seconds) {
    context.checkCancelled();
    if (seconds > 0) {
      context.sleep((long) Math.min(seconds * 1e6, 1e17));
    }
    return "";
  }

  @SqlFunction(value = "num_nulls(variadic any): int4", nulls = true)
  public static long nullCount(@Nullable Object[] values) {
    return values.length - nonNullCount(values);
  }

  @SqlFunction(value = "num_nonnulls(variadic any): int4", nulls = true)
  public static long nonNullCount(@Nullable Object[] values) {
    long count = 0;
    for (Object value : values) {
      count += value == null ? 0 : 1;
    }
    return count;
  }

  /// The greatest value that is not NULL; the binder's GREATEST.
  @SqlFunction(value = "greatest(variadic anyelement): anyelement", nulls = true, typed = true)
  public static @Nullable Object greatest(@Nullable String tag, @Nullable Object[] values) {
    return extreme(tag, values, 1);
  }

  /// The least value that is not NULL; the binder's LEAST.
  @SqlFunction(value = "least(variadic anyelement): anyelement", nulls = true, typed = true)
  public static @Nullable Object least(@Nullable String tag, @Nullable Object[] values) {
    return extreme(tag, values, -1);
  }

  private static @Nullable Object extreme(
      @Nullable String tag, @Nullable Object[] values, int direction) {
    ColumnType type = TypeNames.parseTag(Objects.requireNonNull(tag)).getFirst();
    Object best = null;
    for (Object value : values) {
      if (value != null
          && (best == null || Comparison.compare(type, value, best) * direction > 0)) {
        best = value;
      }
    }
    return best;
  }

  /// NULL when both are equal; the binder's NULLIF for types without an inline comparison.
  @SqlFunction(value = "nullif(anyelement, anyelement): anyelement", nulls = true, typed = true)
  public static @Nullable Object nullIf(
      @Nullable String tag, @Nullable Object left, @Nullable Object right) {
    ColumnType type = TypeNames.parseTag(Objects.requireNonNull(tag)).getFirst();
    boolean equal = left != null && right != null && Comparison.compare(type, left, right) == 0;
    return equal ? null : left;
  }
}
