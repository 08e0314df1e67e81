package omendb.storage;

import java.util.Arrays;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.RowCodec;
import omendb.core.RowLayout;

/// Columns of stored rows, given by their addresses, into vectors: one loop per width, chosen once
/// per call.
final class RowReader {
  private final RowLayout layout;

  RowReader(RowLayout layout) {
    this.layout = layout;
  }

  /// Reads one column of `count` rows, dense from index 0.
  void read(long[] rows, int count, int column, ColumnVector into) {
    readNulls(rows, count, column, into);
    int offset = layout.offset(column);
    switch (into.form) {
      case LONG -> readLongs(rows, count, offset, layout.width(column), into.longs);
      case DOUBLE -> readDoubles(rows, count, offset, layout.width(column), into.doubles);
      case WIDE -> {
        for (int i = 0; i < count; i++) {
          into.longs[i] = NativeMemory.getLong(rows[i] + offset);
          into.highs[i] = NativeMemory.getLong(rows[i] + offset + 8);
        }
      }
      case BYTES -> {
        for (int i = 0; i < count; i++) {
          into.longs[i] = rows[i] + NativeMemory.getInt(rows[i] + offset);
          into.lengths[i] = NativeMemory.getInt(rows[i] + offset + 4);
        }
      }
      case OBJECT -> readObjects(rows, count, column, into);
    }
  }

  private void readNulls(long[] rows, int count, int column, ColumnVector into) {
    int at = column >> 3;
    int bit = column & 7;
    int any = 0;
    for (int i = 0; i < count; i++) {
      int flag = (NativeMemory.getByte(rows[i] + at) >> bit) & 1;
      into.nulls[i] = (byte) flag;
      any |= flag;
    }
    into.hasNulls = any != 0;
  }

  private static void readLongs(long[] rows, int count, int offset, int width, long[] into) {
    switch (width) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          into[i] = NativeMemory.getByte(rows[i] + offset);
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          into[i] = NativeMemory.getShort(rows[i] + offset);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          into[i] = NativeMemory.getInt(rows[i] + offset);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          into[i] = NativeMemory.getLong(rows[i] + offset);
        }
      }
    }
  }

  private static void readDoubles(long[] rows, int count, int offset, int width, double[] into) {
    if (width == 4) {
      for (int i = 0; i < count; i++) {
        into[i] = NativeMemory.getFloat(rows[i] + offset);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      into[i] = NativeMemory.getDouble(rows[i] + offset);
    }
  }

  private void readObjects(long[] rows, int count, int column, ColumnVector into) {
    if (into.hasNulls) {
      Arrays.fill(into.objects, 0, count, null);
    }
    for (int i = 0; i < count; i++) {
      if (into.nulls[i] == 0) {
        into.objects[i] =
            RowCodec.object(
                layout.type(column),
                layout.bytesAddress(rows[i], column),
                layout.bytesLength(rows[i], column));
      }
    }
  }
}
