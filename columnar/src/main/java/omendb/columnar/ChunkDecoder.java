package omendb.columnar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.RowCodec;

/// The loops that turn pieces of a [ColumnChunk] into vectors: one tight loop per encoding and
/// width, from native memory to small heap arrays, so that the compiler vectorises what it can.
final class ChunkDecoder {
  private static final MemorySegment ALL = NativeMemory.ALL;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private ChunkDecoder() {}

  /// Reads rows `[from, from + count)` of the chunk to `into[at..)`, NULL marks included.
  static void read(ColumnChunk chunk, int from, int count, ColumnVector into, int at) {
    if (chunk.hasNulls()) {
      readNulls(chunk, from, count, into, at);
    } else if (into.hasNulls) {
      Arrays.fill(into.nulls, at, at + count, (byte) 0);
    }
    switch (into.form) {
      case LONG -> readLongs(chunk, from, count, into.longs, at);
      case DOUBLE -> readDoubles(chunk, from, count, into.doubles, at);
      case WIDE -> readWides(chunk, from, count, into, at);
      case BYTES -> {
        if (chunk.encoding() == Encoding.DICTIONARY) {
          readEntries(chunk, from, count, into, at);
        } else {
          readPlain(chunk, from, count, into, at);
        }
      }
      case OBJECT -> {
        for (int i = 0; i < count; i++) {
          readObject(chunk, from + i, into, at + i);
        }
      }
    }
  }

  private static void readNulls(ColumnChunk chunk, int from, int count, ColumnVector into, int at) {
    if (!into.hasNulls) {
      Arrays.fill(into.nulls, 0, at, (byte) 0); // they held anything until now
    }
    long validity = chunk.validity();
    byte[] nulls = into.nulls;
    int any = 0;
    for (int i = 0; i < count; i++) {
      int row = from + i;
      int isNull = (ALL.get(BYTE, validity + (row >> 3)) >> (row & 7) & 1) ^ 1;
      nulls[at + i] = (byte) isNull;
      any |= isNull;
    }
    into.hasNulls |= any != 0;
  }

  private static void readLongs(ColumnChunk chunk, int from, int count, long[] into, int at) {
    long base = chunk.base();
    switch (chunk.width()) {
      case 1 -> widenBytes(chunk.values() + from, count, base, into, at);
      case 2 -> widenShorts(chunk.values() + 2L * from, count, base, into, at);
      case 4 -> widenInts(chunk.values() + 4L * from, count, base, into, at);
      default -> MemorySegment.copy(ALL, LONG, chunk.values() + 8L * from, into, at, count);
    }
  }

  private static void widenBytes(long address, int count, long base, long[] into, int at) {
    for (int i = 0; i < count; i++) {
      into[at + i] = base + ALL.get(BYTE, address + i);
    }
  }

  private static void widenShorts(long address, int count, long base, long[] into, int at) {
    for (int i = 0; i < count; i++) {
      into[at + i] = base + ALL.get(SHORT, address + 2L * i);
    }
  }

  private static void widenInts(long address, int count, long base, long[] into, int at) {
    for (int i = 0; i < count; i++) {
      into[at + i] = base + ALL.get(INT, address + 4L * i);
    }
  }

  private static void readDoubles(ColumnChunk chunk, int from, int count, double[] into, int at) {
    if (chunk.width() == 4) {
      long address = chunk.values() + 4L * from;
      for (int i = 0; i < count; i++) {
        into[at + i] = ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address + 4L * i);
      }
    } else {
      long address = chunk.values() + 8L * from;
      MemorySegment.copy(ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, address, into, at, count);
    }
  }

  private static void readWides(ColumnChunk chunk, int from, int count, ColumnVector into, int at) {
    switch (chunk.encoding()) {
      case NARROW -> {
        readLongs(chunk, from, count, into.longs, at);
        extendSigns(into.longs, into.highs, at, count);
      }
      case UUID -> readUuids(chunk.values() + 16L * from, count, into, at);
      case FIXED -> readDecimals(chunk.values() + 16L * from, count, into, at);
      case PLAIN, DICTIONARY -> throw new AssertionError(chunk);
    }
  }

  private static void extendSigns(long[] lows, long[] highs, int at, int count) {
    for (int i = at; i < at + count; i++) {
      highs[i] = lows[i] >> 63;
    }
  }

  private static void readUuids(long address, int count, ColumnVector into, int at) {
    long[] highs = into.highs;
    long[] lows = into.longs;
    for (int i = 0; i < count; i++) {
      highs[at + i] = Long.reverseBytes(ALL.get(LONG, address + 16L * i));
      lows[at + i] = Long.reverseBytes(ALL.get(LONG, address + 16L * i + 8));
    }
  }

  private static void readDecimals(long address, int count, ColumnVector into, int at) {
    long[] highs = into.highs;
    long[] lows = into.longs;
    for (int i = 0; i < count; i++) {
      lows[at + i] = ALL.get(LONG, address + 16L * i);
      highs[at + i] = ALL.get(LONG, address + 16L * i + 8);
    }
  }

  private static void readPlain(ColumnChunk chunk, int from, int count, ColumnVector into, int at) {
    long[] addresses = into.longs;
    int[] lengths = into.lengths;
    long values = chunk.values();
    long offsets = chunk.offsets() + 4L * from;
    int start = ALL.get(INT, offsets);
    for (int i = 0; i < count; i++) {
      int end = ALL.get(INT, offsets + 4L * i + 4);
      addresses[at + i] = values + start;
      lengths[at + i] = end - start;
      start = end;
    }
  }

  private static void readEntries(
      ColumnChunk chunk, int from, int count, ColumnVector into, int at) {
    Dictionary dictionary = chunk.dictionary();
    if (dictionary == null) {
      throw new AssertionError(chunk);
    }
    long[] addresses = into.longs;
    int[] lengths = into.lengths;
    long offsets = dictionary.offsets();
    long values = dictionary.values();
    readCodes(chunk, from, count, lengths, at);
    for (int i = 0; i < count; i++) {
      long entry = offsets + 4L * lengths[at + i];
      int start = ALL.get(INT, entry);
      addresses[at + i] = values + start;
      lengths[at + i] = ALL.get(INT, entry + 4) - start;
    }
  }

  /// Reads dictionary codes; a NULL's code is arbitrary, but a valid one.
  static void readCodes(ColumnChunk chunk, int from, int count, int[] into, int at) {
    switch (chunk.width()) {
      case 1 -> {
        long address = chunk.values() + from;
        for (int i = 0; i < count; i++) {
          into[at + i] = ALL.get(BYTE, address + i);
        }
      }
      case 2 -> {
        long address = chunk.values() + 2L * from;
        for (int i = 0; i < count; i++) {
          into[at + i] = ALL.get(SHORT, address + 2L * i);
        }
      }
      default -> MemorySegment.copy(ALL, INT, chunk.values() + 4L * from, into, at, count);
    }
  }

  private static void readObject(ColumnChunk chunk, int row, ColumnVector into, int at) {
    into.objects[at] =
        chunk.isNull(row)
            ? null
            : RowCodec.object(into.type, chunk.bytesAddress(row), chunk.bytesLength(row));
  }

  /// Some rows of a chunk: `base + rows[i]` for `i` in `[from, to)`; row `i` of the selection goes
  /// to index `i` of the vector.
  record Selection(int base, int[] rows, int from, int to) {
    int row(int index) {
      return base + rows[index];
    }
  }

  static void readSelected(ColumnChunk chunk, Selection selection, ColumnVector into) {
    selectNulls(chunk, selection, into);
    int from = selection.from();
    int to = selection.to();
    switch (into.form) {
      case LONG -> selectLongs(chunk, selection, into.longs);
      case DOUBLE -> {
        for (int i = from; i < to; i++) {
          into.doubles[i] = chunk.doubleAt(selection.row(i));
        }
      }
      case WIDE -> {
        for (int i = from; i < to; i++) {
          into.longs[i] = chunk.lowAt(selection.row(i));
          into.highs[i] = chunk.highAt(selection.row(i));
        }
      }
      case BYTES -> {
        Dictionary dictionary = chunk.dictionary();
        if (dictionary != null) {
          selectEntries(chunk, dictionary, selection, into);
          return;
        }
        for (int i = from; i < to; i++) {
          into.longs[i] = chunk.bytesAddress(selection.row(i));
          into.lengths[i] = chunk.bytesLength(selection.row(i));
        }
      }
      case OBJECT -> {
        for (int i = from; i < to; i++) {
          readObject(chunk, selection.row(i), into, i);
        }
      }
    }
  }

  private static void selectEntries(
      ColumnChunk chunk, Dictionary dictionary, Selection selection, ColumnVector into) {
    long[] addresses = into.longs;
    int[] lengths = into.lengths;
    long offsets = dictionary.offsets();
    long values = dictionary.values();
    selectCodes(chunk, selection, lengths);
    int to = selection.to();
    for (int i = selection.from(); i < to; i++) {
      long entry = offsets + 4L * lengths[i];
      int start = ALL.get(INT, entry);
      addresses[i] = values + start;
      lengths[i] = ALL.get(INT, entry + 4) - start;
    }
  }

  private static void selectCodes(ColumnChunk chunk, Selection selection, int[] into) {
    int[] rows = selection.rows();
    int from = selection.from();
    int to = selection.to();
    long first = chunk.values() + (long) chunk.width() * selection.base();
    switch (chunk.width()) {
      case 1 -> {
        for (int i = from; i < to; i++) {
          into[i] = ALL.get(BYTE, first + rows[i]);
        }
      }
      case 2 -> {
        for (int i = from; i < to; i++) {
          into[i] = ALL.get(SHORT, first + 2L * rows[i]);
        }
      }
      default -> {
        for (int i = from; i < to; i++) {
          into[i] = ALL.get(INT, first + 4L * rows[i]);
        }
      }
    }
  }

  private static void selectNulls(ColumnChunk chunk, Selection selection, ColumnVector into) {
    int from = selection.from();
    int to = selection.to();
    if (!chunk.hasNulls()) {
      if (into.hasNulls) {
        Arrays.fill(into.nulls, from, to, (byte) 0);
      }
      return;
    }
    if (!into.hasNulls) {
      Arrays.fill(into.nulls, 0, from, (byte) 0);
    }
    int any = 0;
    for (int i = from; i < to; i++) {
      int isNull = chunk.isNull(selection.row(i)) ? 1 : 0;
      into.nulls[i] = (byte) isNull;
      any |= isNull;
    }
    into.hasNulls |= any != 0;
  }

  private static void selectLongs(ColumnChunk chunk, Selection selection, long[] into) {
    int[] rows = selection.rows();
    int from = selection.from();
    int to = selection.to();
    long base = chunk.base();
    long first = chunk.values() + (long) chunk.width() * selection.base();
    switch (chunk.width()) {
      case 1 -> {
        for (int i = from; i < to; i++) {
          into[i] = base + ALL.get(BYTE, first + rows[i]);
        }
      }
      case 2 -> {
        for (int i = from; i < to; i++) {
          into[i] = base + ALL.get(SHORT, first + 2L * rows[i]);
        }
      }
      case 4 -> {
        for (int i = from; i < to; i++) {
          into[i] = base + ALL.get(INT, first + 4L * rows[i]);
        }
      }
      default -> {
        for (int i = from; i < to; i++) {
          into[i] = base + ALL.get(LONG, first + 8L * rows[i]);
        }
      }
    }
  }
}
