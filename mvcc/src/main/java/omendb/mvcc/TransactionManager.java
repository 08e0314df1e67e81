package omendb.mvcc;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import omendb.core.KeyCodec;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// Begins transactions, owns the row stores, and keeps the one order of commits.
///
/// Commit numbers 1, 2, 3 … are the only time. Locks, outermost first: the commit queue, the commit
/// order, the lock table's stripes, a heap's mutex. Readers take none of them.
public final class TransactionManager implements AutoCloseable {
  private static final int COLLECT_ROWS = 1024;

  /// Changed rows after which a commit renews what may be collected.
  private static final int RENEW_ROWS = 64;

  /// What transactions begin with.
  final long lockTimeoutMillis;

  private final MvccOptions options;
  private final Readers readers;
  private final LockTable locks;
  private final CommitHistory history;
  private final CommitPipeline pipeline;
  private final CommitLog log;
  private final ConcurrentHashMap<Integer, RowStore> stores = new ConcurrentHashMap<>();
  private final Set<Transaction> serializable = ConcurrentHashMap.newKeySet();
  private final AtomicInteger serializableStarting = new AtomicInteger();
  private final AtomicLong nextId = new AtomicLong(1);
  private final AtomicLong nativeBytes = new AtomicLong();
  private final HotMemory memory;
  private final SnapshotAges ages;
  private final InstantSource clock;
  private final LongAdder rollbacks = new LongAdder();
  private final LongAdder conflicts = new LongAdder();

  /// Dropped stores and the epoch in which they were dropped; guarded by the commit order.
  private final List<Dropped> dropped = new ArrayList<>();

  /// Rows changed since the bounds of garbage were renewed; guarded by the commit order.
  private long changedRows;

  private record Dropped(RowStore store, long epoch) {}

  /// @param lastCommit the newest commit that the log holds, 0 when there is none
  public TransactionManager(CommitLog log, long lastCommit, MvccOptions options) {
    this(log, lastCommit, options, InstantSource.system());
  }

  public TransactionManager(
      CommitLog log, long lastCommit, MvccOptions options, InstantSource clock) {
    this.log = log;
    this.options = options;
    this.lockTimeoutMillis = options.lockTimeoutMillis();
    this.readers = new Readers(lastCommit);
    this.memory = new HotMemory(options.hotBytesMax());
    this.ages = new SnapshotAges(readers);
    this.clock = clock;
    this.locks = new LockTable(options.lockStripes());
    this.history = new CommitHistory(options.historyChangesMax());
    CommitLog written = PlantedLog.wanted() ? new PlantedLog(log) : log;
    this.pipeline = new CommitPipeline(written, readers, history, clock);
  }

  /// Begins a transaction with a snapshot of all that is committed now.
  public Transaction begin(Isolation isolation, boolean readOnly) {
    return begin(null, isolation, readOnly);
  }

  /// A place for one transaction after another, as a session has them: their beginning and end cost
  /// less there.
  public TransactionSeat seat() {
    return new TransactionSeat(this, readers.keep());
  }

  /// @param kept where to announce the snapshot; null = anywhere
  Transaction begin(Readers.@Nullable Slot kept, Isolation isolation, boolean readOnly) {
    if (isolation != Isolation.SERIALIZABLE || readOnly) {
      return new Transaction(this, enter(kept), isolation, readOnly);
    }
    // The history forgets nothing between the snapshot and the moment when it is known.
    serializableStarting.incrementAndGet();
    try {
      Transaction tx = new Transaction(this, enter(kept), isolation, false);
      serializable.add(tx);
      return tx;
    } finally {
      serializableStarting.decrementAndGet();
    }
  }

  private Readers.Slot enter(Readers.@Nullable Slot kept) {
    if (kept == null) {
      return readers.enter();
    }
    readers.refresh(kept);
    return kept;
  }

  void ended(Transaction tx, Readers.Slot slot, @Nullable WriteSet committed) {
    readers.leave(slot);
    forgetReads(tx);
    if (committed != null && pipeline.order.tryLock()) {
      boolean renew;
      try {
        collect(committed);
        changedRows += committed.size();
        // In proportion to the slots to be looked at.
        renew = changedRows >= Math.max(RENEW_ROWS, readers.slots().length) || memory.pressed();
        changedRows = renew ? 0 : changedRows;
      } finally {
        pipeline.order.unlock();
      }
      if (renew) {
        readers.renew();
      }
    }
  }

  /// The transaction has ended: nothing that changes from now on is of interest to it.
  void forgetReads(Transaction tx) {
    if (tx.readSet() != null) {
      serializable.remove(tx);
    }
  }

  /// Who commits also collects, a little more than it leaves behind, and what was garbage when the
  /// bounds were renewed.
  private void collect(WriteSet writes) {
    long watermark = readers.watermark();
    Set<RowStore> touched = new HashSet<>(4);
    for (int i = 0; i < writes.size(); i++) {
      RowStore store = writes.get(i).store;
      if (store != null && touched.add(store) && !store.dropped()) {
        store.table().collect(watermark, 64 + 2 * writes.size());
      }
    }
    forgetHistory();
    freeDropped();
  }

  /// The newest visible commit.
  public long lastCommit() {
    return readers.lastCommit();
  }

  /// No snapshot in use is older than this commit, which is as new as can be.
  public long watermark() {
    readers.renew();
    return readers.watermark();
  }

  /// A restart has loaded everything up to this commit.
  public void recovered(long lastCommit) {
    exclusively(() -> {
      readers.setLastCommit(lastCommit);
      return true;
    });
  }

  /// Keeps the newest snapshot readable until it is closed: for backups and the like.
  public SnapshotPin pin() {
    return new SnapshotPin(readers);
  }

  /// Runs the action where no commit is between its log record and its visibility. Not to be called
  /// by a thread that waits for others within it.
  public <T extends @Nullable Object> T exclusively(Supplier<T> action) {
    pipeline.order.lock();
    try {
      return action.get();
    } finally {
      pipeline.order.unlock();
    }
  }

  /// An empty store for a table.
  public RowStore createStore(TableSchema schema, ColdLookup cold) {
    KeyCodec keys = KeyCodec.of(schema);
    VersionTable table =
        new VersionTable(keys, cold, readers, options.slabBytes(), nativeBytes, memory);
    RowStore store = new RowStore(this, schema, table, keys);
    if (stores.putIfAbsent(schema.oid(), store) != null) {
      table.close();
      throw SqlState.DUPLICATE_TABLE.error("table %d has a store already", schema.oid());
    }
    return store;
  }

  /// Forgets a table's store; its memory goes when the last reader has passed.
  public void dropStore(int tableOid) {
    exclusively(() -> {
      RowStore store = stores.remove(tableOid);
      if (store != null) {
        store.drop();
        dropped.add(new Dropped(store, readers.closeEpoch()));
      }
      return true;
    });
  }

  public @Nullable RowStore store(int tableOid) {
    return stores.get(tableOid);
  }

  public Collection<RowStore> stores() {
    return stores.values();
  }

  /// Names who frees memory of the row stores. It is to run when [#memoryPressed], and when `wake`
  /// asks it to, and to report by [#lookedForMemory].
  public void migratesBy(Runnable wake) {
    memory.migratesBy(wake);
  }

  /// Nobody frees memory any more, so that nobody is to wait for it.
  public void migratesNoMore() {
    memory.migratesNoMore();
  }

  /// True when the row stores' memory is to be freed until [#memoryRelaxed].
  public boolean memoryPressed() {
    return memory.pressed();
  }

  public boolean memoryRelaxed() {
    return memory.relaxed();
  }

  /// Migration has looked for rows to move, in vain or not: writers may wait for it.
  public void lookedForMemory(boolean freed) {
    memory.looked(freed);
  }

  /// Notes the age of the snapshots in use and cancels those that are too old. For a background
  /// thread.
  public void lookAtSnapshots() {
    ages.look(clock.millis(), options.snapshotMillisMax());
  }

  /// Collects what has become garbage since, a piece at a time; for a background thread, because
  /// commits alone do not come by after the last long reader has gone.
  public void maintain() {
    // What is cut off in the first pass can be reused in the second.
    for (int pass = 0; pass < 2; pass++) {
      readers.renew();
      boolean more = true;
      while (more) {
        more = exclusively(this::collectPiece);
      }
    }
  }

  /// One piece of collection over all stores, under the commit order; `true` when more can be done
  /// at once.
  private boolean collectPiece() {
    long watermark = readers.watermark();
    boolean more = false;
    for (RowStore store : stores.values()) {
      more |= store.table().collect(watermark, COLLECT_ROWS);
    }
    forgetHistory();
    freeDropped();
    return more;
  }

  private void forgetHistory() {
    long oldest = readers.lastCommit();
    if (serializableStarting.get() > 0) {
      return;
    }
    for (Transaction tx : serializable) {
      oldest = Math.min(oldest, tx.snapshot());
    }
    history.forgetUpTo(oldest);
  }

  private void freeDropped() {
    if (!dropped.isEmpty()) {
      long safe = readers.safeEpoch();
      for (Dropped each : dropped) {
        if (each.epoch < safe) {
          each.store.table().close();
        }
      }
      dropped.removeIf(each -> each.epoch < safe);
    }
  }

  void bulkCommitted(RowStore store, long commit) {
    history.addTable(commit, store);
  }

  void countConflict() {
    conflicts.increment();
  }

  void countRollback() {
    rollbacks.increment();
  }

  long nextId() {
    return nextId.getAndIncrement();
  }

  HotMemory memory() {
    return memory;
  }

  MvccOptions options() {
    return options;
  }

  Readers readers() {
    return readers;
  }

  LockTable locks() {
    return locks;
  }

  /// The place up to which [#releaseLocks] gives the transaction's locks back.
  public int lockMark(Transaction transaction) {
    LockTable.Grant newest = transaction.grants;
    return newest == null ? 0 : newest.depth;
  }

  /// Gives back the locks that the transaction has taken since the mark, and the modes that locks
  /// taken before had then. What was written under them must have been undone.
  public void releaseLocks(Transaction transaction, int lockMark) {
    locks.releaseSince(transaction, lockMark);
  }

  CommitPipeline pipeline() {
    return pipeline;
  }

  /// Native bytes held by all stores; 0 after [#close()].
  public long nativeBytes() {
    return nativeBytes.get();
  }

  public MvccStatistics statistics() {
    long rows = 0;
    long dead = 0;
    for (RowStore store : stores.values()) {
      rows += store.rowCount();
      dead += store.table().deadVersionRows();
    }
    return new MvccStatistics(
        readers.lastCommit(),
        readers.oldestSnapshot(),
        readers.active(),
        pipeline.commits.sum(),
        rollbacks.sum(),
        conflicts.sum(),
        locks.deadlocks.sum(),
        locks.waits.sum(),
        pipeline.groups.sum(),
        rows,
        nativeBytes.get(),
        memory.used.get(),
        memory.bytesMax(),
        memory.waits.sum(),
        dead,
        ages.oldestMillis(),
        ages.cancelled());
  }

  /// Frees all memory. No transaction may be running.
  @Override
  public void close() {
    pipeline.close();
    exclusively(() -> {
      for (RowStore store : stores.values()) {
        store.table().close();
      }
      stores.clear();
      for (Dropped each : dropped) {
        each.store.table().close();
      }
      dropped.clear();
      return true;
    });
    log.close();
  }
}
