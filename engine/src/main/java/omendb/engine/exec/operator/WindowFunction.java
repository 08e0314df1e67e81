package omendb.engine.exec.operator;

import java.util.List;
import java.util.Locale;
import omendb.core.ColumnVector;
import omendb.core.SqlState;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.SortKey;

/// Computes one window function for all places, in order.
abstract class WindowFunction {
  /// Appends the value of each place.
  abstract void compute(ColumnBuffer result);

  static WindowFunction of(
      Plan.WindowCall call,
      WindowRows window,
      List<SortKey> order,
      KernelBuilder kernels,
      QueryRun run) {
    WindowFrame frame = new WindowFrame(call.frame(), window, order, kernels.binding());
    return switch (call.function()) {
      case "row_number", "rank", "dense_rank", "ntile" -> new Ranking(call, window);
      case "percent_rank", "cume_dist" -> new Share(call, window);
      case "lag", "lead" -> new Neighbour(call, window);
      case "first_value", "last_value", "nth_value" -> new OfFrame(call, window, frame);
      default -> new WindowAggregate(call, aggregate(call), window, frame, kernels, run);
    };
  }

  private static AggregateFunction aggregate(Plan.WindowCall call) {
    String name = call.function().toUpperCase(Locale.ROOT);
    if (name.equals("COUNT") && call.arguments().isEmpty()) {
      return AggregateFunction.COUNT_STAR;
    }
    for (AggregateFunction function : AggregateFunction.values()) {
      if (function.name().equals(name)) {
        return function;
      }
    }
    throw SqlState.FEATURE_NOT_SUPPORTED.error(
        "window function %s is not supported", call.function());
  }

  /// row_number, rank, dense_rank, ntile.
  private static final class Ranking extends WindowFunction {
    private final Plan.WindowCall call;
    private final WindowRows window;

    Ranking(Plan.WindowCall call, WindowRows window) {
      this.call = call;
      this.window = window;
    }

    @Override
    void compute(ColumnBuffer result) {
      for (int place = 0; place < window.size; place++) {
        int start = window.partitionStart[place];
        switch (call.function()) {
          case "row_number" -> result.appendLong(place - start + 1);
          case "rank" -> result.appendLong(window.peerStart[place] - start + 1);
          case "dense_rank" -> result.appendLong(window.group[place] + 1);
          default -> ntile(place, start, result);
        }
      }
    }

    /// The first `rows % buckets` buckets have one row more.
    private void ntile(int place, int start, ColumnBuffer result) {
      ColumnBuffer argument = window.column(call.arguments().getFirst());
      int row = window.sorted[start];
      if (argument.isNull(row)) {
        result.appendNull();
        return;
      }
      long buckets = argument.longs[row];
      if (buckets <= 0) {
        throw SqlState.INVALID_PARAMETER_VALUE.error("argument of ntile must be greater than zero");
      }
      long rows = window.partitionEnd[place] - start;
      long small = rows / buckets;
      long large = rows % buckets;
      long number = place - start;
      long inLarge = large * (small + 1);
      result.appendLong(
          number < inLarge ? number / (small + 1) + 1 : large + (number - inLarge) / small + 1);
    }
  }

  /// percent_rank and cume_dist.
  private static final class Share extends WindowFunction {
    private final Plan.WindowCall call;
    private final WindowRows window;

    Share(Plan.WindowCall call, WindowRows window) {
      this.call = call;
      this.window = window;
    }

    @Override
    void compute(ColumnBuffer result) {
      ColumnVector one = new ColumnVector(call.type(), 1);
      for (int place = 0; place < window.size; place++) {
        int start = window.partitionStart[place];
        double rows = window.partitionEnd[place] - start;
        if (call.function().equals("cume_dist")) {
          one.doubles[0] = (window.peerEnd[place] - start) / rows;
        } else {
          one.doubles[0] = rows == 1 ? 0 : (window.peerStart[place] - start) / (rows - 1);
        }
        result.append(one, 1);
      }
    }
  }

  /// lag and lead: the value some rows before or after within the partition, else the default.
  private static final class Neighbour extends WindowFunction {
    private final Plan.WindowCall call;
    private final WindowRows window;

    Neighbour(Plan.WindowCall call, WindowRows window) {
      this.call = call;
      this.window = window;
    }

    @Override
    void compute(ColumnBuffer result) {
      List<Integer> arguments = call.arguments();
      ColumnBuffer values = window.column(arguments.getFirst());
      ColumnVector one = new ColumnVector(call.type(), 1);
      for (int place = 0; place < window.size; place++) {
        int row = window.sorted[place];
        long distance = 1;
        if (arguments.size() > 1) {
          ColumnBuffer offsets = window.column(arguments.get(1));
          if (offsets.isNull(row)) {
            result.appendNull();
            continue;
          }
          distance = offsets.longs[row];
        }
        long target = call.function().equals("lag") ? place - distance : place + distance;
        if (target >= window.partitionStart[place] && target < window.partitionEnd[place]) {
          values.read(window.sorted[(int) target], 1, one);
          result.append(one, 1);
        } else if (arguments.size() > 2) {
          window.column(arguments.get(2)).read(row, 1, one);
          result.append(one, 1);
        } else {
          result.appendNull();
        }
      }
    }
  }

  /// The first, last or nth value of the frame.
  private static final class OfFrame extends WindowFunction {
    private final Plan.WindowCall call;
    private final WindowRows window;
    private final WindowFrame frame;

    OfFrame(Plan.WindowCall call, WindowRows window, WindowFrame frame) {
      this.call = call;
      this.window = window;
      this.frame = frame;
    }

    @Override
    void compute(ColumnBuffer result) {
      ColumnBuffer values = window.column(call.arguments().getFirst());
      ColumnVector one = new ColumnVector(call.type(), 1);
      for (int place = 0; place < window.size; place++) {
        frame.moveTo(place);
        int target = frame.place(number(place));
        if (target < 0) {
          result.appendNull();
        } else {
          values.read(window.sorted[target], 1, one);
          result.append(one, 1);
        }
      }
    }

    /// Which of the frame's places is wanted, from 0; negative for none.
    private long number(int place) {
      switch (call.function()) {
        case "first_value" -> {
          return 0;
        }
        case "last_value" -> {
          return frame.size() - 1L;
        }
        default -> {
          ColumnBuffer numbers = window.column(call.arguments().get(1));
          int row = window.sorted[place];
          if (numbers.isNull(row)) {
            return -1;
          }
          if (numbers.longs[row] <= 0) {
            throw SqlState.INVALID_PARAMETER_VALUE.error(
                "argument of nth_value must be greater than zero");
          }
          return numbers.longs[row] - 1;
        }
      }
    }
  }
}
