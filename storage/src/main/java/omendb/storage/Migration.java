package omendb.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import omendb.core.FailPoint;
import omendb.core.KeyRange;
import omendb.core.OmenException;
import omendb.core.PlantedBug;
import omendb.core.SqlState;
import omendb.mvcc.MigrationSet;
import omendb.mvcc.RowStore;
import omendb.mvcc.TransactionManager;
import org.jspecify.annotations.Nullable;

/// Moves rows of one table from the row store to a segment.
///
/// | step | fail point |
/// |---|---|
/// | choose rows that every snapshot sees and nobody has locked | `migration.choose` |
/// | write them to a draft | `migration.write` |
/// | force it to disk | `migration.sync` |
/// | rename it into `segments/` | `migration.rename` |
/// | force the folder | `migration.renamed` |
/// | one log record: + segment, − moved rows, + deletes of changed rows | `migration.commit` |
/// | publish the table version | `migration.swap` |
/// | free the hot copies when the last reader of an older version has gone | `migration.reclaim` |
///
/// The log record is the only commit point: before it the file is an orphan, after it the rows are
/// cold. The last three steps up to the publishing run under the commit order. A row that was
/// changed or locked meanwhile stays hot; its copy in the segment is deleted for everybody in the
/// same record. One migration or merge of a table at a time.
public final class Migration {
  private static final KeyRange ALL = new KeyRange(null, null);

  /// Up to so many rows may stay hot between the moved ones for the short way of deleting.
  private static final int STAYING_MAX = 64;

  private final Foundation foundation;
  private final TableStore table;
  private final Merge merge;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong rowsMoved = new AtomicLong();
  private volatile boolean stopped;
  private byte @Nullable [] nextKey;

  Migration(Foundation foundation, TableStore table) {
    this.foundation = foundation;
    this.table = table;
    this.merge = new Merge(foundation, table, () -> stopped);
  }

  /// Migrations done since the start.
  public long count() {
    return count.get();
  }

  /// Rows that they moved.
  public long rowsMoved() {
    return rowsMoved.get();
  }

  /// Moves every row that can be moved now; returns how many. Rows that are locked, or that a
  /// snapshot in use does not see yet, stay.
  public long moveAll() {
    long watermark = foundation.transactions().watermark();
    long moved = 0;
    long step;
    do {
      step = move(watermark, ALL, rowsMax());
      moved += step;
    } while (step > 0 && !stopped);
    return moved;
  }

  /// Moves up to `limit` rows not changed after `commit`, going on where the last call ended: after
  /// some calls the whole key range has had its turn.
  long moveSome(long commit, int limit) {
    long watermark = Math.min(commit, foundation.transactions().watermark());
    byte[] from = nextKey;
    long moved = move(watermark, new KeyRange(from, null), Math.min(limit, rowsMax()));
    if (moved == 0 && from != null) {
      nextKey = null;
      moved = move(watermark, ALL, Math.min(limit, rowsMax()));
    }
    return moved;
  }

  private int rowsMax() {
    return foundation.options().migrationRowsMax();
  }

  /// Moves at most `limit` rows of the range into one segment.
  private synchronized long move(long watermark, KeyRange range, int limit) {
    if (stopped || limit <= 0) {
      return 0;
    }
    RowStore rows = table.hot();
    try (MigrationSet set = rows.collect(watermark, range, limit)) {
      if (set.count() == 0) {
        return 0;
      }
      hit("migration.choose");
      long moved = swap(set, write(set));
      nextKey = set.key(set.count() - 1);
      return moved;
    }
  }

  private ColdSegment write(MigrationSet set) {
    long id = foundation.manifest().newSegmentId();
    try (SegmentDraft draft = new SegmentDraft("migration", foundation, table.schema(), id)) {
      for (int i = 0; i < set.count(); i++) {
        draft.add(set.row(i), set.key(i));
      }
      return draft.finish(0);
    }
  }

  private long swap(MigrationSet set, ColdSegment segment) {
    TransactionManager transactions = foundation.transactions();
    @Nullable TableVersion before = transactions.exclusively(() -> swapInOrder(set, segment));
    if (before == null) {
      return 0;
    }
    FailPoint.pass("migration.reclaim");
    table.cold().release(before);
    int moved = segment.aliveRows();
    count.incrementAndGet();
    rowsMoved.addAndGet(moved);
    return moved;
  }

  /// Returns the version before, or null when no row could be moved.
  private @Nullable TableVersion swapInOrder(MigrationSet set, ColdSegment segment) {
    RowStore rows = table.hot();
    if (stopped) {
      SegmentDraft.abandon(segment);
      return null;
    }
    BitSet moved = rows.mark(set, table.cold().nextNumber());
    if (moved.isEmpty()) {
      SegmentDraft.abandon(segment);
      return null;
    }
    try {
      hit("migration.commit");
      appendRecord(set, segment, moved);
    } catch (OmenException e) {
      rows.unmark(set, moved);
      if (e.state() == SqlState.DISK_FULL) {
        SegmentDraft.abandon(segment);
      }
      throw e; // after any other failure the record may be on disk: the file stays
    }
    for (int i = moved.nextClearBit(0); i < set.count(); i = moved.nextClearBit(i + 1)) {
      segment.deletes.add(i, 0);
    }
    if (PlantedBug.LOSE_MIGRATED_ROW.on()) {
      segment.deletes.add(set.count() / 2, 0);
    }
    FailPoint.pass("migration.swap");
    List<ColdSegment> segments = table.read(version -> new ArrayList<>(version.segments()));
    segments.add(segment);
    return table.cold().publish(segments);
  }

  private void appendRecord(MigrationSet set, ColdSegment segment, BitSet moved) {
    Manifest manifest = foundation.manifest();
    int oid = table.schema().oid();
    @Nullable List<byte[]> staying = staying(set, moved);
    foundation.appendMaintenance(batch -> {
      manifest.add(batch, oid, SegmentRecord.of(segment.segment.summary(), 0));
      if (staying == null) {
        deleteEach(batch, set, moved);
      } else {
        deleteRanges(batch, set, staying);
      }
      for (int i = moved.nextClearBit(0); i < set.count(); i = moved.nextClearBit(i + 1)) {
        manifest.delete(batch, segment.id(), i, 0);
      }
    });
  }

  private void deleteEach(LogBatch batch, MigrationSet set, BitSet moved) {
    for (int i = moved.nextSetBit(0); i >= 0; i = moved.nextSetBit(i + 1)) {
      batch.deleteRow(table.schema().oid(), set.key(i));
    }
  }

  /// Deletes all stored rows from the set's first to its last key but those that stay: a few ranges
  /// instead of an entry for each row, because commits wait meanwhile.
  private void deleteRanges(LogBatch batch, MigrationSet set, List<byte[]> staying) {
    int oid = table.schema().oid();
    byte[] from = StoredKeys.hot(oid, set.key(0));
    for (byte[] key : staying) {
      byte[] stored = StoredKeys.hot(oid, key);
      batch.deleteRange(Family.HOT, from, stored);
      from = StoredKeys.next(stored);
    }
    byte[] end = StoredKeys.next(StoredKeys.hot(oid, set.key(set.count() - 1)));
    if (Arrays.compareUnsigned(from, end) < 0) {
      batch.deleteRange(Family.HOT, from, end);
    }
  }

  /// The keys between the set's first and last that have an entry in the row store and do not move,
  /// in key order; null when they are many.
  private @Nullable List<byte[]> staying(MigrationSet set, BitSet moved) {
    List<byte[]> keys = new ArrayList<>();
    byte[] last = set.key(set.count() - 1);
    int[] at = {0};
    table
        .hot()
        .forEachKey(
            new KeyRange(set.key(0), null),
            key -> {
              int order = -1;
              while (at[0] < set.count()
                  && (order = Arrays.compareUnsigned(set.key(at[0]), key)) < 0) {
                at[0]++;
              }
              boolean inSet = order == 0;
              if (!inSet && Arrays.compareUnsigned(key, last) > 0) {
                return false;
              }
              if (!inSet || !moved.get(at[0])) {
                keys.add(key);
              }
              return keys.size() <= STAYING_MAX;
            });
    return keys.size() > STAYING_MAX ? null : keys;
  }

  private static void hit(String point) {
    try {
      FailPoint.hit(point);
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not migrate");
    }
  }

  /// Merges small segments into one if that helps; false when there is nothing to merge.
  synchronized boolean merge() {
    return !stopped && merge.run();
  }

  /// Writes a segment compressed or plain; false when it must stay as it is for now.
  synchronized boolean rewrite(ColdSegment segment, boolean compress) {
    return !stopped && merge.rewrite(segment, compress);
  }

  /// Compresses all segments that every snapshot sees; returns how many.
  public int compressAll() {
    int compressed = 0;
    for (ColdSegment segment : table.read(TableVersion::segments)) {
      compressed += !segment.segment.compressed() && rewrite(segment, true) ? 1 : 0;
    }
    return compressed;
  }

  /// Lets no further migration begin or be published: the table is being dropped.
  void stop() {
    stopped = true;
  }
}
