package omendb.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.columnar.Segment;
import omendb.core.KeyCodec;
import omendb.core.KeyRange;
import omendb.core.Morsel;
import omendb.core.ZoneFilter;
import omendb.mvcc.HotCursor;
import omendb.mvcc.HotScan;
import omendb.mvcc.OwnRows;
import omendb.mvcc.RowStore;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;

/// Cuts one scan into morsels: leaves out segments and row groups that zone maps or the key range
/// rule out, and takes a narrow key range of hot rows from the index instead of passing over all.
final class ScanBuilder {
  /// Hot row slots per morsel.
  private static final int HOT_ROWS = 32 * 1024;

  /// Rows that a key range may always have to be read by the index.
  private static final int RANGE_ROWS_MAX = 4096;

  /// The part of all hot rows, one in so many, that a key range may have to be read by the index;
  /// above, all are passed over in the order in which they lie in memory. A row that is looked up
  /// costs several of those.
  private static final int RANGE_PART = 64;

  private static final int[] NONE = {};

  private final Transaction tx;
  private final List<ZoneFilter> filters;
  private final @Nullable KeyRange keys;
  private final List<Morsel> morsels = new ArrayList<>();
  private int segmentsPruned;
  private int rowGroups;
  private int rowGroupsPruned;
  private long coldRows;
  private long hotRows;

  ScanBuilder(Transaction tx, List<ZoneFilter> filters, @Nullable KeyRange keys) {
    this.tx = tx;
    this.filters = filters;
    this.keys = keys;
  }

  ScanSummary summary(TableVersion version) {
    return new ScanSummary(
        version.segmentCount(),
        segmentsPruned,
        rowGroups,
        rowGroupsPruned,
        coldRows,
        hotRows,
        version.number);
  }

  List<Morsel> morsels() {
    return morsels;
  }

  void addCold(TableVersion version, OwnRows own) {
    for (int i = 0; i < version.segmentCount(); i++) {
      ColdSegment cold = version.segment(i);
      if (cold.visibleFrom <= tx.snapshot()) {
        addSegment(cold, ownDeletes(cold, own), tx.snapshot());
      }
    }
  }

  /// Adds the segments of a load of this transaction, whose rows only it sees.
  void addPending(List<PendingSegment> pending) {
    for (PendingSegment each : pending) {
      addSegment(each.cold(), each.hidden(), Long.MAX_VALUE - 1);
    }
  }

  private void addSegment(ColdSegment cold, int[] ownDeletes, long snapshot) {
    Segment segment = cold.segment;
    int groups = segment.rowGroupCount();
    rowGroups += groups;
    int low = 0;
    int high = segment.rowCount();
    if (keys != null) {
      byte[] from = keys.from();
      byte[] to = keys.to();
      low = from == null ? 0 : segment.lowerBound(from);
      high = to == null ? high : segment.lowerBound(to);
    }
    if (low >= high || !overlaps(segment, -1)) {
      segmentsPruned++;
      rowGroupsPruned += groups;
      return;
    }
    int before = morsels.size();
    for (int group = 0; group < groups; group++) {
      int start = Math.max(low, segment.rowGroupStart(group));
      int end = Math.min(high, segment.rowGroupStart(group) + segment.rowGroupRows(group));
      if (start >= end || !overlaps(segment, group)) {
        rowGroupsPruned++;
        continue;
      }
      coldRows += end - start;
      morsels.add(new ColdMorsel(cold, start, end, snapshot, ownDeletes));
    }
    segmentsPruned += morsels.size() == before ? 1 : 0;
  }

  private boolean overlaps(Segment segment, int group) {
    for (ZoneFilter filter : filters) {
      boolean may =
          (group < 0 ? segment.zoneMap(filter.column()) : segment.zoneMap(filter.column(), group))
              .overlaps(filter.min(), filter.max());
      if (!may) {
        return false;
      }
    }
    return true;
  }

  /// Where the keys that the transaction has written itself lie in the segment.
  private static int[] ownDeletes(ColdSegment cold, OwnRows own) {
    int[] positions = NONE;
    int count = 0;
    for (int i = 0; i < own.count(); i++) {
      if (own.fresh(i) || !cold.mayHold(KeyCodec.prefix(own.key(i)))) {
        continue;
      }
      int position = cold.segment.findKey(own.key(i));
      if (position >= 0) {
        if (count == positions.length) {
          positions = Arrays.copyOf(positions, Math.max(8, 2 * count));
        }
        positions[count++] = position; // ascending, as the own rows are in key order
      }
    }
    return count == positions.length ? positions : Arrays.copyOf(positions, count);
  }

  /// Adds cold rows, hot rows and the transaction's own. Returns what to run when the scan ends.
  Runnable addHot(RowStore rows, TableVersion version, RowReader reader) {
    if (keys != null) {
      HotCursor cursor = rows.range(tx, version.number, keys, false);
      addCold(version, cursor.own());
      if (addRange(cursor, Math.max(RANGE_ROWS_MAX, rows.rowCount() / RANGE_PART), reader)) {
        return cursor::close;
      }
      cursor.close();
      HotScan scan = rows.scan(tx, version.number);
      addHotRows(scan, reader);
      return scan::close;
    }
    HotScan scan = rows.scan(tx, version.number);
    addCold(version, scan.own());
    addHotRows(scan, reader);
    return scan::close;
  }

  /// Adds the rows of a key range unless there are more than `most`.
  private boolean addRange(HotCursor cursor, int most, RowReader reader) {
    List<Morsel> range = new ArrayList<>();
    FixedMorsel piece = null;
    int found = 0;
    while (cursor.next()) {
      if (++found > most) {
        return false;
      }
      if (piece == null || piece.rowCount() == HOT_ROWS) {
        piece = new FixedMorsel(reader, Morsel.Tier.HOT, cursor::key);
        range.add(piece);
      }
      piece.add(cursor.row(), cursor.place());
    }
    hotRows = found;
    morsels.addAll(range);
    return true;
  }

  private void addHotRows(HotScan scan, RowReader reader) {
    int limit = scan.rowIdLimit();
    hotRows = limit;
    for (int start = 0; start < limit; start += HOT_ROWS) {
      int end = Math.min(limit, start + HOT_ROWS);
      if (!scan.empty(start, end)) {
        morsels.add(new HotMorsel(reader, scan, start, end));
      }
    }
    OwnRows own = scan.own();
    if (own.liveCount() == 0) {
      return;
    }
    FixedMorsel morsel = new FixedMorsel(reader, Morsel.Tier.OWN, own::key);
    for (int i = 0; i < own.count(); i++) {
      if (own.row(i) != RowStore.TOMBSTONE) {
        morsel.add(own.row(i), i);
      }
    }
    morsels.add(morsel);
  }
}
