package omendb.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The RocksDB of a data folder: three column families that follow the commit log.
///
/// It has no log of its own. What the commit log has on disk is [#enqueue]d and applied in order
/// and in large batches, each together with the [ChainHead] up to which it goes. All families are
/// flushed at once, so what is on disk is the state after some record of the log, and says which.
/// Readers apply what is queued first: they see all that was enqueued before they asked.
///
/// - No event listeners: in 11.8.1 they break RocksDB's recovery from a full disk.
/// - Column families are never dropped at run time.
final class RocksStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);
  private static final long BLOCK_CACHE_BYTES = 32L << 20;

  /// After a full disk RocksDB goes on when the write buffers of all families fit again, so the
  /// small families have small ones.
  private static final long HOT_BUFFER_BYTES = 64L << 20;

  private static final long SMALL_BUFFER_BYTES = 16L << 20;
  private static final int APPLY_BYTES = 256 << 10;

  private final List<AutoCloseable> options;
  private final RocksDB db;
  private final WriteOptions unlogged;
  private final List<ColumnFamilyHandle> families;

  /// Held while queued changes are applied.
  private final ReentrantLock applying = new ReentrantLock();

  /// What is to be applied, oldest first; it stays here until it is. Guarded by itself.
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();

  private volatile long queuedBytes;
  private volatile long enqueued;
  private volatile ChainHead applied;

  /// The changes of one record of the log.
  private record Queued(byte[] changes, int from, int length, ChainHead head) {}

  private RocksStore(List<AutoCloseable> options, RocksDB db, List<ColumnFamilyHandle> families) {
    this.options = options;
    this.db = db;
    this.families = families;
    this.unlogged = new WriteOptions().setDisableWAL(true);
    this.applied = ChainHead.GENESIS;
  }

  private static void loadLibrary() {
    try {
      RocksLibrary.load();
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not unpack the store's library");
    }
  }

  /// Opens the database as it was flushed last. Errors: XX001 when it is damaged.
  static RocksStore open(DataFolder folder) {
    loadLibrary();
    List<AutoCloseable> resources = new ArrayList<>();
    try {
      DBOptions dbOptions = dbOptions();
      resources.add(dbOptions);
      List<ColumnFamilyDescriptor> descriptors = families(resources);
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB db = openDatabase(dbOptions, folder.rocks(), descriptors, handles);
      RocksStore store = new RocksStore(resources, db, List.copyOf(handles));
      try {
        store.readHead();
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
      List<ColumnFamilyHandle> handles) {
    StoreManifest.check(path);
    try {
      return RocksDB.open(options, path.toString(), descriptors, handles);
    } catch (RocksDBException e) {
      if (String.valueOf(e.getMessage()).contains("lock file")) {
        // The folder's own lock is lost when its process opens and closes that file once more.
        throw SqlState.OBJECT_IN_USE
            .error("data folder of \"%s\" is in use by another process", path)
            .causedBy(e);
      }
      OmenException error = DiskErrors.of(e, "could not open the store");
      throw error.state() == SqlState.IO_ERROR && mentionsDamage(e)
          ? SqlState.DATA_CORRUPTED.error("%s", error.message()).causedBy(e)
          : error;
    }
  }

  private static boolean mentionsDamage(RocksDBException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains("orrupt") || text.contains("No such file") || text.contains("CURRENT");
  }

  private static DBOptions dbOptions() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setAtomicFlush(true)
        .setAvoidFlushDuringShutdown(true)
        .setMaxBackgroundJobs(2)
        .setKeepLogFileNum(4)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setStatsDumpPeriodSec(0);
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

  private void readHead() {
    for (Family family : Family.values()) {
      if (handle(family).getID() != family.ordinal()) {
        throw SqlState.DATA_CORRUPTED.error("the families of the store are not ours");
      }
    }
    byte[] bytes = get(Family.META, StoredKeys.CHAIN);
    applied = bytes == null ? ChainHead.GENESIS : ChainHead.decode(bytes);
    enqueued = applied.number();
  }

  /// The record of the log up to which readers find everything without waiting; after the open the
  /// one up to which everything is on disk.
  ChainHead applied() {
    return applied;
  }

  private ColumnFamilyHandle handle(Family family) {
    return families.get(family.ordinal());
  }

  /// Takes the changes of the next record of the log, which is on disk.
  ///
  /// @param changes a finished [LogBatch] at `from`; not copied
  void enqueue(byte[] changes, int from, int length, ChainHead head) {
    synchronized (queue) {
      queue.addLast(new Queued(changes, from, length, head));
      queuedBytes += length;
      enqueued = head.number();
    }
  }

  /// Bytes that wait to be applied.
  long queuedBytes() {
    return queuedBytes;
  }

  /// Applies everything that was enqueued before the call.
  void apply() {
    long upTo = enqueued;
    while (applied.number() < upTo) {
      applying.lock();
      try {
        applySome();
      } finally {
        applying.unlock();
      }
    }
  }

  private void applySome() {
    List<Queued> some = new ArrayList<>();
    int bytes = 0;
    synchronized (queue) {
      for (Queued each : queue) {
        if (!some.isEmpty() && bytes + each.length() > APPLY_BYTES) {
          break;
        }
        some.add(each);
        bytes += each.length();
      }
    }
    if (some.isEmpty()) {
      return;
    }
    ChainHead last = some.getLast().head();
    LogBatch batch = new LogBatch(bytes + 128);
    for (Queued each : some) {
      batch.append(each.changes(), each.from(), each.length());
    }
    batch.put(Family.META, StoredKeys.CHAIN, last.encode());
    try (WriteBatch write = new WriteBatch(Arrays.copyOf(batch.bytes(), batch.size()))) {
      FailPoint.hit("store.apply");
      db.write(unlogged, write);
    } catch (RocksDBException e) {
      throw DiskErrors.of(e, "could not write the store");
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not write the store");
    }
    synchronized (queue) {
      for (int i = 0; i < some.size(); i++) {
        queuedBytes -= queue.removeFirst().length();
      }
    }
    applied = last;
  }

  /// Brings all that is applied to the disk, while others read and apply; returns the record of the
  /// log up to which it is there.
  ChainHead flush() {
    ChainHead upTo = applied;
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
      FailPoint.hit("store.flush");
      db.flush(flush, families);
      FailPoint.hit("store.flushed");
    } catch (RocksDBException e) {
      throw DiskErrors.of(e, "could not flush the store");
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not flush the store");
    }
    return upTo;
  }

  byte @Nullable [] get(Family family, byte[] key) {
    apply();
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
    apply();
    return new Entries(db, handle(family), prefix);
  }

  /// The last key that starts with the prefix, or null.
  byte @Nullable [] lastKey(Family family, byte[] prefix) {
    apply();
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

  /// Closes the database and everything that it uses. What was not flushed is in the commit log.
  @Override
  public void close() {
    applying.lock();
    try {
      families.forEach(ColumnFamilyHandle::close);
      unlogged.close();
      db.closeE();
    } catch (RocksDBException e) {
      LOG.warn("the store was closed with an error: {}", e.getMessage());
    } finally {
      applying.unlock();
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
