package omendb.core;

import org.jspecify.annotations.Nullable;

/// A piece of a table or relation that one thread scans, window by window.
///
/// A window holds up to [#WINDOW_ROWS] candidate rows; [#load] leaves out what the snapshot does
/// not see, and the visible rows are numbered densely from 0. Columns are read only when asked for,
/// so that a filter may spare the others.
public interface Morsel {
  /// The most rows of a window, and the capacity of the vectors that a scan reads into.
  int WINDOW_ROWS = 2048;

  /// Upper bound of the rows in this piece.
  int rowCount();

  /// Where the rows live.
  Tier tier();

  /// Moves to the window of candidates `[from, from + count)`, `count` at most [#WINDOW_ROWS];
  /// returns how many of them are visible.
  int load(int from, int count);

  /// Reads one column of all visible rows of the window, dense from index 0.
  void read(int column, ColumnVector into);

  /// Reads one column of the window's rows `selection[0..count)` (ascending), dense from index 0.
  void readSelected(int column, int[] selection, int count, ColumnVector into);

  /// The dictionary of a column of bytes, where its rows are kept as codes; null where they are
  /// not. The same object for all pieces that share it.
  default @Nullable ValueDictionary dictionary(int column) {
    return null;
  }

  /// Reads the codes of all visible rows of the window, -1 for NULL; for a column with a
  /// dictionary.
  default void readCodes(int column, int[] codes) {
    throw new IllegalStateException("column " + column + " has no dictionary");
  }

  /// The encoded primary key of the window's row `row`; for UPDATE, DELETE and row locks.
  byte[] key(int row);

  /// Lets go of what the windows were kept in, when no more of them is wanted; [#load] begins anew.
  default void leave() {}

  /// The tiers that a plan names.
  enum Tier {
    /// Versions in the row store.
    HOT,
    /// Arrow segments.
    COLD,
    /// The transaction's own writes.
    OWN,
    /// Relations of the catalog, values, function results.
    MEMORY
  }
}
