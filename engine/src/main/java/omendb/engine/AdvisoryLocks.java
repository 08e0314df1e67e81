package omendb.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import omendb.core.SqlState;

/// Locks on numbers that mean something to the clients alone. A session may take a lock many times
/// and gives it back as often; what a transaction took goes with its end. Thread-safe.
///
/// Of those who wait for each other in a ring, the last to come gets 40P01. A ring that goes over
/// row locks as well is not seen; `lock_timeout` ends it.
final class AdvisoryLocks {
  private static final long CHECK_MILLIS = 20;

  private final ReentrantLock monitor = new ReentrantLock();
  private final Condition released = monitor.newCondition();
  private final Map<Key, Map<Session, Holds>> locks = new HashMap<>();
  private final Map<Session, Wish> waiting = new HashMap<>();

  /// What is locked: one number of 64 bits or two of 32, which are never the same.
  record Key(long number, boolean pair) {}

  /// A lock that is asked for.
  ///
  /// @param transaction whether the transaction holds it and not the session
  record Wish(Key key, boolean shared, boolean transaction) {}

  /// How often a session holds a lock.
  private static final class Holds {
    private final int[] counts = new int[4];

    private static int index(boolean shared, boolean transaction) {
      return (shared ? 1 : 0) + (transaction ? 2 : 0);
    }

    boolean exclusive() {
      return counts[0] + counts[2] > 0;
    }

    boolean none() {
      return counts[0] + counts[1] + counts[2] + counts[3] == 0;
    }
  }

  /// Takes the lock when it is free for the session.
  boolean tryAcquire(Session session, Wish wish) {
    monitor.lock();
    try {
      if (!blockers(session, wish).isEmpty()) {
        return false;
      }
      take(session, wish);
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// Takes the lock when it becomes free. Errors: 40P01, 55P03 after `lock_timeout`, and what ends
  /// the statement.
  void acquire(Session session, Wish wish) {
    long timeoutMillis = session.settings().timeouts().lock();
    long start = session.database().clock().nanos();
    monitor.lock();
    try {
      while (!blockers(session, wish).isEmpty()) {
        waiting.put(session, wish);
        if (waitsForItself(session)) {
          throw SqlState.DEADLOCK_DETECTED.error("deadlock detected");
        }
        released.await(CHECK_MILLIS, TimeUnit.MILLISECONDS);
        session.context().checkCancelled();
        long waited = session.database().clock().nanos() - start;
        if (timeoutMillis > 0 && waited > TimeUnit.MILLISECONDS.toNanos(timeoutMillis)) {
          throw SqlState.LOCK_NOT_AVAILABLE.error("canceling statement due to lock timeout");
        }
      }
      take(session, wish);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlState.QUERY_CANCELED.error("canceling statement due to user request").causedBy(e);
    } finally {
      waiting.remove(session);
      monitor.unlock();
    }
  }

  private void take(Session session, Wish wish) {
    locks
        .computeIfAbsent(wish.key(), _ -> new HashMap<>())
        .computeIfAbsent(session, _ -> new Holds())
        .counts[Holds.index(wish.shared(), wish.transaction())]++;
  }

  /// The other sessions that hold the lock in a way that keeps this one from it.
  private Set<Session> blockers(Session session, Wish wish) {
    Set<Session> found = new HashSet<>();
    locks
        .getOrDefault(wish.key(), Map.of())
        .forEach((holder, holds) -> {
          if (holder != session && (!wish.shared() || holds.exclusive())) {
            found.add(holder);
          }
        });
    return found;
  }

  private boolean waitsForItself(Session session) {
    Set<Session> seen = new HashSet<>();
    Deque<Session> next = new ArrayDeque<>();
    next.add(session);
    while (!next.isEmpty()) {
      Session each = next.remove();
      Wish wish = waiting.get(each);
      if (wish == null) {
        continue;
      }
      for (Session blocker : blockers(each, wish)) {
        if (blocker == session) {
          return true;
        }
        if (seen.add(blocker)) {
          next.add(blocker);
        }
      }
    }
    return false;
  }

  /// Gives back one of the session's own; false when it has none of the kind.
  boolean release(Session session, Key key, boolean shared) {
    monitor.lock();
    try {
      Holds holds = locks.getOrDefault(key, Map.of()).get(session);
      int index = Holds.index(shared, false);
      if (holds == null || holds.counts[index] == 0) {
        return false;
      }
      holds.counts[index]--;
      forgetEmpty();
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// Gives back all that the session holds, or all that its transaction does.
  void releaseAll(Session session, boolean transaction) {
    monitor.lock();
    try {
      for (Map<Session, Holds> holders : locks.values()) {
        Holds holds = holders.get(session);
        if (holds != null) {
          holds.counts[Holds.index(false, transaction)] = 0;
          holds.counts[Holds.index(true, transaction)] = 0;
        }
      }
      forgetEmpty();
    } finally {
      monitor.unlock();
    }
  }

  private void forgetEmpty() {
    locks.values().forEach(holders -> holders.values().removeIf(Holds::none));
    locks.values().removeIf(Map::isEmpty);
    released.signalAll();
  }
}
