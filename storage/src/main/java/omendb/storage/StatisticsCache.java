package omendb.storage;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import omendb.columnar.ZoneMap;
import org.jspecify.annotations.Nullable;

/// Column statistics for the planner: zone maps of all segments put together, kept until the table
/// version or the number of hot rows has changed noticeably.
final class StatisticsCache {
  private final TableStore table;
  private final AtomicReferenceArray<@Nullable Entry> entries;

  /// A column's statistics and what they were made from.
  private record Entry(long version, long hotRows, ColumnStatistics statistics) {}

  StatisticsCache(TableStore table) {
    this.table = table;
    this.entries = new AtomicReferenceArray<>(table.layout().columnCount());
  }

  /// Rows in the row store, about.
  long hotRows() {
    return table.hot().hotRows();
  }

  ColumnStatistics column(int column) {
    long hot = hotRows();
    Entry known = entries.get(column);
    if (known != null
        && known.version == table.cold().nextNumber()
        && Math.abs(known.hotRows - hot) <= known.hotRows / 4) {
      return known.statistics;
    }
    long version = table.cold().nextNumber();
    ColumnStatistics made = table.read(current -> make(current, column, hot));
    entries.set(column, new Entry(version, hot, made));
    return made;
  }

  private ColumnStatistics make(TableVersion version, int column, long hot) {
    Object min = null;
    Object max = null;
    boolean bounded = true;
    long rows = 0;
    long nulls = 0;
    double distinctSum = 0;
    double distinctMax = 0;
    boolean disjoint = true;
    for (ColdSegment segment : version.segments()) {
      ZoneMap zone = segment.segment.zoneMap(column);
      rows += zone.rowCount();
      nulls += zone.nullCount();
      distinctSum += zone.distinct();
      distinctMax = Math.max(distinctMax, zone.distinct());
      if (zone.nullCount() == zone.rowCount()) {
        continue;
      }
      Object low = zone.min();
      Object high = zone.max();
      bounded = bounded && low != null && high != null;
      disjoint =
          disjoint && bounded && (min == null || compare(high, min) < 0 || compare(low, max) > 0);
      min = min == null || compare(low, min) < 0 ? low : min;
      max = max == null || compare(high, max) > 0 ? high : max;
    }
    double distinct = disjoint ? distinctSum : distinctMax;
    if (rows > 0 && hot > 0) {
      // Hot rows are taken to repeat values as often as the cold ones do.
      distinct *= 1 + (double) hot / rows * Math.min(1, distinct / rows);
    }
    if (rows == 0) {
      distinct = unknownDistinct(column, hot);
    }
    return new ColumnStatistics(
        bounded ? min : null,
        bounded ? max : null,
        Math.max(1, distinct),
        rows == 0 ? 0 : (double) nulls / rows,
        hot == 0);
  }

  /// Without segments only the key is known to differ from row to row.
  private double unknownDistinct(int column, long hot) {
    boolean key =
        table.schema().keyColumns().size() == 1 && table.schema().keyColumns().getFirst() == column;
    return key ? hot : Math.max(1, Math.min(hot, Math.sqrt(hot) * 10));
  }

  @SuppressWarnings("unchecked") // both are boxed values of one column
  private static int compare(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Comparable<?> comparable && right != null && !(left instanceof byte[])) {
      return ((Comparable<Object>) comparable).compareTo(right);
    }
    return left instanceof byte[] a && right instanceof byte[] b ? Arrays.compareUnsigned(a, b) : 0;
  }
}
