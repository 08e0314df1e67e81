package omendb.storage;

import omendb.core.ColumnVector;
import omendb.core.Morsel;

/// Rows in memory whose addresses are found window by window. Reading columns is the same for all;
/// where the addresses come from is the subclass's matter.
abstract class RowsMorsel implements Morsel {
  private final RowReader reader;
  private final long[] chosen = new long[WINDOW_ROWS];

  /// Addresses of the window's visible rows, dense.
  final long[] addresses = new long[WINDOW_ROWS];

  private int rows;

  RowsMorsel(RowReader reader) {
    this.reader = reader;
  }

  /// Puts the addresses of the visible candidates `[from, from + count)` into [#addresses]; returns
  /// how many.
  abstract int find(int from, int count);

  @Override
  public final int load(int from, int count) {
    rows = find(from, count);
    return rows;
  }

  @Override
  public final void read(int column, ColumnVector into) {
    reader.read(addresses, rows, column, into);
  }

  @Override
  public final void readSelected(int column, int[] selection, int count, ColumnVector into) {
    for (int i = 0; i < count; i++) {
      chosen[i] = addresses[selection[i]];
    }
    reader.read(chosen, count, column, into);
  }
}
