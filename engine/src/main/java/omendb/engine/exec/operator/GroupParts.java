package omendb.engine.exec.operator;

import java.util.Arrays;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.AccumulatorMerge;
import omendb.engine.exec.hash.GroupTable;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.RowHash;
import omendb.engine.exec.vector.Vectors;

/// A thread's groups and DISTINCT rows sorted by the parts that they belong to: those of the hashes
/// of the grouping set's keys, or, where that has none, of the DISTINCT rows.
final class GroupParts implements AutoCloseable {
  private final QueryRun run;
  private final GroupState state;
  private final int keyCount;
  private final int parts;

  /// Per table, the groups' first and then the DISTINCT ones, its rows' numbers by part.
  private final int[][] rows;

  /// Per table where each part begins.
  private final int[][] starts;

  private long reserved;

  GroupParts(QueryRun run, GroupState state, int keyCount, int parts) {
    this.run = run;
    this.state = state;
    this.keyCount = keyCount;
    this.parts = parts;
    this.rows = new int[1 + state.distincts.size()][];
    this.starts = new int[rows.length][];
    for (int t = 0; t < rows.length; t++) {
      reserved += 5L * table(t).groups(); // the numbers, and the parts while sorting
    }
    run.memory().reserve(reserved);
  }

  private GroupTable table(int number) {
    return number == 0 ? state.table : state.distincts.get(number - 1);
  }

  void sort() {
    for (int t = 0; t < rows.length; t++) {
      sort(t);
    }
  }

  private void sort(int number) {
    GroupTable table = table(number);
    int groups = table.groups();
    byte[] partOf = new byte[groups];
    int[] ends = new int[parts + 1];
    ColumnVector[] keys = vectors(table);
    long[] hashes = new long[Morsel.WINDOW_ROWS];
    for (int base = 0; base < groups; base += Morsel.WINDOW_ROWS) {
      run.check();
      int count = Math.min(Morsel.WINDOW_ROWS, groups - base);
      hash(number, base, count, keys, hashes);
      for (int i = 0; i < count; i++) {
        int part = SpillParts.part(hashes[i], parts, 0);
        partOf[base + i] = (byte) part;
        ends[part + 1]++;
      }
    }
    for (int p = 0; p < parts; p++) {
      ends[p + 1] += ends[p];
    }
    int[] next = Arrays.copyOf(ends, parts);
    int[] sorted = new int[groups];
    for (int group = 0; group < groups; group++) {
      sorted[next[partOf[group]]++] = group;
    }
    rows[number] = sorted;
    starts[number] = ends;
  }

  /// Writes the hashes by which rows from `base` on are put apart.
  private void hash(int number, int base, int count, ColumnVector[] window, long[] hashes) {
    GroupTable table = table(number);
    if (number == 0 && keyCount == 0) {
      Arrays.fill(hashes, 0, count, 0);
      return;
    }
    table.read(base, window);
    ColumnVector[] keys =
        keyCount == 0 ? window : state.table.picked(Arrays.copyOf(window, keyCount));
    RowHash.hash(keys, count, hashes);
  }

  private static ColumnVector[] vectors(GroupTable table) {
    return Vectors.allocate(Arrays.stream(table.keys()).map(key -> key.type).toList());
  }

  /// Adds the groups of a part to others.
  void mergeTable(int part, GroupState into) {
    ColumnVector[] window = vectors(state.table);
    int[] sources = new int[Morsel.WINDOW_ROWS];
    int[] groups = new int[Morsel.WINDOW_ROWS];
    int end = starts[0][part + 1];
    for (int from = starts[0][part]; from < end; from += Morsel.WINDOW_ROWS) {
      run.check();
      int count = Math.min(Morsel.WINDOW_ROWS, end - from);
      gather(state.table, rows[0], from, count, window);
      System.arraycopy(rows[0], from, sources, 0, count);
      into.table.lookupGroups(state.table, sources, window, count, groups);
      into.accumulators.ensure(into.table.groups());
      AccumulatorMerge.mergeAll(into.accumulators, groups, state.accumulators, sources, count);
    }
  }

  /// Adds the DISTINCT rows of a part to others.
  void mergeDistincts(int part, GroupState into) {
    int[] sources = new int[Morsel.WINDOW_ROWS];
    int[] groups = new int[Morsel.WINDOW_ROWS];
    for (int t = 1; t < rows.length; t++) {
      ColumnVector[] window = vectors(table(t));
      int end = starts[t][part + 1];
      for (int from = starts[t][part]; from < end; from += Morsel.WINDOW_ROWS) {
        run.check();
        int count = Math.min(Morsel.WINDOW_ROWS, end - from);
        gather(table(t), rows[t], from, count, window);
        System.arraycopy(rows[t], from, sources, 0, count);
        into.distincts.get(t - 1).lookupGroups(table(t), sources, window, count, groups);
      }
    }
  }

  private static void gather(
      GroupTable table, int[] numbers, int from, int count, ColumnVector[] into) {
    ColumnBuffer[] keys = table.keys();
    for (int k = 0; k < keys.length; k++) {
      keys[k].gather(numbers, from, count, into[k]);
    }
  }

  @Override
  public void close() {
    run.memory().release(reserved);
    reserved = 0;
    Arrays.fill(rows, null);
  }
}
