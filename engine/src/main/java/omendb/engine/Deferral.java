package omendb.engine;

import static omendb.engine.definition.ForeignKey.Timing.DEFERRED;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.engine.definition.ForeignKey;
import org.jspecify.annotations.Nullable;

/// Which foreign keys a transaction checks at COMMIT, and the checks that wait for it.
final class Deferral {
  private final Map<Integer, Boolean> byKey = new HashMap<>();
  private @Nullable ReferenceQueue checks;
  private @Nullable Boolean all;
  private @Nullable Runnable atCommit;

  /// Does the work at each COMMIT from now on, after the checks.
  void atCommit(Runnable work) {
    atCommit = work;
  }

  /// True when a COMMIT has more to do than to write down what was done.
  boolean waits() {
    return size() > 0 || atCommit != null;
  }

  /// Does what has waited for COMMIT.
  void settle() {
    check();
    Runnable work = atCommit;
    if (work != null) {
      work.run();
    }
  }

  /// True when a foreign key's checks wait for COMMIT.
  boolean deferred(ForeignKey key) {
    return key.timing().deferrable()
        && byKey.getOrDefault(key.oid(), all == null ? key.timing() == DEFERRED : all);
  }

  /// Runs a check of a foreign key now, or at COMMIT when the key is deferred.
  void check(Session session, ForeignKey key, Runnable check) {
    if (deferred(key)) {
      checks(session).add(check);
    } else {
      check.run();
    }
  }

  /// The checks that wait for COMMIT.
  ReferenceQueue checks(Session session) {
    ReferenceQueue known = checks;
    if (known == null) {
      known = new ReferenceQueue(session);
      checks = known;
    }
    return known;
  }

  /// SET CONSTRAINTS; those that become immediate are checked now.
  ///
  /// @param keys null for all
  void set(@Nullable List<Integer> keys, boolean value) {
    if (keys == null) {
      all = value;
      byKey.clear();
    } else {
      keys.forEach(key -> byKey.put(key, value));
    }
    if (!value) {
      check();
    }
  }

  /// Runs the checks that wait.
  void check() {
    ReferenceQueue known = checks;
    if (known != null) {
      known.run();
    }
  }

  /// The number of checks that wait.
  int size() {
    ReferenceQueue known = checks;
    return known == null ? 0 : known.size();
  }

  /// Drops the checks of what was undone.
  void forget(int keep) {
    ReferenceQueue known = checks;
    if (known != null) {
      known.cut(keep);
    }
  }

  void clear() {
    checks = null;
    all = null;
    byKey.clear();
  }
}
