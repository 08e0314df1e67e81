package omendb.bench;

import java.util.Locale;

/// What a benchmark is doing, on standard error: a line when a step begins, and how far it is once
/// a second.
public final class Progress {
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final String step;
  private final long total;
  private final long began = System.nanoTime();
  private long shownAt = began;

  /// @param total units of work in the step, 0 when not known
  public Progress(String step, long total) {
    this.step = step;
    this.total = total;
    System.err.println(step + " …");
  }

  /// Tells that so many units are done.
  public void at(long done) {
    long now = System.nanoTime();
    if (now - shownAt < PAUSE_NANOS) {
      return;
    }
    shownAt = now;
    if (total > 0) {
      System.err.printf(
          Locale.ROOT, "  %s: %d of %d (%d %%)%n", step, done, total, 100 * done / total);
    } else {
      System.err.printf(Locale.ROOT, "  %s: %d%n", step, done);
    }
  }

  /// Ends the step and returns the seconds it took.
  public double done() {
    double seconds = (System.nanoTime() - began) / 1e9;
    System.err.printf(Locale.ROOT, "  %s: %.1f s%n", step, seconds);
    return seconds;
  }
}
