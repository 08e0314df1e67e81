package omendb.engine;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.catalog.SystemCatalog;
import omendb.engine.exec.QueryExecutor;
import omendb.engine.exec.spill.SpillSpace;
import omendb.planner.PlannedStatement;
import omendb.planner.QueryPlanner;
import omendb.storage.Storage;
import omendb.storage.StorageStatistics;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// A data folder in service: storage, catalog, planner and executor, and the sessions over them.
/// Thread-safe.
public final class Database implements AutoCloseable {
  private final Storage storage;
  private final Catalog catalog;
  private final Sequences sequences;
  private final SystemCatalog systemCatalog;
  private final CheckExpressions checks = new CheckExpressions();
  private final IndexExpressions indexes = new IndexExpressions();

  /// Indexes of which a running snapshot may be older than their commit, or which have none yet.
  private final Map<Integer, Long> youngIndexes = new ConcurrentHashMap<>();

  private final QueryPlanner planner;
  private final QueryExecutor executor;
  private final PlanCache plans;
  private final LiteralPlans literalPlans;
  private final DatabaseOptions options;
  private final SpillSpace spillSpace;
  private final AdvisoryLocks advisoryLocks = new AdvisoryLocks();
  private final ChannelListeners channelListeners = new ChannelListeners();
  private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger nextProcessId = new AtomicInteger(1000);
  private final SecureRandom random = new SecureRandom();
  private final QueryCounters counters = new QueryCounters();
  private final Clock clock = Clock.SYSTEM;
  private final long openedMicros = clock.micros();

  private Database(
      Storage storage, Catalog catalog, QueryExecutor executor, DatabaseOptions options) {
    this.storage = storage;
    this.catalog = catalog;
    this.sequences = Sequences.open(storage, catalog.state());
    this.executor = executor;
    this.options = options;
    this.spillSpace = new SpillSpace(storage.temporaryFolder());
    this.systemCatalog = new SystemCatalog();
    this.planner = new QueryPlanner();
    this.plans = new PlanCache(options.cachedPlansMax());
    this.literalPlans = new LiteralPlans(options.cachedPlansMax());
  }

  /// Opens the folder, which is made when it does not exist, and recovers what was committed.
  public static Database open(Path folder, DatabaseOptions options) {
    Storage storage = Storage.open(folder, options.storage());
    try {
      Catalog catalog = Catalog.open(storage);
      for (TableStore table : storage.tables()) {
        // A table whose definition did not commit.
        if (!catalog.state().stores(table.schema().oid())) {
          storage.dropTable(table.schema().oid());
        }
      }
      return new Database(storage, catalog, new QueryExecutor(options.threads()), options);
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  /// A new session of an authenticated client.
  public Session connect(ConnectionRequest request) {
    if (!request.database().equals(Version.DEFAULT_NAME)) {
      throw SqlState.INVALID_CATALOG_NAME.error(
          "database \"%s\" does not exist", request.database());
    }
    CatalogState state = catalog.state();
    Role role = state.role(request.user());
    if (role == null) {
      throw SqlState.INVALID_AUTHORIZATION_SPECIFICATION.error(
          "role \"%s\" does not exist", request.user());
    }
    if (!role.login()) {
      throw SqlState.INVALID_AUTHORIZATION_SPECIFICATION.error(
          "role \"%s\" is not permitted to log in", request.user());
    }
    StartSettings.requireRoom(
        role, sessions.values().stream().filter(each -> each.user().equals(role.name())).count());
    if (sessions.size() >= options.sessionsMax()) {
      throw SqlState.TOO_MANY_CONNECTIONS.error("sorry, too many clients already");
    }
    int processId = nextProcessId.incrementAndGet();
    Session session =
        new Session(
            this, processId, random.nextInt(), StartSettings.complete(request, role, state));
    sessions.put(processId, session);
    return session;
  }

  /// The role of this name, for authentication: without its password when that has expired. Null
  /// when there is none.
  public @Nullable Role role(String name) {
    Role role = catalog.state().role(name);
    Long until = role == null ? null : role.validUntil();
    return role != null && until != null && until <= clock.micros() ? role.withoutPassword() : role;
  }

  /// A CancelRequest: cancels the session's statement when the key is right.
  public void cancel(int processId, int secretKey) {
    Session session = sessions.get(processId);
    if (session != null && session.secretKey() == secretKey) {
      session.cancel();
    }
  }

  public Collection<Session> sessions() {
    return List.copyOf(sessions.values());
  }

  /// The newest visible commit number.
  public long lastCommit() {
    return storage.transactions().lastCommit();
  }

  /// Numbers for metrics and views.
  public DatabaseStatistics statistics() {
    StorageStatistics stored = storage.statistics();
    return new DatabaseStatistics(
        DatabaseStatistics.Transactions.of(stored.transactions()),
        stored,
        DatabaseStatistics.HotTier.of(stored.transactions()),
        sessions.size(),
        lookups(),
        counters.columns(),
        plans.size(),
        new DatabaseStatistics.Spills(spillSpace.heldBytes(), spillSpace.writtenBytes()));
  }

  /// Loads and compiles what the first statements need.
  public void warmUp() {
    try (Session session =
        connect(
            new ConnectionRequest(
                Version.DEFAULT_NAME, Version.DEFAULT_NAME, "warm-up", Map.of()))) {
      planner.warmUp(session.context());
      WarmUp.run(session);
    }
  }

  @Override
  public void close() {
    sessions().forEach(Session::cancel);
    executor.close();
    sequences.close();
    storage.close();
  }

  /// Moves all committed rows of a table into segments now.
  ///
  /// @param compressed whether the table's segments are compressed then
  public void migrate(int tableOid, boolean compressed) {
    storage.migrateAll(tableOid);
    if (compressed) {
      storage.compressAll(tableOid);
    }
  }

  Storage storage() {
    return storage;
  }

  Catalog catalog() {
    return catalog;
  }

  Sequences sequences() {
    return sequences;
  }

  SystemCatalog systemCatalog() {
    return systemCatalog;
  }

  SpillSpace spillSpace() {
    return spillSpace;
  }

  QueryExecutor executor() {
    return executor;
  }

  QueryPlanner planner() {
    return planner;
  }

  CheckExpressions checks() {
    return checks;
  }

  IndexExpressions indexes() {
    return indexes;
  }

  QueryCounters counters() {
    return counters;
  }

  /// When the folder was opened, µs since 1970-01-01 UTC.
  long openedMicros() {
    return openedMicros;
  }

  Clock clock() {
    return clock;
  }

  DatabaseOptions options() {
    return options;
  }

  TableStore table(int oid) {
    TableStore table = storage.table(oid);
    if (table == null) {
      throw definitionsChanged();
    }
    return table;
  }

  /// A statement that was planned before another session's definition took its table away: it runs
  /// again with the definitions of now.
  static OmenException definitionsChanged() {
    return SqlState.SERIALIZATION_FAILURE.error(
        "could not serialize access due to a concurrent change of definitions");
  }

  LiteralPlans literalPlans() {
    return literalPlans;
  }

  PlannedStatement planned(Session session, PreparedStatement prepared) {
    return plans.get(this, session, prepared);
  }

  TableStore createTable(TableSchema schema) {
    return storage.createTable(schema.stored());
  }

  /// Removes those of the stored tables and indexes that the published catalog does not know.
  void dropUnknown(List<Integer> oids) {
    if (oids.isEmpty()) {
      return;
    }
    for (int oid : oids) {
      if (!catalog.state().stores(oid)) {
        youngIndexes.remove(oid);
        if (storage.table(oid) != null) {
          storage.dropTable(oid);
        }
      }
    }
  }

  /// Notes an index whose entries nobody can see yet.
  void indexCreated(int oid) {
    youngIndexes.put(oid, Long.MAX_VALUE);
  }

  /// Notes that the index is complete for snapshots from now on.
  void indexCommitted(int oid) {
    youngIndexes.replace(oid, lastCommit());
  }

  /// Notes that a table is complete for snapshots from this commit on.
  void tableCommitted(int oid, long commit) {
    TableStore table = storage.table(oid);
    if (table != null) {
      table.completeFrom(commit);
    }
  }

  /// True when the index has all rows that a snapshot shows.
  boolean indexCovers(int oid, long snapshot) {
    Long from = youngIndexes.get(oid);
    return from == null || from <= snapshot;
  }

  ChannelListeners channelListeners() {
    return channelListeners;
  }

  AdvisoryLocks advisoryLocks() {
    return advisoryLocks;
  }

  void disconnected(Session session) {
    if (sessions.remove(session.processId()) != null) {
      counters.addLookups(session.activity().lookups());
    }
  }

  private long lookups() {
    long count = counters.lookups();
    for (Session session : sessions.values()) {
      count += session.activity().lookups();
    }
    return count;
  }
}
