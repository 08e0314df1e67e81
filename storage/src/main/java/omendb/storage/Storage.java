package omendb.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import omendb.columnar.ChunkCache;
import omendb.core.PlantedBug;
import omendb.core.TableSchema;
import omendb.mvcc.CommitAttachment;
import omendb.mvcc.MvccOptions;
import omendb.mvcc.Transaction;
import omendb.mvcc.TransactionManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A data folder: durable tables, hot and cold, and the transactions on them.
///
/// Thread-safe, except that open and close are for one thread. Closing ends the background work and
/// waits for a write in progress; transactions must have ended and scans be closed before.
public final class Storage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

  private final Foundation foundation;
  private final Catalog catalog;
  private final BackgroundMigration background;
  private boolean closed;

  private Storage(Foundation foundation, Catalog catalog) {
    this.foundation = foundation;
    this.catalog = catalog;
    this.background = new BackgroundMigration(foundation, catalog::tables);
  }

  /// Opens the folder and makes it if needed. Errors: 55006 in use, 0A000 of a newer version, XX001
  /// damaged, 58P01 not a data folder, 58030 and 53100 of the disk.
  public static Storage open(Path folder, StorageOptions options) {
    MvccOptions mvcc =
        MvccOptions.DEFAULTS.withLimits(options.hotBytesMax(), options.snapshotMillisMax());
    return open(folder, options, mvcc, _ -> {});
  }

  /// @param progress is given the number of hot rows loaded so far, now and then
  public static Storage open(
      Path folder, StorageOptions options, MvccOptions mvcc, LongConsumer progress) {
    if (PlantedBug.active() != null) {
      LOG.warn("Answers are wrong on purpose: the bug {} is planted", PlantedBug.active());
    }
    DataFolder files = DataFolder.open(folder);
    try {
      Journal journal = Journal.open(files, options);
      try {
        return recover(files, journal, options, mvcc, progress);
      } catch (RuntimeException e) {
        journal.close();
        throw e;
      }
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /// Manifest → verify → drop orphans → load hot rows → let transactions in.
  private static Storage recover(
      DataFolder files,
      Journal journal,
      StorageOptions options,
      MvccOptions mvcc,
      LongConsumer progress) {
    ConcurrentHashMap<Integer, TableStore> tables = new ConcurrentHashMap<>();
    TransactionManager transactions =
        new TransactionManager(
            new StorageCommitLog(journal, tables::containsKey), journal.head().commit(), mvcc);
    ChunkCache chunks = new ChunkCache(options.cooling().chunkCacheBytes());
    Manifest manifest = new Manifest(journal.store(), files, chunks);
    Foundation foundation =
        new Foundation(
            files,
            journal,
            manifest,
            transactions,
            new ColdRowCache(options.coldCacheBytes()),
            chunks,
            options);
    Catalog catalog = new Catalog(foundation, tables);
    try {
      load(files, journal, catalog, new RecoveryProgress(progress));
      dropOrphans(files, manifest, catalog);
    } catch (RuntimeException e) {
      tables.values().forEach(TableStore::close);
      transactions.close();
      throw e;
    }
    Storage storage = new Storage(foundation, catalog);
    journal.start();
    storage.background.start();
    return storage;
  }

  /// From the image of the last stop if nothing was committed since, else from the store.
  private static void load(
      DataFolder files, Journal journal, Catalog catalog, RecoveryProgress progress) {
    try (HotImage image = HotImage.open(files, journal.head())) {
      catalog.load(progress, image);
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not read the image of the hot rows");
    }
    HotImage.discard(files);
  }

  /// A file without a manifest row was written by something that did not commit.
  private static void dropOrphans(DataFolder files, Manifest manifest, Catalog catalog) {
    Set<Path> known = new HashSet<>();
    for (TableStore table : catalog.tables()) {
      table.segmentFiles(known);
    }
    try {
      for (Path file : DataFolder.list(files.segments())) {
        if (!known.contains(file)) {
          LOG.info("removing {}: no table has it", file.getFileName());
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not remove unused segment files");
    }
  }

  public TransactionManager transactions() {
    return foundation.transactions();
  }

  public StorageOptions options() {
    return foundation.options();
  }

  /// The tables by oid.
  public List<TableStore> tables() {
    return catalog.tables();
  }

  public @Nullable TableStore table(int oid) {
    return catalog.table(oid);
  }

  /// A number that no object has had, from 16384 on; durable.
  public int nextOid() {
    return catalog.nextOid();
  }

  /// Makes a table, whose schema has an oid from [#nextOid]; durable when it returns.
  public TableStore createTable(TableSchema schema) {
    return catalog.create(schema);
  }

  /// Makes a table with other columns that has all rows of another: segments as they are, hot rows
  /// written anew under their keys within the transaction, so that they are there with its commit.
  /// The caller keeps writers of the other table out until the transaction ends, and the
  /// transaction has not written to it itself. Readers of older snapshots get 40001 from the new
  /// table, which the caller tells by [TableStore#completeFrom] when the transaction has committed.
  ///
  /// @param schema with an oid from [#nextOid] and the same key
  public TableStore takeOver(
      TableStore from, TableSchema schema, ColumnOrigins origins, Transaction tx) {
    return from.takenOver(version -> catalog.create(schema, origins, version), origins, tx);
  }

  /// Removes a table; durable when it returns. Scans that are open go on to their end; the caller
  /// keeps writers out.
  public void dropTable(int oid) {
    catalog.drop(oid);
  }

  /// Gives a table a schema with the same column types and key: new names, defaults, constraints.
  public void replaceSchema(int oid, TableSchema schema) {
    catalog.replace(oid, schema);
  }

  /// What the engine stored under the key, or null.
  public byte @Nullable [] getMeta(String key) {
    return catalog.engineGet(key);
  }

  /// What the engine stored under keys with this prefix, in key order.
  public Map<String, byte[]> scanMeta(String prefix) {
    return catalog.engineScan(prefix);
  }

  /// Stores a value for the engine (users, views, sequences, settings); durable when it returns.
  public void putMeta(String key, byte[] value) {
    catalog.enginePut(Map.of(key, value));
  }

  /// Stores several at once, all or none; a null value removes the key.
  public void putMeta(Map<String, byte @Nullable []> entries) {
    catalog.enginePut(entries);
  }

  /// Entries that are stored with the commit of the transaction that this is attached to.
  ///
  /// @param check throws when the transaction must not commit; called under the commit order
  /// @param effect given the commit when the entries are durable, before it is visible
  public CommitAttachment metadataChange(
      Map<String, byte[]> entries, Runnable check, LongConsumer effect) {
    return catalog.engineChange(entries, check, effect);
  }

  /// Moves all rows of a table that can be moved now to segments; returns how many.
  public long migrateAll(int oid) {
    TableStore table = catalog.table(oid);
    return table == null ? 0 : table.migration().moveAll();
  }

  /// Compresses all segments of a table that every snapshot sees; returns how many it compressed.
  public int compressAll(int oid) {
    TableStore table = catalog.table(oid);
    return table == null ? 0 : table.migration().compressAll();
  }

  /// Makes all that is committed part of the store on disk, so that a restart replays nothing of
  /// it. Commits go on meanwhile. Done in the background whenever half of `logBytesMax` is written.
  public void checkpoint() {
    foundation.journal().checkpoint();
  }

  /// Where files may lie that the next start is to find gone; it empties the folder.
  public Path temporaryFolder() {
    return foundation.folder().temporary();
  }

  public StorageStatistics statistics() {
    long hot = 0;
    long cold = 0;
    long segments = 0;
    long bytes = 0;
    long migrations = 0;
    long moved = 0;
    List<TableStore> tables = catalog.tables();
    for (TableStore table : tables) {
      TableStatistics each = table.statistics();
      hot += each.hotRows();
      cold += each.coldRows();
      segments += each.segments();
      bytes += each.coldBytes();
      migrations += each.migrations();
      moved += each.rowsMoved();
    }
    Journal journal = foundation.journal();
    return new StorageStatistics(
        tables.size(),
        hot,
        cold,
        segments,
        bytes,
        migrations,
        moved,
        journal.head().number(),
        journal.logBytes(),
        foundation.cache().hits(),
        foundation.cache().misses(),
        foundation.transactions().statistics());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    background.close();
    ChainHead end = foundation.journal().settle();
    if (end != null) {
      HotImage.write(foundation.folder(), catalog.tables(), end);
    }
    foundation.transactions().close();
    catalog.tables().forEach(TableStore::close);
    try {
      foundation.journal().close();
    } finally {
      foundation.folder().close();
    }
  }
}
