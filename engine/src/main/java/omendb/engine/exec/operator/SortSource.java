package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.SortKey;

/// Rows in order, or the first of them.
final class SortSource extends Source {
  private static final int TOP_MAX = 1 << 20;

  private final Plan.Sort plan;
  private final Stream input;
  private final KernelBuilder kernels;
  private final List<Expr> columns = new ArrayList<>();
  private final List<SortKey> keys = new ArrayList<>();
  private final List<Integer> wanted = new ArrayList<>();

  SortSource(Plan.Sort plan, Stream input, BitSet outputs, KernelBuilder kernels) {
    this.plan = plan;
    this.input = input;
    this.kernels = kernels;
    for (SortKey key : plan.keys()) {
      keys.add(new SortKey(place(key.column()), key.descending(), key.nullsFirst()));
    }
    outputs.stream().forEach(c -> wanted.add(place(c)));
  }

  private int place(int column) {
    Expr expr = input.output(column);
    int at = columns.indexOf(expr);
    if (at < 0) {
      at = columns.size();
      columns.add(expr);
    }
    return at;
  }

  @Override
  List<ColumnType> types() {
    return wanted.stream().map(c -> columns.get(c).type()).toList();
  }

  @Override
  double rows() {
    return plan.rows();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    long limit = Limits.limit(plan.limit(), kernels.binding());
    long offset = Limits.offset(plan.offset(), kernels.binding());
    long last = limit > Long.MAX_VALUE - offset ? Long.MAX_VALUE : limit + offset;
    int top = last <= TOP_MAX ? (int) last : Integer.MAX_VALUE;
    Projection projection = new Projection(columns, kernels);
    List<ColumnType> types = projection.types();
    List<SortSink> sinks =
        Pipelines.run(
            run,
            input.with(projection.step(), types),
            input.ordered() ? 1 : run.threads(),
            worker -> new SortSink(run, types, keys, top));
    int[] picked = wanted.stream().mapToInt(Integer::intValue).toArray();
    if (sinks.stream().anyMatch(sink -> !sink.runs.isEmpty())) {
      sinks.forEach(SortSink::spill);
      List<SpillFile> runs = sinks.stream().flatMap(sink -> sink.runs.stream()).toList();
      SpillFile merged = new SortedRuns(run, types, keys).merge(runs, offset, last);
      return SpillMorsel.of(merged, types, picked, run);
    }
    Rows rows = sinks.getFirst().rows();
    rows.appendAll(sinks.stream().skip(1).map(SortSink::rows).toList());
    int[] order = SortedRows.sort(run, rows, keys);
    int from = (int) Math.min(offset, order.length);
    int to = (int) Math.min(last, order.length);
    ColumnBuffer[] handedOn =
        Arrays.stream(picked).mapToObj(c -> rows.columns[c]).toArray(ColumnBuffer[]::new);
    return Rows.morsels(handedOn, Arrays.copyOf(order, to), from, to);
  }
}
