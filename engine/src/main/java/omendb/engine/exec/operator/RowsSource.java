package omendb.engine.exec.operator;

import java.util.List;
import java.util.function.Function;
import omendb.core.ColumnType;
import omendb.core.Morsel;

/// Rows that are computed when the source is opened.
final class RowsSource extends Source {
  private final List<ColumnType> types;
  private final double rows;
  private final Function<QueryRun, List<? extends Morsel>> open;

  RowsSource(List<ColumnType> types, double rows, Function<QueryRun, List<? extends Morsel>> open) {
    this.types = types;
    this.rows = rows;
    this.open = open;
  }

  @Override
  List<ColumnType> types() {
    return types;
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    return open.apply(run);
  }

  @Override
  double rows() {
    return rows;
  }
}
