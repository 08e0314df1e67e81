package omendb.engine.exec.operator;

import java.math.BigDecimal;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Interval;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import omendb.engine.exec.codegen.AccumulatorKind;
import omendb.engine.exec.codegen.AccumulatorSpec;
import omendb.engine.exec.codegen.Accumulators;
import omendb.engine.exec.codegen.Decimals;
import omendb.engine.exec.codegen.Moments;
import omendb.engine.exec.codegen.Wide;
import omendb.engine.exec.memory.NativeArena;
import omendb.planner.function.IntervalFunctions;
import omendb.planner.plan.AggregateFunction;
import org.jspecify.annotations.Nullable;

/// Turns states into an aggregate's results.
final class AggregateResult {
  private final AggregatePlan.Call plan;
  private final AggregateFunction function;
  private final ColumnType type;
  private final Accumulators state;

  AggregateResult(AggregatePlan.Call plan, Accumulators state) {
    this.plan = plan;
    this.function = plan.call().function();
    this.type = plan.call().type();
    this.state = state;
  }

  /// Writes the results of groups `groups[0..count)`.
  void read(int[] groups, int count, ColumnVector into, NativeArena arena) {
    into.hasNulls = false;
    for (int i = 0; i < count; i++) {
      boolean isNull = !write(groups[i], i, into, arena);
      into.nulls[i] = (byte) (isNull ? 1 : 0);
      into.hasNulls |= isNull;
    }
  }

  /// Writes one result; false when it is NULL.
  private boolean write(int group, int i, ColumnVector into, NativeArena arena) {
    return switch (function) {
      case COUNT_STAR, COUNT -> {
        into.longs[i] = state.words[word(0, group)];
        yield true;
      }
      case SUM -> state.words[word(1, group)] != 0 && sum(group, i, into);
      case AVG -> state.words[word(1, group)] != 0 && average(group, i, into);
      case MIN, MAX, BOOL_AND, BOOL_OR, ANY_VALUE, BIT_AND, BIT_OR -> kept(group, i, into);
      case SINGLE_VALUE -> {
        if (state.words[word(1, group)] > 1) {
          throw SqlState.CARDINALITY_VIOLATION.error(
              "more than one row returned by a subquery used as an expression");
        }
        yield kept(group, i, into);
      }
      case STDDEV_SAMP, STDDEV_POP, VAR_SAMP, VAR_POP -> variance(group, i, into);
      case COVAR_POP,
          COVAR_SAMP,
          CORR,
          REGR_COUNT,
          REGR_SXX,
          REGR_SYY,
          REGR_SXY,
          REGR_AVGX,
          REGR_AVGY,
          REGR_R2,
          REGR_SLOPE,
          REGR_INTERCEPT ->
          regression(group, i, into);
      case STRING_AGG, ARRAY_AGG ->
          Boxed.set(into, i, ListResult.of(plan.call(), state.objects[object(0, group)]), arena);
      case PERCENTILE_CONT,
          PERCENTILE_DISC,
          MODE,
          HYPOTHETICAL_RANK,
          HYPOTHETICAL_DENSE_RANK,
          HYPOTHETICAL_PERCENT_RANK,
          HYPOTHETICAL_CUME_DIST ->
          Boxed.set(
              into, i, OrderedSetResult.of(plan.call(), state.objects[object(0, group)]), arena);
      case GROUPING -> throw new IllegalStateException("GROUPING has no state");
    };
  }

  private AccumulatorSpec spec(int number) {
    return plan.specs().get(number);
  }

  private int word(int number, int group) {
    return group * state.stride + spec(number).offset();
  }

  private int object(int number, int group) {
    return group * state.objectStride + spec(number).offset();
  }

  private boolean sum(int group, int i, ColumnVector into) {
    AccumulatorSpec spec = spec(0);
    if (spec.isObject()) {
      return Boxed.set(into, i, state.objects[object(0, group)], null);
    }
    if (spec.kind() == AccumulatorKind.SUM_PRODUCT) {
      return Boxed.set(into, i, exactSum(spec, group), null);
    }
    int at = word(0, group);
    if (spec.type().form() == Form.DOUBLE) {
      double sum = Double.longBitsToDouble(state.words[at]);
      into.doubles[i] = type.kind() == TypeKind.REAL ? (float) sum : sum;
      return true;
    }
    long low = state.words[at];
    long high = state.words[at + 1] + (low >> 63);
    if (into.form == Form.LONG) {
      if (high != low >> 63) {
        throw SqlState.NUMERIC_VALUE_OUT_OF_RANGE.error(
            switch (type.kind()) {
              case NUMERIC -> "numeric field overflow";
              case MONEY -> "money out of range";
              default -> "bigint out of range";
            });
      }
      into.longs[i] = low;
    } else if (into.form == Form.WIDE) {
      into.longs[i] = low;
      into.highs[i] = high;
      Wide wide = new Wide();
      wide.set(high, low);
      wide.check(type.precision(), type.scale());
    } else {
      into.objects[i] = new BigDecimal(ColumnVector.wide(high, low), spec.type().scale());
    }
    return true;
  }

  private boolean average(int group, int i, ColumnVector into) {
    long count = state.words[word(1, group)];
    AccumulatorSpec spec = spec(0);
    if (!spec.isObject() && spec.type().form() == Form.DOUBLE) {
      into.doubles[i] = Double.longBitsToDouble(state.words[word(0, group)]) / count;
      return true;
    }
    BigDecimal sum;
    if (spec.isObject()) {
      Object total = Objects.requireNonNull(state.objects[object(0, group)]);
      if (total instanceof Interval interval) {
        return Boxed.set(into, i, IntervalFunctions.divide(interval, count), null);
      }
      sum = (BigDecimal) total;
    } else {
      sum = exactSum(spec, group);
    }
    BigDecimal average = Decimals.divide(sum, BigDecimal.valueOf(count));
    return Boxed.set(into, i, average, null);
  }

  private BigDecimal exactSum(AccumulatorSpec spec, int group) {
    int at = word(0, group);
    long low = state.words[at];
    long high = state.words[at + 1] + (low >> 63);
    BigDecimal sum = new BigDecimal(ColumnVector.wide(high, low), spec.scale());
    return spec.kind() == AccumulatorKind.SUM_PRODUCT
        ? sum.add(state.large(state.words[at + 2]))
        : sum;
  }

  private boolean kept(int group, int i, ColumnVector into) {
    if (spec(0).isObject()) {
      return Boxed.set(into, i, state.objects[object(0, group)], null);
    }
    int at = word(0, group);
    switch (into.form) {
      case LONG -> into.longs[i] = state.words[at];
      case DOUBLE -> into.doubles[i] = Double.longBitsToDouble(state.words[at]);
      case WIDE -> {
        into.longs[i] = state.words[at];
        into.highs[i] = state.words[at + 1];
        return state.words[at + 2] != 0;
      }
      case BYTES -> {
        into.longs[i] = state.words[at];
        into.lengths[i] = (int) state.words[at + 1];
        return state.words[at] != 0;
      }
      case OBJECT -> throw new IllegalStateException("an object has no words");
    }
    return state.words[at + 1] != 0;
  }

  /// The least-squares fit of pairs (y, x), as SQL:2016 10.9 defines it.
  private boolean regression(int group, int i, ColumnVector into) {
    int at = word(0, group);
    double n = Double.longBitsToDouble(state.words[at]);
    if (function == AggregateFunction.REGR_COUNT) {
      into.longs[i] = (long) n;
      return true;
    }
    double sumX = Double.longBitsToDouble(state.words[at + 1]);
    double xx = Double.longBitsToDouble(state.words[at + 2]);
    double sumY = Double.longBitsToDouble(state.words[at + 3]);
    double yy = Double.longBitsToDouble(state.words[at + 4]);
    double xy = Double.longBitsToDouble(state.words[at + 5]);
    int atLeast = function == AggregateFunction.COVAR_SAMP ? 2 : 1;
    boolean fits =
        switch (function) {
          case CORR -> xx != 0 && yy != 0;
          case REGR_R2, REGR_SLOPE, REGR_INTERCEPT -> xx != 0;
          default -> true;
        };
    if (n < atLeast || !fits) {
      return false;
    }
    into.doubles[i] =
        switch (function) {
          case COVAR_POP -> xy / n;
          case COVAR_SAMP -> xy / (n - 1);
          case CORR -> xy / Math.sqrt(xx * yy);
          case REGR_SXX -> xx;
          case REGR_SYY -> yy;
          case REGR_SXY -> xy;
          case REGR_AVGX -> sumX / n;
          case REGR_AVGY -> sumY / n;
          case REGR_R2 -> yy == 0 ? 1 : xy * xy / (xx * yy);
          case REGR_SLOPE -> xy / xx;
          case REGR_INTERCEPT -> (sumY - sumX * xy / xx) / n;
          default -> throw new IllegalStateException(function.name());
        };
    return true;
  }

  private boolean variance(int group, int i, ColumnVector into) {
    boolean sample =
        function == AggregateFunction.STDDEV_SAMP || function == AggregateFunction.VAR_SAMP;
    boolean root =
        function == AggregateFunction.STDDEV_SAMP || function == AggregateFunction.STDDEV_POP;
    if (spec(0).isObject()) {
      @Nullable Object moments = state.objects[object(0, group)];
      return moments != null && Boxed.set(into, i, ((Moments) moments).result(sample, root), null);
    }
    int at = word(0, group);
    double n = Double.longBitsToDouble(state.words[at]);
    double squares = Double.longBitsToDouble(state.words[at + 2]);
    if (n < (sample ? 2 : 1)) {
      return false;
    }
    double variance = squares / (sample ? n - 1 : n);
    into.doubles[i] = root ? Math.sqrt(variance) : variance;
    return true;
  }
}
