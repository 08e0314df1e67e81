package omendb.engine;

import java.util.concurrent.atomic.LongAdder;

/// Statements by route since start.
final class QueryCounters {
  private final LongAdder lookups = new LongAdder();
  private final LongAdder columns = new LongAdder();

  /// Adds what a session has counted that is no more.
  void addLookups(long count) {
    lookups.add(count);
  }

  void column() {
    columns.increment();
  }

  /// Those of sessions that are no more; the others count for themselves.
  long lookups() {
    return lookups.sum();
  }

  long columns() {
    return columns.sum();
  }
}
