package omendb.engine;

import java.util.Objects;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.AdvisoryLocks.Key;
import omendb.engine.AdvisoryLocks.Wish;
import org.jspecify.annotations.Nullable;

/// The functions `pg_advisory_…` and `pg_try_advisory_…` of one session.
final class AdvisoryFunctions implements AutoCloseable {
  private final Session session;
  private final OpenTransaction.Ending ending = this::transactionEnded;

  /// True when the session may hold a lock of its own.
  private boolean used;

  AdvisoryFunctions(Session session) {
    this.session = session;
  }

  static boolean has(String id) {
    return id.startsWith("pg_advisory_") || id.startsWith("pg_try_advisory_");
  }

  Object call(String id, @Nullable Object[] arguments) {
    String name = id.substring(0, id.indexOf('('));
    if (name.equals("pg_advisory_unlock_all")) {
      locks().releaseAll(session, false);
      return "";
    }
    boolean shared = name.endsWith("_shared");
    String kind = shared ? name.substring(0, name.length() - "_shared".length()) : name;
    Key key = key(arguments);
    if (kind.equals("pg_advisory_unlock")) {
      return release(key, shared);
    }
    boolean transaction = kind.endsWith("_xact_lock");
    Wish wish = new Wish(key, shared, transaction);
    if (transaction) {
      session.transaction().atEnd(ending);
    } else {
      used = true;
    }
    if (kind.startsWith("pg_try_")) {
      return locks().tryAcquire(session, wish);
    }
    try {
      locks().acquire(session, wish);
    } catch (OmenException e) {
      // Its statement is not to run again: what the session holds stays, and so does a deadlock.
      session.fail();
      throw e;
    }
    return "";
  }

  private boolean release(Key key, boolean shared) {
    boolean released = locks().release(session, key, shared);
    if (!released) {
      String mode = shared ? "ShareLock" : "ExclusiveLock";
      session.notice(
          new Notice("WARNING", SqlState.WARNING, "you don't own a lock of type " + mode));
    }
    return released;
  }

  private static Key key(@Nullable Object[] arguments) {
    long first = (Long) Objects.requireNonNull(arguments[0]);
    return arguments.length == 1
        ? new Key(first, false)
        : new Key(first << 32 | (Long) Objects.requireNonNull(arguments[1]) & 0xffff_ffffL, true);
  }

  private AdvisoryLocks locks() {
    return session.database().advisoryLocks();
  }

  private void transactionEnded(boolean committed) {
    locks().releaseAll(session, true);
  }

  @Override
  public void close() {
    if (used) {
      locks().releaseAll(session, false);
    }
  }
}
