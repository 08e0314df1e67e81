package omendb.engine;

import java.util.concurrent.TimeUnit;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// How long the open transaction may last: `transaction_timeout`. Workers ask concurrently.
final class TimeLimit {
  private final Clock clock;
  private boolean started;
  private long startNanos;
  private volatile long deadlineNanos = Long.MAX_VALUE;

  TimeLimit(Clock clock) {
    this.clock = clock;
  }

  /// A transaction begins.
  ///
  /// @param noted false to read no clock: should a limit be set after all, it counts from there
  void begin(boolean noted) {
    started = noted;
    if (noted) {
      startNanos = clock.nanos();
    }
  }

  /// @param millis since the transaction began, 0 for ever
  void set(long millis) {
    if (millis == 0) {
      end();
      return;
    }
    if (!started) {
      begin(true);
    }
    deadlineNanos = startNanos + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// There is no limit until the next [#set].
  void end() {
    if (deadlineNanos != Long.MAX_VALUE) {
      deadlineNanos = Long.MAX_VALUE;
    }
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
