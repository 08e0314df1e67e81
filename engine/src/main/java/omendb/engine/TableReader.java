package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnVector;
import omendb.core.KeyRange;
import omendb.core.Morsel;
import omendb.core.ZoneFilter;
import omendb.mvcc.Transaction;
import omendb.storage.TableScan;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// Reads stored rows one by one, boxed: for checks, for building indexes, for reads by an index.
final class TableReader {
  private TableReader() {}

  /// Takes a row and its encoded key; returns false to end.
  interface Visitor {
    boolean accept(@Nullable Object[] row, byte[] key);
  }

  /// All rows that the transaction sees.
  static void forEach(TableStore table, Transaction tx, Visitor visitor) {
    forEach(table, tx, List.of(), null, visitor);
  }

  /// The rows that the transaction sees in the range, in no order; the filters only spare rows.
  static void forEach(
      TableStore table,
      Transaction tx,
      List<ZoneFilter> filters,
      @Nullable KeyRange range,
      Visitor visitor) {
    try (TableScan scan = table.scan(tx, filters, range)) {
      List<ColumnVector> vectors = new ArrayList<>();
      for (Morsel morsel : scan.morsels()) {
        int capacity = Math.min(Morsel.WINDOW_ROWS, Math.max(1, morsel.rowCount()));
        if (vectors.isEmpty() || vectors.getFirst().capacity() < capacity) {
          vectors.clear();
          for (int i = 0; i < table.layout().columnCount(); i++) {
            vectors.add(new ColumnVector(table.layout().type(i), capacity));
          }
        }
        if (!read(morsel, vectors, visitor)) {
          return;
        }
      }
    }
  }

  private static boolean read(Morsel morsel, List<ColumnVector> vectors, Visitor visitor) {
    for (int from = 0; from < morsel.rowCount(); from += Morsel.WINDOW_ROWS) {
      int rows = morsel.load(from, Math.min(Morsel.WINDOW_ROWS, morsel.rowCount() - from));
      for (int column = 0; rows > 0 && column < vectors.size(); column++) {
        morsel.read(column, vectors.get(column));
      }
      for (int i = 0; i < rows; i++) {
        @Nullable Object[] row = new @Nullable Object[vectors.size()];
        for (int column = 0; column < row.length; column++) {
          row[column] = vectors.get(column).get(i);
        }
        if (!visitor.accept(row, morsel.key(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
