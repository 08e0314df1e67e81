package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.text.TextStyle;
import omendb.mvcc.WouldBlock;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.Control;
import omendb.planner.ast.Dml;
import omendb.planner.ast.Statement;
import omendb.planner.function.Casts;
import omendb.planner.parse.SqlParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's conversation with the database: its transaction, settings and prepared statements.
/// Both doors do nothing but turn bytes into calls on a session. A session is used by one thread at
/// a time; only [#cancel] may come from another. Statements outside a transaction block run in an
/// implicit transaction, which [#sync] ends: the doors call it at the end of a simple query, at
/// Sync, and after each Flight statement.
public final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /// Runs of a statement before its conflict is the client's. Each run holds more row locks than
  /// the one before, so that this many mean that something else is wrong.
  private static final int ATTEMPTS_MAX = 1000;

  /// Runs after which the next one waits a little.
  private static final int EAGER_ATTEMPTS = 3;

  private static final long PAUSE_MICROS_MAX = 50_000;

  private final Database database;
  private final int processId;
  private final int secretKey;
  private final ConnectionRequest request;
  private final Settings settings;
  private final SessionTransaction transaction;
  private final StatementContext context;
  private final Dispatcher dispatcher;
  private Consumer<Notice> notices = notice -> {};
  private volatile boolean cancelled;

  private final SessionActivity activity;
  private boolean closed;

  Session(Database database, int processId, int secretKey, ConnectionRequest request) {
    this.database = database;
    this.activity = new SessionActivity(database.executor().shortStatements());
    this.processId = processId;
    this.secretKey = secretKey;
    this.request = request;
    this.settings = new Settings(request.settings(), processId);
    this.transaction = new SessionTransaction(database, settings, () -> context().checkCancelled());
    this.context = new StatementContext(this);
    this.dispatcher = new Dispatcher(this);
  }

  // What a door asks about

  public int processId() {
    return processId;
  }

  /// The key that a CancelRequest must name.
  public int secretKey() {
    return secretKey;
  }

  public String user() {
    return request.user();
  }

  public String databaseName() {
    return request.database();
  }

  public String client() {
    return request.client();
  }

  public TransactionState transactionState() {
    return transaction.state();
  }

  /// Settings that ParameterStatus reports, by name.
  public Map<String, String> reportedSettings() {
    return settings.reported();
  }

  /// Called with name and value whenever a reported setting changes.
  public void onReportedSetting(BiConsumer<String, String> listener) {
    settings.onReportedChange(listener);
  }

  public void onNotice(Consumer<Notice> listener) {
    notices = listener;
  }

  /// The channels that the client listens on, and what comes by them.
  public Channels channels() {
    return dispatcher.channels;
  }

  /// The time zone and the styles in which values are written.
  public TextStyle style() {
    return settings.style();
  }

  /// The value of a setting; 42704 when there is none of this name.
  public String setting(String name) {
    return settings.get(name);
  }

  /// SET from a door (session options); empty means DEFAULT.
  public void set(String name, List<String> values) {
    settings.set(name, values, false);
  }

  /// The number of the newest commit that this session's statements may see.
  public long lastCommit() {
    return database.lastCommit();
  }

  /// The commit number that this client's last query has read at; 0 before the first.
  public long lastSnapshot() {
    return activity.lastSnapshot();
  }

  /// Notes what a query of this client has read at, when it ran in a session of its own.
  public void noteSnapshot(long snapshot) {
    activity.noteSnapshot(snapshot);
  }

  /// Takes over another session's settings and what it knows of sequences.
  public void copySettings(Session other) {
    settings.copy(other.settings);
    dispatcher.sequences.share(other.dispatcher.sequences);
  }

  /// The relations that this session sees, those of the catalog included.
  public List<RelationDescription> relations() {
    return guarded(() -> Descriptions.relations(this));
  }

  /// The schemas that this session sees.
  public List<String> schemas() {
    return guarded(() -> Descriptions.schemas(this));
  }

  /// A value converted as an assignment would.
  public Object convert(Object value, ColumnType from, ColumnType to) {
    return from.equals(to) ? value : Casts.cast(value, from, to, false, context);
  }

  /// The text of a value of a result, which for the object identifier types is a name.
  public String text(ColumnType type, Object value) {
    return guarded(() -> Casts.output(value, type, context));
  }

  // Preparing

  /// The statements of a simple query's text, in order; one empty statement when there is none.
  public List<PreparedStatement> parseScript(String sql) {
    PreparedStatement shared = guarded(() -> database.literalPlans().find(this, sql, true));
    if (shared != null) {
      return List.of(shared);
    }
    List<PreparedStatement> statements = new ArrayList<>();
    for (SqlParser.ParsedStatement parsed : guarded(() -> SqlParser.parseScript(sql))) {
      statements.add(new PreparedStatement(this, parsed.statement(), sql, List.of()));
    }
    if (statements.isEmpty()) {
      statements.add(new PreparedStatement(this, null, sql, List.of()));
    }
    return statements;
  }

  /// The statement of a text when it shares its plan with one that came before, else null: a quick
  /// look, without parsing or planning.
  public @Nullable PreparedStatement known(String sql) {
    return guarded(() -> database.literalPlans().find(this, sql, false));
  }

  /// Prepares one statement.
  ///
  /// @param parameterTypes types of the first parameters; UNKNOWN or missing ones are inferred
  public PreparedStatement prepare(String sql, List<ColumnType> parameterTypes) {
    return guarded(() -> {
      PreparedStatement shared =
          parameterTypes.isEmpty() ? database.literalPlans().find(this, sql, true) : null;
      if (shared != null) {
        checkNotFailed(shared.statement());
        return shared;
      }
      List<SqlParser.ParsedStatement> parsed = SqlParser.parseScript(sql);
      if (parsed.size() > 1) {
        throw SqlState.SYNTAX_ERROR.error(
            "cannot insert multiple commands into a prepared statement");
      }
      Statement statement = parsed.isEmpty() ? null : parsed.getFirst().statement();
      checkNotFailed(statement);
      PreparedStatement prepared = new PreparedStatement(this, statement, sql, parameterTypes);
      if (prepared.planned()) {
        prepared.plan();
      }
      return prepared;
    });
  }

  /// Runs a statement. Row changes and utility statements have happened when this returns; a
  /// query's rows are computed as they are pulled.
  ///
  /// @param parameters boxed as [omendb.core.TypeKind] says
  public Result execute(PreparedStatement prepared, @Nullable Object... parameters) {
    return execute(prepared, false, parameters);
  }

  /// As [#execute] for a statement after which the caller ends the implicit transaction: a change
  /// has been committed when this returns, and runs again when its commit meets a conflict.
  public Result executeLast(PreparedStatement prepared, @Nullable Object... parameters) {
    return execute(prepared, true, parameters);
  }

  private Result execute(PreparedStatement prepared, boolean last, @Nullable Object[] given) {
    if (cancelled) {
      cancelled = false;
    }
    activity.begin(prepared.sql());
    Statement statement = prepared.statement();
    if (statement == null || prepared.empty()) {
      return new Result.Empty();
    }
    return guarded(() -> {
      checkNotFailed(statement);
      @Nullable Object[] parameters = prepared.arguments(given);
      if (prepared.planned() && prepared.parameterTypes().size() > parameters.length) {
        throw SqlState.UNDEFINED_PARAMETER.error(
            "there is no parameter $%d", parameters.length + 1);
      }
      if (prepared.pointOfPlan() == null) {
        context.beginStatement(prepared.sql(), parameters);
      } else {
        context.beginShort(prepared.sql());
      }
      return runWithRetries(prepared, statement, parameters, last);
    });
  }

  /// A conflict is ours to resolve while nobody has seen anything that it makes untrue: the whole
  /// of what a transaction has read so far, and nothing of this statement.
  private Result runWithRetries(
      PreparedStatement prepared,
      Statement statement,
      @Nullable Object[] parameters,
      boolean last) {
    for (int attempt = 1; ; attempt++) {
      boolean first = transaction.beginStatement(statement);
      boolean commit = last && statement instanceof Dml && transaction.holdsOneStatement();
      try {
        Result result = dispatcher.run(prepared, statement, parameters);
        if (commit) {
          transaction.endImplicit();
        }
        return result;
      } catch (OmenException e) {
        if (attempt >= ATTEMPTS_MAX || !transaction.recover(e.state(), first)) {
          throw e;
        }
      } catch (WouldBlock e) {
        transaction.undo(first);
        throw e;
      }
      context.checkCancelled();
      if (attempt > EAGER_ATTEMPTS && transaction.mayWait()) {
        context.pause(Math.min(PAUSE_MICROS_MAX, 100L << Math.min(attempt, 20)));
      }
    }
  }

  /// Tells whether the statements that follow may wait for row locks (they do unless told). Those
  /// that may not end with [MustWait], as if they had not been tried; the caller runs them again
  /// where they may.
  public void mayWait(boolean allowed) {
    transaction.mayWait(allowed);
  }

  /// Runs a statement as a part of the one that is running.
  Result executeWithin(PreparedStatement prepared, @Nullable Object... parameters) {
    Statement statement = prepared.statement();
    if (statement == null || prepared.empty()) {
      return new Result.Empty();
    }
    @Nullable Object[] arguments = prepared.arguments(parameters);
    context.beginStatement(prepared.sql(), arguments);
    return dispatcher.run(prepared, statement, arguments);
  }

  /// The time that the client may now let pass, or null when it may take all it wants. For a door
  /// that has told its client that it is ready.
  public @Nullable IdleLimit idleLimit() {
    Settings.Timeouts timeouts = settings.timeouts();
    if (transaction.state() == TransactionState.IDLE) {
      return timeouts.idle() == 0
          ? null
          : new IdleLimit(
              timeouts.idle(),
              SqlState.IDLE_SESSION_TIMEOUT.error(
                  "terminating connection due to idle-session timeout"));
    }
    long left = transaction.timeLimit().millisLeft();
    if (timeouts.idleInBlock() != 0 && timeouts.idleInBlock() <= left) {
      return new IdleLimit(
          timeouts.idleInBlock(),
          SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT.error(
              "terminating connection due to idle-in-transaction timeout"));
    }
    return left == Long.MAX_VALUE ? null : new IdleLimit(left, transaction.timeLimit().over());
  }

  /// Ends the implicit transaction, if there is one: commits it, or rolls it back after an error.
  /// When the commit fails, the transaction is gone and the error is thrown.
  public void sync() {
    activity.end();
    guarded(() -> {
      transaction.endImplicit();
      return null;
    });
  }

  /// True when a commit now would wait for the disk and for nothing else: then [#submit] may go
  /// before COMMIT or [#sync].
  public boolean maySubmit() {
    return transaction.endsSimply() && transaction.hasWrites();
  }

  /// True when COMMIT or [#sync] now has nothing to wait for.
  public boolean endsAtOnce() {
    return transaction.submitted() || transaction.endsSimply() && !transaction.hasWrites();
  }

  /// True when ROLLBACK now has little to undo.
  public boolean rollsBackAtOnce() {
    return transaction.endsSimply();
  }

  /// Begins to commit and returns. `done` is run once, by a thread that it must not keep, when the
  /// outcome is known. The next call must be the COMMIT or [#sync] that this is for; it tells the
  /// outcome. Nothing may be called before, except [#cancel], which changes nothing.
  public void submit(Runnable done) {
    guarded(() -> {
      transaction.submit(done);
      return true;
    });
  }

  /// Marks the current transaction as failed because the door could not go on with a statement.
  public void fail() {
    transaction.fail();
  }

  /// BEGIN from a door that has a call of its own for it.
  public void begin() {
    guarded(() -> {
      transaction.begin(Control.Modes.NONE, this);
      return null;
    });
  }

  public void commit() {
    guarded(() -> {
      transaction.commit(false, this);
      return null;
    });
  }

  public void rollback() {
    transaction.rollback(false, this);
  }

  /// Opens a bulk ingest in the current transaction, implicit or not.
  public TableWriter write(IngestTarget target) {
    return guarded(() -> {
      checkNotFailed(null);
      context.beginStatement("", new Object[0]);
      transaction.beginStatement(null);
      return Ingest.open(this, target);
    });
  }

  /// Asks the running statement to stop (57014); from any thread.
  public void cancel() {
    cancelled = true;
  }

  /// True when this thread may not go on: the statement was cancelled.
  boolean cancelRequested() {
    return cancelled;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dispatcher.temporary.end();
      transaction.close();
      dispatcher.close();
      context.close();
      database.disconnected(this);
    }
  }

  // For the rest of the room

  Database database() {
    return database;
  }

  Settings settings() {
    return settings;
  }

  SessionTransaction transaction() {
    return transaction;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  StatementContext context() {
    return context;
  }

  SessionActivity activity() {
    return activity;
  }

  void notice(Notice notice) {
    notices.accept(notice);
  }

  long catalogVersion() {
    return transaction.catalog().version();
  }

  /// What plans depend on of the session: its user and search path.
  String planScope() {
    return settings.frequent().scope();
  }

  PlannedStatement plan(PreparedStatement prepared) {
    return guarded(() -> database.planned(this, prepared));
  }

  /// Runs and translates: whatever is thrown fails the transaction, and what is not ours becomes
  /// XX000 with a line in the log.
  <T> T guarded(java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (WouldBlock e) {
      throw MustWait.SIGNAL;
    } catch (OmenException e) {
      transaction.fail();
      throw e;
    } catch (StackOverflowError e) {
      transaction.fail();
      throw SqlState.STATEMENT_TOO_COMPLEX
          .error("stack depth limit exceeded")
          .withHint("Split the expression into simpler ones.");
    } catch (RuntimeException | AssertionError e) {
      transaction.fail();
      LOG.error("Internal error in session {}: {}", processId, activity.sql(), e);
      throw SqlState.INTERNAL_ERROR.error("internal error: %s", e).causedBy(e);
    }
  }

  /// 25P02 when the transaction has failed, so that rows under way are not to be read.
  public void requireNotFailed() {
    checkNotFailed(null);
  }

  private void checkNotFailed(@Nullable Statement statement) {
    if (transaction.state() == TransactionState.FAILED
        && !(statement instanceof Control.Rollback)
        && !(statement instanceof Control.RollbackTo)
        && !(statement instanceof Control.Commit)) {
      throw SqlState.IN_FAILED_SQL_TRANSACTION.error(
          "current transaction is aborted, commands ignored until end of transaction block");
    }
  }
}
