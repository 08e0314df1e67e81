package omendb.planner.function;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.NoSuchElementException;
import omendb.core.Interval;
import omendb.core.OmenException;
import omendb.core.SpecialNumeric;
import omendb.core.SqlState;
import omendb.core.text.Calendar;
import org.jspecify.annotations.Nullable;

/// Functions that return series of values. They count lazily.
public final class SetFunctions {
  private SetFunctions() {}

  @SqlFunction("generate_series(int4, int4): setof int4")
  @SqlFunction("generate_series(int8, int8): setof int8")
  public static Iterator<@Nullable Object> series(long start, long stop) {
    return series(start, stop, 1);
  }

  @SqlFunction("generate_series(int4, int4, int4): setof int4")
  @SqlFunction("generate_series(int8, int8, int8): setof int8")
  public static Iterator<@Nullable Object> series(long start, long stop, long step) {
    if (step == 0) {
      throw zeroStep();
    }
    return new Longs(start, stop, step);
  }

  private static OmenException zeroStep() {
    return SqlState.INVALID_PARAMETER_VALUE.error("step size cannot equal zero");
  }

  @SqlFunction("generate_series(numeric, numeric): setof numeric")
  public static Iterator<@Nullable Object> series(BigDecimal start, BigDecimal stop) {
    return series(start, stop, BigDecimal.ONE);
  }

  @SqlFunction("generate_series(numeric, numeric, numeric): setof numeric")
  public static Iterator<@Nullable Object> series(
      BigDecimal start, BigDecimal stop, BigDecimal step) {
    requireFinite("start value", start);
    requireFinite("stop value", stop);
    requireFinite("step size", step);
    if (step.signum() == 0) {
      throw zeroStep();
    }
    return new Decimals(start, stop, step);
  }

  private static void requireFinite(String what, BigDecimal value) {
    if (SpecialNumeric.is(value)) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "%s cannot be %s", what, SpecialNumeric.isNan(value) ? "NaN" : "infinity");
    }
  }

  @SqlFunction("generate_series(timestamp, timestamp, interval): setof timestamp")
  public static Iterator<@Nullable Object> series(long start, long stop, Interval step) {
    return new Times(start, stop, step, null);
  }

  @SqlFunction(
      value = "generate_series(timestamptz, timestamptz, interval): setof timestamptz",
      volatility = FunctionSignature.Volatility.STABLE)
  public static Iterator<@Nullable Object> series(
      EvalContext context, long start, long stop, Interval step) {
    return new Times(start, stop, step, context);
  }

  /// Integers from `next` to `stop`.
  private static final class Longs implements Iterator<@Nullable Object> {
    private final long stop;
    private final long step;
    private long next;
    private boolean done;

    Longs(long start, long stop, long step) {
      this.next = start;
      this.stop = stop;
      this.step = step;
    }

    @Override
    public boolean hasNext() {
      return !done && (step > 0 ? next <= stop : next >= stop);
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long value = next;
      next += step;
      done = ((value ^ next) & (step ^ next)) < 0;
      return value;
    }
  }

  /// Decimals from `next` to `stop`.
  private static final class Decimals implements Iterator<@Nullable Object> {
    private final BigDecimal stop;
    private final BigDecimal step;
    private BigDecimal next;

    Decimals(BigDecimal start, BigDecimal stop, BigDecimal step) {
      this.next = start;
      this.stop = stop;
      this.step = step;
    }

    @Override
    public boolean hasNext() {
      int order = next.compareTo(stop);
      return step.signum() > 0 ? order <= 0 : order >= 0;
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      BigDecimal value = next;
      next = next.add(step);
      return value;
    }
  }

  /// Timestamps from `next` to `stop`; with a context in its time zone.
  private static final class Times implements Iterator<@Nullable Object> {
    private final long stop;
    private final Interval step;
    private final int direction;
    private final @Nullable EvalContext context;
    private long next;

    Times(long start, long stop, Interval step, @Nullable EvalContext context) {
      this.next = start;
      this.stop = stop;
      this.step = step;
      this.context = context;
      this.direction = Comparison.compare(step, new Interval(0, 0, 0));
      if (direction == 0) {
        throw zeroStep();
      }
    }

    @Override
    public boolean hasNext() {
      return Calendar.isFinite(next) && (direction > 0 ? next <= stop : next >= stop);
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long value = next;
      next =
          context == null
              ? TimeArithmetic.plus(next, step)
              : TimeArithmetic.plus(context, next, step);
      return value;
    }
  }
}
