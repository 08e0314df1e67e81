package omendb.storage;

import java.util.function.LongConsumer;

/// Counts what a recovery has loaded and tells a listener now and then.
final class RecoveryProgress {
  private static final long STEP = 262_144;

  private final LongConsumer listener;
  private long rows;

  /// @param listener is given the number of hot rows loaded so far, about each [#STEP] rows
  RecoveryProgress(LongConsumer listener) {
    this.listener = listener;
  }

  /// So many more rows were read. Thread-safe.
  synchronized void hotRows(int count) {
    long before = rows;
    rows += count;
    if (before / STEP != rows / STEP) {
      listener.accept(rows);
    }
  }
}
