package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.AggregateKernel;
import omendb.engine.exec.codegen.FilterKernel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.engine.exec.hash.GroupTable;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.Expr;
import org.jspecify.annotations.Nullable;

/// Adds rows to the groups of all grouping sets, in one thread.
final class AggregateSink extends Step {
  /// What all threads' sinks share.
  static final class Shared {
    final AggregatePlan plan;
    final List<List<Integer>> sets;
    final List<ColumnType> rowTypes;
    final Projection keys;
    final List<Projection> distinctArguments = new ArrayList<>();
    final List<@Nullable KernelTemplate<FilterKernel>> distinctFilters = new ArrayList<>();
    final @Nullable KernelTemplate<AggregateKernel> update;

    /// @param rowTypes of the rows that come
    Shared(
        AggregatePlan plan,
        List<List<Integer>> sets,
        List<ColumnType> rowTypes,
        KernelBuilder kernels) {
      this.plan = plan;
      this.sets = sets;
      this.rowTypes = rowTypes;
      this.keys = new Projection(plan.keys, kernels);
      boolean single = sets.size() == 1 && sets.getFirst().isEmpty();
      this.update = plan.direct.isEmpty() ? null : kernels.aggregate(plan.direct, single);
      for (AggregatePlan.Distinct distinct : plan.distincts) {
        distinctArguments.add(new Projection(distinct.arguments(), kernels));
        Expr filter = distinct.filter();
        distinctFilters.add(filter == null ? null : kernels.filter(filter));
      }
    }
  }

  /// A thread's groups smaller than this are not worth files, whoever else holds the memory.
  private static final int STATE_BYTES_MIN = 1 << 17;

  /// Rows that have been put apart so often share a key or nearly so.
  private static final int DEPTH_MAX = 4;

  final List<GroupState> states = new ArrayList<>();

  /// Groups of one set, by its number.
  record PartialSet(int set, GroupState state) {}

  private final Shared shared;
  private final QueryRun run;

  /// The grouping sets of the states, by number.
  private final int[] sets;

  private final @Nullable SpillParts[] spills;
  private final int depth;
  private final Projection.Evaluator keys;
  private final List<Projection.Evaluator> distinctArguments = new ArrayList<>();
  private final List<@Nullable FilterKernel> distinctFilters = new ArrayList<>();
  private final List<ColumnVector[]> distinctRows = new ArrayList<>();
  private final @Nullable AggregateKernel update;
  private final NativeArena arena;
  private final int[] groups = new int[Morsel.WINDOW_ROWS];
  private final int[] selection = new int[Morsel.WINDOW_ROWS];

  AggregateSink(Shared shared, QueryRun run, Worker worker) {
    this(shared, run, worker, IntStream.range(0, shared.sets.size()).toArray(), 0);
    for (List<Integer> set : shared.sets) {
      states.add(run.own(new GroupState(shared.plan, set, run.memory()).repeating()));
    }
  }

  /// A sink that goes on with the groups of one set, for rows from disk.
  ///
  /// @param depth how often the rows have been put apart
  AggregateSink(Shared shared, QueryRun run, Worker worker, PartialSet part, int depth) {
    this(shared, run, worker, new int[] {part.set()}, depth);
    states.add(part.state());
  }

  private AggregateSink(Shared shared, QueryRun run, Worker worker, int[] sets, int depth) {
    this.shared = shared;
    this.run = run;
    this.sets = sets;
    this.spills = new SpillParts[sets.length];
    this.depth = depth;
    this.arena = worker.windowArena();
    this.keys = shared.keys.evaluator(worker);
    update = shared.update == null ? null : shared.update.instantiate(arena);
    for (int d = 0; d < shared.plan.distincts.size(); d++) {
      KernelTemplate<FilterKernel> filter = shared.distinctFilters.get(d);
      distinctArguments.add(shared.distinctArguments.get(d).evaluator(worker));
      distinctFilters.add(filter == null ? null : filter.instantiate(arena));
      distinctRows.add(
          Vectors.allocate(
              GroupState.distinctTypes(shared.plan.keyTypes, shared.plan.distincts.get(d))));
    }
  }

  @Override
  int[] codedColumns() {
    IntStream.Builder columns = IntStream.builder();
    shared.keys.columns().forEach(columns::add);
    for (Projection arguments : shared.distinctArguments) {
      arguments.columns().forEach(columns::add);
    }
    return columns.build().distinct().toArray();
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    arena.reset();
    ColumnVector[] keyVectors = keys.apply(in, count);
    for (int s = 0; s < states.size(); s++) {
      GroupState state = states.get(s);
      ColumnVector[] own = picked(keyVectors, shared.sets.get(sets[s]));
      SpillParts spill = spills[s];
      if (spill != null) {
        spill.add(in, state.table.picked(own), count);
        continue;
      }
      state.table.lookup(own, count, groups);
      state.accumulators.ensure(state.table.groups());
      if (update != null) {
        update.update(in, count, groups, state.accumulators);
      }
    }
    for (int d = 0; d < distinctArguments.size(); d++) {
      distinct(d, in, keyVectors, count);
    }
    if (run.spill().pressed(run.memory(), 0)) {
      beginSpills();
    }
  }

  /// From now on rows of the large sets go to disk.
  private void beginSpills() {
    long least =
        depth == 0
            ? STATE_BYTES_MIN
            : Math.max(STATE_BYTES_MIN, run.spill().memoryBytes() / (4L * run.threads()));
    for (int s = 0; s < spills.length; s++) {
      if (spills[s] == null
          && depth < DEPTH_MAX
          && !shared.sets.get(sets[s]).isEmpty()
          && states.get(s).bytes() >= least) {
        spills[s] = new SpillParts(run, shared.rowTypes, depth);
      }
    }
  }

  /// The rows of a set that are on disk, or null; `place` numbers the states.
  @Nullable SpillParts spill(int place) {
    return spills[place];
  }

  private void distinct(int d, ColumnVector[] in, ColumnVector[] keyVectors, int count) {
    ColumnVector[] arguments = distinctArguments.get(d).apply(in, count);
    ColumnVector[] rows = joined(keyVectors, arguments);
    int kept = count;
    FilterKernel filter = distinctFilters.get(d);
    if (filter != null) {
      kept = filter.filter(in, count, selection);
      ColumnVector[] filtered = distinctRows.get(d);
      for (int c = 0; c < rows.length; c++) {
        Vectors.gather(rows[c], selection, kept, filtered[c]);
      }
      rows = filtered;
    }
    int keyCount = keyVectors.length;
    for (int s = 0; s < states.size(); s++) {
      if (spills[s] == null) {
        GroupTable table = states.get(s).distincts.get(d);
        table.lookup(set(rows, keyCount, shared.sets.get(sets[s])), kept, groups);
      }
    }
  }

  private static ColumnVector[] joined(ColumnVector[] a, ColumnVector[] b) {
    ColumnVector[] both = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /// The set's keys and all arguments.
  private static ColumnVector[] set(ColumnVector[] rows, int keyCount, List<Integer> set) {
    ColumnVector[] result = new ColumnVector[set.size() + rows.length - keyCount];
    for (int k = 0; k < set.size(); k++) {
      result[k] = rows[set.get(k)];
    }
    System.arraycopy(rows, keyCount, result, set.size(), rows.length - keyCount);
    return result;
  }

  private static ColumnVector[] picked(ColumnVector[] vectors, List<Integer> set) {
    ColumnVector[] result = new ColumnVector[set.size()];
    for (int k = 0; k < result.length; k++) {
      result[k] = vectors[set.get(k)];
    }
    return result;
  }
}
