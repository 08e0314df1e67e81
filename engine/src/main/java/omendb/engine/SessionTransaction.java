package omendb.engine;

import java.util.function.Consumer;
import omendb.core.SqlState;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import omendb.mvcc.WaitPolicy;
import omendb.planner.ast.Control;
import omendb.planner.ast.Statement;
import org.jspecify.annotations.Nullable;

/// The transaction of one session: implicit or a block, with its savepoints and the catalog as it
/// sees it. Definitions change in a private copy of the catalog that commits with the rows.
final class SessionTransaction implements AutoCloseable {
  /// The most writes of a transaction whose end is short.
  private static final int SIMPLE_WRITES_MAX = 1000;

  private final Database database;
  private final Settings settings;
  private final Savepoints savepoints = new Savepoints();
  private final StoreChanges stores;
  private final OpenTransaction open;
  private boolean block;
  private boolean failed;
  // 0 while nobody has asked when an implicit transaction began.
  private long startMicros;
  private WaitPolicy lockPolicy = WaitPolicy.WAIT;
  private @Nullable CatalogState edited;
  private @Nullable CatalogState editedFrom;
  private int statementMark;
  private final Deferral deferral = new Deferral();
  private int statementDeferred;
  private int readMark;
  private @Nullable CatalogState statementCatalog;
  private final Runnable waitCheck;
  // True when a statement has looked at data, so that the snapshot is taken.
  private boolean touched;
  // True when the running statement has opened an implicit transaction.
  private boolean alone;
  // True between two runs of a statement that has an implicit transaction for itself.
  private boolean recovering;
  private final TimeLimit timeLimit;
  // True when the transaction has remembered all that it has read by key.
  private boolean remembered;

  /// @param waitCheck throws when the statement that waits for a lock is to end
  SessionTransaction(Database database, Settings settings, Runnable waitCheck) {
    this.database = database;
    this.settings = settings;
    this.waitCheck = waitCheck;
    this.stores = new StoreChanges(database);
    this.timeLimit = new TimeLimit(database.clock());
    this.open = new OpenTransaction(database.storage().transactions());
  }

  TransactionState state() {
    if (!block) {
      return TransactionState.IDLE;
    }
    return failed ? TransactionState.FAILED : TransactionState.ACTIVE;
  }

  /// True when the transaction's end needs nothing that takes time but to bring its rows to the
  /// log, if it has any.
  boolean endsSimply() {
    Transaction transaction = open.get();
    return edited == null
        && stores.isEmpty()
        && !deferral.waits()
        && (transaction == null || transaction.savepoint() <= SIMPLE_WRITES_MAX);
  }

  /// True when there are rows to commit.
  boolean hasWrites() {
    Transaction transaction = open.get();
    return transaction != null && !failed && transaction.hasWrites();
  }

  /// Begins to commit, for a transaction that has writes and [#endsSimply]; its end, which must be
  /// what comes next, waits no longer once `done` was run.
  void submit(Runnable done) {
    Transaction transaction = current();
    prepareCommit(transaction);
    transaction.submit(done);
  }

  /// True when the commit is under way or through.
  boolean submitted() {
    Transaction transaction = open.get();
    return transaction != null && transaction.submitted();
  }

  /// The open transaction; there is one from [#beginStatement] on.
  Transaction current() {
    Transaction transaction = currentForResult();
    open.show();
    return transaction;
  }

  /// As [#current] for a caller that forgets it when its result is closed ([Transaction#opened]).
  Transaction currentForResult() {
    Transaction transaction = open.get();
    return transaction == null ? open() : transaction;
  }

  /// Whether the statements that follow may sleep on row locks.
  void mayWait(boolean allowed) {
    lockPolicy = allowed ? WaitPolicy.WAIT : WaitPolicy.ABORT_TO_RETRY;
    Transaction transaction = open.get();
    if (transaction != null) {
      transaction.setWaitPolicy(lockPolicy);
    }
  }

  boolean mayWait() {
    return lockPolicy == WaitPolicy.WAIT;
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
      editedFrom = base;
    }
    CatalogState next = base.next();
    change.accept(next);
    Ownership.claim(base, next, settings.frequent().user());
    edited = next;
  }

  /// When the open transaction began, µs since 1970-01-01 UTC; `otherwise` when none is open, as
  /// while a statement is planned, which must not hold a snapshot. An implicit transaction began
  /// with its statement.
  long startMicros(long otherwise) {
    if (!open.isOpen()) {
      return otherwise;
    }
    if (startMicros == 0) {
      startMicros = otherwise;
    }
    return startMicros;
  }

  /// The tables and indexes that this transaction has made and dropped.
  StoreChanges stores() {
    return stores;
  }

  /// Prepares for a statement: opens a transaction when none is open, takes a new snapshot where
  /// the isolation level wants one or where nothing has been read yet. Returns true when the
  /// statement is the first of its transaction that looks at data.
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
    boolean opened = !open.isOpen() || recovering;
    recovering = false;
    Transaction transaction = currentForResult();
    transaction.wake(touched && transaction.isolation() != Isolation.READ_COMMITTED);
    transaction.setLockTimeoutMillis(settings.timeouts().lock());
    timeLimit.set(settings.timeouts().transaction());
    boolean first = false;
    if (Dispatcher.looksAtData(statement)) {
      first = !touched;
      touched = true;
      if (first && !opened) {
        transaction.advance(0);
      } else if (!first) {
        transaction.refreshSnapshot();
      }
      if (first && block) {
        transaction.rememberReads();
        remembered = true;
      }
    }
    alone = opened && !block;
    statementMark = transaction.savepoint();
    readMark = first ? 0 : remembered ? transaction.readMark() : Integer.MAX_VALUE;
    statementCatalog = edited;
    statementDeferred = deferral.size();
    return first;
  }

  TimeLimit timeLimit() {
    return timeLimit;
  }

  /// Throws when the open transaction has lasted too long (25P04), or its snapshot (72000).
  void checkAge() {
    timeLimit.check();
    Transaction transaction = open.get();
    if (transaction != null) {
      transaction.checkSnapshot();
    }
  }

  /// True when the running statement is all that the implicit transaction holds so far.
  boolean holdsOneStatement() {
    return alone;
  }

  /// Takes back what the running statement did, as if it had not been tried.
  void undo(boolean first) {
    Transaction transaction = open.get();
    if (alone) {
      discard();
    } else if (transaction != null) {
      transaction.rollbackTo(statementMark);
      transaction.forgetReads(readMark);
      deferral.forget(statementDeferred);
      edited = statementCatalog;
      touched = !first;
    }
  }

  /// Prepares for another run of a statement that a conflict has ended before anybody saw anything
  /// of it: takes back what it wrote and moves the snapshot on. False when the transaction has
  /// already read what has changed since, so that the error is the client's.
  boolean recover(SqlState conflict, boolean first) {
    Transaction transaction = open.get();
    boolean retryable =
        conflict == SqlState.SERIALIZATION_FAILURE || conflict == SqlState.DEADLOCK_DETECTED;
    if (transaction == null || failed || !retryable) {
      // Without a transaction: its commit has failed.
      return alone && !failed && retryable;
    }
    if (conflict == SqlState.SERIALIZATION_FAILURE) {
      // The row locks stay, so that the next run gets further than this one.
      transaction.rollbackTo(statementMark);
      edited = statementCatalog;
      deferral.forget(statementDeferred);
      touched = !first;
      boolean moved = transaction.advance(readMark);
      recovering = moved && alone;
      return moved;
    }
    if (!first || statementMark > 0) {
      return false;
    }
    // The others need our locks; the transaction has nothing else to lose.
    transaction.rollback();
    open.drop();
    touched = false;
    edited = null;
    stores.settle(false);
    return true;
  }

  Deferral deferral() {
    return deferral;
  }

  void begin(Control.Modes modes, Session session) {
    if (block) {
      warn(session, SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress");
      return;
    }
    block = true;
    failed = false;
    if (!open.isOpen() || !touched) {
      open.abandon();
      TransactionModes.takeDefaults(settings);
      setModes(modes);
    }
  }

  /// SET TRANSACTION, which counts for the open block only.
  void setModes(Control.Modes modes, Session session) {
    if (!block) {
      warn(
          session,
          SqlState.NO_ACTIVE_SQL_TRANSACTION,
          "SET TRANSACTION can only be used in transaction blocks");
      return;
    }
    setModes(modes);
  }

  private void setModes(Control.Modes modes) {
    TransactionModes.set(settings, modes, touched);
    if (!touched) {
      open.abandon();
    }
  }

  /// COMMIT. Returns false when the block had failed, so that it was rolled back instead.
  boolean commit(boolean chain, Session session) {
    if (!block) {
      if (chain) {
        requireBlock("COMMIT AND CHAIN");
      }
      warn(session, SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
      return true;
    }
    if (failed) {
      rollback(chain, session);
      return false;
    }
    Control.Modes modes = TransactionModes.of(settings);
    commitNow();
    if (chain) {
      begin(modes, session);
    }
    return true;
  }

  void rollback(boolean chain, Session session) {
    if (chain) {
      requireBlock("ROLLBACK AND CHAIN");
    }
    if (!block && !open.isOpen()) {
      failed = false;
      warn(session, SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
      return;
    }
    Control.Modes modes = TransactionModes.of(settings);
    discard();
    block = false;
    failed = false;
    if (chain) {
      begin(modes, session);
    }
  }

  private static void warn(Session session, SqlState state, String message) {
    session.notice(new Notice("WARNING", state, message));
  }

  void endImplicit() {
    if (block) {
      Transaction transaction = open.get();
      if (transaction != null) {
        transaction.rest();
      }
      return;
    }
    if (failed) {
      discard();
      failed = false;
    } else if (open.isOpen()) {
      commitNow();
    }
  }

  /// Notes that a statement has failed. Without a savepoint to return to nothing can be kept: row
  /// locks are given back at once, the rest at the block's end.
  void fail() {
    Transaction transaction = open.get();
    if (!block) {
      failed = true;
      discard();
    } else if (!failed) {
      failed = true;
      if (transaction != null && savepoints.isEmpty()) {
        transaction.giveUp();
      }
    }
  }

  void savepoint(String name) {
    requireBlock("SAVEPOINT");
    int locks = database.storage().transactions().lockMark(current());
    savepoints.add(
        new Savepoints.Mark(name, current().savepoint(), locks, edited, deferral.size()));
  }

  void release(String name) {
    requireBlock("RELEASE SAVEPOINT");
    savepoints.release(name);
  }

  void rollbackTo(String name) {
    requireBlock("ROLLBACK TO SAVEPOINT");
    Savepoints.Mark mark = savepoints.returnTo(name);
    current().rollbackTo(mark.position());
    database.storage().transactions().releaseLocks(current(), mark.locks());
    edited = mark.catalog();
    deferral.forget(mark.deferredChecks());
    failed = false;
  }

  /// 25006 in a read-only transaction.
  void requireWritable(String command) {
    if (current().readOnly() || settings.isOn("transaction_read_only")) {
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
    open.close();
  }

  void atEnd(OpenTransaction.Ending ending) {
    open.atEnd(ending);
  }

  private Transaction open() {
    Settings.Frequent defaults = settings.frequent();
    Isolation isolation =
        TransactionModes.isolation(
            block ? settings.get("transaction_isolation") : defaults.isolation());
    boolean readOnly = block ? settings.isOn("transaction_read_only") : defaults.readOnly();
    Transaction transaction = open.begin(isolation, readOnly);
    transaction.setWaitPolicy(lockPolicy);
    transaction.setWaitCheck(waitCheck);
    touched = false;
    remembered = false;
    startMicros = block ? database.clock().micros() : 0;
    timeLimit.begin(block || settings.timeouts().transaction() != 0);
    return transaction;
  }

  private void commitNow() {
    Transaction transaction = open.get();
    block = false;
    if (transaction == null) {
      finished(true);
      return;
    }
    boolean committed = false;
    try {
      if (!transaction.submitted()) {
        prepareCommit(transaction);
      }
      transaction.commit();
      committed = true;
    } finally {
      database.catalog().endChange();
      transaction.close();
      if (committed) {
        open.ended();
      } else {
        open.drop();
      }
      stores.settle(committed);
      finished(committed);
    }
  }

  private void prepareCommit(Transaction transaction) {
    if (deferral.waits()) {
      // A commit is not tried twice.
      transaction.setWaitPolicy(WaitPolicy.WAIT);
      transaction.wake(false);
      deferral.settle();
    }
    CatalogState own = edited;
    if (own != null && editedFrom != null) {
      String temporary = settings.temporaryName();
      transaction.attach(database.catalog().change(own, editedFrom, temporary, stores::committed));
    }
    if (transaction.hasWrites()) {
      transaction.setSynchronousCommit(!settings.get("synchronous_commit").equals("off"));
    }
  }

  private void discard() {
    open.abandon();
    stores.settle(false);
    finished(false);
  }

  private void finished(boolean committed) {
    timeLimit.end();
    touched = false;
    edited = null;
    deferral.clear();
    statementCatalog = null;
    savepoints.clear();
    settings.endTransaction(committed);
  }
}
