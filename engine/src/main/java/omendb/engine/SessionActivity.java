package omendb.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import omendb.engine.exec.ShortStatements;
import org.jspecify.annotations.Nullable;

/// What others may ask of a session while it works. Its own thread writes it with every statement
/// and waits for no store; the others see it a moment later.
final class SessionActivity {
  private final ShortStatements shortStatements;
  private final AtomicLong snapshot = new AtomicLong();
  private final AtomicLong lookups = new AtomicLong();
  private final AtomicReference<String> sql = new AtomicReference<>("");
  private final AtomicBoolean running = new AtomicBoolean();

  /// @param shortStatements those of all sessions
  SessionActivity(ShortStatements shortStatements) {
    this.shortStatements = shortStatements;
  }

  /// A statement with this text begins.
  void begin(String text) {
    // Most often it is there already, and the store would cost more than the look.
    if (sql.getPlain() != text) {
      sql.setRelease(text);
    }
    running.setRelease(true);
  }

  /// The client has been answered.
  void end() {
    running.setRelease(false);
  }

  /// The text of the running statement; null when there is none.
  @Nullable String sql() {
    return running.getAcquire() ? sql.getAcquire() : null;
  }

  /// A query of this client has read at this commit.
  void noteSnapshot(long commit) {
    snapshot.setRelease(commit);
  }

  /// The commit that the last query has read at; 0 before the first.
  long lastSnapshot() {
    return snapshot.getAcquire();
  }

  /// A statement went down the row path.
  void countLookup() {
    shortStatements.note();
    lookups.setRelease(lookups.getPlain() + 1);
  }

  /// Statements that went down the row path.
  long lookups() {
    return lookups.getAcquire();
  }
}
