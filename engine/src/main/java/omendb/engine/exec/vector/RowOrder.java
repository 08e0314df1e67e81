package omendb.engine.exec.vector;

import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.TypeKind;
import omendb.core.text.JsonOrder;

/// The order of kept rows by some of their columns.
///
/// Each row has a prefix, a long that orders like the first key; only equal prefixes need the
/// columns.
public final class RowOrder {
  /// A key: a column, and how it is ordered.
  public record Key(ColumnBuffer column, boolean descending, boolean nullsFirst) {}

  private final Key[] keys;

  public RowOrder(Key[] keys) {
    this.keys = keys;
  }

  /// The order of two rows by all keys; 0 for peers.
  public int compare(int a, int b) {
    for (Key key : keys) {
      int order = compare(key, a, b);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(Key key, int a, int b) {
    ColumnBuffer column = key.column();
    boolean aNull = column.isNull(a);
    boolean bNull = column.isNull(b);
    if (aNull | bNull) {
      return aNull & bNull ? 0 : aNull == key.nullsFirst() ? -1 : 1;
    }
    int order = compareKnown(column, a, b);
    return key.descending() ? (order > 0 ? -1 : order < 0 ? 1 : 0) : order;
  }

  /// The order of a row of vectors, the keys' columns, and a kept row.
  public int compare(ColumnVector[] columns, int row, int kept) {
    for (int k = 0; k < keys.length; k++) {
      int order = compare(keys[k], columns[k], row, kept);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(Key key, ColumnVector left, int row, int kept) {
    ColumnBuffer right = key.column();
    boolean leftNull = left.isNull(row);
    boolean rightNull = right.isNull(kept);
    if (leftNull | rightNull) {
      return leftNull & rightNull ? 0 : leftNull == key.nullsFirst() ? -1 : 1;
    }
    int order =
        switch (left.form) {
          case LONG -> Long.compare(left.longs[row], right.longs[kept]);
          case DOUBLE -> DoubleOrder.compare(left.doubles[row], right.doubles[kept]);
          case WIDE -> {
            boolean uuid = left.type.kind() == TypeKind.UUID;
            long x = left.highs[row];
            long y = right.highs[kept];
            yield x != y
                ? uuid ? Long.compareUnsigned(x, y) : Long.compare(x, y)
                : Long.compareUnsigned(left.longs[row], right.longs[kept]);
          }
          case BYTES ->
              left.type.kind() == TypeKind.JSONB
                  ? JsonOrder.compare(
                      left.longs[row], left.lengths[row], right.longs[kept], right.lengths[kept])
                  : NativeMemory.compare(
                      left.longs[row], left.lengths[row], right.longs[kept], right.lengths[kept]);
          case OBJECT ->
              ObjectOrder.compare(
                  java.util.Objects.requireNonNull(left.objects[row]),
                  java.util.Objects.requireNonNull(right.objects[kept]));
        };
    return key.descending() ? (order > 0 ? -1 : order < 0 ? 1 : 0) : order;
  }

  private static int compareKnown(ColumnBuffer column, int a, int b) {
    return switch (column.form) {
      case LONG -> Long.compare(column.longs[a], column.longs[b]);
      case DOUBLE -> DoubleOrder.compare(column.doubles[a], column.doubles[b]);
      case WIDE -> {
        boolean uuid = column.type.kind() == TypeKind.UUID;
        long x = column.highs[a];
        long y = column.highs[b];
        yield x != y
            ? uuid ? Long.compareUnsigned(x, y) : Long.compare(x, y)
            : Long.compareUnsigned(column.longs[a], column.longs[b]);
      }
      case BYTES ->
          column.type.kind() == TypeKind.JSONB
              ? JsonOrder.compare(
                  column.longs[a], column.lengths[a], column.longs[b], column.lengths[b])
              : NativeMemory.compare(
                  column.longs[a], column.lengths[a], column.longs[b], column.lengths[b]);
      case OBJECT ->
          ObjectOrder.compare(
              java.util.Objects.requireNonNull(column.objects[a]),
              java.util.Objects.requireNonNull(column.objects[b]));
    };
  }

  /// Writes the prefixes of rows `[from, to)`.
  public void prefixes(int from, int to, long[] into) {
    if (keys.length == 0) {
      return;
    }
    Key key = keys[0];
    ColumnBuffer column = key.column();
    for (int row = from; row < to; row++) {
      into[row] =
          column.isNull(row)
              ? nullPrefix(key.nullsFirst())
              : directed(prefix(column, row), key.descending());
    }
  }

  private static long nullPrefix(boolean first) {
    return first ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static long directed(long prefix, boolean descending) {
    return descending ? ~prefix : prefix;
  }

  private static long prefix(ColumnBuffer column, int row) {
    return switch (column.form) {
      case LONG -> column.longs[row];
      case DOUBLE -> DoubleOrder.orderedBits(column.doubles[row]);
      case WIDE ->
          column.type.kind() == TypeKind.UUID
              ? column.highs[row] ^ Long.MIN_VALUE
              : column.highs[row];
      case BYTES -> bytesPrefix(column.type, column.longs[row], column.lengths[row]);
      case OBJECT -> 0;
    };
  }

  /// The bytes of jsonb say nothing of its order.
  private static long bytesPrefix(ColumnType type, long address, int length) {
    if (type.kind() == TypeKind.JSONB) {
      return 0;
    }
    if (length >= 8) {
      return Long.reverseBytes(NativeMemory.getLong(address)) ^ Long.MIN_VALUE;
    }
    long prefix = 0;
    for (int i = 0; i < length; i++) {
      prefix |= (NativeMemory.getByte(address + i) & 0xffL) << (56 - 8 * i);
    }
    return prefix ^ Long.MIN_VALUE;
  }

  /// Writes the rows of a vector, the first key's values, whose prefix is not after `bound`;
  /// returns how many.
  public static int notAfter(
      ColumnVector first, SortDirection direction, int count, long bound, int[] selection) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      boolean isNull = first.hasNulls && first.nulls[i] != 0;
      long prefix =
          isNull
              ? nullPrefix(direction.nullsFirst())
              : directed(vectorPrefix(first, i), direction.descending());
      selection[kept] = i;
      kept += prefix <= bound ? 1 : 0;
    }
    return kept;
  }

  private static long vectorPrefix(ColumnVector column, int row) {
    return switch (column.form) {
      case LONG -> column.longs[row];
      case DOUBLE -> DoubleOrder.orderedBits(column.doubles[row]);
      case WIDE ->
          column.type.kind() == TypeKind.UUID
              ? column.highs[row] ^ Long.MIN_VALUE
              : column.highs[row];
      case BYTES -> bytesPrefix(column.type, column.longs[row], column.lengths[row]);
      case OBJECT -> 0;
    };
  }

  /// How a key is ordered.
  public record SortDirection(boolean descending, boolean nullsFirst) {}
}
