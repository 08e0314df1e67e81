package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.AccumulatorMerge;
import omendb.engine.exec.codegen.AggregateKernel;
import omendb.engine.exec.codegen.KernelTemplate;
import omendb.engine.exec.hash.GroupTable;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.RowHash;
import omendb.engine.exec.vector.Vectors;

/// Merges the groups that several threads have of one grouping set, and the numbers that one thread
/// has given to the same key ([GroupTable#repeating()]). Many groups are put apart by their keys'
/// hashes, so that each part's table is small enough for the caches and parts end in parallel.
final class GroupMerge {
  private static final int PARTITIONED_GROUPS_MIN = 1 << 14;

  /// Groups of a part, about.
  private static final int PART_GROUPS = 1 << 15;

  private static final int PARTS_MAX = 64;

  private final QueryRun run;
  private final AggregatePlan plan;
  private final List<Integer> set;
  private final List<GroupState> states;
  private final List<KernelTemplate<AggregateKernel>> distinctUpdates;

  GroupMerge(
      QueryRun run,
      AggregatePlan plan,
      List<Integer> set,
      List<GroupState> states,
      List<KernelTemplate<AggregateKernel>> distinctUpdates) {
    this.run = run;
    this.plan = plan;
    this.set = set;
    this.states = states;
    this.distinctUpdates = distinctUpdates;
  }

  /// The merged groups; each key is in one of the states.
  List<GroupState> merge() {
    if (states.size() == 1 && !states.getFirst().repeats()) {
      GroupState only = states.getFirst();
      finish(only);
      return List.of(only);
    }
    long rows = 0;
    for (GroupState state : states) {
      rows += state.table.groups();
      for (GroupTable distinct : state.distincts) {
        rows += distinct.groups();
      }
    }
    if (rows >= PARTITIONED_GROUPS_MIN && new AscendingMerge(run, plan, states).merge()) {
      return states;
    }
    int parts = 1;
    if (rows >= PARTITIONED_GROUPS_MIN) {
      parts = (int) Math.clamp(rows / PART_GROUPS, run.threads(), PARTS_MAX);
    }
    GroupState[] merged = parts == 1 ? new GroupState[] {whole()} : inParts(parts);
    states.forEach(GroupState::close);
    return set.isEmpty() ? List.of(united(merged)) : new ArrayList<>(Arrays.asList(merged));
  }

  private GroupState whole() {
    GroupState all = collect(0, 1, 0);
    finish(all);
    return all;
  }

  private GroupState[] inParts(int parts) {
    List<GroupParts> sorted = new ArrayList<>();
    for (GroupState state : states) {
      sorted.add(run.own(new GroupParts(run, state, set.size(), parts)));
    }
    int work = sorted.size();
    AtomicInteger nextState = new AtomicInteger();
    run.parallel(
        Math.min(work, run.threads()),
        worker -> {
          for (int s = nextState.getAndIncrement(); s < work; s = nextState.getAndIncrement()) {
            sorted.get(s).sort();
          }
        });
    GroupState[] merged = new GroupState[parts];
    AtomicInteger next = new AtomicInteger();
    run.parallel(
        Math.min(parts, run.threads()),
        worker -> {
          for (int p = next.getAndIncrement(); p < parts; p = next.getAndIncrement()) {
            merged[p] = part(sorted, p);
          }
        });
    sorted.forEach(GroupParts::close);
    return merged;
  }

  private GroupState part(List<GroupParts> sorted, int part) {
    GroupState into = run.own(new GroupState(plan, set, run.memory()));
    for (GroupParts from : sorted) {
      from.mergeTable(part, into);
      from.mergeDistincts(part, into);
    }
    finish(into);
    return into;
  }

  /// The only group of an empty set, whose DISTINCT rows were counted in parts.
  private static GroupState united(GroupState[] merged) {
    GroupState all = merged[0];
    for (int p = 1; p < merged.length; p++) {
      AccumulatorMerge.merge(all.accumulators, 0, merged[p].accumulators, 0);
      merged[p].close();
    }
    return all;
  }

  /// The groups of a part of the keys, of all states, not finished.
  ///
  /// @param depth how often the keys have been put apart before
  GroupState collect(int part, int parts, int depth) {
    GroupState into = run.own(new GroupState(plan, set, run.memory()));
    Part chosen = new Part(part, parts, depth);
    for (GroupState state : states) {
      mergeTable(state, into, chosen);
      for (int d = 0; d < state.distincts.size(); d++) {
        mergeDistinct(state.distincts.get(d), into, d, chosen);
      }
    }
    return into;
  }

  private void mergeTable(GroupState from, GroupState into, Part part) {
    List<ColumnType> types = set.stream().map(plan.keyTypes::get).toList();
    ColumnVector[] keys = Vectors.allocate(types);
    int[] selection = new int[Morsel.WINDOW_ROWS];
    int[] groups = new int[Morsel.WINDOW_ROWS];
    for (int base = 0; base < from.table.groups(); base += Morsel.WINDOW_ROWS) {
      run.check();
      int count = from.table.read(base, keys);
      int kept = select(keys, into.table.picked(keys), count, part, selection);
      into.table.lookup(keys, kept, groups);
      into.accumulators.ensure(into.table.groups());
      for (int i = 0; i < kept; i++) {
        int source = base + selection[i];
        AccumulatorMerge.merge(into.accumulators, groups[i], from.accumulators, source);
      }
    }
  }

  /// One part of the keys of so many, put apart by their hashes at this depth.
  private record Part(int number, int parts, int depth) {}

  /// Moves the rows of the partition to the front; `selection` says which they were.
  private static int select(
      ColumnVector[] rows, ColumnVector[] keys, int count, Part part, int[] selection) {
    int kept = 0;
    if (part.parts() == 1) {
      for (int i = 0; i < count; i++) {
        selection[i] = i;
      }
      return count;
    }
    long[] hashes = new long[count];
    RowHash.hash(keys, count, hashes);
    for (int i = 0; i < count; i++) {
      selection[kept] = i;
      kept += SpillParts.part(hashes[i], part.parts(), part.depth()) == part.number() ? 1 : 0;
    }
    for (ColumnVector vector : rows) {
      Vectors.compact(vector, selection, kept);
    }
    return kept;
  }

  private void mergeDistinct(GroupTable from, GroupState state, int distinct, Part part) {
    GroupTable into = state.distincts.get(distinct);
    ColumnVector[] rows = vectors(from);
    ColumnVector[] keys = state.table.picked(Arrays.copyOf(rows, set.size()));
    int[] selection = new int[Morsel.WINDOW_ROWS];
    int[] groups = new int[Morsel.WINDOW_ROWS];
    for (int base = 0; base < from.groups(); base += Morsel.WINDOW_ROWS) {
      run.check();
      int count = from.read(base, rows);
      int kept = select(rows, keys, count, part, selection);
      into.lookup(rows, kept, groups);
    }
  }

  private static ColumnVector[] vectors(GroupTable table) {
    return Vectors.allocate(Arrays.stream(table.keys()).map(k -> k.type).toList());
  }

  /// Shows each distinct row to its accumulators, and makes the only group of an empty set.
  void finish(GroupState state) {
    List<GroupTable> distincts = state.distincts;
    if (set.isEmpty()) {
      state.table.lookup(new ColumnVector[0], 0, new int[0]);
      state.accumulators.ensure(1);
    }
    int[] groups = new int[Morsel.WINDOW_ROWS];
    try (NativeArena arena = new NativeArena(run.memory())) {
      for (int d = 0; d < distincts.size(); d++) {
        GroupTable table = distincts.get(d);
        ColumnVector[] rows = vectors(table);
        ColumnVector[] keys = Arrays.copyOf(rows, set.size());
        AggregateKernel update = distinctUpdates.get(d).instantiate(arena);
        for (int base = 0; base < table.groups(); base += Morsel.WINDOW_ROWS) {
          run.check();
          arena.reset();
          int count = table.read(base, rows);
          state.table.lookup(keys, count, groups);
          state.accumulators.ensure(state.table.groups());
          update.update(rows, count, groups, state.accumulators);
        }
      }
    }
  }
}
