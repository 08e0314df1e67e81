package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import omendb.core.Morsel;
import omendb.engine.exec.vector.ColumnBuffer;

/// What the steps of the recursive tables around a plan read, by the tables' numbers.
final class WorkingTables {
  static final WorkingTables NONE = new WorkingTables(Map.of());

  private final Map<Integer, Part> tables;

  private WorkingTables(Map<Integer, Part> tables) {
    this.tables = tables;
  }

  WorkingTables with(int id, Part rows) {
    Map<Integer, Part> more = new HashMap<>(tables);
    more.put(id, rows);
    return new WorkingTables(more);
  }

  Part get(int id) {
    return Objects.requireNonNull(tables.get(id));
  }

  /// The rows `from` to `to` of columns to which rows may be added meanwhile, between two morsels.
  record Part(ColumnBuffer[] columns, int from, int to) {
    /// @param wanted the columns that the morsels have
    List<Morsel> morsels(int[] wanted) {
      ColumnBuffer[] picked = new ColumnBuffer[wanted.length];
      for (int c = 0; c < picked.length; c++) {
        picked[c] = columns[wanted[c]];
      }
      List<Morsel> morsels = new ArrayList<>();
      int step = Rows.MORSEL_ROWS;
      for (int at = from; at < to; at += step) {
        int end = Math.min(to, at + step);
        morsels.add(new Rows.Slice(picked, null, at, end));
      }
      return morsels;
    }
  }
}
