package omendb.clients.demo;

/// A progress bar on one line of a terminal; plain lines elsewhere.
final class Progress {
  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 200_000_000L;

  private final String name;
  private final long total;
  private final boolean terminal = System.console() != null;
  private long drawnNanos;

  Progress(String name, long total) {
    this.name = name;
    this.total = Math.max(1, total);
  }

  void at(long done) {
    long now = System.nanoTime();
    if (terminal && now - drawnNanos > REDRAW_NANOS) {
      drawnNanos = now;
      draw(done);
    }
  }

  private void draw(long done) {
    int filled = (int) Math.min(WIDTH, done * WIDTH / total);
    System.out.printf(
        "\r  %-10s [%s%s] %,d", name, "#".repeat(filled), ".".repeat(WIDTH - filled), done);
    System.out.flush();
  }

  void done(long rows, long nanos, String how) {
    if (terminal) {
      draw(rows);
      System.out.print('\r');
    }
    System.out.printf(
        "  %-10s %,10d rows %7.2f s %,10.0f rows/s  %s%n",
        name, rows, nanos / 1e9, rows / (nanos / 1e9), how);
  }
}
