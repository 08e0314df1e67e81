package omendb.storage;

import java.util.HashMap;
import java.util.Map;
import omendb.core.ColumnVector;
import omendb.mvcc.HotScan;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import omendb.mvcc.TransactionManager;
import org.jspecify.annotations.Nullable;

/// One column of some hot rows, from a few places of the row store.
///
/// @param rows rows looked at
/// @param nulls of these, NULL
/// @param distinct different values among them
/// @param singles values that occur once among them
/// @param min least of them, boxed; null without values and for values without an order
/// @param max greatest of them
record HotSample(
    int rows, int nulls, int distinct, int singles, @Nullable Object min, @Nullable Object max) {
  private static final int PLACES = 4;
  private static final int PLACE_ROWS = 512;

  static HotSample of(TableStore table, TransactionManager transactions, int column) {
    ColumnVector values = new ColumnVector(table.layout().type(column), PLACE_ROWS);
    long[] addresses = new long[PLACE_ROWS];
    int[] ids = new int[PLACE_ROWS];
    Map<Object, Integer> counts = new HashMap<>();
    int rows = 0;
    int nulls = 0;
    try (Transaction tx = transactions.begin(Isolation.READ_COMMITTED, true);
        HotScan scan = table.hot().scan(tx, table.cold().nextNumber() - 1)) {
      int limit = scan.rowIdLimit();
      int step = Math.max(PLACE_ROWS, limit / PLACES);
      for (int from = 0; from < limit; from += step) {
        int count = scan.load(from, PLACE_ROWS, addresses, ids);
        table.reader().read(addresses, count, column, values);
        rows += count;
        for (int i = 0; i < count; i++) {
          Object value = values.get(i);
          if (value == null) {
            nulls++;
          } else {
            counts.merge(value, 1, Integer::sum);
          }
        }
      }
    }
    int singles = (int) counts.values().stream().filter(count -> count == 1).count();
    Object min = null;
    Object max = null;
    for (Object value : counts.keySet()) {
      min = min == null || StatisticsCache.compare(value, min) < 0 ? value : min;
      max = max == null || StatisticsCache.compare(value, max) > 0 ? value : max;
    }
    return new HotSample(rows, nulls, counts.size(), singles, min, max);
  }

  /// The number of different values among `total` rows of which this is a sample: the estimator of
  /// Haas and Stokes, which PostgreSQL's ANALYZE uses too.
  double distinctOf(double total) {
    int seen = rows - nulls;
    if (seen == 0) {
      return 0;
    }
    double all = Math.max(seen, total * seen / rows);
    if (singles == seen) {
      return all; // no value came twice: unique
    }
    double estimate = (double) seen * distinct / (seen - singles + singles * seen / all);
    return Math.clamp(estimate, distinct, all);
  }
}
