package omendb.engine.exec.operator;

import omendb.core.ZoneFilter;
import org.jspecify.annotations.Nullable;

/// What a join knows of its build side's keys, applied where the probe side is scanned. Complete
/// before the scan opens.
interface PushedFilter {
  /// The scan's handed-on column that is the join's key.
  int column();

  /// True when no row can match.
  boolean empty();

  /// The bounds of the keys on the table's column, or null.
  @Nullable ZoneFilter zone(int tableColumn);

  /// The filter for one thread; null when it would let nearly all rows pass.
  MorselReader.@Nullable Filter create();
}
