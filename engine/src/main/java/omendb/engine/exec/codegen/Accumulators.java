package omendb.engine.exec.codegen;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import omendb.core.Interval;
import omendb.core.NativeMemory;
import omendb.core.SqlState;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.ObjectOrder;
import org.jspecify.annotations.Nullable;

/// The states of all groups: per group `stride` words and `objectStride` objects, side by side. A
/// cleared state is an empty aggregate.
public final class Accumulators implements AutoCloseable {
  private static final int GROUPS_MIN = 64;

  public final List<AccumulatorSpec> specs;
  public final int stride;
  public final int objectStride;
  public long[] words = {};
  public @Nullable Object[] objects = {};

  private final List<BigDecimal> large = new ArrayList<>();
  private final NativeArena arena;
  private final MemoryBudget budget;
  private int capacity;
  private long reserved;

  public Accumulators(List<AccumulatorSpec> specs, NativeArena arena, MemoryBudget budget) {
    this.specs = specs;
    this.arena = arena;
    this.budget = budget;
    int wordCount = 0;
    int objectCount = 0;
    for (AccumulatorSpec spec : specs) {
      wordCount += spec.words();
      objectCount += spec.isObject() ? 1 : 0;
    }
    this.stride = wordCount;
    this.objectStride = objectCount;
  }

  /// Makes room for groups `[0, groups)`.
  public void ensure(int groups) {
    if (groups <= capacity) {
      return;
    }
    long grown = Math.max(Math.max(GROUPS_MIN, groups), capacity * 2L);
    if (grown * Math.max(stride, objectStride) > Integer.MAX_VALUE - 8) {
      grown = groups;
      if (grown * Math.max(stride, objectStride) > Integer.MAX_VALUE - 8) {
        throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("too many groups in an aggregation");
      }
    }
    long bytes = (grown - capacity) * (stride * 8L + objectStride * 32L);
    budget.reserve(bytes);
    reserved += bytes;
    capacity = (int) grown;
    words = Arrays.copyOf(words, capacity * stride);
    objects = Arrays.copyOf(objects, capacity * objectStride);
  }

  /// Gives a group the state of another one, which ends.
  public void move(int from, int to) {
    System.arraycopy(words, from * stride, words, to * stride, stride);
    System.arraycopy(objects, from * objectStride, objects, to * objectStride, objectStride);
  }

  /// Reserves for what objects hold; given back with the rest.
  void reserve(long bytes) {
    budget.reserve(bytes);
    reserved += bytes;
  }

  /// Bytes of the states; texts are in the arena.
  public long bytes() {
    return reserved;
  }

  @Override
  public void close() {
    budget.release(reserved);
    reserved = 0;
    capacity = 0;
    words = new long[0];
    objects = new @Nullable Object[0];
  }

  /// Keeps bytes as the state at `index`, in place when they fit.
  void keepBytes(int index, long address, int length) {
    long at = words[index];
    int room = (int) (words[index + 1] >>> 32);
    if (at == 0 || room < length) {
      room = Math.max(16, length + (length >> 1));
      at = arena.allocate(room);
      words[index] = at;
    }
    NativeMemory.copy(address, at, length);
    words[index + 1] = ((long) room << 32) | length;
  }

  void minBytes(int index, long address, int length) {
    if (words[index] == 0 || compareBytes(index, address, length) > 0) {
      keepBytes(index, address, length);
    }
  }

  void maxBytes(int index, long address, int length) {
    if (words[index] == 0 || compareBytes(index, address, length) < 0) {
      keepBytes(index, address, length);
    }
  }

  void anyBytes(int index, long address, int length) {
    if (words[index] == 0) {
      keepBytes(index, address, length);
    }
  }

  private int compareBytes(int index, long address, int length) {
    return NativeMemory.compare(words[index], (int) words[index + 1], address, length);
  }

  void minObject(int index, Object value) {
    Object kept = objects[index];
    if (kept == null || ObjectOrder.compare(value, kept) < 0) {
      objects[index] = value;
    }
  }

  void maxObject(int index, Object value) {
    Object kept = objects[index];
    if (kept == null || ObjectOrder.compare(value, kept) > 0) {
      objects[index] = value;
    }
  }

  void anyObject(int index, Object value) {
    if (objects[index] == null) {
      objects[index] = value;
    }
  }

  void sumObject(int index, Object value) {
    Object kept = objects[index];
    objects[index] =
        kept == null
            ? value
            : value instanceof Interval interval
                ? ((Interval) kept).plus(interval)
                : Decimals.add((BigDecimal) kept, (BigDecimal) value);
  }

  /// Adds to the sum of large values with this number, 0 for a new one; returns its number.
  long addLarge(long number, BigDecimal value) {
    if (number == 0) {
      large.add(value);
      return large.size();
    }
    large.set((int) number - 1, large.get((int) number - 1).add(value));
    return number;
  }

  /// The sum of large values with this number.
  public BigDecimal large(long number) {
    return number == 0 ? BigDecimal.ZERO : large.get((int) number - 1);
  }

  Moments moments(int index) {
    if (objects[index] instanceof Moments moments) {
      return moments;
    }
    Moments fresh = new Moments();
    objects[index] = fresh;
    return fresh;
  }

  void addRow(int index, @Nullable Object[] row) {
    reserve(ValueList.ROW_BYTES);
    list(index).add(row);
  }

  ValueList list(int index) {
    if (objects[index] instanceof ValueList list) {
      return list;
    }
    ValueList fresh = new ValueList();
    objects[index] = fresh;
    return fresh;
  }
}
