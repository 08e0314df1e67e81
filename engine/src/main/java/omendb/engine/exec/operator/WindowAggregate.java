package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.Accumulators;
import omendb.engine.exec.codegen.AggregateKernel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// An aggregate over each row's frame. While frames only grow at their end the state goes on;
/// otherwise it begins anew.
final class WindowAggregate extends WindowFunction {
  private final Plan.WindowCall call;
  private final WindowRows window;
  private final WindowFrame frame;
  private final QueryRun run;
  private final KernelBuilder kernels;
  private final AggregatePlan plan;
  private final List<Integer> read;
  private final ColumnVector[] arguments;
  private final int[] groups = new int[Morsel.WINDOW_ROWS];

  WindowAggregate(
      Plan.WindowCall call,
      AggregateFunction function,
      WindowRows window,
      WindowFrame frame,
      KernelBuilder kernels,
      QueryRun run) {
    this.call = call;
    this.window = window;
    this.frame = frame;
    this.run = run;
    this.kernels = kernels;
    List<@Nullable Expr> columns = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    read = call.inputs();
    int filter = call.filter() < 0 ? -1 : call.arguments().size();
    arguments = new ColumnVector[read.size()];
    for (int a = 0; a < arguments.length; a++) {
      ColumnType type = window.column(read.get(a)).type;
      columns.add(new Expr.Column(a, type, true));
      types.add(type);
      if (a != filter) {
        numbers.add(a);
      }
      arguments[a] = new ColumnVector(type, Morsel.WINDOW_ROWS);
    }
    Stream input = new Stream(List.of(), types, columns, true, new int[types.size()]);
    Plan.AggregateCall aggregate =
        new Plan.AggregateCall(function, numbers, false, filter, List.of(), call.type());
    Plan rows = new Plan.Values(List.of(), types);
    plan =
        new AggregatePlan(
            new Plan.Aggregate(
                rows, List.of(), List.of(List.of()), List.of(aggregate), List.of(call.type()), 1),
            input);
  }

  @Override
  void compute(ColumnBuffer result) {
    ColumnVector one = new ColumnVector(call.type(), 1);
    int[] single = {0};
    try (NativeArena arena = new NativeArena(run.memory());
        NativeArena kept = new NativeArena(run.memory());
        Accumulators state = new Accumulators(plan.all, kept, run.memory())) {
      AggregateKernel kernel = kernels.aggregate(plan.direct, true).instantiate(arena);
      AggregateResult reader = new AggregateResult(plan.calls.getFirst(), state);
      state.ensure(1);
      int from = 0;
      int to = 0;
      for (int place = 0; place < window.size; place++) {
        frame.moveTo(place);
        boolean goesOn = frame.isWhole() && frame.start() == from && frame.end() >= to && place > 0;
        if (!goesOn) {
          Arrays.fill(state.words, 0);
          Arrays.fill(state.objects, null);
          kept.reset();
          from = frame.start();
          to = from;
        }
        boolean same = goesOn && frame.end() == to;
        if (frame.isWhole()) {
          add(kernel, state, to, frame.end());
        } else {
          for (int range = 0; range < frame.rangeCount(); range++) {
            add(kernel, state, frame.rangeStart(range), frame.rangeEnd(range));
          }
        }
        to = frame.end();
        if (!same || place == 0) {
          arena.reset();
          reader.read(single, 1, one, arena);
        }
        result.append(one, 1);
      }
    }
  }

  private void add(AggregateKernel kernel, Accumulators state, int from, int to) {
    for (int at = from; at < to; at += Morsel.WINDOW_ROWS) {
      run.check();
      int count = Math.min(Morsel.WINDOW_ROWS, to - at);
      for (int a = 0; a < arguments.length; a++) {
        window.column(read.get(a)).gather(window.sorted, at, count, arguments[a]);
      }
      kernel.update(arguments, count, groups, state);
    }
  }
}
