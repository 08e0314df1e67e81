package omendb.engine.exec.hash;

import java.util.Arrays;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.RowHash;
import omendb.engine.exec.vector.Vectors;
import org.jspecify.annotations.Nullable;

/// The rows of a join's build side by key. Rows with a NULL key are not in it.
///
/// `heads[bucket]` is the first row of a bucket, `next[row]` the one after, -1 the end; rows of a
/// bucket are in ascending order. Where the keys' ranges are small a bucket is a key ("direct");
/// otherwise a bucket is a part of a hash, and `codes[row]` tells keys apart: numbers when the
/// ranges fit in a long, else hashes, after which the key columns are compared. Immutable once
/// built; any number of threads may look up.
public final class JoinTable implements AutoCloseable {
  private static final long DIRECT_MIN = 1 << 16;
  private static final long DIRECT_MAX = 1 << 28;
  private static final int DIRECT_PER_ROW = 8;

  private final ColumnBuffer[] keys;
  private final int rows;
  private final MemoryBudget budget;
  private final @Nullable KeyRanges ranges;
  private final boolean direct;
  private final int[] heads;
  private final int[] next;
  private final long[] codes;
  private final long reserved;
  private volatile boolean unique = true;

  /// @param keys the key columns; none for a join of each row with each
  public JoinTable(ColumnBuffer[] keys, int rows, MemoryBudget budget) {
    this.keys = keys;
    this.rows = rows;
    this.budget = budget;
    this.ranges = keys.length == 0 ? null : KeyRanges.of(keys, rows);
    long directMax = Math.min(DIRECT_MAX, Math.max(DIRECT_MIN, (long) rows * DIRECT_PER_ROW));
    this.direct = ranges != null && ranges.size() <= directMax;
    int buckets =
        keys.length == 0
            ? 1
            : direct && ranges != null
                ? (int) ranges.size()
                : Integer.highestOneBit(Math.clamp(rows * 2L, 16, 1 << 29)) << 1;
    this.reserved = buckets * 4L + rows * 4L + (direct || keys.length == 0 ? 0 : rows * 8L);
    budget.reserve(reserved);
    this.heads = new int[buckets];
    this.next = new int[rows];
    this.codes = new long[direct || keys.length == 0 ? 0 : rows];
    Arrays.fill(heads, -1);
  }

  public int rows() {
    return rows;
  }

  /// True when no two rows have the same key.
  public boolean unique() {
    return unique;
  }

  /// The least value of a key column, if the table knows it.
  public boolean hasRanges() {
    return ranges != null;
  }

  public long min(int key) {
    return ranges == null ? Long.MIN_VALUE : ranges.min(key);
  }

  public long max(int key) {
    return ranges == null ? Long.MAX_VALUE : ranges.max(key);
  }

  /// Puts the rows of a part of the buckets into the table; each part may be done by another
  /// thread.
  public void insert(int part, int parts) {
    if (keys.length == 0) {
      insertAll();
      return;
    }
    long from = (long) heads.length * part / parts;
    long to = (long) heads.length * (part + 1) / parts;
    List<ColumnType> types = Arrays.stream(keys).map(k -> k.type).toList();
    ColumnVector[] window = Vectors.allocate(types);
    long[] scratch = new long[Morsel.WINDOW_ROWS];
    int windows = (rows + Morsel.WINDOW_ROWS - 1) / Morsel.WINDOW_ROWS;
    for (int w = windows - 1; w >= 0; w--) {
      int base = w * Morsel.WINDOW_ROWS;
      int count = Math.min(Morsel.WINDOW_ROWS, rows - base);
      for (int k = 0; k < keys.length; k++) {
        keys[k].read(base, count, window[k]);
      }
      code(window, count, scratch);
      for (int i = count - 1; i >= 0; i--) {
        if (hasNull(window, i)) {
          continue;
        }
        int bucket = bucket(scratch[i]);
        if (bucket >= from && bucket < to) {
          insert(base + i, bucket, scratch[i]);
        }
      }
    }
  }

  private static boolean hasNull(ColumnVector[] window, int i) {
    for (ColumnVector key : window) {
      if (key.hasNulls && key.nulls[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private void insertAll() {
    for (int row = 0; row < rows; row++) {
      next[row] = row + 1 < rows ? row + 1 : -1;
    }
    heads[0] = rows == 0 ? -1 : 0;
    unique = rows <= 1;
  }

  private void insert(int row, int bucket, long code) {
    int head = heads[bucket];
    next[row] = head;
    heads[bucket] = row;
    if (direct) {
      if (head >= 0) {
        unique = false;
      }
      return;
    }
    codes[row] = code;
    for (int other = head; other >= 0 && unique; other = next[other]) {
      if (codes[other] == code && (ranges != null || equal(row, other))) {
        unique = false;
      }
    }
  }

  private boolean equal(int a, int b) {
    for (ColumnBuffer key : keys) {
      if (!RowHash.equal(key, a, b)) {
        return false;
      }
    }
    return true;
  }

  private int bucket(long code) {
    return direct ? (int) code : (int) RowHash.mix(code) & (heads.length - 1);
  }

  private void code(ColumnVector[] probe, int count, long[] into) {
    if (ranges != null) {
      ranges.number(probe, count, into);
    } else {
      RowHash.hash(probe, count, into);
    }
  }

  /// Writes for each row the first build row that has its key, or -1. `probeCodes` is scratch that
  /// [#next] reads.
  public void lookup(ColumnVector[] probe, int count, long[] probeCodes, int[] first) {
    if (probe.length == 0) {
      Arrays.fill(first, 0, count, heads[0]);
      return;
    }
    code(probe, count, probeCodes);
    if (direct) {
      int[] table = heads;
      for (int i = 0; i < count; i++) {
        long code = probeCodes[i];
        first[i] = code < 0 ? -1 : table[(int) code];
      }
      return;
    }
    int[] table = heads;
    int mask = table.length - 1;
    for (int i = 0; i < count; i++) {
      first[i] = table[(int) RowHash.mix(probeCodes[i]) & mask];
    }
    for (int i = 0; i < count; i++) {
      if (first[i] >= 0) {
        first[i] =
            ranges == null && hasNull(probe, i) ? -1 : match(first[i], probe, i, probeCodes[i]);
      }
    }
  }

  /// The first row from `row` on in its bucket that has probe row `i`'s key, or -1.
  private int match(int row, ColumnVector[] probe, int i, long code) {
    int candidate = row;
    while (candidate >= 0
        && (codes[candidate] != code
            || (ranges == null && !RowHash.equal(probe, i, keys, candidate)))) {
      candidate = next[candidate];
    }
    return candidate;
  }

  /// The next build row after `row` with the key of probe row `i`, or -1.
  public int next(int row, ColumnVector[] probe, int i, long[] probeCodes) {
    int candidate = next[row];
    return direct || keys.length == 0 ? candidate : match(candidate, probe, i, probeCodes[i]);
  }

  @Override
  public void close() {
    budget.release(reserved);
  }
}
