package omendb.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import omendb.core.KeyRange;
import omendb.core.NativeMemory;
import org.jspecify.annotations.Nullable;

/// The segments of a table as a list of copies, with the protocol by which storage moves rows and
/// reads both tiers. What it does is the smallest right thing; tests compare with it.
final class MemorySegments implements ColdLookup {
  static final class Copy {
    final byte[] key;
    final long value;
    final long addedIn;
    final long insertedAt;
    volatile long deletedAt = Long.MAX_VALUE;

    Copy(byte[] key, long value, long addedIn, long insertedAt) {
      this.key = key;
      this.value = value;
      this.addedIn = addedIn;
      this.insertedAt = insertedAt;
    }
  }

  private final List<Copy> copies = new ArrayList<>();
  private final Map<String, Integer> newest = new HashMap<>();
  private volatile long tableVersion = 1;

  long tableVersion() {
    return tableVersion;
  }

  private static String text(byte[] key) {
    return Arrays.toString(key);
  }

  synchronized void add(byte[] key, long value, long version, long insertedAt) {
    newest.put(text(key), copies.size());
    copies.add(new Copy(key, value, version, insertedAt));
  }

  @Override
  public synchronized long find(byte[] key) {
    Integer position = newest.get(text(key));
    return position == null ? NONE : 1L << 32 | position;
  }

  private synchronized Copy copy(long position) {
    return copies.get((int) position);
  }

  @Override
  public long insertedAt(long coldPosition) {
    return copy(coldPosition).insertedAt;
  }

  @Override
  public long deletedAt(long coldPosition) {
    return copy(coldPosition).deletedAt;
  }

  @Override
  public void delete(long coldPosition, long commit) {
    Copy copy = copy(coldPosition);
    if (copy.deletedAt != Long.MAX_VALUE) {
      throw new AssertionError("deleted twice");
    }
    copy.deletedAt = commit;
  }

  /// Moves what is old enough; returns how many rows moved.
  int migrate(TransactionManager manager, RowStore store, int limit) {
    try (MigrationSet set = store.collect(manager.watermark(), new KeyRange(null, null), limit)) {
      return publish(manager, store, set);
    }
  }

  /// Moves those of the collected rows that are as they were.
  int publish(TransactionManager manager, RowStore store, MigrationSet set) {
    return manager.exclusively(() -> {
      long version = tableVersion + 1;
      BitSet moved = store.mark(set, version);
      for (int i = moved.nextSetBit(0); i >= 0; i = moved.nextSetBit(i + 1)) {
        add(set.key(i), NativeMemory.getLong(set.row(i)), version, set.commit(i));
      }
      tableVersion = version;
      return moved.cardinality();
    });
  }

  /// A point read over both tiers.
  @Nullable Long get(Transaction tx, RowStore store, byte[] key) {
    long row = store.get(tx, key);
    if (row == RowStore.TOMBSTONE) {
      return null;
    }
    if (row != 0) {
      return NativeMemory.getLong(row);
    }
    long position = find(key);
    if (position == NONE) {
      return null;
    }
    Copy copy = copy(position);
    boolean visible = copy.insertedAt <= tx.snapshot() && copy.deletedAt > tx.snapshot();
    return visible ? copy.value : null;
  }

  /// All cold rows of a table version that the transaction sees and has not written itself.
  private void coldRows(
      Transaction tx, OwnRows own, long version, Map<byte[], Long> into, KeyRange range) {
    List<byte[]> ownKeys = new ArrayList<>();
    for (int i = 0; i < own.count(); i++) {
      ownKeys.add(own.key(i));
    }
    synchronized (this) {
      for (Copy copy : copies) {
        if (copy.addedIn <= version
            && copy.insertedAt <= tx.snapshot()
            && copy.deletedAt > tx.snapshot()
            && within(range, copy.key)
            && ownKeys.stream().noneMatch(key -> Arrays.equals(key, copy.key))) {
          putOnce(into, copy.key, copy.value);
        }
      }
    }
  }

  static boolean within(KeyRange range, byte[] key) {
    byte[] from = range.from();
    byte[] to = range.to();
    return (from == null || Arrays.compareUnsigned(key, from) >= 0)
        && (to == null || Arrays.compareUnsigned(key, to) < 0);
  }

  static void putOnce(Map<byte[], Long> into, byte[] key, long value) {
    if (into.put(key, value) != null) {
      throw new AssertionError("a row is visible twice: " + Arrays.toString(key));
    }
  }

  /// A full scan over both tiers.
  TreeMap<byte[], Long> scan(Transaction tx, RowStore store) {
    return scan(tx, store, tableVersion);
  }

  TreeMap<byte[], Long> scan(Transaction tx, RowStore store, long version) {
    TreeMap<byte[], Long> result = new TreeMap<>(Arrays::compareUnsigned);
    try (HotScan scan = store.scan(tx, version)) {
      long[] rows = new long[7];
      int[] ids = new int[7];
      for (int from = 0; from < scan.rowIdLimit(); from += 7) {
        int count = scan.load(from, 7, rows, ids);
        for (int i = 0; i < count; i++) {
          putOnce(result, scan.key(ids[i]), NativeMemory.getLong(rows[i]));
        }
      }
      OwnRows own = scan.own();
      for (int i = 0; i < own.count(); i++) {
        if (own.row(i) != RowStore.TOMBSTONE) {
          putOnce(result, own.key(i), NativeMemory.getLong(own.row(i)));
        }
      }
      coldRows(tx, own, version, result, new KeyRange(null, null));
    }
    return result;
  }

  /// A range over both tiers.
  TreeMap<byte[], Long> range(Transaction tx, RowStore store, KeyRange range, boolean descending) {
    TreeMap<byte[], Long> result = new TreeMap<>(Arrays::compareUnsigned);
    long version = tableVersion;
    try (HotCursor cursor = store.range(tx, version, range, descending)) {
      byte[] last = null;
      while (cursor.next()) {
        byte[] key = cursor.key();
        if (last != null && Arrays.compareUnsigned(last, key) < 0 == descending) {
          throw new AssertionError("out of order");
        }
        last = key;
        putOnce(result, key, NativeMemory.getLong(cursor.row()));
      }
      coldRows(tx, cursor.own(), version, result, range);
    }
    return result;
  }
}
