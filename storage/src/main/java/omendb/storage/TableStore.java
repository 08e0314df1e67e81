package omendb.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import omendb.core.FailPoint;
import omendb.core.KeyCodec;
import omendb.core.KeyRange;
import omendb.core.OmenException;
import omendb.core.RowBuffer;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.ZoneFilter;
import omendb.mvcc.HotScan;
import omendb.mvcc.HotStatistics;
import omendb.mvcc.LockMode;
import omendb.mvcc.RowStore;
import omendb.mvcc.Transaction;
import omendb.mvcc.WaitPolicy;
import org.jspecify.annotations.Nullable;

/// A durable table over both tiers. Rows are [RowLayout] bytes, keys [KeyCodec] bytes.
///
/// Thread-safe; a transaction is used by one thread at a time.
public final class TableStore {
  private static final int COPY_ROWS = 1024;

  private final Foundation foundation;
  private final RowLayout layout;
  private final RowCodec codec;
  private final KeyCodec keys;
  private final RowReader reader;
  private final ColdTier cold;
  private final RowStore rows;
  private final PendingLoads pending = new PendingLoads();
  private final Migration migration;
  private final StatisticsCache columns;
  private final AtomicLong nextHiddenKey = new AtomicLong(1);
  private volatile TableSchema schema;

  /// Snapshots before this commit do not show all rows; 0 for a table that was made empty.
  private volatile long completeFrom;

  private volatile @Nullable Transaction maker;

  TableStore(Foundation foundation, TableSchema schema, List<ColdSegment> segments) {
    this.foundation = foundation;
    this.schema = schema;
    this.layout = RowLayout.of(schema);
    this.codec = new RowCodec(layout);
    this.keys = KeyCodec.of(schema);
    this.reader = new RowReader(layout);
    this.cold = new ColdTier(segments, foundation.cache(), layout, this::reclaim);
    this.rows = foundation.transactions().createStore(schema, cold);
    this.migration = new Migration(foundation, this);
    this.columns = new StatisticsCache(this, foundation.transactions());
  }

  /// Fills the row store from the folder; for a restart.
  ///
  /// @param image the hot rows as the last stop left them, null when there is none
  void load(RecoveryProgress progress, @Nullable HotImage image) {
    int oid = schema.oid();
    RocksStore store = foundation.store();
    if (image == null) {
      try (HotRows stored = new HotRows(store, oid, progress)) {
        rows.bulkLoad(stored);
      }
    } else {
      rows.bulkLoad(image.rows(oid, progress));
    }
    if (schema.hiddenKey()) {
      byte[] last = store.lastKey(Family.HOT, StoredKeys.hotPrefix(oid));
      noteHiddenKey(last == null ? null : StoredKeys.keyOfHot(last));
      List<ColdSegment> segments = read(TableVersion::segments);
      segments.forEach(segment -> noteHiddenKey(segment.maxKey));
    }
  }

  private void noteHiddenKey(byte @Nullable [] key) {
    if (key != null) {
      long number = StoredKeys.readLong(key, 0) ^ Long.MIN_VALUE;
      nextHiddenKey.accumulateAndGet(number + 1, Math::max);
    }
  }

  public TableSchema schema() {
    return schema;
  }

  public RowLayout layout() {
    return layout;
  }

  /// Boxed values to rows of this table and back.
  public RowCodec codec() {
    return codec;
  }

  public KeyCodec keys() {
    return keys;
  }

  /// The hot rows, for locks and exact-key reads without allocation. Writes and reads that must see
  /// both tiers go through this table.
  public RowStore hot() {
    return rows;
  }

  ColdTier cold() {
    return cold;
  }

  RowReader reader() {
    return reader;
  }

  PendingLoads pending() {
    return pending;
  }

  /// Moves rows of this table to segments.
  public Migration migration() {
    return migration;
  }

  /// The address of the row with this key that the transaction sees, 0 when there is none. A hot
  /// row is given in place, valid until the transaction ends (READ COMMITTED: its next snapshot); a
  /// cold one is put together in `scratch`.
  public long get(Transaction tx, byte[] key, RowBuffer scratch) {
    requireComplete(tx);
    long row = rows.get(tx, key);
    if (row > 0) {
      return row;
    }
    if (row == RowStore.TOMBSTONE) {
      return 0;
    }
    long found = cold.get(key, tx.snapshot(), scratch);
    if (found == 0 && !pending.isEmpty()) {
      found = pending.get(tx, key, scratch);
    }
    return found == 0 ? absent() : found;
  }

  /// As [#get] for an exact key given as its prefix ([KeyCodec#exact()]): the shortest way to a hot
  /// row.
  public long getByPrefix(Transaction tx, long prefix, RowBuffer scratch) {
    long row = rows.getByPrefix(tx, prefix);
    if (row > 0) {
      return row;
    }
    requireComplete(tx);
    if (row == RowStore.TOMBSTONE) {
      return 0;
    }
    long found = cold.getByPrefix(prefix, tx.snapshot(), scratch);
    if (found == 0 && !pending.isEmpty()) {
      found = pending.get(tx, KeyCodec.ofPrefix(prefix, keys.fixedBytes()), scratch);
    }
    return found == 0 ? absent() : found;
  }

  /// Writes a new row; false when the key has one already, in whichever tier.
  public boolean insert(Transaction tx, byte[] key, byte[] row) {
    if (!pending.isEmpty() && pending.holds(tx, key)) {
      return false;
    }
    return tx.insert(rows, key, row);
  }

  /// Replaces the row; false when there is none with this key.
  public boolean update(Transaction tx, byte[] key, byte[] row) {
    if (!pending.isEmpty() && pending.hide(tx, key)) {
      return tx.insert(rows, key, row);
    }
    return tx.update(rows, key, row);
  }

  /// Deletes the row; false when there is none with this key.
  public boolean delete(Transaction tx, byte[] key) {
    if (!pending.isEmpty() && pending.hide(tx, key)) {
      return true;
    }
    return tx.delete(rows, key);
  }

  /// Locks the row with this key; false when it is locked by another and the policy is to skip it.
  public boolean lock(Transaction tx, byte[] key, LockMode mode, WaitPolicy wait) {
    return tx.lock(rows, key, mode, wait);
  }

  /// The number of the next row of a table with a hidden key.
  public long nextHiddenKey() {
    return nextHiddenKey.getAndIncrement();
  }

  /// The encoded key of the next row of a table with a hidden key.
  public byte[] nextHiddenKeyBytes() {
    return keys.encodeLong(nextHiddenKey());
  }

  /// All rows that the transaction sees, both tiers and its own. The filters and the key range only
  /// spare rows; the caller still evaluates its own filter. Morsels name columns by their index in
  /// the table's schema.
  public TableScan scan(Transaction tx, List<ZoneFilter> filters, @Nullable KeyRange range) {
    requireComplete(tx);
    TableVersion version = cold.lease();
    try {
      ScanBuilder builder = new ScanBuilder(tx, filters, range);
      Runnable hotEnd = builder.addHot(rows, version, reader);
      if (!pending.isEmpty()) {
        builder.addPending(pending.of(tx));
      }
      requireThere();
      return new TableScan(cold, version, hotEnd, builder);
    } catch (RuntimeException e) {
      cold.release(version);
      throw e;
    }
  }

  /// Makes a table with other columns that has all rows of this one: segments as they are, hot rows
  /// written anew under their keys within the transaction. The caller keeps writers out until the
  /// transaction ends, and the transaction has not written to this table itself. Readers of older
  /// snapshots get 40001 from the new table.
  ///
  /// @param making makes the table over the segments of the version
  TableStore takenOver(
      Function<TableVersion, TableStore> making, ColumnOrigins origins, Transaction tx) {
    TableVersion version = cold.lease();
    try {
      TableStore table = making.apply(version);
      table.young(tx);
      FailPoint.pass("takeover.copy");
      table.nextHiddenKey.set(nextHiddenKey.get());
      tx.atNewest(() -> copyHot(version, table, origins, tx));
      return table;
    } finally {
      cold.release(version);
    }
  }

  private long copyHot(
      TableVersion version, TableStore table, ColumnOrigins origins, Transaction tx) {
    @Nullable Object[] values = TakeOver.decode(table.layout, origins.values());
    long[] addresses = new long[COPY_ROWS];
    int[] ids = new int[COPY_ROWS];
    try (HotScan scan = rows.scan(tx, version.number);
        BulkLoad load = table.bulkLoad(tx)) {
      for (int from = 0; from < scan.rowIdLimit(); from += COPY_ROWS) {
        int count = scan.load(from, COPY_ROWS, addresses, ids);
        for (int i = 0; i < count; i++) {
          @Nullable Object[] row = values.clone();
          for (int column = 0; column < row.length; column++) {
            int origin = origins.from().get(column);
            row[column] =
                origin == ColumnOrigins.NEW ? values[column] : codec.value(addresses[i], origin);
          }
          load.add(scan.key(ids[i]), table.codec.encode(row));
        }
      }
      return load.finish();
    }
  }

  /// Says that this table holds rows of another, written within the transaction: until
  /// [#completeFrom] only it may read them.
  public void young(Transaction tx) {
    maker = tx;
    completeFrom = Long.MAX_VALUE;
  }

  /// Says from which commit on snapshots show all rows of a table that was [#young].
  public void completeFrom(long commit) {
    if (completeFrom != 0) {
      completeFrom = commit;
      maker = null;
    }
  }

  private void requireComplete(Transaction tx) {
    if (tx.snapshot() < completeFrom && tx != maker) {
      throw definitionsChanged();
    }
  }

  /// No row: 0, but 40001 when that is because the table went while its reader was on the way.
  private long absent() {
    requireThere();
    return 0;
  }

  private void requireThere() {
    if (rows.dropped()) {
      throw definitionsChanged();
    }
  }

  private static OmenException definitionsChanged() {
    return SqlState.SERIALIZATION_FAILURE.error(
        "could not serialize access due to a concurrent change of definitions");
  }

  /// True when the transaction has written to this table.
  public boolean writtenBy(Transaction tx) {
    return rows.ownRows(tx).count() > 0 || !pending.of(tx).isEmpty();
  }

  /// Takes many rows: few go the way of [#insert], many straight into segments that become visible
  /// with the transaction's commit.
  public BulkLoad bulkLoad(Transaction tx) {
    return bulkLoad(tx, row -> BulkLoad.duplicate(schema, row));
  }

  /// @param duplicate makes the error of a row whose key is there already
  public BulkLoad bulkLoad(Transaction tx, Function<@Nullable Object[], OmenException> duplicate) {
    return new BulkLoad(foundation, this, tx, duplicate);
  }

  /// True when a row with this key is there now, in whichever tier, the transaction's own writes
  /// included, whatever its snapshot. Stays so while the transaction holds a lock on the key.
  public boolean existsNow(Transaction tx, byte[] key) {
    return rows.existsNow(tx, key) || !pending.isEmpty() && pending.holds(tx, key);
  }

  /// Locks the table as a whole: see [Transaction#lockTable].
  public void lockTable(Transaction tx, LockMode mode) {
    tx.lockTable(rows, mode);
  }

  /// As [#lockTable] without waiting: see [Transaction#tryLockTable].
  public boolean tryLockTable(Transaction tx, LockMode mode) {
    return tx.tryLockTable(rows, mode);
  }

  /// Rows of both tiers, about; cheap enough for every plan.
  public long rowCountEstimate() {
    return read(TableStore::aliveRows) + columns.hotRows();
  }

  private static long aliveRows(TableVersion version) {
    long alive = 0;
    for (ColdSegment segment : version.segments()) {
      alive += segment.aliveRows();
    }
    return alive;
  }

  /// What the planner may assume of a column.
  public ColumnStatistics columnStatistics(int column) {
    return columns.column(column);
  }

  public TableStatistics statistics() {
    HotStatistics hot = rows.statistics();
    return read(version -> {
      TierSize plain = TierSize.of(version, false);
      TierSize compressed = TierSize.of(version, true);
      long deleted = 0;
      for (ColdSegment segment : version.segments()) {
        deleted += segment.deletes.deletedCount();
      }
      return new TableStatistics(
          rows.hotRows(),
          deleted,
          plain,
          compressed,
          hot.nativeBytes(),
          migration.rowsMoved(),
          migration.count());
    });
  }

  /// Frees decompressed pieces of this table's segments as far as they do not fit.
  void evictChunks() {
    if (!read(version -> version.segments().stream().anyMatch(s -> s.segment.compressed()))) {
      return;
    }
    cold.release(foundation.transactions().exclusively(() -> cold.evict(foundation.chunks())));
  }

  /// Does something with the current version under a lease.
  <T> T read(Function<TableVersion, T> action) {
    TableVersion version = cold.lease();
    try {
      return action.apply(version);
    } finally {
      cold.release(version);
    }
  }

  private void reclaim(long oldestVersion) {
    rows.reclaim(oldestVersion);
  }

  void segmentFiles(Set<Path> into) {
    TableVersion version = cold.lease();
    for (ColdSegment segment : version.segments()) {
      into.add(segment.segment.file());
    }
    cold.release(version);
  }

  /// Takes the table's segments out of the manifest, in a log record.
  void removeSegments(LogBatch batch) {
    TableVersion version = cold.lease();
    try {
      for (ColdSegment segment : version.segments()) {
        foundation.manifest().remove(batch, schema.oid(), segment.id());
      }
    } finally {
      cold.release(version);
    }
  }

  void dropped() {
    migration.stop();
    // Before the segments go: who finds no row from then on asks whether the store is dropped.
    foundation.transactions().dropStore(schema.oid());
    cold.retireAll();
  }

  void renamed(TableSchema next) {
    schema = next;
    rows.rename(next.name());
  }

  void close() {
    cold.close();
  }
}
