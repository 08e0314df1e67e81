package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.RowOrder;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.SortKey;

/// Rows sorted by partition and order, with the window functions' values beside them.
final class WindowSource extends Source {
  private final Plan.Window plan;
  private final Stream input;
  private final KernelBuilder kernels;
  private final List<Expr> columns = new ArrayList<>();
  private final List<SortKey> partition = new ArrayList<>();
  private final List<SortKey> order = new ArrayList<>();
  private final int[] wanted;

  WindowSource(Plan.Window plan, Stream input, BitSet wanted, KernelBuilder kernels) {
    this.plan = plan;
    this.input = input;
    this.kernels = kernels;
    for (int column : plan.partition()) {
      partition.add(new SortKey(place(column), false, false));
    }
    for (SortKey key : plan.order()) {
      order.add(new SortKey(place(key.column()), key.descending(), key.nullsFirst()));
    }
    plan.calls().forEach(call -> call.inputs().forEach(this::place));
    int inputs = plan.input().types().size();
    this.wanted = wanted.stream().toArray();
    for (int column : this.wanted) {
      if (column < inputs) {
        place(column);
      }
    }
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
    List<ColumnType> types = new ArrayList<>();
    for (int column : wanted) {
      types.add(plan.types().get(column));
    }
    return types;
  }

  @Override
  double rows() {
    return plan.rows();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    Projection projection = new Projection(columns, kernels);
    List<ColumnType> types = projection.types();
    List<SortKey> keys = new ArrayList<>(partition);
    keys.addAll(order);
    List<SortSink> sinks =
        Pipelines.run(
            run,
            input.with(projection.step(), types),
            input.ordered() ? 1 : run.threads(),
            worker -> new SortSink(run, types, keys, Integer.MAX_VALUE));
    if (sinks.stream().anyMatch(sink -> !sink.runs.isEmpty())) {
      sinks.forEach(SortSink::spill);
      List<SpillFile> runs = sinks.stream().flatMap(sink -> sink.runs.stream()).toList();
      SpillFile merged = new SortedRuns(run, types, keys).merge(runs, 0, Long.MAX_VALUE);
      return new SpilledWindow(run, types, partition, this::columns).morsels(merged, types());
    }
    Rows rows = sinks.getFirst().rows();
    rows.appendAll(sinks.stream().skip(1).map(SortSink::rows).toList());
    int[] sorted = SortedRows.sort(run, rows, keys);
    return morsels(rows, sorted, results(run, rows, sorted));
  }

  /// The functions' values, in sorted order.
  private List<ColumnBuffer> results(QueryRun run, Rows rows, int[] sorted) {
    RowOrder byPartition = SortedRows.order(rows, partition);
    RowOrder byOrder = SortedRows.order(rows, order);
    WindowRows window = new WindowRows(rows, sorted, byPartition, byOrder, this::place);
    NativeArena arena = run.arena();
    List<ColumnBuffer> results = new ArrayList<>();
    for (Plan.WindowCall call : plan.calls()) {
      ColumnBuffer result = run.own(new ColumnBuffer(call.type(), arena, run.memory()));
      WindowFunction function = WindowFunction.of(call, window, order, kernels, run);
      function.compute(result);
      results.add(result);
    }
    return results;
  }

  /// The wanted columns of rows that are in order.
  private List<ColumnBuffer> columns(QueryRun run, Rows rows, int[] sorted) {
    List<ColumnBuffer> results = results(run, rows, sorted);
    int inputs = plan.input().types().size();
    List<ColumnBuffer> columns = new ArrayList<>();
    for (int column : wanted) {
      columns.add(column < inputs ? rows.columns[place(column)] : results.get(column - inputs));
    }
    return columns;
  }

  private List<Morsel> morsels(Rows rows, int[] sorted, List<ColumnBuffer> results) {
    int inputs = plan.input().types().size();
    ColumnBuffer[] buffers = new ColumnBuffer[wanted.length];
    boolean[] inOrder = new boolean[wanted.length];
    for (int c = 0; c < wanted.length; c++) {
      inOrder[c] = wanted[c] >= inputs;
      buffers[c] = inOrder[c] ? results.get(wanted[c] - inputs) : rows.columns[place(wanted[c])];
    }
    List<Morsel> morsels = new ArrayList<>();
    int step = 16 * Morsel.WINDOW_ROWS;
    for (int from = 0; from < sorted.length; from += step) {
      int to = Math.min(sorted.length, from + step);
      morsels.add(new WindowMorsel(buffers, inOrder, sorted, from, to));
    }
    return morsels;
  }

  /// Columns by row number, seen in sorted order, beside columns that are in sorted order.
  private static final class WindowMorsel implements Morsel {
    private final ColumnBuffer[] columns;
    private final boolean[] inOrder;
    private final int[] sorted;
    private final int start;
    private final int end;
    private final int[] rows = new int[WINDOW_ROWS];
    private int at;
    private int loaded;

    WindowMorsel(ColumnBuffer[] columns, boolean[] inOrder, int[] sorted, int start, int end) {
      this.columns = columns;
      this.inOrder = inOrder;
      this.sorted = sorted;
      this.start = start;
      this.end = end;
    }

    @Override
    public int rowCount() {
      return end - start;
    }

    @Override
    public Tier tier() {
      return Tier.MEMORY;
    }

    @Override
    public int load(int from, int count) {
      at = start + from;
      loaded = count;
      return count;
    }

    @Override
    public void read(int column, ColumnVector into) {
      if (inOrder[column]) {
        columns[column].read(at, loaded, into);
      } else {
        columns[column].gather(sorted, at, loaded, into);
      }
    }

    @Override
    public void readSelected(int column, int[] selection, int count, ColumnVector into) {
      for (int i = 0; i < count; i++) {
        int place = at + selection[i];
        rows[i] = inOrder[column] ? place : sorted[place];
      }
      columns[column].gather(rows, 0, count, into);
    }

    @Override
    public byte[] key(int row) {
      throw new IllegalStateException("an intermediate row has no key");
    }
  }
}
