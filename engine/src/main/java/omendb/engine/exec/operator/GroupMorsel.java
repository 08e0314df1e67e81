package omendb.engine.exec.operator;

import java.util.Arrays;
import java.util.List;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Plan;

/// A range of groups as rows: keys, then results.
final class GroupMorsel implements Morsel {
  static final int ROWS = 8 * WINDOW_ROWS;

  private final AggregateSource source;
  private final GroupState state;
  private final List<Integer> set;
  private final int start;
  private final int end;
  private final NativeArena arena;
  private final int[] groups = new int[WINDOW_ROWS];
  private final int[] selected = new int[WINDOW_ROWS];
  private int loaded;

  GroupMorsel(AggregateSource source, GroupState state, int set, int start, int end, QueryRun run) {
    this.source = source;
    this.state = state;
    this.set = source.plan().groupingSets().get(set);
    this.start = start;
    this.end = end;
    this.arena = run.arena();
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
    arena.reset();
    loaded = count;
    for (int i = 0; i < count; i++) {
      groups[i] = start + from + i;
    }
    return count;
  }

  @Override
  public void read(int column, ColumnVector into) {
    read(source.wanted(column), groups, loaded, into);
  }

  @Override
  public void readSelected(int column, int[] selection, int count, ColumnVector into) {
    for (int i = 0; i < count; i++) {
      selected[i] = groups[selection[i]];
    }
    read(source.wanted(column), selected, count, into);
  }

  private void read(int column, int[] rows, int count, ColumnVector into) {
    int keys = source.plan().keys().size();
    if (column < keys) {
      int place = set.indexOf(column);
      if (place < 0) {
        Vectors.setNull(into, count);
      } else {
        state.table.keys()[place].gather(rows, 0, count, into);
      }
      return;
    }
    AggregatePlan.Call call = source.aggregates().calls.get(column - keys);
    if (call.call().function() == AggregateFunction.GROUPING) {
      Arrays.fill(into.longs, 0, count, grouping(call.call()));
      into.hasNulls = false;
    } else {
      new AggregateResult(call, state.accumulators).read(rows, count, into, arena);
    }
  }

  /// One bit per argument, the last one lowest: 1 when the key is outside of the set.
  private long grouping(Plan.AggregateCall call) {
    long bits = 0;
    for (int key : call.arguments()) {
      bits = (bits << 1) | (set.contains(key) ? 0 : 1);
    }
    return bits;
  }

  /// Gives the memory of texts back; the morsel's results, once read, must have been copied.
  void close() {
    arena.close();
  }

  @Override
  public byte[] key(int row) {
    throw new IllegalStateException("a group has no stored key");
  }
}
