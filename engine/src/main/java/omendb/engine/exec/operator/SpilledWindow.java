package omendb.engine.exec.operator;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.RowOrder;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.Plan.SortKey;

/// Window functions over sorted rows on disk, some whole partitions in memory at a time. What is
/// wanted of the rows and the functions' values goes to disk again, in the same order.
final class SpilledWindow {
  /// Rows that are taken at once when partitions are small.
  private static final int BATCH_ROWS = 8 * Morsel.WINDOW_ROWS;

  private final QueryRun run;
  private final List<ColumnType> types;
  private final List<SortKey> partition;
  private final Functions functions;

  /// The wanted columns for rows that are whole partitions, in order.
  interface Functions {
    List<ColumnBuffer> columns(QueryRun part, Rows rows, int[] sorted);
  }

  /// @param types of the rows on disk
  SpilledWindow(
      QueryRun run, List<ColumnType> types, List<SortKey> partition, Functions functions) {
    this.run = run;
    this.types = types;
    this.partition = partition;
    this.functions = functions;
  }

  /// @param wanted the types of the wanted columns
  List<Morsel> morsels(SpillFile sorted, List<ColumnType> wanted) {
    SpillFile results = run.own(run.spill().file());
    ColumnVector[] in = Vectors.allocate(types);
    ColumnVector[] out = Vectors.allocate(wanted);
    Rows rows = run.own(new Rows(types, run.memory()));
    try (NativeArena arena = new NativeArena(run.memory())) {
      int least = BATCH_ROWS;
      for (int block = 0; block < sorted.blocks(); block++) {
        run.check();
        rows.append(in, sorted.read(block, in, arena));
        if (rows.size() >= least) {
          int cut = lastPartition(rows);
          if (cut > 0) {
            Rows tail = tail(rows, cut);
            rows.truncate(cut);
            write(rows, results, out);
            rows.close();
            rows = tail;
          }
          least = Math.max(BATCH_ROWS, 2 * rows.size());
        }
      }
      write(rows, results, out);
    } finally {
      rows.close();
    }
    sorted.close();
    int[] columns = IntStream.range(0, wanted.size()).toArray();
    return SpillMorsel.of(results, wanted, columns, run);
  }

  /// Where the last partition begins, which may go on.
  private int lastPartition(Rows rows) {
    RowOrder order = SortedRows.order(rows, partition);
    int start = rows.size() - 1;
    while (start > 0 && order.compare(start - 1, start) == 0) {
      start--;
    }
    return start;
  }

  private Rows tail(Rows rows, int from) {
    Rows tail = run.own(new Rows(types, run.memory()));
    ColumnVector[] moved = Vectors.allocate(types);
    for (int at = from; at < rows.size(); at += Morsel.WINDOW_ROWS) {
      int count = Math.min(Morsel.WINDOW_ROWS, rows.size() - at);
      for (int c = 0; c < moved.length; c++) {
        rows.columns[c].read(at, count, moved[c]);
      }
      tail.append(moved, count);
    }
    return tail;
  }

  private void write(Rows rows, SpillFile results, ColumnVector[] out) {
    int[] sorted = new int[rows.size()];
    Arrays.setAll(sorted, row -> row);
    try (QueryRun part = run.part();
        NativeArena arena = new NativeArena(run.memory())) {
      List<ColumnBuffer> columns = functions.columns(part, rows, sorted);
      for (int from = 0; from < sorted.length; from += Morsel.WINDOW_ROWS) {
        run.check();
        int count = Math.min(Morsel.WINDOW_ROWS, sorted.length - from);
        for (int c = 0; c < out.length; c++) {
          columns.get(c).read(from, count, out[c]);
        }
        results.append(out, count, arena);
      }
    }
  }
}
