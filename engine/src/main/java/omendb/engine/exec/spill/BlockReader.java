package omendb.engine.exec.spill;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;

/// Reads what [BlockWriter] has written; texts stay where they are.
final class BlockReader {
  private long at;

  BlockReader(long address) {
    this.at = address;
  }

  void read(ColumnVector[] into, int count) {
    for (ColumnVector vector : into) {
      vector.hasNulls = NativeMemory.getByte(at++) != 0;
      if (vector.hasNulls) {
        MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_BYTE, at, vector.nulls, 0, count);
        at += count;
      }
      switch (vector.form) {
        case LONG -> longs(vector.longs, count);
        case DOUBLE -> {
          MemorySegment.copy(
              NativeMemory.ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, at, vector.doubles, 0, count);
          at += 8L * count;
        }
        case WIDE -> {
          longs(vector.longs, count);
          longs(vector.highs, count);
        }
        case BYTES -> texts(vector, count);
        case OBJECT -> {
          int length = NativeMemory.getInt(at);
          ObjectBytes.read(NativeMemory.bytes(at + 4, length), vector, count);
          at += 4L + length;
        }
      }
    }
  }

  private void longs(long[] into, int count) {
    MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_LONG_UNALIGNED, at, into, 0, count);
    at += 8L * count;
  }

  private void texts(ColumnVector vector, int count) {
    long text = at + 4L * count;
    for (int i = 0; i < count; i++) {
      int length = NativeMemory.getInt(at + 4L * i);
      vector.longs[i] = text;
      vector.lengths[i] = length;
      text += length;
    }
    at = text;
  }
}
