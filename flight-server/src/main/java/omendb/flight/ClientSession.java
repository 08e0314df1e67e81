package omendb.flight;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import omendb.core.ColumnType;
import omendb.engine.ConnectionRequest;
import omendb.engine.Database;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import omendb.engine.TransactionState;
import org.jspecify.annotations.Nullable;

/// One Flight client: an engine session for statements without a transaction id, one more for each
/// transaction that was begun by action, prepared statements, and results that wait to be fetched.
///
/// Calls of one client may come concurrently; each engine session has its lock. A query outside of
/// a transaction runs in a session of its own, so that many can stream side by side.
final class ClientSession implements AutoCloseable {
  private final Database database;
  private final ConnectionRequest request;
  private final long ticketMillis;
  private final Lane base;
  private final Map<String, Lane> transactions = new ConcurrentHashMap<>();
  private final Map<String, Prepared> statements = new ConcurrentHashMap<>();
  private final Map<String, Pending> results = new ConcurrentHashMap<>();
  private int connections;
  private boolean alone;
  private long leftNanos;
  private volatile long touchedNanos = System.nanoTime();

  /// An engine session with the lock that orders its calls.
  static final class Lane {
    final Session session;
    final ReentrantLock lock = new ReentrantLock(true);

    Lane(Session session) {
      this.session = session;
    }

    void use(Consumer<Session> work) {
      lock.lock();
      try {
        work.accept(session);
      } finally {
        lock.unlock();
      }
    }

    <T> T run(Function<Session, T> work) {
      lock.lock();
      try {
        return work.apply(session);
      } finally {
        lock.unlock();
      }
    }
  }

  /// A statement that the client has prepared, with the parameters that it bound last.
  static final class Prepared {
    final String sql;
    final @Nullable String transactionId;
    final List<ColumnType> parameterTypes;
    volatile List<@Nullable Object[]> bound = List.of();

    Prepared(String sql, @Nullable String transactionId, List<ColumnType> parameterTypes) {
      this.sql = sql;
      this.transactionId = transactionId;
      this.parameterTypes = parameterTypes;
    }
  }

  /// A result that waits to be fetched.
  ///
  /// @param own true when the lane exists for this result only
  record Pending(Lane lane, boolean own, Result.Rows rows, long expiresNanos) {
    void discard() {
      lane.use(session -> {
        rows.close();
        if (own) {
          session.close();
        }
      });
    }
  }

  ClientSession(Database database, ConnectionRequest request, long ticketMillis) {
    this.database = database;
    this.request = request;
    this.ticketMillis = ticketMillis;
    this.base = new Lane(database.connect(request));
  }

  /// One more connection sends calls of this session.
  synchronized void joined() {
    connections++;
    alone = false;
  }

  /// One of its connections has ended; returns whether it was the last.
  synchronized boolean left() {
    leftNanos = System.nanoTime();
    alone = --connections == 0;
    return alone;
  }

  /// For how long the last of its connections has been gone; -1 while it has not.
  synchronized long leftMillis() {
    return alone ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - leftNanos) : -1;
  }

  void touch() {
    touchedNanos = System.nanoTime();
  }

  long idleMillis() {
    boolean busy = !results.isEmpty() || !transactions.isEmpty();
    return busy ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - touchedNanos);
  }

  /// The lane of a transaction id; without one the base session.
  Lane lane(@Nullable String transactionId) {
    if (transactionId == null || transactionId.isEmpty()) {
      return base;
    }
    Lane lane = transactions.get(transactionId);
    if (lane == null) {
      throw Errors.notFound("there is no transaction with this id");
    }
    return lane;
  }

  /// The lane of an ingest: clients leave the id of their only transaction out.
  Lane ingestLane(@Nullable String transactionId) {
    boolean named = transactionId != null && !transactionId.isEmpty();
    if (!named && transactions.size() == 1) {
      return transactions.values().iterator().next();
    }
    return lane(transactionId);
  }

  String begin() {
    Lane lane = new Lane(connectAlike());
    lane.session.begin();
    String id = ClientSessions.newToken();
    transactions.put(id, lane);
    return id;
  }

  void end(String transactionId, boolean commit) {
    Lane lane = lane(transactionId);
    transactions.remove(transactionId);
    lane.use(session -> {
      try (session) {
        results.values().removeIf(pending -> discardIfOf(pending, lane));
        if (commit) {
          session.commit();
        } else {
          session.rollback();
        }
      }
    });
  }

  private static boolean discardIfOf(Pending pending, Lane lane) {
    if (pending.lane() == lane) {
      pending.rows().close();
      return true;
    }
    return false;
  }

  String addPrepared(Prepared prepared) {
    String handle = ClientSessions.newToken();
    statements.put(handle, prepared);
    return handle;
  }

  Prepared prepared(String handle) {
    Prepared prepared = statements.get(handle);
    if (prepared == null) {
      throw Errors.notFound("there is no prepared statement with this handle");
    }
    return prepared;
  }

  void closePrepared(String handle) {
    statements.remove(handle);
  }

  /// Runs a query and keeps its rows to be fetched; returns the ticket's handle.
  String startQuery(
      @Nullable String transactionId,
      String sql,
      List<ColumnType> types,
      @Nullable Object[] values) {
    Lane shared = lane(transactionId);
    boolean inTransaction =
        shared.run(session -> session.transactionState() != TransactionState.IDLE);
    Lane lane = inTransaction ? shared : new Lane(connectAlike());
    Result.Rows rows;
    try {
      rows =
          lane.run(session -> {
            PreparedStatement statement = session.prepare(sql, types);
            return (Result.Rows) session.execute(statement, values);
          });
    } catch (RuntimeException e) {
      if (!inTransaction) {
        lane.session.close();
      }
      throw e;
    }
    base.session.noteSnapshot(rows.snapshot());
    return keep(new Pending(lane, !inTransaction, rows, expiry()));
  }

  /// Keeps rows that a statement has left to be fetched.
  String keepResult(Lane lane, Result.Rows rows) {
    return keep(new Pending(lane, false, rows, expiry()));
  }

  private String keep(Pending pending) {
    String handle = ClientSessions.newToken();
    results.put(handle, pending);
    return handle;
  }

  private long expiry() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ticketMillis);
  }

  /// Takes a waiting result; its receiver discards it.
  Pending takeResult(String handle) {
    Pending pending = results.remove(handle);
    if (pending == null) {
      throw Errors.notFound("the result was fetched already or has expired");
    }
    return pending;
  }

  /// Cancels a waiting result; false when there is none.
  boolean cancelResult(String handle) {
    Pending pending = results.remove(handle);
    if (pending == null) {
      return false;
    }
    pending.lane().session.cancel();
    pending.discard();
    return true;
  }

  void dropExpired() {
    long now = System.nanoTime();
    results.forEach((handle, pending) -> {
      if (pending.expiresNanos() - now < 0 && results.remove(handle, pending)) {
        pending.discard();
      }
    });
  }

  private Session connectAlike() {
    Session session = database.connect(request);
    session.copySettings(base.session);
    session.noteSnapshot(base.session.lastSnapshot());
    return session;
  }

  @Override
  public void close() {
    results.values().forEach(Pending::discard);
    results.clear();
    transactions.values().forEach(lane -> lane.use(Session::close));
    transactions.clear();
    base.use(Session::close);
  }
}
