package omendb.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The RocksDB of a data folder: three column families and a log whose records form a chain.
///
/// - A torn tail of the log is cut, a damaged record before it is an error (RocksDB's default would
///   open with a shorter history).
/// - One writer at a time, so that one batch is one log record.
/// - No event listeners: in 11.8.1 they break RocksDB's recovery from a full disk.
/// - Column families are never dropped at run time.
///
/// After a failed sync nobody knows what is on disk: the store refuses every later write until the
/// folder is opened again. A full disk refuses the write only.
final class RocksStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);
  private static final long BLOCK_CACHE_BYTES = 32L << 20;

  /// After a full disk RocksDB goes on when the write buffers of all families fit again, so the
  /// small families have small ones.
  private static final long HOT_BUFFER_BYTES = 64L << 20;

  private static final long SMALL_BUFFER_BYTES = 4L << 20;
  private static final long FREE_CHECK_BYTES = 4L << 20;

  private final DataFolder folder;
  private final long reserveBytes;
  private final List<AutoCloseable> options;
  private final RocksDB db;
  private final WriteOptions synced;
  private final List<ColumnFamilyHandle> families;

  private volatile ChainHead head;
  private @Nullable OmenException failed;
  private long unchecked = FREE_CHECK_BYTES;

  private RocksStore(
      DataFolder folder,
      long reserveBytes,
      List<AutoCloseable> options,
      RocksDB db,
      List<ColumnFamilyHandle> families) {
    this.folder = folder;
    this.reserveBytes = reserveBytes;
    this.options = options;
    this.db = db;
    this.families = families;
    this.synced = new WriteOptions().setSync(true);
    this.head = ChainHead.GENESIS;
  }

  /// Opens, replays the log and verifies its chain.
  static RocksStore open(DataFolder folder, StorageOptions storageOptions) {
    RocksDB.loadLibrary();
    List<AutoCloseable> resources = new ArrayList<>();
    ChainVerifier verifier = new ChainVerifier();
    resources.add(verifier);
    try {
      DBOptions dbOptions = dbOptions(storageOptions, verifier);
      resources.add(dbOptions);
      List<ColumnFamilyDescriptor> descriptors = families(resources);
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB db = openDatabase(dbOptions, folder.rocks(), descriptors, handles, verifier);
      RocksStore store =
          new RocksStore(
              folder, storageOptions.diskReserveBytes(), resources, db, List.copyOf(handles));
      try {
        store.readHead(verifier);
      } catch (OmenException e) {
        store.close();
        throw e;
      }
      return store;
    } catch (OmenException e) {
      closeAll(resources);
      throw e;
    }
  }

  private static RocksDB openDatabase(
      DBOptions options,
      Path path,
      List<ColumnFamilyDescriptor> descriptors,
      List<ColumnFamilyHandle> handles,
      ChainVerifier verifier) {
    try {
      return RocksDB.open(options, path.toString(), descriptors, handles);
    } catch (RocksDBException e) {
      String problem = verifier.problem();
      if (problem != null) {
        throw SqlState.DATA_CORRUPTED.error("the commit log is damaged: %s", problem).causedBy(e);
      }
      if (String.valueOf(e.getMessage()).contains("lock file")) {
        // The folder's own lock is lost when its process opens and closes that file once more.
        throw SqlState.OBJECT_IN_USE
            .error("data folder of \"%s\" is in use by another process", path)
            .causedBy(e);
      }
      OmenException error = DiskErrors.of(e, "could not open the commit log");
      throw error.state() == SqlState.IO_ERROR && mentionsDamage(e)
          ? SqlState.DATA_CORRUPTED.error("%s", error.message()).causedBy(e)
          : error;
    }
  }

  private static boolean mentionsDamage(RocksDBException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains("orrupt") || text.contains("No such file") || text.contains("CURRENT");
  }

  private static DBOptions dbOptions(StorageOptions options, ChainVerifier verifier) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setRecycleLogFileNum(0)
        .setMaxTotalWalSize(options.walBytesMax())
        .setMaxBackgroundJobs(2)
        .setKeepLogFileNum(4)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setStatsDumpPeriodSec(0)
        .setWalFilter(verifier);
  }

  private static List<ColumnFamilyDescriptor> families(List<AutoCloseable> resources) {
    Cache cache = new LRUCache(BLOCK_CACHE_BYTES);
    resources.add(cache);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (Family family : Family.values()) {
      ColumnFamilyOptions familyOptions =
          new ColumnFamilyOptions()
              .setWriteBufferSize(family == Family.HOT ? HOT_BUFFER_BYTES : SMALL_BUFFER_BYTES)
              .setCompressionType(CompressionType.LZ4_COMPRESSION)
              .setTableFormatConfig(
                  new BlockBasedTableConfig().setFormatVersion(6).setBlockCache(cache));
      resources.add(familyOptions);
      descriptors.add(new ColumnFamilyDescriptor(family.storedName(), familyOptions));
    }
    return descriptors;
  }

  private void readHead(ChainVerifier verifier) {
    byte[] bytes = get(Family.META, StoredKeys.CHAIN);
    ChainHead stored = bytes == null ? ChainHead.GENESIS : ChainHead.decode(bytes);
    ChainHead replayed = verifier.last();
    if (replayed != null && !Arrays.equals(replayed.hash(), stored.hash())) {
      throw SqlState.DATA_CORRUPTED.error(
          "the commit log ends at record %s, the store at %s", replayed.number(), stored.number());
    }
    head = stored;
  }

  /// The newest record of the log.
  ChainHead head() {
    return head;
  }

  byte @Nullable [] get(Family family, byte[] key) {
    try {
      return db.get(handle(family), key);
    } catch (RocksDBException e) {
      throw DiskErrors.of(e, "could not read the store");
    }
  }

  /// Gives every entry whose key starts with the prefix, in key order.
  void scan(Family family, byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
    try (Entries entries = entries(family, prefix)) {
      while (entries.next()) {
        visitor.accept(entries.key(), entries.value());
      }
    }
  }

  /// The entries whose key starts with the prefix, one after the other; the caller closes it.
  Entries entries(Family family, byte[] prefix) {
    return new Entries(db, handle(family), prefix);
  }

  /// The last key that starts with the prefix, or null.
  byte @Nullable [] lastKey(Family family, byte[] prefix) {
    try (ReadOptions read = new ReadOptions();
        RocksIterator iterator = db.newIterator(handle(family), read)) {
      iterator.seekForPrev(StoredKeys.after(prefix));
      if (iterator.isValid() && Arrays.equals(iterator.key(), StoredKeys.after(prefix))) {
        iterator.prev();
      }
      iterator.status();
      boolean found = iterator.isValid() && StoredKeys.startsWith(iterator.key(), prefix);
      return found ? iterator.key() : null;
    } catch (RocksDBException e) {
      throw DiskErrors.of(e, "could not read the store");
    }
  }

  /// What a log record changes.
  @FunctionalInterface
  interface Filling {
    void fill(LogBatch batch);
  }

  /// Makes one log record durable: header, operations, new head of the chain. When it returns, it
  /// is on disk. Errors: 53100 and the store goes on; else 58030 and every later write fails.
  ///
  /// @param commit newest commit after this record
  synchronized void append(Header header, long commit, long micros, Filling filling) {
    if (failed != null) {
      throw SqlState.IO_ERROR
          .error("the commit log failed before; restart the server")
          .causedBy(failed);
    }
    LogBatch batch = new LogBatch();
    batch.note(header.encode(head.hash()));
    filling.fill(batch);
    byte[] hash = ChainHead.hash(batch.bytes(), LogBatch.HEADER_BYTES, batch.size());
    ChainHead next = new ChainHead(head.number() + 1, commit, micros, hash);
    batch.put(Family.META, StoredKeys.CHAIN, next.encode());
    refuseWhenNearlyFull(batch.size());
    try (WriteBatch bytes = new WriteBatch(Arrays.copyOf(batch.bytes(), batch.size()))) {
      FailPoint.hit("log.append");
      db.write(synced, bytes);
      head = next;
      FailPoint.hit("log.appended");
    } catch (RocksDBException e) {
      throw remember(DiskErrors.of(e, "could not write the commit log"));
    } catch (IOException e) {
      throw remember(DiskErrors.of(e, "could not write the commit log"));
    }
  }

  /// Makes a header from the hash of the record before.
  @FunctionalInterface
  interface Header {
    byte[] encode(byte[] previousHash);
  }

  private ColumnFamilyHandle handle(Family family) {
    return families.get(family.ordinal());
  }

  private OmenException remember(OmenException error) {
    if (error.state() != SqlState.DISK_FULL) {
      failed = error;
    }
    return error;
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

  /// True when a write failed in a way that only a restart mends.
  synchronized boolean hasFailed() {
    return failed != null;
  }

  /// Bytes that are in memory tables and so would be replayed from the log by a restart.
  long logBytes() {
    long bytes = 0;
    try {
      for (ColumnFamilyHandle family : families) {
        bytes += db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
      }
    } catch (RocksDBException e) {
      throw DiskErrors.of(e, "could not ask for the size of the log");
    }
    return bytes;
  }

  /// Waits for a writer, then closes the database and everything that it uses.
  @Override
  public synchronized void close() {
    failed = failed == null ? SqlState.ADMIN_SHUTDOWN.error("the database is closed") : failed;
    families.forEach(ColumnFamilyHandle::close);
    synced.close();
    try {
      db.closeE();
    } catch (RocksDBException e) {
      // All that was acknowledged is in the log already; the next open replays it.
      LOG.warn("the store was closed with an error: {}", e.getMessage());
    } finally {
      closeAll(options);
    }
  }

  private static void closeAll(List<AutoCloseable> resources) {
    for (AutoCloseable resource : resources.reversed()) {
      try {
        resource.close();
      } catch (Exception e) {
        throw SqlState.IO_ERROR.error("could not close the store").causedBy(e);
      }
    }
    resources.clear();
  }
}
