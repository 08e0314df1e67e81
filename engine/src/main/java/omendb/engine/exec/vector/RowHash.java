package omendb.engine.exec.vector;

import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.TypeKind;
import omendb.core.text.JsonOrder;

/// Hashes and equality of rows by some of their columns. NULL equals NULL here; joins leave NULL
/// keys out before they ask.
public final class RowHash {
  private static final long K = 0x9E3779B97F4A7C15L;
  private static final long NULL_HASH = 0x3C79AC492BA7B653L;

  private RowHash() {}

  /// A good mix of all bits into all bits.
  public static long mix(long value) {
    long h = value * K;
    h ^= h >>> 32;
    h *= 0xD6E8FEB86659FD93L;
    return h ^ (h >>> 29);
  }

  /// Writes the hashes of the first `count` rows.
  public static void hash(ColumnVector[] keys, int count, long[] hashes) {
    for (int k = 0; k < keys.length; k++) {
      hashColumn(keys[k], count, hashes, k == 0);
    }
  }

  private static void hashColumn(ColumnVector key, int count, long[] hashes, boolean first) {
    for (int i = 0; i < count; i++) {
      long value = key.hasNulls && key.nulls[i] != 0 ? NULL_HASH : code(key, i);
      hashes[i] = mix(first ? value : hashes[i] * 31 + value);
    }
  }

  private static long code(ColumnVector key, int i) {
    return switch (key.form) {
      case LONG -> key.longs[i];
      case DOUBLE -> DoubleOrder.bits(key.doubles[i]);
      case WIDE -> key.longs[i] ^ mix(key.highs[i]);
      case BYTES ->
          key.type.kind() == TypeKind.JSONB
              ? JsonOrder.hash(key.longs[i], key.lengths[i])
              : bytes(key.longs[i], key.lengths[i]);
      case OBJECT -> ObjectOrder.hash(key.objects[i]);
    };
  }

  /// The hash of native bytes.
  public static long bytes(long address, int length) {
    long h = length * K;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      h = (h ^ NativeMemory.getLong(address + i)) * K;
      h ^= h >>> 32;
    }
    if (i < length) {
      long tail = 0;
      for (int shift = 0; i < length; i++, shift += 8) {
        tail |= (NativeMemory.getByte(address + i) & 0xffL) << shift;
      }
      h = (h ^ tail) * K;
      h ^= h >>> 32;
    }
    return h;
  }

  /// True when row `i` of the vectors has the values of row `row` of the buffers.
  public static boolean equal(ColumnVector[] left, int i, ColumnBuffer[] right, int row) {
    for (int k = 0; k < left.length; k++) {
      if (!equal(left[k], i, right[k], row)) {
        return false;
      }
    }
    return true;
  }

  /// True when two rows of the vectors have the same values.
  public static boolean equal(ColumnVector[] left, int i, ColumnVector[] right, int row) {
    for (int k = 0; k < left.length; k++) {
      if (!equal(left[k], i, right[k], row)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(ColumnVector left, int i, ColumnVector right, int row) {
    boolean leftNull = left.isNull(i);
    boolean rightNull = right.isNull(row);
    if (leftNull | rightNull) {
      return leftNull & rightNull;
    }
    return switch (left.form) {
      case LONG -> left.longs[i] == right.longs[row];
      case DOUBLE -> DoubleOrder.equal(left.doubles[i], right.doubles[row]);
      case WIDE -> left.longs[i] == right.longs[row] && left.highs[i] == right.highs[row];
      case BYTES ->
          equalBytes(
              left.type, left.longs[i], left.lengths[i], right.longs[row], right.lengths[row]);
      case OBJECT -> ObjectOrder.equal(left.objects[i], right.objects[row]);
    };
  }

  private static boolean equal(ColumnVector left, int i, ColumnBuffer right, int row) {
    boolean leftNull = left.hasNulls && left.nulls[i] != 0;
    boolean rightNull = right.hasNulls && right.nulls[row] != 0;
    if (leftNull | rightNull) {
      return leftNull & rightNull;
    }
    return switch (left.form) {
      case LONG -> left.longs[i] == right.longs[row];
      case DOUBLE -> DoubleOrder.equal(left.doubles[i], right.doubles[row]);
      case WIDE -> left.longs[i] == right.longs[row] && left.highs[i] == right.highs[row];
      case BYTES ->
          equalBytes(
              left.type, left.longs[i], left.lengths[i], right.longs[row], right.lengths[row]);
      case OBJECT -> ObjectOrder.equal(left.objects[i], right.objects[row]);
    };
  }

  /// Takes back, by -1, each guess `rows[i]` of a row of the buffer that does not have the value of
  /// row `i` of the vector. The buffer must not be empty.
  public static void keepEqual(ColumnVector left, int count, ColumnBuffer right, int[] rows) {
    if (left.form != TypeKind.Form.LONG || left.hasNulls || right.hasNulls) {
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        rows[i] = row >= 0 && equal(left, i, right, row) ? row : -1;
      }
      return;
    }
    long[] wanted = left.longs;
    long[] kept = right.longs;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[i] = kept[Math.max(row, 0)] == wanted[i] ? row : -1;
    }
  }

  /// True when two rows of a buffer have the same value.
  public static boolean equal(ColumnBuffer column, int a, int b) {
    boolean aNull = column.isNull(a);
    boolean bNull = column.isNull(b);
    if (aNull | bNull) {
      return aNull & bNull;
    }
    return switch (column.form) {
      case LONG -> column.longs[a] == column.longs[b];
      case DOUBLE -> DoubleOrder.equal(column.doubles[a], column.doubles[b]);
      case WIDE -> column.longs[a] == column.longs[b] && column.highs[a] == column.highs[b];
      case BYTES ->
          equalBytes(
              column.type, column.longs[a], column.lengths[a], column.longs[b], column.lengths[b]);
      case OBJECT -> ObjectOrder.equal(column.objects[a], column.objects[b]);
    };
  }

  private static boolean equalBytes(
      ColumnType type, long left, int leftLength, long right, int rightLength) {
    return type.kind() == TypeKind.JSONB
        ? JsonOrder.equal(left, leftLength, right, rightLength)
        : NativeMemory.equal(left, leftLength, right, rightLength);
  }
}
