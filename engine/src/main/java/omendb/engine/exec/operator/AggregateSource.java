package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.AccumulatorSpec;
import omendb.engine.exec.codegen.AggregateKernel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;

/// The groups of an aggregation. Each thread groups what it reads; then the threads' groups are
/// merged, by partitions of the keys' hashes when there are many.
final class AggregateSource extends Source {
  private final Plan.Aggregate plan;
  private final Stream input;
  private final int[] wanted;
  private final AggregatePlan aggregates;
  private final AggregateSink.Shared shared;
  private final List<List<KernelTemplate<AggregateKernel>>> distinctUpdates = new ArrayList<>();

  /// @param wanted output columns that are read, ascending
  AggregateSource(Plan.Aggregate plan, Stream input, int[] wanted, KernelBuilder kernels) {
    this.plan = plan;
    this.input = input;
    this.wanted = wanted;
    this.aggregates = new AggregatePlan(plan, input);
    this.shared = new AggregateSink.Shared(aggregates, plan.groupingSets(), input.types(), kernels);
    for (List<Integer> set : plan.groupingSets()) {
      List<KernelTemplate<AggregateKernel>> updates = new ArrayList<>();
      for (AggregatePlan.Distinct distinct : aggregates.distincts) {
        updates.add(kernels.aggregate(moved(distinct.specs(), set.size()), false));
      }
      distinctUpdates.add(updates);
    }
  }

  /// The accumulators over a table of `keys` key columns.
  private List<AccumulatorSpec> moved(List<AccumulatorSpec> specs, int keys) {
    int shift = aggregates.keys.size() - keys;
    List<AccumulatorSpec> moved = new ArrayList<>();
    for (AccumulatorSpec spec : specs) {
      List<Expr> columns = new ArrayList<>();
      for (Expr argument : spec.arguments()) {
        Expr.Column column = (Expr.Column) argument;
        columns.add(new Expr.Column(column.index() - shift, column.type(), true));
      }
      moved.add(spec.with(columns, null));
    }
    return moved;
  }

  @Override
  List<ColumnType> types() {
    List<ColumnType> types = new ArrayList<>();
    for (int column : wanted) {
      types.add(plan.types().get(column));
    }
    return types;
  }

  /// Rows of groups that nobody asks for need not be grouped: a filter on a key of every grouping
  /// set goes below.
  @Override
  boolean push(int column, Pushable filter) {
    int key = wanted[column];
    return key < aggregates.keys.size()
        && plan.groupingSets().stream().allMatch(set -> set.contains(key))
        && input.push(aggregates.keys.get(key), filter);
  }

  @Override
  double rows() {
    return plan.rows();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    int threads = aggregates.ordered() ? 1 : run.threads();
    List<AggregateSink> sinks =
        Pipelines.run(run, input, threads, worker -> new AggregateSink(shared, run, worker));
    List<Morsel> morsels = new ArrayList<>();
    for (int s = 0; s < plan.groupingSets().size(); s++) {
      int set = s;
      if (sinks.stream().anyMatch(sink -> sink.spill(set) != null)) {
        morsels.addAll(
            new SpilledGroups(this, shared, run, s, states -> merge(run, set, states))
                .morsels(sinks));
        continue;
      }
      List<GroupState> states = sinks.stream().map(sink -> sink.states.get(set)).toList();
      for (GroupState merged : merge(run, s, states).merge()) {
        addMorsels(merged, s, run, morsels);
      }
    }
    return morsels;
  }

  private GroupMerge merge(QueryRun run, int set, List<GroupState> states) {
    return new GroupMerge(
        run, aggregates, plan.groupingSets().get(set), states, distinctUpdates.get(set));
  }

  private void addMorsels(GroupState state, int set, QueryRun run, List<Morsel> morsels) {
    int groups = state.table.groups();
    for (int from = 0; from < groups; from += GroupMorsel.ROWS) {
      int to = Math.min(groups, from + GroupMorsel.ROWS);
      morsels.add(new GroupMorsel(this, state, set, from, to, run));
    }
  }

  Plan.Aggregate plan() {
    return plan;
  }

  AggregatePlan aggregates() {
    return aggregates;
  }

  int wanted(int column) {
    return wanted[column];
  }
}
