package omendb.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import omendb.columnar.DeleteVector;
import omendb.core.KeyCodec;
import omendb.core.KeyRange;
import omendb.core.RowBuffer;
import omendb.core.SqlState;
import omendb.mvcc.Transaction;

/// The segments of one bulk load on their way to the commit. Their files are durable already; the
/// commit's log record adds them to the manifest, a rollback deletes them.
final class PendingLoad implements DurableAttachment {
  private final Foundation foundation;
  private final TableStore table;
  private final Transaction tx;
  private final List<ColdSegment> segments;
  private final List<TreeSet<Integer>> hidden = new ArrayList<>();

  /// Segments of the table whose keys were compared with the load's.
  private final Set<Long> compared;

  PendingLoad(
      Foundation foundation,
      TableStore table,
      Transaction tx,
      List<ColdSegment> segments,
      Set<Long> compared) {
    this.foundation = foundation;
    this.table = table;
    this.tx = tx;
    this.segments = List.copyOf(segments);
    this.compared = compared;
    for (int i = 0; i < segments.size(); i++) {
      hidden.add(new TreeSet<>());
    }
  }

  List<PendingSegment> segments() {
    List<PendingSegment> result = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      int[] positions = hidden.get(i).stream().mapToInt(Integer::intValue).toArray();
      result.add(new PendingSegment(segments.get(i), positions));
    }
    return result;
  }

  long get(byte[] key, RowBuffer into) {
    int index = indexOf(key);
    return index < 0
        ? 0
        : segments.get(index).segment.writeRow(segments.get(index).segment.findKey(key), into);
  }

  boolean holds(byte[] key) {
    return indexOf(key) >= 0;
  }

  /// The segment that shows the key, or -1.
  private int indexOf(byte[] key) {
    long prefix = KeyCodec.prefix(key);
    for (int i = 0; i < segments.size(); i++) {
      ColdSegment cold = segments.get(i);
      int position = cold.mayHold(prefix) ? cold.segment.findKey(key) : -1;
      if (position >= 0 && !hidden.get(i).contains(position)) {
        return i;
      }
    }
    return -1;
  }

  /// Hides the row with this key; returns its place for [#show], -1 when there is none.
  long hide(byte[] key) {
    int index = indexOf(key);
    if (index < 0) {
      return -1;
    }
    int position = segments.get(index).segment.findKey(key);
    hidden.get(index).add(position);
    return (long) index << 32 | position;
  }

  void show(long place) {
    hidden.get((int) (place >>> 32)).remove((int) place);
  }

  /// Nothing with one of the load's keys may have been committed since the keys were compared.
  @Override
  public void validate() {
    if (table.schema().hiddenKey()) {
      return;
    }
    for (ColdSegment loaded : segments) {
      table
          .hot()
          .forEachKey(
              new KeyRange(loaded.minKey, null),
              key -> {
                boolean inside = loaded.mayHold(KeyCodec.prefix(key));
                if (inside && loaded.segment.findKey(key) >= 0) {
                  throw concurrent();
                }
                return inside;
              });
      table.read(version -> {
        for (ColdSegment other : version.segments()) {
          if (!compared.contains(other.id()) && shareLiveKey(loaded, other)) {
            throw concurrent();
          }
        }
        return version;
      });
    }
  }

  private static RuntimeException concurrent() {
    return SqlState.SERIALIZATION_FAILURE.error(
        "could not serialize access due to concurrent update");
  }

  private static boolean shareLiveKey(ColdSegment loaded, ColdSegment other) {
    int from = other.segment.lowerBound(loaded.minKey);
    for (int i = from; i < other.rowCount(); i++) {
      byte[] key = other.segment.keyAt(i);
      if (!loaded.mayHold(KeyCodec.prefix(key))) {
        return false;
      }
      if (other.deletes.deletedAt(i) == DeleteVector.ALIVE && loaded.segment.findKey(key) >= 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void write(LogBatch batch, long commit) {
    Manifest manifest = foundation.manifest();
    for (int i = 0; i < segments.size(); i++) {
      ColdSegment segment = segments.get(i);
      manifest.add(
          batch, table.schema().oid(), SegmentRecord.of(segment.segment.summary(), commit));
      for (int position : hidden.get(i)) {
        manifest.delete(batch, segment.id(), position, 0);
      }
    }
  }

  @Override
  public void apply(long commit) {
    List<ColdSegment> all = table.read(version -> new ArrayList<>(version.segments()));
    for (int i = 0; i < segments.size(); i++) {
      for (int position : hidden.get(i)) {
        segments.get(i).deletes.add(position, 0);
      }
      all.add(segments.get(i).visibleFrom(commit));
    }
    table.cold().release(table.cold().publish(all));
    table.pending().remove(tx, this);
    table.hot().bulkCommitted(commit);
  }

  @Override
  public void discard() {
    table.pending().remove(tx, this);
    segments.forEach(SegmentDraft::abandon);
  }
}
