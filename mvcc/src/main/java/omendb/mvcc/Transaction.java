package omendb.mvcc;

import java.util.Objects;
import java.util.function.Supplier;
import omendb.core.OmenException;
import omendb.core.PlantedBug;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// A transaction: a snapshot, a set of own writes, the row locks that it holds. Used by one thread
/// at a time; scans that it opened may be read by others meanwhile.
///
/// Nothing that it writes is visible to others before [#commit]. After an error the caller undoes
/// its statement ([#rollbackTo]) or everything ([#rollback]).
public final class Transaction extends SnapshotHolder implements AutoCloseable {
  private static final Runnable NO_CHECK = () -> {};

  private final boolean readOnly;
  private @Nullable KeyState state;
  private long id;
  private @Nullable WriteSet writes;
  private boolean doomed;
  private WaitPolicy waitPolicy = WaitPolicy.WAIT;
  private boolean synchronousCommit = true;
  private long lockTimeoutMillis;
  private Runnable waitCheck = NO_CHECK;
  private CommitPipeline.@Nullable Request submitted;

  /// True when nobody knows the ended transaction but its seat.
  private boolean forgotten;

  /// All row locks held; guarded by the lock table.
  LockTable.@Nullable Grant grants;

  /// The lock request on which the transaction sleeps; guarded by the lock table.
  volatile LockTable.@Nullable Waiter waiting;

  Transaction(
      TransactionManager manager, Readers.Slot slot, Isolation isolation, boolean readOnly) {
    super(manager, slot, isolation);
    this.readOnly = readOnly;
    this.lockTimeoutMillis = manager.lockTimeoutMillis;
    this.reads = isolation == Isolation.SERIALIZABLE && !readOnly ? new Reads(true) : null;
  }

  /// Unique since the start of the process.
  public long id() {
    if (id == 0) {
      id = manager.nextId();
    }
    return id;
  }

  /// The transaction sees exactly the versions up to this commit, and its own writes.
  public long snapshot() {
    return PlantedBug.READ_LATEST.on() ? manager.lastCommit() : snapshot;
  }

  public boolean readOnly() {
    return readOnly;
  }

  public boolean ended() {
    return ended;
  }

  public boolean hasWrites() {
    return writes != null && writes.size() > 0;
  }

  /// What writes do about locked rows: [WaitPolicy#WAIT] (the default) or
  /// [WaitPolicy#ABORT_TO_RETRY].
  public void setWaitPolicy(WaitPolicy policy) {
    if (policy != WaitPolicy.WAIT && policy != WaitPolicy.ABORT_TO_RETRY) {
      throw new IllegalArgumentException("writes cannot be under " + policy);
    }
    waitPolicy = policy;
  }

  /// Whether [#commit] returns only when the commit is on disk (the default). Else it returns
  /// before, and a crash within a fraction of a second may lose it, in the order of commits and
  /// each as a whole. Commits with attachments are always flushed.
  public void setSynchronousCommit(boolean on) {
    synchronousCommit = on;
  }

  boolean synchronousCommit() {
    return synchronousCommit;
  }

  WaitPolicy waitPolicy() {
    return waitPolicy;
  }

  /// Longest wait for one row lock, 0 = for ever.
  public void setLockTimeoutMillis(long millis) {
    lockTimeoutMillis = millis;
  }

  long lockTimeoutMillis() {
    return lockTimeoutMillis;
  }

  /// Asked now and then while the transaction waits for a row lock; what it throws ends the wait.
  /// It must be quick and take no locks.
  public void setWaitCheck(Runnable check) {
    if (waitCheck != check) {
      waitCheck = check;
    }
  }

  void checkWait() {
    waitCheck.run();
  }

  /// Moves the snapshot to the newest commit, when nothing that the transaction has read up to the
  /// mark has changed since: then it cannot tell the new snapshot from the old one, and a statement
  /// that failed by a conflict may run again under it. What was read later must have been shown to
  /// nobody; it is forgotten. Row locks stay.
  ///
  /// Returns false, and leaves the snapshot, when something has changed or is not known: ranges, or
  /// reads before [#rememberReads] by a caller that does not pass 0.
  public boolean advance(int readMark) {
    checkActive();
    if (isolation == Isolation.READ_COMMITTED) {
      renewSnapshot();
      return true;
    }
    ReadLog known = readLog();
    if (known == null ? readMark != 0 : !known.cut(readMark)) {
      return false;
    }
    if (readMark == 0 && !hasWrites() && openReads == 0) {
      renewSnapshot();
      if (reads != null) {
        reads.clearSet();
      }
      return true;
    }
    long newest = manager.lastCommit();
    if ((known != null && !known.unchanged(writes, snapshot, state()))
        || (writes != null && writes.hasAttachments())) {
      return false;
    }
    // The slot keeps the old snapshot: open scans and rows handed out stay readable.
    snapshot = newest;
    return true;
  }

  /// READ COMMITTED: takes a new snapshot, as each statement does at its beginning. What open scans
  /// and cursors read stays as it is.
  public void refreshSnapshot() {
    checkActive();
    if (isolation == Isolation.READ_COMMITTED && !PlantedBug.KEEP_SNAPSHOT.on()) {
      renewSnapshot();
    }
  }

  /// Waits until the row stores have room for a statement that writes; 53200 when none can be made.
  /// To be called while the caller holds no address.
  ///
  /// @param meanwhile called again and again while waiting; what it throws ends the waiting
  public void awaitMemory(Runnable meanwhile) {
    checkActive();
    if (!manager.memory().full()) {
      return;
    }
    if (waitPolicy == WaitPolicy.ABORT_TO_RETRY) {
      throw WouldBlock.SIGNAL;
    }
    manager
        .memory()
        .await(() -> {
          if (openReads == 0) {
            manager.readers().refreshEpoch(slot);
          }
          meanwhile.run();
        });
  }

  /// The place up to which [#rollbackTo] undoes.
  public int savepoint() {
    return writes == null ? 0 : writes.size();
  }

  /// Undoes all writes and attachments since the savepoint. Locks stay.
  public void rollbackTo(int savepoint) {
    checkActive();
    if (writes != null && !PlantedBug.SAVEPOINT_KEEPS_WRITES.on()) {
      writes.cut(savepoint);
    }
  }

  /// Locks the table as a whole until the transaction ends. Writers take it in
  /// [LockMode#KEY_SHARE], which they share; who changes the table's definition takes it in
  /// [LockMode#UPDATE] and is then alone with its readers.
  public void lockTable(RowStore store, LockMode mode) {
    checkActive();
    lockRow(store, LockTable.WHOLE_TABLE, mode);
  }

  /// As [#lockTable], but without waiting; false when another holds the table.
  public boolean tryLockTable(RowStore store, LockMode mode) {
    checkActive();
    return manager
        .locks()
        .acquire(this, store, LockTable.WHOLE_TABLE, mode, WaitPolicy.SKIP_LOCKED);
  }

  /// Opens and finishes a read that sees what is committed now, whatever the transaction's snapshot
  /// is, and its own writes: for checks that must not miss what others have committed since.
  public <T> T atNewest(Supplier<T> read) {
    checkActive();
    long own = snapshot;
    snapshot = manager.lastCommit();
    try {
      return read.get();
    } finally {
      snapshot = own;
    }
  }

  /// Locks the row with this key until the transaction ends, and checks that nobody has changed it
  /// since the snapshot (else 40001, and the lock stays; beyond READ COMMITTED a
  /// [LockMode#KEY_SHARE] minds deletes only). `false`: locked, and the policy is to skip it.
  public boolean lock(RowStore store, byte[] key, LockMode mode, WaitPolicy wait) {
    checkActive();
    boolean mayNotSleep = wait == WaitPolicy.WAIT && waitPolicy == WaitPolicy.ABORT_TO_RETRY;
    if (!manager.locks().acquire(this, store, key, mode, mayNotSleep ? waitPolicy : wait)) {
      return false;
    }
    if (ownWrite(store, key) == null) {
      checkConflict(
          newest(store, key), isolation == Isolation.READ_COMMITTED ? LockMode.UPDATE : mode);
    }
    return true;
  }

  /// Writes a new row; `false` when the key has one already, whether or not the snapshot shows it.
  public boolean insert(RowStore store, byte[] key, byte[] row) {
    checkWritable("INSERT");
    return writeSet().insert(this, store, key, row);
  }

  /// Replaces the row; `false` when there is none with this key.
  public boolean update(RowStore store, byte[] key, byte[] row) {
    checkWritable("UPDATE");
    return writeSet().update(this, store, key, row);
  }

  /// Deletes the row; `false` when there is none with this key.
  public boolean delete(RowStore store, byte[] key) {
    checkWritable("DELETE");
    return writeSet().delete(this, store, key);
  }

  void lockRow(RowStore store, byte[] key, LockMode mode) {
    manager.locks().acquire(this, store, key, mode);
  }

  /// What is committed for the key now.
  KeyState newest(RowStore store, byte[] key) {
    KeyState newest = state();
    store.table().newest(key, newest);
    return newest;
  }

  private KeyState state() {
    KeyState own = state;
    if (own == null) {
      own = new KeyState();
      state = own;
    }
    return own;
  }

  /// 40001 when the key was changed since the snapshot.
  KeyState checkConflict(KeyState newest, LockMode mode) {
    OmenException conflict = newest.conflict(snapshot, mode);
    if (conflict != null) {
      manager.countConflict();
      throw conflict;
    }
    return newest;
  }

  /// A version to be written; 53200 when the row stores have no memory left.
  long createVersion(RowStore store, byte @Nullable [] row) {
    if (row != null) {
      manager.memory().checkLimit();
    }
    return Version.create(store.table().heap, row);
  }

  private WriteSet writeSet() {
    WriteSet set = writes;
    if (set == null) {
      set = new WriteSet();
      writes = set;
    }
    return set;
  }

  /// Lets something else commit together with the rows.
  public void attach(CommitAttachment attachment) {
    checkWritable("COPY");
    writeSet().add(new Write(attachment));
  }

  /// True when a read needs to look at nothing but the committed versions.
  boolean plain() {
    return writes == null && reads == null;
  }

  private @Nullable Write ownWrite(RowStore store, byte[] key) {
    return writes == null ? null : writes.find(store, key);
  }

  long ownRow(RowStore store, byte[] key) {
    Write own = ownWrite(store, key);
    return own == null || PlantedBug.MISS_OWN_WRITES.on() ? 0 : own.visibleRow();
  }

  long ownRow(RowStore store, long prefix) {
    Write own = writes == null ? null : writes.findPrefix(store, prefix);
    return own == null || PlantedBug.MISS_OWN_WRITES.on() ? 0 : own.visibleRow();
  }

  @Nullable WriteSet writes() {
    return writes;
  }

  /// Makes all writes durable and then visible; returns the commit's number (without writes the
  /// snapshot). Whatever it throws, the transaction has ended: 40001 when what it read has changed
  /// (SERIALIZABLE), 53100 when the disk is full, 58030 when it is unknown whether it committed.
  public long commit() {
    CommitPipeline.Request request = submitted;
    if (request == null) {
      checkActive();
    }
    WriteSet set = writes;
    if (set == null) {
      endOfReads();
      return snapshot;
    }
    if (set.size() == 0) {
      end();
      return snapshot;
    }
    boolean discard = true;
    try {
      return request == null
          ? manager.pipeline().commit(this, set)
          : manager.pipeline().awaitOutcome(request);
    } catch (RuntimeException | Error e) {
      discard = !manager.pipeline().failed();
      throw e;
    } finally {
      if (discard && !set.committed()) {
        set.cut(0);
      }
      end();
    }
  }

  /// Begins to commit a transaction with writes, and returns. `done` is run once by another thread,
  /// which it must not keep, when the outcome is known: then [#commit] tells it without waiting.
  /// Until then nothing else may be asked of the transaction.
  public void submit(Runnable done) {
    checkActive();
    submitted = manager.pipeline().submit(this, Objects.requireNonNull(writes), done);
  }

  /// True from [#submit] on.
  public boolean submitted() {
    return submitted != null;
  }

  /// Gives all row locks back because the transaction has failed: nothing but [#rollback] may
  /// follow. What open scans and cursors read stays in place until then.
  public void giveUp() {
    checkActive();
    doomed = true;
    manager.locks().releaseAll(this);
  }

  /// Undoes everything and gives all locks back; does nothing when the transaction has ended. A
  /// commit that was submitted goes its way.
  public void rollback() {
    if (ended) {
      return;
    }
    if (submitted != null) {
      quietly(this::commit);
      return;
    }
    manager.countRollback();
    if (writes != null) {
      if (PlantedBug.COMMIT_ON_ROLLBACK.on()) {
        WriteSet set = writes;
        quietly(() -> manager.pipeline().commit(this, set));
      }
      writes.cut(0);
    }
    end();
  }

  private static void quietly(Runnable commit) {
    try {
      commit.run();
    } catch (OmenException e) {
      // Nobody is to be told.
    }
  }

  @Override
  public void close() {
    rollback();
  }

  /// Gives the row locks back; for the end, and for who has made the commit visible.
  void releaseLocks() {
    manager.locks().releaseAll(this);
  }

  /// As [#end] for a transaction that has written nothing: most do not, and to store only what
  /// changes is a good part of what their end costs.
  private void endOfReads() {
    ended = true;
    if (grants != null) {
      releaseLocks();
    }
    manager.readers().leave(slot);
    if (reads != null) {
      manager.forgetReads(this);
    }
  }

  private void end() {
    ended = true;
    releaseLocks();
    WriteSet set = writes;
    writes = null;
    boolean committed = set != null && set.committed();
    if (set != null) {
      set.free();
    }
    manager.ended(this, slot, committed ? set : null);
  }

  /// The caller, who knows this transaction alone, will not use it any more: its seat may begin
  /// another with the same object. Only for one that has ended without an error, has opened nothing
  /// that is not closed, and was given to nobody who may ask it again.
  public void forget() {
    forgotten = ended && openReads == 0 && !doomed && submitted == null && reads == null;
  }

  /// Begins anew if the object is free for it; the wait check stays.
  boolean beginAgain(Isolation wanted, boolean asReadOnly) {
    if (!forgotten || isolation != wanted || readOnly != asReadOnly) {
      return false;
    }
    forgotten = false;
    snapshot = manager.readers().refresh(slot);
    ended = false;
    // A look is less than a store.
    if (id != 0) {
      id = 0;
    }
    if (waitPolicy != WaitPolicy.WAIT) {
      waitPolicy = WaitPolicy.WAIT;
    }
    if (!synchronousCommit) {
      synchronousCommit = true;
    }
    if (lockTimeoutMillis != manager.lockTimeoutMillis) {
      lockTimeoutMillis = manager.lockTimeoutMillis;
    }
    return true;
  }

  private void checkWritable(String what) {
    checkActive();
    if (readOnly) {
      throw SqlState.READ_ONLY_SQL_TRANSACTION.error(
          "cannot execute %s in a read-only transaction", what);
    }
  }

  private void checkActive() {
    if (ended || doomed || submitted != null) {
      throw SqlState.NO_ACTIVE_SQL_TRANSACTION.error("the transaction has ended");
    }
  }
}
