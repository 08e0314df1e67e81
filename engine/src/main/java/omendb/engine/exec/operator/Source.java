package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.Morsel;

/// Where a lane's rows come from.
abstract class Source {
  /// The columns that go to the first step.
  abstract List<ColumnType> types();

  /// Makes the rows ready; called once, by one thread, after the steps are prepared.
  abstract List<? extends Morsel> open(QueryRun run);

  /// A reader for one thread.
  MorselReader reader(QueryRun run, Worker worker, Step first) {
    return new MorselReader(run, types(), List.of(), -1, first);
  }

  /// Puts a join's filter where the source reads its rows, as far down as the column can be
  /// followed; false when it cannot be used here.
  ///
  /// @param column a handed-on column
  boolean push(int column, Pushable filter) {
    return false;
  }

  /// Makes the filter for the column of the scan that it has been followed to.
  interface Pushable {
    PushedFilter at(int scanColumn);
  }

  /// The number of rows by estimate, for sizing.
  double rows() {
    return 1000;
  }
}
