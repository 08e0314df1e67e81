package omendb.engine.exec.vector;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.engine.exec.memory.NativeArena;

/// Loops over whole vectors.
public final class Vectors {
  private Vectors() {}

  /// Empty vectors of a window's capacity.
  public static ColumnVector[] allocate(List<ColumnType> types) {
    ColumnVector[] vectors = new ColumnVector[types.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = new ColumnVector(types.get(i), Morsel.WINDOW_ROWS);
    }
    return vectors;
  }

  /// Empty buffers.
  public static ColumnBuffer[] buffers(
      List<ColumnType> types, NativeArena arena, MemoryBudget budget) {
    ColumnBuffer[] buffers = new ColumnBuffer[types.size()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = new ColumnBuffer(types.get(i), arena, budget);
    }
    return buffers;
  }

  /// Moves the values `selection[0..count)` (ascending) to the front.
  public static void compact(ColumnVector vector, int[] selection, int count) {
    switch (vector.form) {
      case LONG -> compact(vector.longs, selection, count);
      case DOUBLE -> {
        double[] values = vector.doubles;
        for (int i = 0; i < count; i++) {
          values[i] = values[selection[i]];
        }
      }
      case WIDE -> {
        compact(vector.longs, selection, count);
        compact(vector.highs, selection, count);
      }
      case OBJECT -> {
        for (int i = 0; i < count; i++) {
          vector.objects[i] = vector.objects[selection[i]];
        }
      }
      case BYTES -> {
        compact(vector.longs, selection, count);
        compact(vector.lengths, selection, count);
        if (vector.dictionary != null) {
          compact(vector.codes, selection, count);
        }
      }
    }
    if (vector.hasNulls) {
      byte[] nulls = vector.nulls;
      for (int i = 0; i < count; i++) {
        nulls[i] = nulls[selection[i]];
      }
    }
  }

  /// Moves the numbers `values[selection[0..count)]` (ascending) to the front.
  public static void compact(int[] values, int[] selection, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = values[selection[i]];
    }
  }

  private static void compact(long[] values, int[] selection, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = values[selection[i]];
    }
  }

  /// Copies the values `selection[0..count)`, in any order, to another vector.
  public static void gather(ColumnVector from, int[] selection, int count, ColumnVector into) {
    switch (from.form) {
      case LONG -> gather(from.longs, selection, count, into.longs);
      case DOUBLE -> {
        for (int i = 0; i < count; i++) {
          into.doubles[i] = from.doubles[selection[i]];
        }
      }
      case WIDE -> {
        gather(from.longs, selection, count, into.longs);
        gather(from.highs, selection, count, into.highs);
      }
      case OBJECT -> {
        for (int i = 0; i < count; i++) {
          into.objects[i] = from.objects[selection[i]];
        }
      }
      case BYTES -> {
        gather(from.longs, selection, count, into.longs);
        for (int i = 0; i < count; i++) {
          into.lengths[i] = from.lengths[selection[i]];
        }
      }
    }
    into.hasNulls = from.hasNulls;
    if (from.hasNulls) {
      for (int i = 0; i < count; i++) {
        into.nulls[i] = from.nulls[selection[i]];
      }
    }
  }

  private static void gather(long[] from, int[] selection, int count, long[] into) {
    for (int i = 0; i < count; i++) {
      into[i] = from[selection[i]];
    }
  }

  /// Copies the first `count` values.
  public static void copy(ColumnVector from, int count, ColumnVector into) {
    switch (from.form) {
      case LONG -> System.arraycopy(from.longs, 0, into.longs, 0, count);
      case DOUBLE -> System.arraycopy(from.doubles, 0, into.doubles, 0, count);
      case WIDE -> {
        System.arraycopy(from.longs, 0, into.longs, 0, count);
        System.arraycopy(from.highs, 0, into.highs, 0, count);
      }
      case OBJECT -> System.arraycopy(from.objects, 0, into.objects, 0, count);
      case BYTES -> {
        System.arraycopy(from.longs, 0, into.longs, 0, count);
        System.arraycopy(from.lengths, 0, into.lengths, 0, count);
      }
    }
    into.hasNulls = from.hasNulls;
    if (from.hasNulls) {
      System.arraycopy(from.nulls, 0, into.nulls, 0, count);
    }
  }

  /// Makes the first `count` values NULL.
  public static void setNull(ColumnVector vector, int count) {
    java.util.Arrays.fill(vector.nulls, 0, count, (byte) 1);
    vector.hasNulls = true;
  }
}
