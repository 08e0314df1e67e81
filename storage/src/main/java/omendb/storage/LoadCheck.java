package omendb.storage;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import omendb.columnar.DeleteVector;
import omendb.core.KeyCodec;
import omendb.core.KeyRange;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.mvcc.OwnRows;
import omendb.mvcc.Transaction;

/// Compares the sorted rows of a load's buffer with what the table has: ranges first, keys only
/// where ranges meet.
final class LoadCheck {
  private static final int[] NONE = {};

  private final TableStore table;
  private final Transaction tx;
  private final LoadBuffer buffer;
  private final LongFunction<OmenException> duplicate;

  /// Rows that must go the way of single inserts.
  private final BitSet taken = new BitSet();

  LoadCheck(
      TableStore table, Transaction tx, LoadBuffer buffer, LongFunction<OmenException> duplicate) {
    this.table = table;
    this.tx = tx;
    this.buffer = buffer;
    this.duplicate = duplicate;
  }

  boolean taken(int index) {
    return taken.get(index);
  }

  int taken() {
    return taken.cardinality();
  }

  /// Comes after [#againstHotRows]. Throws 23505 when a segment has a live row with one of the
  /// keys: a segment of the table, of an earlier load of the transaction, of this load. Notes the
  /// table's segments in `compared`.
  void againstSegments(Collection<ColdSegment> ofThisLoad, Set<Long> compared) {
    table.read(version -> {
      for (ColdSegment segment : version.segments()) {
        compare(segment, NONE);
        compared.add(segment.id());
      }
      return version;
    });
    for (PendingSegment pending : table.pending().of(tx)) {
      compare(pending.cold(), pending.hidden());
    }
    for (ColdSegment segment : ofThisLoad) {
      compare(segment, NONE);
    }
  }

  /// @param hidden positions that the transaction has hidden itself, ascending
  private void compare(ColdSegment segment, int[] hidden) {
    int last = buffer.rowCount() - 1;
    if (segment.rowCount() == 0
        || segment.maxPrefix < KeyCodec.prefix(buffer.key(0))
        || segment.minPrefix > KeyCodec.prefix(buffer.key(last))) {
      return;
    }
    int from = segment.segment.lowerBound(buffer.key(0));
    int to = segment.segment.lowerBound(buffer.key(last));
    if (from == to && (to == segment.rowCount() || !hasKey(segment, to, last))) {
      return; // the buffer lies in a gap between two of the segment's keys
    }
    for (int i = buffer.lowerBound(segment.minKey); i <= last; i++) {
      byte[] key = buffer.key(i);
      if (!segment.mayHold(KeyCodec.prefix(key))) {
        return;
      }
      int position = taken.get(i) ? -1 : segment.segment.findKey(key);
      if (position >= 0 && Arrays.binarySearch(hidden, position) < 0) {
        refuse(segment.deletes.deletedAt(position), i);
      }
    }
  }

  private boolean hasKey(ColdSegment segment, int position, int index) {
    return Arrays.equals(segment.segment.keyAt(position), buffer.key(index));
  }

  private void refuse(long deletedAt, int index) {
    if (deletedAt == DeleteVector.ALIVE) {
      throw duplicate.apply(buffer.row(index));
    }
    if (deletedAt > tx.snapshot()) {
      throw SqlState.SERIALIZATION_FAILURE.error(
          "could not serialize access due to concurrent delete");
    }
  }

  /// Sets aside the rows whose key has an entry in the row store or was written by the transaction:
  /// whether they are duplicates a single insert finds out.
  void againstHotRows(OwnRows own, List<byte[][]> singles) {
    Consumer<byte[]> setAside =
        key -> {
          int index = buffer.find(key);
          if (index >= 0 && !taken.get(index)) {
            taken.set(index);
            singles.add(new byte[][] {buffer.key(index), buffer.rowBytes(index)});
          }
        };
    long last = KeyCodec.prefix(buffer.key(buffer.rowCount() - 1));
    table
        .hot()
        .forEachKey(
            new KeyRange(buffer.key(0), null),
            key -> {
              setAside.accept(key);
              return KeyCodec.prefix(key) <= last;
            });
    for (int i = 0; i < own.count(); i++) {
      setAside.accept(own.key(i));
    }
  }
}
