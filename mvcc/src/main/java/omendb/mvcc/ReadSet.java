package omendb.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.KeyRange;
import omendb.core.PlantedBug;

/// What a SERIALIZABLE transaction has read: single keys, ranges of keys and whole tables, whether
/// there were rows or not.
final class ReadSet {
  private record Point(RowStore store, byte[] key) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Point point && point.store == store && Arrays.equals(point.key, key);
    }

    @Override
    public int hashCode() {
      return store.hash(key);
    }
  }

  private record Range(RowStore store, KeyRange keys) {}

  private final Set<Point> points = new HashSet<>();
  private final List<Range> ranges = new ArrayList<>();
  private final Set<RowStore> tables = new HashSet<>();

  void addKey(RowStore store, byte[] key) {
    if (!tables.contains(store)) {
      points.add(new Point(store, key));
    }
  }

  void addRange(RowStore store, KeyRange keys) {
    if (keys.from() == null && keys.to() == null) {
      tables.add(store);
    } else if (!tables.contains(store)) {
      ranges.add(new Range(store, keys));
    }
  }

  void clear() {
    points.clear();
    ranges.clear();
    tables.clear();
  }

  /// True when a row of this table may have been read.
  boolean touches(RowStore store) {
    if (tables.contains(store)) {
      return true;
    }
    for (Range range : ranges) {
      if (range.store == store) {
        return true;
      }
    }
    for (Point point : points) {
      if (point.store == store) {
        return true;
      }
    }
    return false;
  }

  /// True when the row with this key, or its absence, was read.
  boolean contains(RowStore store, byte[] key) {
    if (points.contains(new Point(store, key))) {
      return true;
    }
    if (PlantedBug.SKIP_RANGE_VALIDATION.on()) {
      return false;
    }
    if (tables.contains(store)) {
      return true;
    }
    for (Range range : ranges) {
      if (range.store == store && within(range.keys, key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean within(KeyRange range, byte[] key) {
    byte[] from = range.from();
    byte[] to = range.to();
    return (from == null || Arrays.compareUnsigned(key, from) >= 0)
        && (to == null || Arrays.compareUnsigned(key, to) < 0);
  }
}
