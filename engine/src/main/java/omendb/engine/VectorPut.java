package omendb.engine;

import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.RowBuilder;
import omendb.core.TypeKind;
import omendb.planner.function.Casts;
import omendb.planner.function.EvalContext;

/// Puts the values of an incoming column into the rows of a table, converted as an assignment does.
/// Values that are stored as they come, and texts of ASCII that only want their blanks, are moved
/// as they are; others are boxed and cast.
final class VectorPut {
  private final int column;
  private final ColumnType from;
  private final ColumnType to;
  private final boolean same;
  private final boolean fits;

  /// @param column the table's column
  VectorPut(int column, ColumnType from, ColumnType to) {
    this.column = column;
    this.from = from;
    this.to = to;
    this.same = from.equals(to) || widens(from, to);
    this.fits = text(from) && (text(to) || to.kind() == TypeKind.CHAR) && to.user() == null;
  }

  private static boolean text(ColumnType type) {
    return type.kind() == TypeKind.TEXT || type.kind() == TypeKind.VARCHAR;
  }

  /// True when every value of `from` is one of `to`, written the same.
  private static boolean widens(ColumnType from, ColumnType to) {
    if (from.form() != TypeKind.Form.LONG || to.form() != from.form() || to.user() != null) {
      return false;
    }
    return switch (to.kind()) {
      case INTEGER -> from.kind() == TypeKind.SMALLINT;
      case BIGINT -> from.kind() == TypeKind.SMALLINT || from.kind() == TypeKind.INTEGER;
      case NUMERIC ->
          from.kind() == TypeKind.NUMERIC
              && from.scale() == to.scale()
              && from.precision() <= to.precision();
      default -> false;
    };
  }

  void put(ColumnVector vector, int index, RowBuilder row, EvalContext context) {
    if (vector.isNull(index)) {
      return;
    }
    if (same) {
      copy(vector, index, row);
    } else if (!fits || !fitted(vector.longs[index], vector.lengths[index], row)) {
      Object value = java.util.Objects.requireNonNull(vector.get(index));
      row.put(column, Casts.cast(value, from, to, false, context));
    }
  }

  private void copy(ColumnVector vector, int index, RowBuilder row) {
    switch (vector.form) {
      case LONG -> row.putLong(column, vector.longs[index]);
      case DOUBLE -> row.putDouble(column, vector.doubles[index]);
      case WIDE -> row.putWide(column, vector.highs[index], vector.longs[index]);
      case BYTES -> row.putNative(column, vector.longs[index], vector.lengths[index], 0);
      case OBJECT -> row.put(column, vector.objects[index]);
    }
  }

  /// Puts a text that is not too long; false when it may be.
  private boolean fitted(long address, int length, RowBuilder row) {
    int limit = to.precision();
    if (limit == 0 || (length <= limit && to.kind() == TypeKind.VARCHAR)) {
      row.putNative(column, address, length, 0); // characters are not more than bytes
      return true;
    }
    if (length > limit || !ascii(address, length)) {
      return false;
    }
    row.putNative(column, address, length, limit - length);
    return true;
  }

  private static boolean ascii(long address, int length) {
    int bits = 0;
    for (int i = 0; i < length; i++) {
      bits |= NativeMemory.getByte(address + i);
    }
    return bits >= 0;
  }
}
