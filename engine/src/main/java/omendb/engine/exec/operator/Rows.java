package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.Vectors;

/// Kept rows, by column.
final class Rows implements AutoCloseable {
  static final int MORSEL_ROWS = 16 * Morsel.WINDOW_ROWS;

  final ColumnBuffer[] columns;
  private final NativeArena arena;
  private int size;

  Rows(List<ColumnType> types, MemoryBudget budget) {
    arena = new NativeArena(budget);
    columns = Vectors.buffers(types, arena, budget);
  }

  int size() {
    return size;
  }

  void append(ColumnVector[] in, int count) {
    for (int c = 0; c < columns.length; c++) {
      columns[c].append(in[c], count);
    }
    size += count;
  }

  void appendRow(ColumnVector[] in, int row) {
    for (int c = 0; c < columns.length; c++) {
      columns[c].appendRow(in[c], row);
    }
    size++;
  }

  /// Adds the rows `selection[0..count)`.
  void appendSelected(ColumnVector[] in, int[] selection, int count) {
    for (int c = 0; c < columns.length; c++) {
      columns[c].appendRows(in[c], selection, count);
    }
    size += count;
  }

  /// Forgets the rows from `count` on; none may be added after it.
  void truncate(int count) {
    for (ColumnBuffer column : columns) {
      column.size = count;
    }
    size = count;
  }

  /// Forgets all rows.
  void clear() {
    for (ColumnBuffer column : columns) {
      column.clear();
    }
    arena.reset();
    size = 0;
  }

  /// Bytes that the rows take.
  long bytes() {
    long bytes = arena.bytes();
    for (ColumnBuffer column : columns) {
      bytes += column.bytes();
    }
    return bytes;
  }

  /// Adds the rows of others, whose bytes must live as long as this; the others are emptied.
  void appendAll(List<Rows> others) {
    for (Rows other : others) {
      for (int c = 0; c < columns.length; c++) {
        columns[c].appendAll(other.columns[c]);
        other.columns[c].close();
      }
      size += other.size;
    }
  }

  /// Keeps only these rows, in this order.
  void keep(int[] rows, int count) {
    for (ColumnBuffer column : columns) {
      column.keep(rows, count);
    }
    size = count;
  }

  List<Morsel> morsels() {
    List<Morsel> morsels = new ArrayList<>();
    for (int from = 0; from < size; from += MORSEL_ROWS) {
      morsels.add(new Slice(columns, null, from, Math.min(size, from + MORSEL_ROWS)));
    }
    return morsels;
  }

  /// The rows `order[from..to)`, in that order, as morsels.
  static List<Morsel> morsels(ColumnBuffer[] columns, int[] order, int from, int to) {
    List<Morsel> morsels = new ArrayList<>();
    for (int at = from; at < to; at += MORSEL_ROWS) {
      morsels.add(new Slice(columns, order, at, Math.min(to, at + MORSEL_ROWS)));
    }
    return morsels;
  }

  @Override
  public void close() {
    for (ColumnBuffer column : columns) {
      column.close();
    }
    arena.close();
    size = 0;
  }

  /// Some of the kept rows as a morsel.
  static final class Slice implements Morsel {
    private final ColumnBuffer[] columns;
    private final int @org.jspecify.annotations.Nullable [] order;
    private final int start;
    private final int end;
    private final int[] window = new int[WINDOW_ROWS];
    private int at;
    private int loaded;

    Slice(
        ColumnBuffer[] columns,
        int @org.jspecify.annotations.Nullable [] order,
        int start,
        int end) {
      this.columns = columns;
      this.order = order;
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
      if (order == null) {
        columns[column].read(at, loaded, into);
      } else {
        columns[column].gather(order, at, loaded, into);
      }
    }

    @Override
    public void readSelected(int column, int[] selection, int count, ColumnVector into) {
      for (int i = 0; i < count; i++) {
        int row = at + selection[i];
        window[i] = order == null ? row : order[row];
      }
      columns[column].gather(window, 0, count, into);
    }

    @Override
    public byte[] key(int row) {
      throw new IllegalStateException("an intermediate row has no key");
    }
  }
}
