package omendb.engine;

import static omendb.engine.definition.ForeignKey.Timing.DEFERRED;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import omendb.mvcc.WaitPolicy;
import omendb.planner.ast.Control;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// The transaction of one session: implicit or a block, with its savepoints and the catalog as it
/// sees it. Definitions change in a private copy of the catalog that commits with the rows.
final class SessionTransaction implements AutoCloseable {
  private final Database database;
  private final Settings settings;
  private final Deque<Mark> savepoints = new ArrayDeque<>();
  private final List<Integer> created = new ArrayList<>();
  private final List<Integer> createdIndexes = new ArrayList<>();
  private final List<Integer> dropped = new ArrayList<>();
  private final Map<Integer, Boolean> deferral = new HashMap<>();
  private @Nullable Transaction current;
  private boolean block;
  private boolean failed;

  /// 0 while nobody has asked when an implicit transaction began.
  private long startMicros;

  private WaitPolicy lockPolicy = WaitPolicy.WAIT;
  private @Nullable CatalogState edited;
  private long editedFrom;
  private int statementMark;
  private @Nullable ReferenceQueue deferredChecks;
  private int statementDeferred;
  private @Nullable Boolean allDeferred;
  private @Nullable CatalogState statementCatalog;
  private Isolation isolation = Isolation.REPEATABLE_READ;

  /// A savepoint: where the writes, the catalog and the deferred checks stood.
  private record Mark(
      String name, int position, @Nullable CatalogState catalog, int deferredChecks) {}

  SessionTransaction(Database database, Settings settings) {
    this.database = database;
    this.settings = settings;
  }

  TransactionState state() {
    if (!block) {
      return TransactionState.IDLE;
    }
    return failed ? TransactionState.FAILED : TransactionState.ACTIVE;
  }

  boolean hasPendingWrites() {
    Transaction transaction = current;
    return !block && transaction != null && (transaction.hasWrites() || edited != null);
  }

  /// The open transaction; there is one from [#beginStatement] on.
  Transaction current() {
    Transaction transaction = current;
    if (transaction == null) {
      transaction = open();
    }
    return transaction;
  }

  /// Whether the statements that follow may sleep on row locks.
  void mayWait(boolean allowed) {
    lockPolicy = allowed ? WaitPolicy.WAIT : WaitPolicy.ABORT_TO_RETRY;
    Transaction transaction = current;
    if (transaction != null) {
      transaction.setWaitPolicy(lockPolicy);
    }
  }

  /// The catalog as this transaction sees it.
  CatalogState catalog() {
    CatalogState own = edited;
    return own == null ? database.catalog().state() : own;
  }

  boolean editsCatalog() {
    return edited != null;
  }

  /// Changes definitions: visible to this session at once, to others and durable at commit.
  void editCatalog(Consumer<CatalogState> change) {
    requireWritable("this command");
    CatalogState base = edited;
    if (base == null) {
      base = database.catalog().state();
      editedFrom = base.version();
    }
    CatalogState next = base.next();
    change.accept(next);
    edited = next;
  }

  /// When the open transaction began, µs since 1970-01-01 UTC; `otherwise` when none is open, as
  /// while a statement is planned, which must not hold a snapshot. An implicit transaction began
  /// with its statement.
  long startMicros(long otherwise) {
    if (current == null) {
      return otherwise;
    }
    if (startMicros == 0) {
      startMicros = otherwise;
    }
    return startMicros;
  }

  /// Notes a table that was made in this transaction and goes when it rolls back.
  void tableCreated(TableSchema table) {
    created.add(table.oid());
  }

  /// As [#tableCreated] for an index.
  void indexCreated(int oid) {
    created.add(oid);
    createdIndexes.add(oid);
    database.indexCreated(oid);
  }

  /// True for a table or index that this transaction has made, so that nobody else can see it.
  boolean created(int oid) {
    return created.contains(oid);
  }

  /// Notes a table or index whose rows go when this transaction commits.
  void dropped(int oid) {
    dropped.add(oid);
  }

  /// Prepares for a statement: opens a transaction when none is open, takes a new snapshot where
  /// the isolation level wants one. Returns true when the statement opened the transaction.
  boolean beginStatement(@Nullable Statement statement) {
    if (statement instanceof Control.Begin
        || statement instanceof Control.Commit
        || statement instanceof Control.Rollback) {
      return false;
    }
    if (!block) {
      // What failed before, such as a statement that could not be prepared, is over.
      failed = false;
    }
    boolean fresh = current == null;
    Transaction transaction = current();
    if (!fresh && transaction.isolation() == Isolation.READ_COMMITTED) {
      transaction.refreshSnapshot();
    }
    statementMark = transaction.savepoint();
    statementCatalog = edited;
    statementDeferred = deferredCount();
    return fresh;
  }

  /// True when a foreign key's checks wait for COMMIT.
  boolean deferred(ForeignKey key) {
    return key.timing().deferrable()
        && deferral.getOrDefault(
            key.oid(), allDeferred == null ? key.timing() == DEFERRED : allDeferred);
  }

  /// Runs a check of a foreign key now, or at COMMIT when the key is deferred.
  void check(Session session, ForeignKey key, Runnable check) {
    if (deferred(key)) {
      deferredChecks(session).add(check);
    } else {
      check.run();
    }
  }

  /// The checks that wait for COMMIT.
  ReferenceQueue deferredChecks(Session session) {
    ReferenceQueue checks = deferredChecks;
    if (checks == null) {
      checks = new ReferenceQueue(session);
      deferredChecks = checks;
    }
    return checks;
  }

  /// SET CONSTRAINTS; those that become immediate are checked now.
  ///
  /// @param keys null for all
  void setDeferred(@Nullable List<Integer> keys, boolean value) {
    if (keys == null) {
      allDeferred = value;
      deferral.clear();
    } else {
      keys.forEach(key -> deferral.put(key, value));
    }
    if (!value) {
      checkDeferred();
    }
  }

  private int deferredCount() {
    ReferenceQueue checks = deferredChecks;
    return checks == null ? 0 : checks.size();
  }

  /// Drops the checks of what was undone.
  private void forgetDeferred(int keep) {
    ReferenceQueue checks = deferredChecks;
    if (checks != null) {
      checks.cut(keep);
    }
  }

  private void checkDeferred() {
    ReferenceQueue checks = deferredChecks;
    if (checks != null) {
      checks.run();
    }
  }

  /// True when the statement may run again after a conflict: it is the whole of an implicit
  /// transaction, or each statement has a snapshot of its own.
  boolean mayRetry(boolean fresh) {
    Transaction transaction = current;
    return transaction != null
        && !failed
        && ((fresh && !block) || transaction.isolation() == Isolation.READ_COMMITTED);
  }

  /// Takes back what the current statement wrote.
  void undoStatement(boolean whole) {
    Transaction transaction = current;
    if (transaction == null) {
      return;
    }
    if (whole && !block) {
      discard();
    } else {
      transaction.rollbackTo(statementMark);
      edited = statementCatalog;
      forgetDeferred(statementDeferred);
    }
  }

  void begin(Control.Modes modes, Session session) {
    if (block) {
      session.notice(
          new Notice(
              "WARNING",
              SqlState.ACTIVE_SQL_TRANSACTION,
              "there is already a transaction in progress"));
      return;
    }
    block = true;
    failed = false;
    Transaction open = current;
    if (open == null || !open.hasWrites()) {
      if (open != null) {
        open.close();
        current = null;
      }
      takeDefault("transaction_isolation");
      takeDefault("transaction_read_only");
      setModes(modes);
    }
  }

  /// A block begins with what the session has set for transactions to come.
  private void takeDefault(String name) {
    String value = settings.get("default_" + name);
    if (!value.equals(settings.get(name))) {
      settings.set(name, List.of(value), true);
    }
  }

  /// BEGIN's modes and SET TRANSACTION; they count until the first statement.
  void setModes(Control.Modes modes) {
    Transaction open = current;
    if (open != null && modes.isolation() != null && open.hasWrites()) {
      throw SqlState.ACTIVE_SQL_TRANSACTION.error(
          "SET TRANSACTION ISOLATION LEVEL must be called before any query");
    }
    if (modes.isolation() != null) {
      settings.set("transaction_isolation", List.of(nameOf(modes.isolation())), true);
    }
    if (modes.readOnly() != null) {
      settings.set("transaction_read_only", List.of(modes.readOnly() ? "on" : "off"), true);
    }
    if (open != null) {
      open.close();
      current = null;
    }
  }

  /// COMMIT. Returns false when the block had failed, so that it was rolled back instead.
  boolean commit(Session session) {
    if (!block) {
      session.notice(
          new Notice(
              "WARNING",
              SqlState.NO_ACTIVE_SQL_TRANSACTION,
              "there is no transaction in progress"));
      return true;
    }
    if (failed) {
      rollback(session);
      return false;
    }
    commitNow();
    return true;
  }

  void rollback(Session session) {
    if (!block && current == null) {
      failed = false;
      session.notice(
          new Notice(
              "WARNING",
              SqlState.NO_ACTIVE_SQL_TRANSACTION,
              "there is no transaction in progress"));
      return;
    }
    discard();
    block = false;
    failed = false;
  }

  void endImplicit() {
    if (block) {
      return;
    }
    if (failed) {
      discard();
      failed = false;
    } else if (current != null) {
      commitNow();
    }
  }

  void fail() {
    failed = true;
    if (!block) {
      discard();
    }
  }

  void savepoint(String name) {
    requireBlock("SAVEPOINT");
    savepoints.push(new Mark(name, current().savepoint(), edited, deferredCount()));
  }

  void release(String name) {
    requireBlock("RELEASE SAVEPOINT");
    find(name);
    while (!savepoints.pop().name().equals(name)) {
      // Later savepoints go with it.
    }
  }

  void rollbackTo(String name) {
    requireBlock("ROLLBACK TO SAVEPOINT");
    Mark mark = find(name);
    while (savepoints.peek() != mark) {
      savepoints.pop();
    }
    current().rollbackTo(mark.position());
    edited = mark.catalog();
    forgetDeferred(mark.deferredChecks());
    failed = false;
  }

  /// 25006 in a read-only transaction.
  void requireWritable(String command) {
    if (current().readOnly()) {
      throw SqlState.READ_ONLY_SQL_TRANSACTION.error(
          "cannot execute %s in a read-only transaction", command);
    }
  }

  void requireBlock(String command) {
    if (!block) {
      throw SqlState.NO_ACTIVE_SQL_TRANSACTION.error(
          "%s can only be used in transaction blocks", command);
    }
  }

  @Override
  public void close() {
    discard();
  }

  private Mark find(String name) {
    for (Mark mark : savepoints) {
      if (mark.name().equals(name)) {
        return mark;
      }
    }
    throw SqlState.INVALID_SAVEPOINT_SPECIFICATION.error("savepoint \"%s\" does not exist", name);
  }

  private Transaction open() {
    Settings.Frequent defaults = settings.frequent();
    String level = block ? settings.get("transaction_isolation") : defaults.isolation();
    isolation =
        switch (level) {
          case "read committed", "read uncommitted" -> Isolation.READ_COMMITTED;
          case "serializable" -> Isolation.SERIALIZABLE;
          default -> Isolation.REPEATABLE_READ;
        };
    boolean readOnly = block ? settings.isOn("transaction_read_only") : defaults.readOnly();
    Transaction transaction = database.storage().transactions().begin(isolation, readOnly);
    transaction.setWaitPolicy(lockPolicy);
    current = transaction;
    startMicros = block ? database.clock().micros() : 0;
    return transaction;
  }

  private void commitNow() {
    Transaction transaction = current;
    block = false;
    if (transaction == null) {
      finished(true);
      return;
    }
    boolean committed = false;
    try {
      if (deferredCount() > 0) {
        // A commit is not tried twice.
        transaction.setWaitPolicy(WaitPolicy.WAIT);
        checkDeferred();
      }
      CatalogState own = edited;
      if (own != null) {
        transaction.attach(database.catalog().change(own, editedFrom));
      }
      transaction.commit();
      committed = true;
    } finally {
      current = null;
      transaction.close();
      settleStores(committed);
      finished(committed);
    }
  }

  private void discard() {
    Transaction transaction = current;
    current = null;
    if (transaction != null) {
      transaction.rollback();
      transaction.close();
    }
    settleStores(false);
    finished(false);
  }

  /// Removes what the catalog does not name now: dropped by this transaction, or made by it and
  /// taken back.
  private void settleStores(boolean committed) {
    database.dropUnknown(created);
    if (committed) {
      database.dropUnknown(dropped);
      createdIndexes.forEach(database::indexCommitted);
    }
    createdIndexes.clear();
  }

  private void finished(boolean committed) {
    edited = null;
    deferredChecks = null;
    allDeferred = null;
    deferral.clear();
    statementCatalog = null;
    created.clear();
    dropped.clear();
    savepoints.clear();
    settings.endTransaction(committed);
  }

  private static String nameOf(Control.Isolation isolation) {
    return switch (isolation) {
      case READ_UNCOMMITTED -> "read uncommitted";
      case READ_COMMITTED -> "read committed";
      case REPEATABLE_READ -> "repeatable read";
      case SERIALIZABLE -> "serializable";
    };
  }
}
