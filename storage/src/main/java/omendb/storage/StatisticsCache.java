package omendb.storage;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import omendb.columnar.ZoneMap;
import omendb.mvcc.TransactionManager;
import org.jspecify.annotations.Nullable;

/// Column statistics for the planner: zone maps of all segments and a sample of the hot rows put
/// together, kept until the table version or the number of hot rows has changed noticeably.
final class StatisticsCache {
  private final TableStore table;
  private final TransactionManager transactions;
  private final AtomicReferenceArray<@Nullable Entry> entries;

  /// A column's statistics and what they were made from.
  private record Entry(long version, long hotRows, ColumnStatistics statistics) {}

  StatisticsCache(TableStore table, TransactionManager transactions) {
    this.table = table;
    this.transactions = transactions;
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
    boolean disjoint = true;
    long rows = 0;
    long nulls = 0;
    double distinctSum = 0;
    double distinctMax = 0;
    for (ColdSegment segment : version.segments()) {
      ZoneMap zone = segment.segment.zoneMap(column);
      rows += zone.rowCount();
      nulls += zone.nullCount();
      if (zone.nullCount() == zone.rowCount()) {
        continue;
      }
      distinctSum += zone.distinct();
      distinctMax = Math.max(distinctMax, zone.distinct());
      Object low = zone.min();
      Object high = zone.max();
      bounded = bounded && low != null && high != null;
      disjoint =
          disjoint && bounded && (min == null || compare(high, min) < 0 || compare(low, max) > 0);
      min = min == null || compare(low, min) < 0 ? low : min;
      max = max == null || compare(high, max) > 0 ? high : max;
    }
    double distinct = disjoint ? distinctSum : distinctMax;
    double nullRows = nulls;
    if (hot > 0) {
      HotSample sample = HotSample.of(table, transactions, column);
      distinct = together(distinct, rows, sample.distinctOf(hot), hot);
      nullRows += sample.rows() == 0 ? 0 : (double) hot * sample.nulls() / sample.rows();
      Object low = sample.min();
      Object high = sample.max();
      min = bounded && low != null && (min == null || compare(low, min) < 0) ? low : min;
      max = bounded && high != null && (max == null || compare(high, max) > 0) ? high : max;
    }
    return new ColumnStatistics(
        bounded ? min : null,
        bounded ? max : null,
        Math.max(1, distinct),
        rows + hot == 0 ? 0 : nullRows / (rows + hot),
        hot == 0);
  }

  /// Different values of both tiers: columns whose values hardly repeat in either tier are taken to
  /// have other values in each, other columns the same.
  private static double together(double cold, double coldRows, double hot, double hotRows) {
    boolean nearlyUnique = cold > coldRows / 2 && hot > hotRows / 2;
    return nearlyUnique ? cold + hot : Math.max(cold, hot);
  }

  @SuppressWarnings("unchecked") // both are boxed values of one column
  static int compare(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Comparable<?> comparable && right != null && !(left instanceof byte[])) {
      return ((Comparable<Object>) comparable).compareTo(right);
    }
    return left instanceof byte[] a && right instanceof byte[] b ? Arrays.compareUnsigned(a, b) : 0;
  }
}
