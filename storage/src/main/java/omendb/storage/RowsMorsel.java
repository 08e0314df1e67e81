package omendb.storage;

import omendb.core.ColumnVector;
import omendb.core.Morsel;

/// Rows in memory whose addresses are found window by window. Reading columns is the same for all;
/// where the addresses come from is the subclass's matter.
abstract class RowsMorsel implements Morsel {
  private static final long[] NONE = {};

  private final RowReader reader;

  /// Addresses of the window's visible rows, dense. There is room for them only while windows are
  /// read: a scan of many morsels has most of them before it or behind it.
  private long[] addresses = NONE;

  private long[] chosen = NONE;
  private int rows;

  RowsMorsel(RowReader reader) {
    this.reader = reader;
  }

  /// Puts the addresses of the visible candidates `[from, from + count)` into `addresses`; returns
  /// how many.
  abstract int find(int from, int count, long[] addresses);

  @Override
  public final int load(int from, int count) {
    if (addresses.length < count) {
      addresses = new long[count];
    }
    rows = find(from, count, addresses);
    return rows;
  }

  @Override
  public final void read(int column, ColumnVector into) {
    reader.read(addresses, rows, column, into);
  }

  @Override
  public final void readSelected(int column, int[] selection, int count, ColumnVector into) {
    if (chosen.length < count) {
      chosen = new long[addresses.length];
    }
    for (int i = 0; i < count; i++) {
      chosen[i] = addresses[selection[i]];
    }
    reader.read(chosen, count, column, into);
  }

  @Override
  public void leave() {
    addresses = NONE;
    chosen = NONE;
  }
}
