package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.RowOrder;
import omendb.engine.exec.vector.RowSort;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.Plan.SortKey;

/// Sorted runs of rows on disk: written from kept rows, merged into one.
final class SortedRuns {
  /// Runs that are merged at once; each needs a block in memory.
  private static final int FAN_IN = 32;

  private final QueryRun run;
  private final List<ColumnType> types;
  private final List<SortKey> keys;

  SortedRuns(QueryRun run, List<ColumnType> types, List<SortKey> keys) {
    this.run = run;
    this.types = types;
    this.keys = keys;
  }

  /// Writes the first `most` of the rows, sorted, and forgets them all; in the caller's thread.
  SpillFile write(Rows rows, int most) {
    int size = rows.size();
    int count = Math.min(size, most);
    SpillFile file = run.own(run.spill().file());
    run.memory().reserve(RowSort.bytes(size));
    try (NativeArena arena = new NativeArena(run.memory())) {
      int[] numbers = SortedRows.numbers(rows, keys);
      ColumnVector[] out = Vectors.allocate(types);
      for (int from = 0; from < count; from += Morsel.WINDOW_ROWS) {
        run.check();
        int window = Math.min(Morsel.WINDOW_ROWS, count - from);
        for (int c = 0; c < out.length; c++) {
          rows.columns[c].gather(numbers, from, window, out[c]);
        }
        file.append(out, window, arena);
      }
    } finally {
      run.memory().release(RowSort.bytes(size));
    }
    rows.close();
    return file;
  }

  /// The rows `[offset, last)` of all runs in order; the runs are closed.
  SpillFile merge(List<SpillFile> runs, long offset, long last) {
    List<SpillFile> left = new ArrayList<>(runs);
    while (left.size() > FAN_IN) {
      int count = Math.min(FAN_IN, left.size() - FAN_IN + 1);
      List<SpillFile> first = new ArrayList<>(left.subList(0, count));
      left.subList(0, count).clear();
      left.addFirst(mergeOnce(first, 0, last));
    }
    return mergeOnce(left, offset, last);
  }

  private SpillFile mergeOnce(List<SpillFile> runs, long offset, long last) {
    SpillFile merged = run.own(run.spill().file());
    try (Merge merge = new Merge(runs, merged, offset, last)) {
      merge.run();
    }
    runs.forEach(SpillFile::close);
    return merged;
  }

  /// A merge: run `r` has its current block in the places from `r` windows on, so that rows of
  /// different runs are compared by place.
  private final class Merge implements AutoCloseable {
    private final List<SpillFile> runs;
    private final SpillFile merged;
    private final long offset;
    private final long last;
    private final Rows places = new Rows(types, SortedRuns.this.run.memory());
    private final NativeArena[] blocks;
    private final NativeArena outArena = new NativeArena(SortedRuns.this.run.memory());
    private final ColumnVector[] vectors = Vectors.allocate(types);
    private final int[] nextBlock;
    private final int[] at;
    private final int[] end;
    private final long[] prefixes;
    private final int[] heap;
    private final int[] pending = new int[Morsel.WINDOW_ROWS];
    private final RowOrder order;
    private int heapSize;
    private int pendingCount;
    private long passed;

    Merge(List<SpillFile> runs, SpillFile merged, long offset, long last) {
      this.runs = runs;
      this.merged = merged;
      this.offset = offset;
      this.last = last;
      int count = runs.size();
      blocks = new NativeArena[count];
      java.util.Arrays.setAll(blocks, _ -> new NativeArena(SortedRuns.this.run.memory()));
      nextBlock = new int[count];
      at = new int[count];
      end = new int[count];
      heap = new int[count];
      prefixes = new long[count * Morsel.WINDOW_ROWS];
      order = SortedRows.order(places, keys);
    }

    void run() {
      for (var column : places.columns) {
        column.reserve(runs.size() * Morsel.WINDOW_ROWS);
      }
      for (int r = 0; r < runs.size(); r++) {
        if (load(r)) {
          heap[heapSize++] = r;
        }
      }
      for (int i = heapSize / 2 - 1; i >= 0; i--) {
        sink(i);
      }
      while (heapSize > 0 && passed < last) {
        int r = heap[0];
        if (passed++ >= offset) {
          pending[pendingCount++] = at[r];
        }
        at[r]++;
        if (pendingCount == pending.length) {
          flush();
        }
        if (at[r] == end[r] && !load(r)) {
          heap[0] = heap[--heapSize];
        }
        sink(0);
      }
      flush();
    }

    /// Reads the run's next block; rows of the block before are written first.
    private boolean load(int r) {
      flush();
      SortedRuns.this.run.check();
      SpillFile file = runs.get(r);
      if (nextBlock[r] == file.blocks()) {
        return false;
      }
      int count = file.read(nextBlock[r]++, vectors, blocks[r]);
      at[r] = r * Morsel.WINDOW_ROWS;
      end[r] = at[r] + count;
      for (int c = 0; c < vectors.length; c++) {
        places.columns[c].place(at[r], vectors[c], count);
      }
      order.prefixes(at[r], end[r], prefixes);
      return true;
    }

    private void flush() {
      if (pendingCount == 0) {
        return;
      }
      for (int c = 0; c < vectors.length; c++) {
        places.columns[c].gather(pending, 0, pendingCount, vectors[c]);
      }
      merged.append(vectors, pendingCount, outArena);
      pendingCount = 0;
    }

    private void sink(int from) {
      int i = from;
      for (int child = 2 * i + 1; child < heapSize; child = 2 * i + 1) {
        if (child + 1 < heapSize && before(heap[child + 1], heap[child])) {
          child++;
        }
        if (!before(heap[child], heap[i])) {
          return;
        }
        int moved = heap[i];
        heap[i] = heap[child];
        heap[child] = moved;
        i = child;
      }
    }

    private boolean before(int r, int s) {
      long a = prefixes[at[r]];
      long b = prefixes[at[s]];
      if (a != b) {
        return a < b;
      }
      int compared = order.compare(at[r], at[s]);
      return compared < 0 || (compared == 0 && r < s);
    }

    @Override
    public void close() {
      places.close();
      outArena.close();
      for (NativeArena block : blocks) {
        block.close();
      }
    }
  }
}
