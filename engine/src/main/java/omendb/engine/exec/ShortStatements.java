package omendb.engine.exec;

import java.util.concurrent.atomic.AtomicLong;

/// Tells queries that statements of one row are being run beside them, to which they give way.
///
/// Many threads write one number without waiting for each other, so that some statements are not
/// counted; it only has to be another one when there have been statements. Thread-safe.
public final class ShortStatements {
  private final AtomicLong number = new AtomicLong();

  /// A short statement is being run.
  public void note() {
    number.setOpaque(number.getOpaque() + 1);
  }

  /// A number that is another one when there have been short statements meanwhile.
  public long number() {
    return number.getOpaque();
  }
}
