package omendb.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import omendb.core.ColumnType;
import omendb.core.KeyRange;
import omendb.core.RowBuffer;
import omendb.core.SqlState;
import omendb.core.ZoneFilter;
import omendb.core.text.TextStyle;
import omendb.engine.catalog.SystemCatalog;
import omendb.engine.definition.SequenceDefinition;
import omendb.engine.exec.ExecutionContext;
import omendb.engine.exec.MorselSource;
import omendb.engine.exec.PlanProfile;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.spill.SpillScope;
import omendb.engine.exec.spill.SpillSpace;
import omendb.mvcc.LockMode;
import omendb.mvcc.WaitPolicy;
import omendb.planner.CatalogView.Relation;
import omendb.planner.function.EvalContext;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.storage.TableScan;
import org.jspecify.annotations.Nullable;

/// What the running statement may ask of its session: parameters, time, settings, rows, memory.
/// Workers read it concurrently; only the session's thread moves it to the next statement.
final class StatementContext implements ExecutionContext, EvalContext {
  private static final long SLEEP_SLICE_MICROS = 50_000;

  /// The statement's time has not been asked for.
  private static final long UNKNOWN = -1;

  private final Session session;
  private final MemoryBudget memory;
  private final SessionFunctions functions;

  // Written before the statement's workers start, who only read them.
  private @Nullable Object[] parameters = new Object[0];
  private String sql = "";
  private long statementMicros;
  private long deadlineNanos = Long.MAX_VALUE;

  private @Nullable RowBuffer scratch;
  private @Nullable SpillScope spill;
  private @Nullable PlanProfile profile;
  private final Map<Integer, List<List<Expr>>> returned = new HashMap<>();

  StatementContext(Session session) {
    this.session = session;
    this.memory = new MemoryBudget(session.database().options().queryBytesMax());
    this.functions = new SessionFunctions(session);
  }

  void beginStatement(String newSql, @Nullable Object[] newParameters) {
    beginShort(newSql);
    setParameters(newParameters);
    statementMicros = clockMicros();
  }

  /// As [#beginStatement] for a statement without workers that will hardly ask for the time, whose
  /// clock is read when it does, and that sets its parameters itself if it evaluates anything.
  void beginShort(String newSql) {
    // Stores of references into old objects are dear, and this one is most often in vain.
    if (sql != newSql) {
      sql = newSql;
    }
    statementMicros = UNKNOWN;
    if (spill != null) {
      spill = null;
    }
    long timeout = session.settings().timeouts().statement();
    deadlineNanos =
        timeout == 0
            ? Long.MAX_VALUE
            : session.database().clock().nanos() + TimeUnit.MILLISECONDS.toNanos(timeout);
  }

  void setParameters(@Nullable Object[] newParameters) {
    if (parameters != newParameters) {
      parameters = newParameters;
    }
  }

  String sql() {
    return sql;
  }

  /// A buffer for rows put together from columns; the session's thread only.
  RowBuffer scratch() {
    RowBuffer buffer = scratch;
    if (buffer == null) {
      buffer = new RowBuffer();
      scratch = buffer;
    }
    return buffer;
  }

  void close() {
    scratch = null;
  }

  /// Gives what a changing statement of WITH has returned to the plans after it.
  void returned(int id, List<ColumnType> types, List<@Nullable Object[]> rows) {
    List<List<Expr>> literals = new ArrayList<>(rows.size());
    for (@Nullable Object[] row : rows) {
      List<Expr> values = new ArrayList<>(row.length);
      for (int i = 0; i < row.length; i++) {
        values.add(new Expr.Literal(row[i], types.get(i)));
      }
      literals.add(values);
    }
    returned.put(id, literals);
  }

  void forgetReturned() {
    returned.clear();
  }

  // ExecutionContext

  @Override
  public @Nullable List<List<Expr>> returned(int id) {
    return returned.get(id);
  }

  @Override
  public MorselSource scan(
      int tableOid, List<Integer> columns, List<ZoneFilter> zones, @Nullable KeyRange keys) {
    if (tableOid < CatalogState.FIRST_USER_OID) {
      return systemScan(tableOid, columns);
    }
    SequenceDefinition sequence = session.transaction().catalog().sequences().get(tableOid);
    if (sequence != null) {
      return SequenceRow.scan(session.database().sequences().of(sequence), columns);
    }
    TableScan scan =
        session.database().table(tableOid).scan(session.transaction().current(), zones, keys);
    return new StoredRows(scan, columns);
  }

  /// The wanted columns of a catalog relation's rows as they are now.
  private MorselSource systemScan(int oid, List<Integer> columns) {
    SystemCatalog system = session.database().systemCatalog();
    List<@Nullable Object[]> wanted = new ArrayList<>();
    for (@Nullable Object[] row : system.rows(oid, new SessionView(session))) {
      @Nullable Object[] part = new @Nullable Object[columns.size()];
      for (int i = 0; i < part.length; i++) {
        part[i] = row[columns.get(i)];
      }
      wanted.add(part);
    }
    Relation relation = Objects.requireNonNull(system.relation(oid));
    List<ColumnType> types =
        columns.stream().map(column -> relation.columns().get(column).type()).toList();
    return BoxedRows.source(types, wanted, -1);
  }

  @Override
  public MorselSource lookup(Plan.Lookup lookup, @Nullable Object[] key) {
    int stored = session.database().table(lookup.tableOid()).layout().columnCount();
    List<@Nullable Object[]> rows = new RowPath(session).rows(lookup, key);
    return BoxedRows.source(lookup.types(), rows, lookup.columns().indexOf(stored));
  }

  @Override
  public MorselSource indexScan(Plan.IndexScan scan, KeyBoundValues bounds) {
    Plan.Scan table = scan.table();
    int stored = session.database().table(table.tableOid()).layout().columnCount();
    List<@Nullable Object[]> rows = new IndexPath(session, scan).rows(bounds);
    return BoxedRows.source(table.types(), rows, table.columns().indexOf(stored));
  }

  @Override
  public boolean indexCovers(int index) {
    return session.database().indexCovers(index, session.transaction().current().snapshot());
  }

  @Override
  public boolean lock(Plan.RowLock lock, byte[] key) {
    checkCancelled();
    LockMode mode =
        switch (lock.strength()) {
          case KEY_SHARE -> LockMode.KEY_SHARE;
          case SHARE -> LockMode.SHARE;
          case NO_KEY_UPDATE -> LockMode.NO_KEY_UPDATE;
          case UPDATE -> LockMode.UPDATE;
        };
    WaitPolicy wait =
        switch (lock.onLocked()) {
          case WAIT -> WaitPolicy.WAIT;
          case SKIP_LOCKED -> WaitPolicy.SKIP_LOCKED;
          case NOWAIT -> WaitPolicy.NOWAIT;
        };
    return session
        .database()
        .table(lock.tableOid())
        .lock(session.transaction().current(), key, mode, wait);
  }

  @Override
  public int columnCount(int tableOid) {
    Relation system = session.database().systemCatalog().relation(tableOid);
    if (session.transaction().catalog().sequences().get(tableOid) != null) {
      return SequenceRow.COLUMNS.size();
    }
    return system != null
        ? system.columns().size()
        : session.database().table(tableOid).layout().columnCount();
  }

  @Override
  public @Nullable KeyRange keyRange(int tableOid, KeyBoundValues bounds) {
    return tableOid < CatalogState.FIRST_USER_OID
            || session.transaction().catalog().sequences().get(tableOid) != null
        ? null
        : KeyRanges.of(session.database().table(tableOid).schema(), bounds);
  }

  @Override
  public @Nullable Object[] parameters() {
    return parameters;
  }

  @Override
  public EvalContext evalContext() {
    return this;
  }

  /// Asked for by the session's thread, at the beginning of a query.
  @Override
  public SpillScope spill() {
    SpillScope known = spill;
    if (known == null) {
      Settings settings = session.settings();
      long most = Math.min(settings.bytes("work_mem"), memory.limitBytes() / 2);
      SpillSpace space = session.database().spillSpace();
      known = new SpillScope(space, most, settings.bytes("temp_file_limit"));
      spill = known;
    }
    return known;
  }

  @Override
  public @Nullable PlanProfile profile() {
    return profile;
  }

  /// Counts the rows of what runs from now on; null to end it.
  void profile(@Nullable PlanProfile newProfile) {
    profile = newProfile;
  }

  @Override
  public MemoryBudget memory() {
    return memory;
  }

  @Override
  public int threads() {
    String asked = session.settings().get("query_threads");
    int own = asked.matches("\\d{1,3}") ? Integer.parseInt(asked) : 0;
    int all = session.database().options().threads();
    return own == 0 ? all : Math.min(own, all);
  }

  @Override
  public void checkCancelled() {
    if (session.cancelRequested()) {
      throw SqlState.QUERY_CANCELED.error("canceling statement due to user request");
    }
    if (deadlineNanos != Long.MAX_VALUE && session.database().clock().nanos() > deadlineNanos) {
      throw SqlState.QUERY_CANCELED.error("canceling statement due to statement timeout");
    }
    session.transaction().checkAge();
  }

  // EvalContext

  @Override
  public long statementMicros() {
    if (statementMicros == UNKNOWN) {
      statementMicros = clockMicros();
    }
    return statementMicros;
  }

  @Override
  public long transactionMicros() {
    return session.transaction().startMicros(statementMicros());
  }

  @Override
  public long clockMicros() {
    return session.database().clock().micros();
  }

  @Override
  public TextStyle style() {
    return session.settings().style();
  }

  @Override
  public @Nullable String setting(String name) {
    return switch (name) {
      case "current_user" -> session.dispatcher().roles.user();
      case "session_user" -> session.dispatcher().roles.sessionUser();
      case "current_database" -> session.databaseName();
      case "version" -> Version.text();
      default -> session.settings().find(name);
    };
  }

  @Override
  public String set(String name, String value, boolean local) {
    session.settings().set(name, List.of(value), local);
    return session.settings().get(name);
  }

  @Override
  public void sleep(long micros) {
    long end = clockMicros() + micros;
    for (long left = micros; left > 0; left = end - clockMicros()) {
      checkCancelled();
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(Math.min(left, SLEEP_SLICE_MICROS)));
    }
  }

  /// Lets others go first: a random time up to the given one.
  void pause(long micros) {
    sleep(ThreadLocalRandom.current().nextLong(micros));
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public @Nullable Object catalog(String id, @Nullable Object[] arguments) {
    return functions.call(id, arguments);
  }
}
