package omendb.alex;

/// Waiting for a lock that is held for well under a microsecond, unless its holder lost its core.
final class Backoff {
  private static final int SPINS = 64;

  private Backoff() {}

  /// Waits a little; returns the number of waits so far.
  static int spin(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
    return spins + 1;
  }
}
