package omendb.engine.exec.operator;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.engine.exec.vector.RowOrder;
import omendb.engine.exec.vector.RowSort;
import omendb.planner.plan.Plan.SortKey;

/// Sorts kept rows by number.
final class SortedRows {
  private static final int PARALLEL_ROWS_MIN = 1 << 15;

  private SortedRows() {}

  /// The rows' order by columns of theirs; `keys` number the rows' columns.
  static RowOrder order(Rows rows, List<SortKey> keys) {
    RowOrder.Key[] ordered = new RowOrder.Key[keys.size()];
    for (int k = 0; k < ordered.length; k++) {
      SortKey key = keys.get(k);
      ordered[k] = new RowOrder.Key(rows.columns[key.column()], key.descending(), key.nullsFirst());
    }
    return new RowOrder(ordered);
  }

  /// The rows' numbers in order, by this thread alone; the caller has reserved what sorting takes.
  static int[] numbers(Rows rows, List<SortKey> keys) {
    int size = rows.size();
    RowOrder order = order(rows, keys);
    long[] prefixes = new long[size];
    int[] numbers = new int[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = i;
    }
    order.prefixes(0, size, prefixes);
    new RowSort(order, prefixes, numbers).sort(0, size);
    return numbers;
  }

  /// The rows' numbers in order.
  static int[] sort(QueryRun run, Rows rows, List<SortKey> keys) {
    int size = rows.size();
    run.memory().reserve(RowSort.bytes(size));
    try {
      RowOrder order = order(rows, keys);
      long[] prefixes = new long[size];
      int[] numbers = new int[size];
      for (int i = 0; i < size; i++) {
        numbers[i] = i;
      }
      RowSort sort = new RowSort(order, prefixes, numbers);
      int parts = size < PARALLEL_ROWS_MIN ? 1 : run.threads();
      int[] bounds = new int[parts + 1];
      for (int p = 1; p <= parts; p++) {
        bounds[p] = (int) ((long) size * p / parts);
      }
      AtomicInteger next = new AtomicInteger();
      run.parallel(
          parts,
          worker -> {
            for (int p = next.getAndIncrement(); p < parts; p = next.getAndIncrement()) {
              run.check();
              order.prefixes(bounds[p], bounds[p + 1], prefixes);
              sort.sort(bounds[p], bounds[p + 1]);
            }
          });
      for (int width = 1; width < parts; width *= 2) {
        for (int p = 0; p + width < parts; p += 2 * width) {
          run.check();
          sort.merge(bounds[p], bounds[p + width], bounds[Math.min(parts, p + 2 * width)]);
        }
      }
      return numbers;
    } finally {
      run.memory().release(RowSort.bytes(size));
    }
  }
}
