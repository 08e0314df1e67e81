package omendb.engine;

/// A statement would have to wait for a row lock on a thread that may not ([Session#mayWait]). The
/// session is as it was before the statement. It is a signal, not an error: one instance without
/// stack trace.
public final class MustWait extends RuntimeException {
  static final MustWait SIGNAL = new MustWait();

  /// For a door that has found by itself that a message must go to another thread.
  public static MustWait signal() {
    return SIGNAL;
  }

  private MustWait() {
    super("the statement waits for a row lock", null, false, false);
  }
}
