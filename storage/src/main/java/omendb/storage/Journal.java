package omendb.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The commit log and the store that follows it: the one way in which anything in a data folder
/// changes.
///
/// A record is on disk in the log first; then it waits to be applied to the [RocksStore], which a
/// thread does a few times a second and whoever reads the store before. A checkpoint flushes the
/// store; the files of the log whose records it covers go then. A start reads the log from its
/// oldest file and applies what the store has not. Nothing is applied that is not on disk in the
/// log, so the store is never ahead of it.
///
/// Two threads: one flushes what commits did not wait for and keeps the next file of the log ready,
/// one applies and makes checkpoints.
final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /// A commit that nobody waits for is on disk after this time and that of a flush.
  private static final int FLUSH_MILLIS = 100;

  private static final int APPLY_MILLIS = 50;

  /// More than this waits for the disk of the store before commits do.
  private static final long QUEUE_BYTES_MAX = 64L << 20;

  private static final long QUEUE_BYTES_WAKE = 2L << 20;
  private static final long REPLAY_BYTES = 4L << 20;
  private static final long FREE_CHECK_BYTES = 4L << 20;
  private static final long FILE_BYTES_MAX = 64L << 20;

  /// A log of less is left to the next start when the database is closed.
  private static final long CLOSE_BYTES = 1L << 20;

  /// Starts leave a file each; a checkpoint lets them go.
  private static final int FILES_MAX = 8;

  private final DataFolder folder;
  private final RocksStore store;
  private final LogFiles files;
  private final LogWriter writer;
  private final long reserveBytes;
  private final long checkpointBytes;
  private final Ticker flusher;
  private final Ticker applier;

  /// Written records that are not yet known to be on disk. Guarded by this.
  private final ArrayDeque<Unflushed> unflushed = new ArrayDeque<>();

  /// Held by who makes a checkpoint.
  private final Object checkpoints = new Object();

  private long unchecked = FREE_CHECK_BYTES;
  private volatile long appendedBytes;
  private volatile long coveredBytes;
  private volatile @Nullable OmenException failed;

  /// Said that the checkpoint waits; of the applier alone.
  private boolean waitTold;

  private boolean settled;
  private boolean fullTold;

  private record Unflushed(LogBatch changes, ChainHead head) {}

  private Journal(
      DataFolder folder,
      RocksStore store,
      LogFiles files,
      LogWriter writer,
      StorageOptions options) {
    this.folder = folder;
    this.store = store;
    this.files = files;
    this.writer = writer;
    this.reserveBytes = options.diskReserveBytes();
    this.checkpointBytes = options.logBytesMax() / 2;
    this.flusher = new Ticker("omendb-log", FLUSH_MILLIS, this::flushLate);
    this.applier = new Ticker("omendb-checkpoint", APPLY_MILLIS, this::applyAndCheck);
  }

  /// Opens log and store, brings the store to the end of the log and lets records in. Errors: XX001
  /// when the log is damaged or misses files.
  static Journal open(DataFolder folder, StorageOptions options) {
    try {
      boolean fresh = !Files.exists(folder.rocks().resolve("CURRENT"));
      Path logs = folder.log();
      Files.createDirectories(logs);
      List<LogFile> present = LogFiles.open(logs);
      if (present.isEmpty() && !fresh) {
        throw SqlState.DATA_CORRUPTED.error("the commit log in \"%s\" is missing", logs);
      }
      LogFiles files = new LogFiles(logs, fileBytes(options));
      if (present.isEmpty()) {
        // The log comes first: a store without one has lost it.
        present = List.of(files.begin(List.of(), List.of(), 1));
        DataFolder.sync(folder.root());
      }
      RocksStore store = openStore(folder, present);
      try {
        return recover(folder, options, store, files, present);
      } catch (IOException | RuntimeException e) {
        LogFiles.closeAll(present);
        store.close();
        throw e;
      }
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not open the commit log");
    }
  }

  private static long fileBytes(StorageOptions options) {
    return Math.min(FILE_BYTES_MAX, options.logBytesMax() / 4);
  }

  private static RocksStore openStore(DataFolder folder, List<LogFile> present) throws IOException {
    try {
      return RocksStore.open(folder);
    } catch (RuntimeException e) {
      LogFiles.closeAll(present);
      throw e;
    }
  }

  private static Journal recover(
      DataFolder folder,
      StorageOptions options,
      RocksStore store,
      LogFiles files,
      List<LogFile> present)
      throws IOException {
    LogRecovery recovery =
        new LogRecovery(store.applied(), (record, file) -> replay(store, record, file));
    recovery.run(present);
    store.apply();
    ChainHead end = recovery.end();
    LogFile next = files.begin(recovery.files(), recovery.empty(), end.number() + 1);
    LogWriter writer = new LogWriter(files, next, end);
    Journal journal = new Journal(folder, store, files, writer, options);
    journal.appendedBytes = recovery.bytesAfter();
    return journal;
  }

  private static void replay(RocksStore store, LogRecord record, byte[] file) {
    int end = record.changesAt() + record.changesBytes();
    byte[] changes = Arrays.copyOfRange(file, record.changesAt(), end);
    store.enqueue(changes, 0, changes.length, record.head());
    if (store.queuedBytes() > REPLAY_BYTES) {
      store.apply();
    }
  }

  void start() {
    flusher.start();
    applier.start();
  }

  RocksStore store() {
    return store;
  }

  /// The newest record of the log.
  ChainHead head() {
    return writer.head();
  }

  /// True when a write failed in a way that only a restart mends.
  boolean hasFailed() {
    return failed != null || writer.hasFailed();
  }

  /// Bytes of the log that a restart would have to replay.
  long logBytes() {
    return appendedBytes - coveredBytes;
  }

  /// Appends one record. Under the commit order. Errors: 53100 and 54000 leave no trace, after
  /// 58030 the outcome is unknown and every later call fails.
  ///
  /// @param kind of [LogRecord]
  /// @param commit newest commit after this record
  /// @param flush whether it must be on disk on return
  synchronized void append(
      int kind, long commit, long micros, LogBatch.Filling filling, boolean flush) {
    OmenException before = failed;
    if (before != null) {
      throw SqlState.IO_ERROR.error("the store failed before; restart the server").causedBy(before);
    }
    if (store.queuedBytes() > QUEUE_BYTES_MAX) {
      store.apply();
    }
    LogBatch changes = new LogBatch();
    filling.fill(changes);
    refuseWhenNearlyFull(changes.size());
    ChainHead head = writer.append(kind, commit, micros, changes, flush);
    appendedBytes += LogRecord.spaceFor(changes.size());
    unflushed.addLast(new Unflushed(changes, head));
    release();
  }

  /// Lets the store have what is on disk.
  private void release() {
    long flushed = writer.flushed();
    while (!unflushed.isEmpty() && unflushed.getFirst().head().number() <= flushed) {
      Unflushed next = unflushed.removeFirst();
      store.enqueue(next.changes().bytes(), 0, next.changes().size(), next.head());
    }
    if (store.queuedBytes() > QUEUE_BYTES_WAKE) {
      applier.wake();
    }
  }

  private void refuseWhenNearlyFull(long bytes) {
    unchecked += bytes;
    if (unchecked >= FREE_CHECK_BYTES) {
      if (folder.freeBytes() < reserveBytes) {
        throw SqlState.DISK_FULL
            .error("could not write the commit log: No space left on device")
            .withHint("Writes resume when space is free again; reads go on.");
      }
      unchecked = 0;
    }
  }

  /// The flusher's turn.
  private void flushLate() {
    try {
      flushAndMark();
      if (writer.wantsSpare()) {
        files.prepare();
      }
      fullTold = false;
    } catch (OmenException e) {
      tell(e);
    } catch (IOException e) {
      tell(DiskErrors.of(e, "could not prepare the next file of the commit log"));
    }
  }

  private void tell(OmenException e) {
    if (!fullTold && !hasFailed()) {
      LOG.warn("{}", e.message());
      fullTold = true;
    }
  }

  /// Flushes what nobody waited for. The mark says that it was on disk, so that damage to it is not
  /// taken for a torn tail.
  private synchronized void flushAndMark() {
    if (!hasFailed() && writer.flushed() < writer.head().number()) {
      writer.flush();
      release();
      mark();
    }
  }

  private void mark() {
    ChainHead head = writer.head();
    append(LogRecord.MARK, head.commit(), head.timestampMicros(), _ -> {}, true);
  }

  /// The applier's turn.
  private void applyAndCheck() {
    try {
      store.apply();
      if (logBytes() > checkpointBytes || files.count() > FILES_MAX) {
        checkpoint();
        waitTold = false;
      }
    } catch (OmenException e) {
      if (e.state() == SqlState.DISK_FULL) {
        if (!waitTold) {
          LOG.warn("the checkpoint waits: {}", e.message());
        }
        waitTold = true;
      } else if (failed == null) {
        LOG.error("writes are refused from now on: {}", e.message());
        failed = e;
      }
    }
  }

  /// Brings the store to the disk as it is now and lets go of the part of the log that it covers.
  void checkpoint() {
    synchronized (checkpoints) {
      long bytes = appendedBytes;
      store.apply();
      ChainHead covered = store.flush();
      coveredBytes = bytes;
      try {
        files.free(covered.number());
        FailPoint.hit("store.covered");
      } catch (IOException e) {
        throw DiskErrors.of(e, "could not free the commit log");
      }
    }
  }

  /// Ends the threads and brings all that was appended to the disk; returns the last record of the
  /// log, after which nothing is appended, or null when that failed.
  @Nullable ChainHead settle() {
    flusher.close();
    applier.close();
    synchronized (this) {
      if (!hasFailed() && !settled) {
        try {
          writer.flush();
          release();
          mark();
          settled = true;
        } catch (OmenException e) {
          LOG.warn("the log was not closed in good order: {}", e.message());
        }
      }
      return settled ? writer.head() : null;
    }
  }

  /// Ends the threads and closes log and store; all that was appended is on disk then.
  @Override
  public void close() {
    try {
      if (settle() != null) {
        store.apply();
        if (logBytes() > CLOSE_BYTES) {
          checkpoint();
        }
      }
    } catch (OmenException e) {
      LOG.warn("the next start has to replay the log: {}", e.message());
    } finally {
      try {
        writer.close();
      } finally {
        store.close();
      }
    }
  }
}
