package omendb.mvcc;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Predicate;
import omendb.core.KeyCodec;
import omendb.core.KeyRange;
import omendb.core.PlantedBug;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// The hot rows of one table: versions in native memory, found by a learned index over the keys.
///
/// Rows are given as the native address of their `core.RowLayout` bytes, valid until the
/// transaction ends (READ COMMITTED: until its next snapshot, unless a [HotScan] or [HotCursor] is
/// open). Reads take no lock and never wait. Writes go through a [Transaction].
///
/// Migration moves rows to segments: `collect` what is old, write it, then under
/// [TransactionManager#exclusively] `mark` what has not changed since, make the new table version
/// durable and publish it; `reclaim` when no reader of an older table version is left. From mark to
/// reclaim a row is in both tiers: point reads may take it from either; scans name the table
/// version that they read and get it from exactly one.
public final class RowStore {
  /// What [#get] returns for a row that is deleted here: the segments need not be asked.
  public static final long TOMBSTONE = -1;

  private final int tableOid;
  private final KeyCodec keys;
  private final TransactionManager manager;
  private final VersionTable table;
  private volatile String name;
  private volatile boolean dropped;

  RowStore(TransactionManager manager, TableSchema schema, VersionTable table, KeyCodec keys) {
    this.manager = manager;
    this.tableOid = schema.oid();
    this.name = schema.name();
    this.keys = keys;
    this.table = table;
  }

  public int tableOid() {
    return tableOid;
  }

  /// The table's name, for messages.
  public String name() {
    return name;
  }

  public void rename(String newName) {
    name = newName;
  }

  public KeyCodec keys() {
    return keys;
  }

  void drop() {
    dropped = true;
  }

  /// True when the table was dropped. A transaction that has begun before this is asked may read
  /// the store to its end if the answer is no.
  public boolean dropped() {
    return dropped;
  }

  /// 42P01 when the table was dropped. A transaction that has begun before this is called, and was
  /// let pass, may read the store to its end.
  public void checkPresent() {
    if (dropped) {
      throw SqlState.UNDEFINED_TABLE.error("relation \"%s\" does not exist", name);
    }
  }

  VersionTable table() {
    return table;
  }

  /// The hash of a key: for exact keys that of its prefix.
  int hash(byte[] key) {
    int hash = hash(KeyCodec.prefix(key));
    return key.length <= 8 ? hash : hash ^ Arrays.hashCode(key);
  }

  int hash(long prefix) {
    long mixed = (prefix + tableOid) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) ^ (int) (mixed >>> 17);
  }

  /// The row visible to the transaction, its own writes first; 0 when there is none here and the
  /// segments must be asked, [#TOMBSTONE] when the row is deleted.
  public long get(Transaction tx, byte[] key) {
    long own = tx.ownRow(this, key);
    if (own != 0) {
      return own;
    }
    tx.recordKey(this, key);
    return keys.exact()
        ? visibleFrom(table.index.head(KeyCodec.prefix(key)), tx.snapshot())
        : visible(table.index.find(key), tx.snapshot());
  }

  /// As [#get] for an exact key ([KeyCodec#exact()]) given as its prefix. Allocates nothing.
  public long getByPrefix(Transaction tx, long prefix) {
    if (tx.plain()) {
      return visibleFrom(table.index.head(prefix), tx.snapshot());
    }
    long own = tx.ownRow(this, prefix);
    if (own != 0) {
      return own;
    }
    tx.recordKey(this, prefix);
    return visibleFrom(table.index.head(prefix), tx.snapshot());
  }

  /// The transaction's own write of the key: a row, [#TOMBSTONE], or 0 when it has not written it.
  public long own(Transaction tx, byte[] key) {
    return tx.ownRow(this, key);
  }

  private long visibleFrom(long head, long snapshot) {
    if (head == 0) {
      return 0;
    }
    Version.prefetch(head);
    long version = Version.visible(head, snapshot);
    if (version != 0) {
      return Version.tombstone(version) ? TOMBSTONE : version + Version.ROW;
    }
    return visible(table.rows.link(Version.rowId(head)), snapshot);
  }

  private long visible(int rowId, long snapshot) {
    for (int id = rowId; id != KeyIndex.NO_ROW; id = table.rows.link(id)) {
      long version = Version.visible(table.rows.head(id), snapshot);
      if (version != 0) {
        return Version.tombstone(version) ? TOMBSTONE : version + Version.ROW;
      }
    }
    return 0;
  }

  /// True when the key has a row now, the transaction's own writes included, whatever its snapshot;
  /// in either tier. Stays true or false while the transaction holds a lock on the key that forbids
  /// the change. What unique and foreign keys need.
  public boolean existsNow(Transaction tx, byte[] key) {
    long own = tx.ownRow(this, key);
    if (own != 0) {
      return own != TOMBSTONE;
    }
    tx.recordKey(this, key);
    KeyState state = new KeyState();
    table.newest(key, state);
    return state.exists;
  }

  /// All rows visible to the transaction that this table version keeps hot. The table version must
  /// have been pinned after the transaction took its snapshot.
  public HotScan scan(Transaction tx, long tableVersion) {
    tx.recordRange(this, new KeyRange(null, null));
    return new HotScan(this, tx, tableVersion);
  }

  /// As [#scan] for keys in a range and in key order; the transaction's own rows are merged in.
  public HotCursor range(Transaction tx, long tableVersion, KeyRange range, boolean descending) {
    tx.recordRange(this, range);
    return new HotCursor(this, tx, tableVersion, range, descending);
  }

  /// What the transaction has written to this table and not undone, in key order.
  public OwnRows ownRows(Transaction tx) {
    return OwnRows.of(this, tx.writes());
  }

  /// Gives every key of the range that has an entry here, be its row live, deleted or moved; what a
  /// bulk load must not write past. Uncommitted rows have no entry. Ends when the visitor returns
  /// false.
  public void forEachKey(KeyRange range, Predicate<byte[]> visitor) {
    Readers.Slot reader = manager.readers().enterEpoch();
    try {
      IndexCursor entries = table.index.cursor(range.from(), range.to(), false);
      boolean more = true;
      while (more && entries.next()) {
        more = visitor.test(table.rows.key(entries.rowId()));
      }
    } finally {
      manager.readers().leave(reader);
    }
  }

  /// Takes a committed row, given as its native bytes; `false` ends the walk.
  @FunctionalInterface
  public interface RowVisitor {
    boolean row(byte[] key, long address, int length, long commit);
  }

  /// Gives the newest committed version of every hot row that is not deleted, in key order; when
  /// nobody writes.
  public void forEachRow(RowVisitor visitor) {
    Readers.Slot reader = manager.readers().enterEpoch();
    try {
      IndexCursor entries = table.index.cursor(null, null, false);
      boolean more = true;
      while (more && entries.next()) {
        int id = entries.rowId();
        long head = table.rows.head(id);
        if (head != 0 && table.rows.movedAt(id) == 0 && !Version.tombstone(head)) {
          byte[] key = table.rows.key(id);
          more = visitor.row(key, head + Version.ROW, Version.length(head), Version.commit(head));
        }
      }
    } finally {
      manager.readers().leave(reader);
    }
  }

  /// Up to `limit` hot rows of the range, in key order, whose newest version every snapshot from
  /// `watermark` on sees and that nobody has locked. The set keeps their memory until it is closed.
  public MigrationSet collect(long watermark, KeyRange range, int limit) {
    return MigrationSet.collect(this, manager, watermark, range, limit);
  }

  /// Marks the rows of the set that are as they were collected: from `tableVersion` on the segments
  /// have them. Returns which. Call it within [TransactionManager#exclusively], before the table
  /// version is published.
  public BitSet mark(MigrationSet set, long tableVersion) {
    BitSet result = new BitSet(set.count());
    for (int i = 0; i < set.count(); i++) {
      if (set.unchanged(i) && !manager.locks().locked(this, set.key(i))) {
        if (!PlantedBug.DUPLICATE_MIGRATED_ROW.on() || i != set.count() / 2) {
          table.mark(set.rowId(i), tableVersion);
        }
        result.set(i);
      }
    }
    return result;
  }

  /// Takes [#mark] back, when the table version could not be made durable. Within the same
  /// [TransactionManager#exclusively].
  public void unmark(MigrationSet set, BitSet marked) {
    for (int i = marked.nextSetBit(0); i >= 0; i = marked.nextSetBit(i + 1)) {
      table.unmark(set.rowId(i));
    }
  }

  /// Frees the hot copies of rows that moved at or before `tableVersion`: nobody reads an older
  /// table version any more.
  public void reclaim(long tableVersion) {
    boolean more = true;
    while (more) {
      more = manager.exclusively(() -> !dropped && table.reclaim(tableVersion, 4096));
    }
  }

  /// Hot rows, counted without waiting for anybody: live, or deleted and not yet collected.
  public long hotRows() {
    return table.hotEntries();
  }

  /// Native bytes of rows, versions and keys in use.
  public long liveBytes() {
    return table.heap.liveBytes();
  }

  /// Puts in a committed row, or with a null row takes it out; for a restart, before there are
  /// transactions. The newest commit of a key comes last.
  public void load(byte[] key, byte @Nullable [] row, long commit) {
    table.load(key, row, commit);
  }

  /// As [#load] for many rows in key order; builds the index in bulk if the store is empty. Returns
  /// the number of rows.
  public long bulkLoad(RowSource source) {
    return table.bulkLoad(source);
  }

  /// As the other, with several threads where that is possible.
  public long bulkLoad(RowPieces pieces) {
    return table.bulkLoad(pieces);
  }

  /// Tells that `commit` put rows into the segments without locking their keys: transactions that
  /// insert the same keys or, under SERIALIZABLE, have read the table must find out. To be called
  /// from [CommitAttachment#apply] when the rows can be found there.
  public void bulkCommitted(long commit) {
    table.bulkCommitted();
    manager.bulkCommitted(this, commit);
  }

  void discard(long version) {
    Version.free(table.heap, version);
  }

  public HotStatistics statistics() {
    return table.statistics();
  }

  /// Row entries in use.
  public int rowCount() {
    return table.rows.rows();
  }
}
