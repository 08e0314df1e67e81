package omendb.columnar;

import java.lang.foreign.MemorySegment;
import omendb.core.NativeMemory;
import omendb.core.RowBuffer;
import omendb.core.RowLayout;

/// Puts one row of a segment together in its [RowLayout].
final class RowAssembler {
  private RowAssembler() {}

  static long write(Segment segment, RowLayout layout, int position, RowBuffer into) {
    int group = segment.rowGroupOf(position);
    int row = position - segment.rowGroupStart(group);
    int bytes = layout.fixedBytes();
    for (int i = 0; i < layout.columnCount(); i++) {
      if (layout.variable(i)) {
        ColumnChunk chunk = segment.chunk(i, group);
        bytes =
            Math.addExact(
                bytes,
                chunk == null
                    ? segment.missing().variableBytes(i)
                    : chunk.isNull(row) ? 0 : chunk.bytesLength(row));
      }
    }
    long address = into.reserve(bytes);
    MemorySegment fixed = NativeMemory.ALL.asSlice(address, layout.fixedBytes());
    fixed.fill((byte) 0);
    int end = layout.fixedBytes();
    for (int i = 0; i < layout.columnCount(); i++) {
      ColumnChunk chunk = segment.chunk(i, group);
      if (chunk == null ? segment.missing().isNull(i) : chunk.isNull(row)) {
        long at = address + (i >> 3);
        NativeMemory.putByte(at, (byte) (NativeMemory.getByte(at) | 1 << (i & 7)));
        continue;
      }
      if (chunk == null) {
        end = segment.missing().write(i, address, end);
        continue;
      }
      long slot = address + layout.offset(i);
      if (layout.variable(i)) {
        int length = chunk.bytesLength(row);
        NativeMemory.putInt(slot, end);
        NativeMemory.putInt(slot + 4, length);
        NativeMemory.copy(chunk.bytesAddress(row), address + end, length);
        end += length;
      } else {
        writeFixed(chunk, row, slot, layout.width(i));
      }
    }
    return address;
  }

  private static void writeFixed(ColumnChunk chunk, int row, long slot, int width) {
    if (width == 16) {
      NativeMemory.putLong(slot, chunk.lowAt(row));
      NativeMemory.putLong(slot + 8, chunk.highAt(row));
    } else if (chunk.encoding() == Encoding.FIXED) {
      if (width == 4) {
        NativeMemory.putFloat(slot, (float) chunk.doubleAt(row));
      } else {
        NativeMemory.putDouble(slot, chunk.doubleAt(row));
      }
    } else {
      writeLong(chunk.longAt(row), slot, width);
    }
  }

  private static void writeLong(long value, long slot, int width) {
    switch (width) {
      case 1 -> NativeMemory.putByte(slot, (byte) value);
      case 2 -> NativeMemory.putShort(slot, (short) value);
      case 4 -> NativeMemory.putInt(slot, (int) value);
      default -> NativeMemory.putLong(slot, value);
    }
  }
}
