package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import org.jspecify.annotations.Nullable;

/// Keeps a join's build rows; when memory is short, on disk in parts.
final class BuildSink extends Step {
  /// Fewer bytes are not worth files, whoever else holds the memory.
  private static final int ROWS_BYTES_MIN = 1 << 17;

  /// Bytes per row of the table to come.
  private static final long TABLE_ROW_BYTES = 24;

  final Rows rows;

  private final QueryRun run;
  private final List<ColumnType> types;
  private final int[] keyColumns;
  private final ColumnVector[] keys;
  private @Nullable SpillParts parts;

  /// @param keyColumns none for a join without equal keys, whose rows stay in memory
  BuildSink(QueryRun run, List<ColumnType> types, int[] keyColumns) {
    this.run = run;
    this.types = types;
    this.keyColumns = keyColumns;
    this.keys = new ColumnVector[keyColumns.length];
    this.rows = run.own(new Rows(types, run.memory()));
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    SpillParts spilling = parts;
    if (spilling != null) {
      for (int k = 0; k < keys.length; k++) {
        keys[k] = in[keyColumns[k]];
      }
      spilling.add(in, keys, count);
      return;
    }
    rows.append(in, count);
    long table = run.threads() * TABLE_ROW_BYTES * rows.size();
    if (keys.length > 0
        && run.spill().pressed(run.memory(), table)
        && rows.bytes() >= ROWS_BYTES_MIN) {
      spill();
    }
  }

  /// Puts all rows on disk, and those to come.
  SpillParts spill() {
    SpillParts spilling = parts;
    if (spilling == null) {
      spilling = new SpillParts(run, types, 0);
      parts = spilling;
      spilling.addAll(rows, keyColumns);
      rows.close();
    }
    return spilling;
  }

  boolean spilled() {
    return parts != null;
  }
}
