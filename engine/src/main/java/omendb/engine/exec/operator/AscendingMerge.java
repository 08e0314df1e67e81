package omendb.engine.exec.operator;

import java.util.Arrays;
import java.util.List;
import omendb.engine.exec.codegen.AccumulatorMerge;
import omendb.engine.exec.hash.GroupTable;

/// Merges groups in place that several threads have met in the order of their keys, each thread
/// other stretches of it: only few groups, at the ends of stretches, are in more than one state.
final class AscendingMerge {
  /// One group in so many may be in several states; with more, other ways are faster.
  private static final int SHARED_IN = 8;

  private final QueryRun run;
  private final AggregatePlan plan;
  private final List<GroupState> states;

  /// Per state the groups that went to an earlier state, ascending.
  private final int[][] gone;

  private final int[] goneCounts;

  AscendingMerge(QueryRun run, AggregatePlan plan, List<GroupState> states) {
    this.run = run;
    this.plan = plan;
    this.states = states;
    this.gone = new int[states.size()][0];
    this.goneCounts = new int[states.size()];
  }

  /// Leaves each key in one state; false, with nothing done, where this is not the way to do it.
  boolean merge() {
    if (!plan.distincts.isEmpty()
        || !states.stream().allMatch(state -> state.table.ascending())
        || !fewShared()) {
      return false;
    }
    for (int from = 1; from < states.size(); from++) {
      for (int into = 0; into < from; into++) {
        run.check();
        mergeShared(into, from);
        Arrays.sort(gone[from], 0, goneCounts[from]);
      }
    }
    for (int s = 1; s < states.size(); s++) {
      remove(states.get(s), gone[s], goneCounts[s]);
    }
    return true;
  }

  private boolean fewShared() {
    long groups = states.getFirst().table.groups();
    long shared = 0;
    for (int from = 1; from < states.size(); from++) {
      groups += states.get(from).table.groups();
      for (int into = 0; into < from; into++) {
        run.check();
        shared += shared(states.get(into).table, states.get(from).table);
      }
    }
    return shared <= groups / SHARED_IN;
  }

  private static int shared(GroupTable left, GroupTable right) {
    int shared = 0;
    int l = 0;
    int r = 0;
    while (l < left.groups() && r < right.groups()) {
      int order = Long.compare(left.code(l), right.code(r));
      shared += order == 0 ? 1 : 0;
      l += order <= 0 ? 1 : 0;
      r += order >= 0 ? 1 : 0;
    }
    return shared;
  }

  /// Adds the groups that both have to the earlier state. A group that has gone from `into` is in a
  /// state before it, which has had that of `from` too.
  private void mergeShared(int into, int from) {
    GroupState left = states.get(into);
    GroupState right = states.get(from);
    int goneBefore = goneCounts[from];
    int l = 0;
    int r = 0;
    while (l < left.table.groups() && r < right.table.groups()) {
      int order = Long.compare(left.table.code(l), right.table.code(r));
      if (order == 0 && Arrays.binarySearch(gone[from], 0, goneBefore, r) < 0) {
        AccumulatorMerge.merge(left.accumulators, l, right.accumulators, r);
        if (goneCounts[from] == gone[from].length) {
          gone[from] = Arrays.copyOf(gone[from], Math.max(64, 2 * goneCounts[from]));
        }
        gone[from][goneCounts[from]++] = r;
      }
      l += order <= 0 ? 1 : 0;
      r += order >= 0 ? 1 : 0;
    }
  }

  /// Fills the places of the groups with the last ones, from behind.
  private static void remove(GroupState state, int[] removed, int count) {
    int last = state.table.groups() - 1;
    for (int i = count - 1; i >= 0; i--, last--) {
      state.accumulators.move(last, removed[i]);
    }
    state.table.remove(removed, count);
  }
}
