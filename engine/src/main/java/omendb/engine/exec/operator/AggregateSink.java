package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
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
    final Projection keys;
    final List<Projection> distinctArguments = new ArrayList<>();
    final List<@Nullable KernelTemplate<FilterKernel>> distinctFilters = new ArrayList<>();
    final @Nullable KernelTemplate<AggregateKernel> update;

    Shared(AggregatePlan plan, List<List<Integer>> sets, KernelBuilder kernels) {
      this.plan = plan;
      this.sets = sets;
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

  final List<GroupState> states = new ArrayList<>();

  private final Shared shared;
  private final Projection.Evaluator keys;
  private final List<Projection.Evaluator> distinctArguments = new ArrayList<>();
  private final List<@Nullable FilterKernel> distinctFilters = new ArrayList<>();
  private final List<ColumnVector[]> distinctRows = new ArrayList<>();
  private final @Nullable AggregateKernel update;
  private final NativeArena arena;
  private final int[] groups = new int[Morsel.WINDOW_ROWS];
  private final int[] selection = new int[Morsel.WINDOW_ROWS];

  AggregateSink(Shared shared, QueryRun run, Worker worker) {
    this.shared = shared;
    this.arena = worker.windowArena();
    this.keys = shared.keys.evaluator(worker);
    for (List<Integer> set : shared.sets) {
      states.add(run.own(new GroupState(shared.plan, set, run.memory())));
    }
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
  void consume(ColumnVector[] in, int count) {
    arena.reset();
    ColumnVector[] keyVectors = keys.apply(in, count);
    for (int s = 0; s < states.size(); s++) {
      GroupState state = states.get(s);
      state.table.lookup(picked(keyVectors, shared.sets.get(s)), count, groups);
      state.accumulators.ensure(state.table.groups());
      if (update != null) {
        update.update(in, count, groups, state.accumulators);
      }
    }
    for (int d = 0; d < distinctArguments.size(); d++) {
      distinct(d, in, keyVectors, count);
    }
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
      GroupTable table = states.get(s).distincts.get(d);
      table.lookup(set(rows, keyCount, shared.sets.get(s)), kept, groups);
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
