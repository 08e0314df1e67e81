package omendb.engine;

/// Where time comes from, so that tests can own it. Commit order never depends on it.
public interface Clock {
  /// The machine's clocks.
  Clock SYSTEM =
      new Clock() {
        @Override
        public long micros() {
          java.time.Instant now = java.time.Instant.now();
          return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }
      };

  /// Wall clock, µs since 1970-01-01 UTC.
  long micros();

  /// A clock that only goes forward, for durations.
  long nanos();
}
