package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.spill.SpillFile;
import omendb.engine.exec.vector.RowOrder;
import omendb.engine.exec.vector.RowSort;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.plan.Plan.SortKey;
import org.jspecify.annotations.Nullable;

/// Keeps rows to be sorted; when only the first ones are wanted, it now and then throws the others
/// away, and from then on takes no row that comes after the last one kept, nor a peer of it. When
/// memory is short, the rows so far become a sorted run on disk.
final class SortSink extends Step {
  private static final int SLACK_ROWS = Morsel.WINDOW_ROWS;

  /// A run smaller than this is not worth a file, whoever else holds the memory.
  private static final int RUN_BYTES_MIN = 1 << 17;

  final List<SpillFile> runs = new ArrayList<>();

  private Rows rows;

  private final QueryRun run;
  private final List<ColumnType> types;
  private final List<SortKey> keys;
  private final int limit;
  private final int[] selection = new int[Morsel.WINDOW_ROWS];
  private long bound = Long.MAX_VALUE;

  /// The order by which the row `limit - 1` is the last of the first ones; null before a cut.
  private @Nullable RowOrder last;

  /// @param limit rows wanted, or `Integer.MAX_VALUE`
  SortSink(QueryRun run, List<ColumnType> types, List<SortKey> keys, int limit) {
    this.run = run;
    this.types = types;
    this.rows = run.own(new Rows(types, run.memory()));
    this.keys = keys;
    this.limit = limit;
  }

  /// The rows that are not on disk.
  Rows rows() {
    return rows;
  }

  /// Writes the rows that are not on disk as another run.
  void spill() {
    if (rows.size() > 0) {
      runs.add(new SortedRuns(run, types, keys).write(rows, limit));
      rows = run.own(new Rows(types, run.memory()));
      last = null;
    }
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    keep(in, count);
    long sorting = (long) run.threads() * RowSort.bytes(rows.size());
    if (run.spill().pressed(run.memory(), sorting) && rows.bytes() >= RUN_BYTES_MIN) {
      spill();
    }
  }

  private void keep(ColumnVector[] in, int count) {
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
      kept = before(in, kept);
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

  /// Keeps those of the selected rows that come before the last one of the first rows; returns how
  /// many.
  private int before(ColumnVector[] in, int count) {
    RowOrder order = last;
    if (order == null) {
      return count;
    }
    ColumnVector[] columns = new ColumnVector[keys.size()];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = in[keys.get(k).column()];
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = selection[i];
      selection[kept] = row;
      kept += order.compare(columns, row, limit - 1) < 0 ? 1 : 0;
    }
    return kept;
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
    last = limit == 0 ? null : order;
  }
}
