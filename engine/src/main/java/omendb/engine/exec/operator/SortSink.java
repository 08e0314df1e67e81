package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.vector.RowOrder;
import omendb.engine.exec.vector.RowSort;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.Plan.SortKey;

/// Keeps rows to be sorted; when only the first ones are wanted, it now and then throws the others
/// away, and from then on takes no row that comes after the last one kept.
final class SortSink extends Step {
  private static final int SLACK_ROWS = 8 * Morsel.WINDOW_ROWS;

  final Rows rows;

  private final List<SortKey> keys;
  private final int limit;
  private final int[] selection = new int[Morsel.WINDOW_ROWS];
  private long bound = Long.MAX_VALUE;

  /// @param limit rows wanted, or `Integer.MAX_VALUE`
  SortSink(Rows rows, List<SortKey> keys, int limit) {
    this.rows = rows;
    this.keys = keys;
    this.limit = limit;
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    if (limit == Integer.MAX_VALUE) {
      rows.append(in, count);
      return;
    }
    int kept = count;
    if (bound != Long.MAX_VALUE) {
      SortKey first = keys.getFirst();
      kept =
          RowOrder.notAfter(
              in[first.column()],
              new RowOrder.SortDirection(first.descending(), first.nullsFirst()),
              count,
              bound,
              selection);
      if (kept < count) {
        for (ColumnVector vector : in) {
          Vectors.compact(vector, selection, kept);
        }
      }
    }
    rows.append(in, kept);
    if (rows.size() > 2L * limit + SLACK_ROWS) {
      cut();
    }
  }

  private void cut() {
    int size = rows.size();
    RowOrder order = SortedRows.order(rows, keys);
    long[] prefixes = new long[size];
    int[] numbers = new int[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = i;
    }
    order.prefixes(0, size, prefixes);
    new RowSort(order, prefixes, numbers).sort(0, size);
    if (!keys.isEmpty()) {
      bound = limit == 0 ? Long.MIN_VALUE : prefixes[limit - 1];
    }
    rows.keep(numbers, limit);
  }
}
