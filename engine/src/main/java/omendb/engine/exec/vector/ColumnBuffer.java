package omendb.engine.exec.vector;

import java.util.Arrays;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.SqlState;
import omendb.core.TypeKind.Form;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;
import org.jspecify.annotations.Nullable;

/// A column of any number of kept rows, in the arrays of a [ColumnVector] that grow.
///
/// Bytes are copied into the arena, so rows outlive the batches they came from. `nulls` is empty
/// until the first NULL. One writer; readers after it.
public final class ColumnBuffer implements AutoCloseable {
  private static final int ROWS_MIN = 64;
  private static final int ROWS_MAX = Integer.MAX_VALUE - 8;
  private static final int OBJECT_BYTES = 48;

  public final ColumnType type;
  public final Form form;
  public long[] longs = {};
  public long[] highs = {};
  public int[] lengths = {};
  public double[] doubles = {};
  public @Nullable Object[] objects = {};
  public byte[] nulls = {};
  public boolean hasNulls;
  public int size;

  private final NativeArena arena;
  private final MemoryBudget budget;
  private int capacity;
  private long reserved;

  public ColumnBuffer(ColumnType type, NativeArena arena, MemoryBudget budget) {
    this.type = type;
    this.form = type.form();
    this.arena = arena;
    this.budget = budget;
  }

  public boolean isNull(int row) {
    return hasNulls && nulls[row] != 0;
  }

  /// Adds the first `count` values.
  public void append(ColumnVector from, int count) {
    reserve(count);
    switch (form) {
      case LONG -> System.arraycopy(from.longs, 0, longs, size, count);
      case DOUBLE -> System.arraycopy(from.doubles, 0, doubles, size, count);
      case WIDE -> {
        System.arraycopy(from.longs, 0, longs, size, count);
        System.arraycopy(from.highs, 0, highs, size, count);
      }
      case OBJECT -> System.arraycopy(from.objects, 0, objects, size, count);
      case BYTES -> {
        for (int i = 0; i < count; i++) {
          copyBytes(from, i, size + i);
        }
      }
    }
    if (from.hasNulls) {
      ensureNulls();
      System.arraycopy(from.nulls, 0, nulls, size, count);
    }
    size += count;
  }

  /// Adds one value.
  public void appendRow(ColumnVector from, int row) {
    if (size == capacity) {
      reserve(1);
    }
    int to = size++;
    switch (form) {
      case LONG -> longs[to] = from.longs[row];
      case DOUBLE -> doubles[to] = from.doubles[row];
      case WIDE -> {
        longs[to] = from.longs[row];
        highs[to] = from.highs[row];
      }
      case OBJECT -> objects[to] = from.objects[row];
      case BYTES -> copyBytes(from, row, to);
    }
    if (from.hasNulls && from.nulls[row] != 0) {
      ensureNulls();
      nulls[to] = 1;
    }
  }

  /// Adds the values of some rows.
  public void appendRows(ColumnVector from, int[] rows, int count) {
    if (count == 0) {
      return;
    }
    reserve(count);
    if (from.hasNulls || (form != Form.LONG && form != Form.BYTES)) {
      for (int i = 0; i < count; i++) {
        appendRow(from, rows[i]);
      }
      return;
    }
    long[] in = from.longs;
    for (int i = 0; i < count; i++) {
      longs[size + i] = in[rows[i]];
    }
    if (form == Form.BYTES) {
      for (int i = 0; i < count; i++) {
        int length = from.lengths[rows[i]];
        longs[size + i] = arena.copy(longs[size + i], length);
        lengths[size + i] = length;
      }
    }
    size += count;
  }

  /// Takes the last row to the place of this one.
  public void replaceByLast(int row) {
    int last = --size;
    switch (form) {
      case LONG -> longs[row] = longs[last];
      case DOUBLE -> doubles[row] = doubles[last];
      case WIDE -> {
        longs[row] = longs[last];
        highs[row] = highs[last];
      }
      case OBJECT -> objects[row] = objects[last];
      case BYTES -> {
        longs[row] = longs[last];
        lengths[row] = lengths[last];
      }
    }
    if (hasNulls) {
      nulls[row] = nulls[last];
      nulls[last] = 0;
    }
  }

  /// Adds all rows of another buffer, whose bytes must live as long as this.
  public void appendAll(ColumnBuffer from) {
    reserve(from.size);
    switch (form) {
      case LONG -> System.arraycopy(from.longs, 0, longs, size, from.size);
      case DOUBLE -> System.arraycopy(from.doubles, 0, doubles, size, from.size);
      case WIDE -> {
        System.arraycopy(from.longs, 0, longs, size, from.size);
        System.arraycopy(from.highs, 0, highs, size, from.size);
      }
      case OBJECT -> System.arraycopy(from.objects, 0, objects, size, from.size);
      case BYTES -> {
        System.arraycopy(from.longs, 0, longs, size, from.size);
        System.arraycopy(from.lengths, 0, lengths, size, from.size);
      }
    }
    if (from.hasNulls) {
      ensureNulls();
      System.arraycopy(from.nulls, 0, nulls, size, from.size);
    }
    size += from.size;
  }

  /// Forgets all rows, but keeps the arrays.
  public void clear() {
    size = 0;
    hasNulls = false;
  }

  /// Bytes of the arrays.
  public long bytes() {
    return reserved;
  }

  /// Overwrites the rows from `at` on, for which there is room; bytes stay where they are.
  public void place(int at, ColumnVector from, int count) {
    switch (form) {
      case LONG -> System.arraycopy(from.longs, 0, longs, at, count);
      case DOUBLE -> System.arraycopy(from.doubles, 0, doubles, at, count);
      case WIDE -> {
        System.arraycopy(from.longs, 0, longs, at, count);
        System.arraycopy(from.highs, 0, highs, at, count);
      }
      case OBJECT -> System.arraycopy(from.objects, 0, objects, at, count);
      case BYTES -> {
        System.arraycopy(from.longs, 0, longs, at, count);
        System.arraycopy(from.lengths, 0, lengths, at, count);
      }
    }
    if (from.hasNulls) {
      ensureNulls();
      System.arraycopy(from.nulls, 0, nulls, at, count);
    } else if (hasNulls) {
      Arrays.fill(nulls, at, at + count, (byte) 0);
    }
  }

  /// Adds one NULL.
  public void appendNull() {
    reserve(1);
    ensureNulls();
    nulls[size++] = 1;
  }

  /// Adds a long; only for LONG.
  public void appendLong(long value) {
    if (size == capacity) {
      reserve(1);
    }
    longs[size++] = value;
  }

  /// Copies rows `[from, from + count)` to the vector.
  public void read(int from, int count, ColumnVector into) {
    switch (form) {
      case LONG -> System.arraycopy(longs, from, into.longs, 0, count);
      case DOUBLE -> System.arraycopy(doubles, from, into.doubles, 0, count);
      case WIDE -> {
        System.arraycopy(longs, from, into.longs, 0, count);
        System.arraycopy(highs, from, into.highs, 0, count);
      }
      case OBJECT -> System.arraycopy(objects, from, into.objects, 0, count);
      case BYTES -> {
        System.arraycopy(longs, from, into.longs, 0, count);
        System.arraycopy(lengths, from, into.lengths, 0, count);
      }
    }
    into.hasNulls = hasNulls;
    if (hasNulls) {
      System.arraycopy(nulls, from, into.nulls, 0, count);
    }
  }

  /// Copies the rows `rows[from..from + count)`, which must not be negative, to the vector.
  public void gather(int[] rows, int from, int count, ColumnVector into) {
    gatherValues(rows, from, count, into);
    into.hasNulls = hasNulls;
    if (hasNulls) {
      byte[] out = into.nulls;
      byte[] in = nulls;
      for (int i = 0; i < count; i++) {
        out[i] = in[rows[from + i]];
      }
    }
  }

  /// As [#gather], where a negative row number gives NULL.
  public void gatherOuter(int[] rows, int count, ColumnVector into) {
    byte[] out = into.nulls;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (row < 0 || (hasNulls && nulls[row] != 0)) {
        out[i] = 1;
        continue;
      }
      out[i] = 0;
      switch (form) {
        case LONG -> into.longs[i] = longs[row];
        case DOUBLE -> into.doubles[i] = doubles[row];
        case WIDE -> {
          into.longs[i] = longs[row];
          into.highs[i] = highs[row];
        }
        case OBJECT -> into.objects[i] = objects[row];
        case BYTES -> {
          into.longs[i] = longs[row];
          into.lengths[i] = lengths[row];
        }
      }
    }
    into.hasNulls = true;
  }

  private void gatherValues(int[] rows, int from, int count, ColumnVector into) {
    switch (form) {
      case LONG -> gatherLongs(longs, rows, from, count, into.longs);
      case DOUBLE -> {
        for (int i = 0; i < count; i++) {
          into.doubles[i] = doubles[rows[from + i]];
        }
      }
      case WIDE -> {
        gatherLongs(longs, rows, from, count, into.longs);
        gatherLongs(highs, rows, from, count, into.highs);
      }
      case OBJECT -> {
        for (int i = 0; i < count; i++) {
          into.objects[i] = objects[rows[from + i]];
        }
      }
      case BYTES -> {
        gatherLongs(longs, rows, from, count, into.longs);
        for (int i = 0; i < count; i++) {
          into.lengths[i] = lengths[rows[from + i]];
        }
      }
    }
  }

  private static void gatherLongs(long[] in, int[] rows, int from, int count, long[] out) {
    for (int i = 0; i < count; i++) {
      out[i] = in[rows[from + i]];
    }
  }

  /// Keeps the rows `rows[0..count)` only, in that order.
  public void keep(int[] rows, int count) {
    switch (form) {
      case LONG -> longs = picked(longs, rows, count);
      case DOUBLE -> {
        double[] picked = new double[capacity];
        for (int i = 0; i < count; i++) {
          picked[i] = doubles[rows[i]];
        }
        doubles = picked;
      }
      case WIDE -> {
        longs = picked(longs, rows, count);
        highs = picked(highs, rows, count);
      }
      case OBJECT -> {
        @Nullable Object[] picked = new @Nullable Object[capacity];
        for (int i = 0; i < count; i++) {
          picked[i] = objects[rows[i]];
        }
        objects = picked;
      }
      case BYTES -> {
        longs = picked(longs, rows, count);
        int[] picked = new int[capacity];
        for (int i = 0; i < count; i++) {
          picked[i] = lengths[rows[i]];
        }
        lengths = picked;
      }
    }
    if (hasNulls) {
      byte[] picked = new byte[capacity];
      for (int i = 0; i < count; i++) {
        picked[i] = nulls[rows[i]];
      }
      nulls = picked;
    }
    size = count;
  }

  private long[] picked(long[] in, int[] rows, int count) {
    long[] out = new long[capacity];
    for (int i = 0; i < count; i++) {
      out[i] = in[rows[i]];
    }
    return out;
  }

  /// Gives the arrays' bytes back to the budget; the arena is the owner's.
  @Override
  public void close() {
    budget.release(reserved);
    reserved = 0;
    capacity = 0;
    size = 0;
    longs = new long[0];
    highs = longs;
    lengths = new int[0];
    doubles = new double[0];
    objects = new @Nullable Object[0];
    nulls = new byte[0];
  }

  /// Makes room for `more` rows.
  public void reserve(int more) {
    long wanted = (long) size + more;
    if (wanted <= capacity) {
      return;
    }
    if (wanted > ROWS_MAX) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("too many rows in an intermediate result");
    }
    int grown = Math.clamp(Math.max(wanted, capacity * 2L), ROWS_MIN, ROWS_MAX);
    long bytes = (long) (grown - capacity) * rowBytes();
    budget.reserve(bytes);
    reserved += bytes;
    capacity = grown;
    switch (form) {
      case LONG -> longs = Arrays.copyOf(longs, grown);
      case DOUBLE -> doubles = Arrays.copyOf(doubles, grown);
      case WIDE -> {
        longs = Arrays.copyOf(longs, grown);
        highs = Arrays.copyOf(highs, grown);
      }
      case OBJECT -> objects = Arrays.copyOf(objects, grown);
      case BYTES -> {
        longs = Arrays.copyOf(longs, grown);
        lengths = Arrays.copyOf(lengths, grown);
      }
    }
    if (hasNulls) {
      nulls = Arrays.copyOf(nulls, grown);
    }
  }

  private int rowBytes() {
    return switch (form) {
      case LONG, DOUBLE -> 9;
      case WIDE -> 17;
      case BYTES -> 13;
      case OBJECT -> OBJECT_BYTES;
    };
  }

  private void ensureNulls() {
    if (!hasNulls) {
      nulls = new byte[capacity];
      hasNulls = true;
    }
  }

  private void copyBytes(ColumnVector from, int row, int to) {
    if (from.hasNulls && from.nulls[row] != 0) {
      return;
    }
    int length = from.lengths[row];
    longs[to] = arena.copy(from.longs[row], length);
    lengths[to] = length;
  }
}
