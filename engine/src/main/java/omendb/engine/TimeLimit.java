package omendb.engine;

import java.util.concurrent.TimeUnit;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// How long the open transaction may last: `transaction_timeout`. Workers ask concurrently.
final class TimeLimit {
  private final Clock clock;
  private long startNanos;
  private volatile long deadlineNanos = Long.MAX_VALUE;

  TimeLimit(Clock clock) {
    this.clock = clock;
  }

  void begin() {
    startNanos = clock.nanos();
  }

  /// @param millis since the transaction began, 0 for ever
  void set(long millis) {
    deadlineNanos =
        millis == 0 ? Long.MAX_VALUE : startNanos + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  void end() {
    deadlineNanos = Long.MAX_VALUE;
  }

  /// Throws 25P04 when the time is over.
  void check() {
    if (deadlineNanos != Long.MAX_VALUE && clock.nanos() - deadlineNanos > 0) {
      throw over();
    }
  }

  /// What is left of the time; [Long#MAX_VALUE] for ever.
  long millisLeft() {
    long deadline = deadlineNanos;
    return deadline == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - clock.nanos()) + 1);
  }

  /// What the client is told when its connection ends.
  OmenException over() {
    return SqlState.TRANSACTION_TIMEOUT.error("terminating connection due to transaction timeout");
  }
}
