package omendb.engine.exec.spill;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;

/// Rows as bytes, column by column: whether there are NULLs (one byte), then one byte per row if
/// there are, then the values. Texts are their lengths, then their bytes; objects as [ObjectBytes].
/// Native byte order: the process that writes is the one that reads.
final class BlockWriter {
  private final ColumnVector[] vectors;
  private final int count;
  private final byte[][] objects;
  private long at;

  BlockWriter(ColumnVector[] vectors, int count) {
    this.vectors = vectors;
    this.count = count;
    this.objects = new byte[vectors.length][];
  }

  int size() {
    long size = 0;
    for (int c = 0; c < vectors.length; c++) {
      ColumnVector vector = vectors[c];
      size += 1 + (vector.hasNulls ? count : 0);
      size +=
          switch (vector.form) {
            case LONG, DOUBLE -> 8L * count;
            case WIDE -> 16L * count;
            case BYTES -> 4L * count + textBytes(vector);
            case OBJECT -> {
              objects[c] = ObjectBytes.write(vector, count);
              yield 4L + objects[c].length;
            }
          };
    }
    return Math.toIntExact(size);
  }

  private long textBytes(ColumnVector vector) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += vector.isNull(i) ? 0 : vector.lengths[i];
    }
    return bytes;
  }

  void write(long address) {
    at = address;
    for (int c = 0; c < vectors.length; c++) {
      ColumnVector vector = vectors[c];
      NativeMemory.putByte(at++, (byte) (vector.hasNulls ? 1 : 0));
      if (vector.hasNulls) {
        NativeMemory.putBytes(at, vector.nulls, 0, count);
        at += count;
      }
      switch (vector.form) {
        case LONG -> longs(vector.longs);
        case DOUBLE -> {
          MemorySegment.copy(
              vector.doubles, 0, NativeMemory.ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, at, count);
          at += 8L * count;
        }
        case WIDE -> {
          longs(vector.longs);
          longs(vector.highs);
        }
        case BYTES -> texts(vector);
        case OBJECT -> {
          NativeMemory.putInt(at, objects[c].length);
          NativeMemory.putBytes(at + 4, objects[c], 0, objects[c].length);
          at += 4L + objects[c].length;
        }
      }
    }
  }

  private void longs(long[] values) {
    MemorySegment.copy(values, 0, NativeMemory.ALL, ValueLayout.JAVA_LONG_UNALIGNED, at, count);
    at += 8L * count;
  }

  private void texts(ColumnVector vector) {
    long text = at + 4L * count;
    for (int i = 0; i < count; i++) {
      int length = vector.isNull(i) ? 0 : vector.lengths[i];
      NativeMemory.putInt(at + 4L * i, length);
      NativeMemory.copy(vector.longs[i], text, length);
      text += length;
    }
    at = text;
  }
}
