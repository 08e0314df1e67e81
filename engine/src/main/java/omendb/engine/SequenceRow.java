package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.engine.exec.MorselSource;
import org.jspecify.annotations.Nullable;

/// A sequence as the relation of one row that `SELECT … FROM sequence` reads.
final class SequenceRow {
  static final List<Column> COLUMNS =
      List.of(
          new Column("last_value", ColumnType.BIGINT, false, null),
          new Column("log_cnt", ColumnType.BIGINT, false, null),
          new Column("is_called", ColumnType.BOOLEAN, false, null));

  private SequenceRow() {}

  /// @param columns the wanted ones, by index
  static MorselSource scan(SequenceValue value, List<Integer> columns) {
    SequenceValue.Place place = value.place();
    Object[] all = {place.last(), place.remaining(), place.called()};
    List<ColumnType> types = new ArrayList<>();
    @Nullable Object[] row = new @Nullable Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = all[columns.get(i)];
      types.add(COLUMNS.get(columns.get(i)).type());
    }
    return BoxedRows.source(types, List.<@Nullable Object[]>of(row), -1);
  }
}
