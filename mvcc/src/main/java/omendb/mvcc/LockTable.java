package omendb.mvcc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import omendb.core.PlantedBug;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Row locks, held until their transaction ends.
///
/// Locks are hashed over stripes, each guarded by its own mutex. A request that cannot be granted
/// joins its row's queue; requests are granted in order of arrival, except that a transaction which
/// already holds the row passes those that wait for it. Before it sleeps, a request looks for a
/// cycle in the wait-for graph and fails with 40P01 if it closes one. The search runs under one
/// mutex, so the last of a cycle's members to arrive finds all the others asleep. Order of locks:
/// graph, then one stripe at a time; a stripe's holder never asks for the graph.
final class LockTable {
  /// The lock of a whole table has a key that no row has.
  static final byte[] WHOLE_TABLE = new byte[0];

  /// How often a sleeping request asks whether its statement is to end.
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Stripe[] stripes;
  private final ReentrantLock graph = new ReentrantLock();
  final LongAdder waits = new LongAdder();
  final LongAdder deadlocks = new LongAdder();

  private static final class Stripe extends ReentrantLock {
    @Nullable RowLock[] table = new RowLock[16];
    int size;
  }

  /// One locked row: who holds it and who waits for it.
  private static final class RowLock {
    final RowStore store;
    final byte[] key;
    final int hash;
    @Nullable RowLock next;
    @Nullable Grant holders;
    @Nullable Waiter firstWaiter;

    RowLock(RowStore store, byte[] key, int hash) {
      this.store = store;
      this.key = key;
      this.hash = hash;
    }
  }

  /// A transaction's hold on a row; also a link in the chain of all that it holds.
  static final class Grant {
    private final RowLock row;
    private final Transaction owner;
    private LockMode mode;
    private @Nullable Grant nextHolder;
    private final @Nullable Grant nextOwned;

    /// Not a hold itself, but the note that this one had a weaker mode before.
    private final @Nullable Grant strengthened;

    /// Length of the owner's chain from here.
    final int depth;

    private Grant(RowLock row, Transaction owner, LockMode mode, @Nullable Grant strengthened) {
      this.row = row;
      this.owner = owner;
      this.mode = mode;
      this.nextOwned = owner.grants;
      this.strengthened = strengthened;
      this.depth = nextOwned == null ? 1 : nextOwned.depth + 1;
    }
  }

  /// A sleeping request.
  static final class Waiter {
    private final RowLock row;
    private final Transaction owner;
    private final LockMode mode;
    private final Condition woken;
    private boolean granted;
    private @Nullable Waiter next;

    private Waiter(RowLock row, Transaction owner, LockMode mode, Condition woken) {
      this.row = row;
      this.owner = owner;
      this.mode = mode;
      this.woken = woken;
    }
  }

  LockTable(int stripeCount) {
    stripes = new Stripe[stripeCount];
    Arrays.setAll(stripes, _ -> new Stripe());
  }

  /// Locks the row for the transaction; `false` when it is locked and the policy is to leave it
  /// out.
  boolean acquire(Transaction owner, RowStore store, byte[] key, LockMode mode) {
    return acquire(owner, store, key, mode, owner.waitPolicy());
  }

  boolean acquire(Transaction owner, RowStore store, byte[] key, LockMode mode, WaitPolicy policy) {
    int hash = store.hash(key);
    Stripe stripe = stripe(hash);
    Waiter waiter;
    stripe.lock();
    try {
      RowLock row = find(stripe, store, key, hash);
      if (row == null) {
        row = add(stripe, new RowLock(store, key, hash));
      }
      Grant mine = holding(row, owner);
      if (mine != null && mine.mode.compareTo(mode) >= 0) {
        return true;
      }
      if (!blocked(row, owner, mode, mine != null) || PlantedBug.SKIP_ROW_LOCK.on()) {
        grant(row, owner, mode, mine);
        return true;
      }
      if (!mayWait(policy, store)) {
        return false;
      }
      waiter = enqueue(stripe, row, owner, mode, mine != null);
    } finally {
      stripe.unlock();
    }
    await(stripe, waiter);
    return true;
  }

  private static boolean mayWait(WaitPolicy policy, RowStore store) {
    return switch (policy) {
      case WAIT -> true;
      case SKIP_LOCKED -> false;
      case ABORT_TO_RETRY -> throw WouldBlock.SIGNAL;
      case NOWAIT ->
          throw SqlState.LOCK_NOT_AVAILABLE.error(
              "could not obtain lock on row in relation \"%s\"", store.name());
    };
  }

  /// True when some other transaction holds the row in a conflicting mode, or, for one that does
  /// not hold the row yet, waits for it: nobody starves.
  private static boolean blocked(RowLock row, Transaction owner, LockMode mode, boolean holdsIt) {
    for (Grant grant = row.holders; grant != null; grant = grant.nextHolder) {
      if (grant.owner != owner && grant.mode.conflicts(mode)) {
        return true;
      }
    }
    if (!holdsIt) {
      for (Waiter other = row.firstWaiter; other != null; other = other.next) {
        if (other.mode.conflicts(mode)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Waiter enqueue(
      Stripe stripe, RowLock row, Transaction owner, LockMode mode, boolean atFront) {
    Waiter waiter = new Waiter(row, owner, mode, stripe.newCondition());
    if (atFront || row.firstWaiter == null) {
      waiter.next = row.firstWaiter;
      row.firstWaiter = waiter;
    } else {
      Waiter last = row.firstWaiter;
      while (last.next != null) {
        last = last.next;
      }
      last.next = waiter;
    }
    owner.waiting = waiter;
    return waiter;
  }

  private void await(Stripe stripe, Waiter waiter) {
    waits.increment();
    boolean cycle;
    graph.lock();
    try {
      cycle = closesCycle(waiter.owner);
    } finally {
      graph.unlock();
    }
    long nanos = TimeUnit.MILLISECONDS.toNanos(waiter.owner.lockTimeoutMillis());
    boolean forever = nanos == 0;
    stripe.lock();
    try {
      while (!waiter.granted && !cycle && (forever || nanos > 0)) {
        long slice = forever ? CHECK_NANOS : Math.min(nanos, CHECK_NANOS);
        nanos -= slice - waiter.woken.awaitNanos(slice);
        if (!waiter.granted) {
          waiter.owner.checkWait();
        }
      }
      if (!waiter.granted) {
        if (cycle) {
          deadlocks.increment();
          throw SqlState.DEADLOCK_DETECTED.error("deadlock detected");
        }
        throw SqlState.LOCK_NOT_AVAILABLE.error("canceling statement due to lock timeout");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlState.QUERY_CANCELED.error("canceling statement due to user request").causedBy(e);
    } finally {
      if (!waiter.granted) {
        giveUp(stripe, waiter);
      }
      waiter.owner.waiting = null;
      stripe.unlock();
    }
  }

  /// Follows the edges "waits for a lock that is held, or asked for earlier, by" back to `start`.
  /// Called under the graph mutex.
  private boolean closesCycle(Transaction start) {
    Set<Transaction> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Transaction> open = new ArrayDeque<>();
    open.add(start);
    while (!open.isEmpty()) {
      Waiter waiter = open.remove().waiting;
      if (waiter == null) {
        continue;
      }
      for (Transaction other : blockers(waiter)) {
        if (other == start) {
          return true;
        }
        if (seen.add(other)) {
          open.add(other);
        }
      }
    }
    return false;
  }

  private List<Transaction> blockers(Waiter waiter) {
    List<Transaction> result = new ArrayList<>(2);
    Stripe stripe = stripe(waiter.row.hash);
    stripe.lock();
    try {
      if (waiter.granted) {
        return result;
      }
      for (Grant grant = waiter.row.holders; grant != null; grant = grant.nextHolder) {
        if (grant.owner != waiter.owner && grant.mode.conflicts(waiter.mode)) {
          result.add(grant.owner);
        }
      }
      for (Waiter other = waiter.row.firstWaiter;
          other != null && other != waiter;
          other = other.next) {
        if (other.owner != waiter.owner && other.mode.conflicts(waiter.mode)) {
          result.add(other.owner);
        }
      }
      return result;
    } finally {
      stripe.unlock();
    }
  }

  private void giveUp(Stripe stripe, Waiter waiter) {
    remove(waiter.row, waiter);
    admit(waiter.row);
    dropIfUnused(stripe, waiter.row);
  }

  private static void remove(RowLock row, Waiter waiter) {
    if (row.firstWaiter == waiter) {
      row.firstWaiter = waiter.next;
      return;
    }
    for (Waiter other = row.firstWaiter; other != null; other = other.next) {
      if (other.next == waiter) {
        other.next = waiter.next;
        return;
      }
    }
  }

  /// Grants what waits at the front of the queue as far as it fits the holders.
  private static void admit(RowLock row) {
    while (row.firstWaiter != null) {
      Waiter waiter = row.firstWaiter;
      if (blocked(row, waiter.owner, waiter.mode, true)) {
        return;
      }
      row.firstWaiter = waiter.next;
      grant(row, waiter.owner, waiter.mode, holding(row, waiter.owner));
      waiter.granted = true;
      waiter.woken.signal();
    }
  }

  private static @Nullable Grant holding(RowLock row, Transaction owner) {
    for (Grant grant = row.holders; grant != null; grant = grant.nextHolder) {
      if (grant.owner == owner) {
        return grant;
      }
    }
    return null;
  }

  private static void grant(RowLock row, Transaction owner, LockMode mode, @Nullable Grant mine) {
    if (mine != null) {
      if (mode.compareTo(mine.mode) > 0) {
        owner.grants = new Grant(row, owner, mine.mode, mine);
        mine.mode = mode;
      }
      return;
    }
    Grant grant = new Grant(row, owner, mode, null);
    grant.nextHolder = row.holders;
    row.holders = grant;
    owner.grants = grant;
  }

  /// Gives back all that the transaction holds and wakes who can go on.
  void releaseAll(Transaction owner) {
    releaseSince(owner, 0);
  }

  /// Gives back what the transaction has taken since its chain had this length, and wakes who can
  /// go on.
  void releaseSince(Transaction owner, int depth) {
    Grant grant = owner.grants;
    for (; grant != null && grant.depth > depth; grant = grant.nextOwned) {
      RowLock row = grant.row;
      Stripe stripe = stripe(row.hash);
      stripe.lock();
      try {
        Grant strengthened = grant.strengthened;
        if (strengthened == null) {
          unlink(row, grant);
        } else {
          strengthened.mode = grant.mode;
        }
        admit(row);
        dropIfUnused(stripe, row);
      } finally {
        stripe.unlock();
      }
    }
    owner.grants = grant;
  }

  private static void unlink(RowLock row, Grant grant) {
    if (row.holders == grant) {
      row.holders = grant.nextHolder;
      return;
    }
    for (Grant other = row.holders; other != null; other = other.nextHolder) {
      if (other.nextHolder == grant) {
        other.nextHolder = grant.nextHolder;
        return;
      }
    }
  }

  /// True when any transaction holds or waits for the row.
  boolean locked(RowStore store, byte[] key) {
    int hash = store.hash(key);
    Stripe stripe = stripe(hash);
    stripe.lock();
    try {
      return find(stripe, store, key, hash) != null;
    } finally {
      stripe.unlock();
    }
  }

  /// Rows locked by anybody.
  int size() {
    int size = 0;
    for (Stripe stripe : stripes) {
      stripe.lock();
      size += stripe.size;
      stripe.unlock();
    }
    return size;
  }

  private Stripe stripe(int hash) {
    return stripes[hash & (stripes.length - 1)];
  }

  private int bucket(Stripe stripe, int hash) {
    return (hash >>> 16 ^ hash * 31) & (stripe.table.length - 1);
  }

  private @Nullable RowLock find(Stripe stripe, RowStore store, byte[] key, int hash) {
    RowLock row = stripe.table[bucket(stripe, hash)];
    while (row != null
        && (row.hash != hash || row.store != store || !Arrays.equals(row.key, key))) {
      row = row.next;
    }
    return row;
  }

  private RowLock add(Stripe stripe, RowLock row) {
    if (stripe.size > stripe.table.length) {
      @Nullable RowLock[] old = stripe.table;
      stripe.table = new RowLock[2 * old.length];
      for (RowLock first : old) {
        RowLock each = first;
        while (each != null) {
          RowLock next = each.next;
          int at = bucket(stripe, each.hash);
          each.next = stripe.table[at];
          stripe.table[at] = each;
          each = next;
        }
      }
    }
    int at = bucket(stripe, row.hash);
    row.next = stripe.table[at];
    stripe.table[at] = row;
    stripe.size++;
    return row;
  }

  private void dropIfUnused(Stripe stripe, RowLock row) {
    if (row.holders != null || row.firstWaiter != null) {
      return;
    }
    int at = bucket(stripe, row.hash);
    RowLock each = stripe.table[at];
    if (each == row) {
      stripe.table[at] = row.next;
      stripe.size--;
      return;
    }
    while (each != null) {
      if (each.next == row) {
        each.next = row.next;
        stripe.size--;
        return;
      }
      each = each.next;
    }
  }
}
