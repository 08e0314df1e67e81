package omendb.engine;

import java.util.concurrent.atomic.LongAdder;

/// Statements by route since start.
final class QueryCounters {
  private final LongAdder lookups = new LongAdder();
  private final LongAdder columns = new LongAdder();

  void lookup() {
    lookups.increment();
  }

  void column() {
    columns.increment();
  }

  long lookups() {
    return lookups.sum();
  }

  long columns() {
    return columns.sum();
  }
}
