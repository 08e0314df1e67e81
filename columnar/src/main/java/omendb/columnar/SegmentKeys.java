package omendb.columnar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import omendb.alex.PiecewiseLinearModel;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import omendb.core.NativeMemory;
import omendb.core.RowCodec;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import omendb.core.TypeKind.Form;
import org.jspecify.annotations.Nullable;

/// Finds rows of a segment by their encoded key: the model guesses the position from the key's
/// prefix, and a search that widens from there compares with the key columns in place. A wrong
/// guess costs steps, never the right answer.
final class SegmentKeys {
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int LESS = -1;
  private static final int GREATER = -2;

  private final Segment segment;
  private final PiecewiseLinearModel model;
  private final byte[] minKey;
  private final byte[] maxKey;
  private final long minPrefix;
  private final long maxPrefix;
  private final int rowCount;

  /// The key's columns in the segment, their types and the bytes of each, -1 for text.
  private final int[] columns;

  private final ColumnType[] types;
  private final int[] widths;
  private final int fixedBytes;

  /// The key is one column in LONG form, so that its prefix is its value, shifted.
  private final boolean single;

  private final int shift;

  SegmentKeys(Segment segment, SegmentDirectory directory) {
    this.segment = segment;
    this.model = directory.model();
    this.minKey = directory.minKey();
    this.maxKey = directory.maxKey();
    this.minPrefix = KeyCodec.prefix(minKey);
    this.maxPrefix = KeyCodec.prefix(maxKey);
    this.rowCount = directory.rowCount();
    TableSchema schema = directory.schema();
    KeyCodec codec = KeyCodec.of(schema);
    this.fixedBytes = codec.fixedBytes();
    int count = codec.columnCount();
    this.columns = new int[count];
    this.types = new ColumnType[count];
    this.widths = new int[count];
    for (int i = 0; i < count; i++) {
      columns[i] = schema.hiddenKey() ? schema.columns().size() : schema.keyColumns().get(i);
      types[i] = codec.type(i);
      widths[i] = new KeyCodec(List.of(types[i])).fixedBytes();
    }
    this.single = count == 1 && types[0].form() == Form.LONG;
    this.shift = single ? Long.SIZE - 8 * widths[0] : 0;
  }

  /// The position of the row with this key, or -1.
  int find(byte[] key) {
    if (single && key.length == widths[0]) {
      return findPrefix(KeyCodec.prefix(key));
    }
    if (rowCount == 0
        || Arrays.compareUnsigned(key, minKey) < 0
        || Arrays.compareUnsigned(key, maxKey) > 0) {
      return -1;
    }
    int position = lowerBound(key);
    return compare(position, key) == 0 ? position : -1;
  }

  /// The position of the row whose exact key has this prefix, or -1.
  int findPrefix(long prefix) {
    if (rowCount == 0 || prefix < minPrefix || prefix > maxPrefix) {
      return -1;
    }
    if (!single) {
      return find(KeyCodec.ofPrefix(prefix, fixedBytes));
    }
    int position = search(prefix, null);
    return prefixAt(position) == prefix ? position : -1;
  }

  /// The first position whose key is not less than the given bytes.
  int lowerBound(byte[] key) {
    if (rowCount == 0 || Arrays.compareUnsigned(key, minKey) <= 0) {
      return 0;
    }
    if (Arrays.compareUnsigned(key, maxKey) > 0) {
      return rowCount;
    }
    boolean byPrefix = single && key.length == widths[0];
    return search(KeyCodec.prefix(key), byPrefix ? null : key);
  }

  /// The first position whose key is not less; by the prefix alone when `key` is null. Looks within
  /// the model's error around its guess, and further only when the answer is not there.
  private int search(long prefix, byte @Nullable [] key) {
    int guess = model.floorGuess(prefix);
    int reach = model.maxError() + 2;
    int low = Math.max(0, guess - reach);
    int high = Math.min(rowCount, guess + reach);
    int found = searchBetween(low, high, prefix, key);
    if (found == low) {
      int end = low;
      for (long step = reach; low > 0 && !less(low - 1, prefix, key); step *= 2) {
        end = low - 1;
        low = (int) Math.max(0, end - step);
      }
      return searchBetween(low, end, prefix, key);
    }
    if (found == high) {
      int start = high;
      for (long step = reach; high < rowCount && less(high, prefix, key); step *= 2) {
        start = high + 1;
        high = (int) Math.min(rowCount, start + step);
      }
      return searchBetween(start, high, prefix, key);
    }
    return found;
  }

  /// Binary search in a range of positions.
  private int searchBetween(int from, int to, long prefix, byte @Nullable [] key) {
    if (from >= to) {
      return from;
    }
    int group = segment.rowGroupOf(from);
    int start = segment.rowGroupStart(group);
    boolean oneGroup = to - start <= segment.rowGroupRows(group);
    if (key == null && oneGroup) {
      ColumnChunk chunk = segment.stored(columns[0], group);
      return start + searchChunk(chunk, from - start, to - start, prefix >> shift);
    }
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (less(middle, prefix, key)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int searchChunk(ColumnChunk chunk, int from, int to, long value) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunk.longAt(middle) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean less(int position, long prefix, byte @Nullable [] key) {
    return key == null ? prefixAt(position) < prefix : compare(position, key) < 0;
  }

  private long prefixAt(int position) {
    int group = segment.rowGroupOf(position);
    ColumnChunk chunk = segment.stored(columns[0], group);
    return chunk.longAt(position - segment.rowGroupStart(group)) << shift;
  }

  /// Compares the row's key with encoded bytes, which may be the beginning of a key or more than
  /// one.
  private int compare(int position, byte[] key) {
    int group = segment.rowGroupOf(position);
    int row = position - segment.rowGroupStart(group);
    int at = 0;
    for (int i = 0; i < columns.length; i++) {
      ColumnChunk chunk = segment.stored(columns[i], group);
      at =
          switch (types[i].form()) {
            case LONG, DOUBLE -> match(word(chunk, row, i), widths[i], key, at);
            case WIDE -> {
              int middle = match(highWord(chunk, row, i), 8, key, at);
              yield middle < 0 ? middle : match(chunk.lowAt(row), 8, key, middle);
            }
            case BYTES -> matchBytes(chunk, row, types[i], key, at);
            case OBJECT -> matchPart(part(chunk, row, i), key, at);
          };
      if (at < 0) {
        return at == LESS ? -1 : 1;
      }
    }
    return at < key.length ? -1 : 0;
  }

  /// The encoded bytes of a number, the first on top.
  private long word(ColumnChunk chunk, int row, int keyColumn) {
    ColumnType type = types[keyColumn];
    int width = widths[keyColumn];
    long value =
        chunk.encoding() == Encoding.NARROW
            ? chunk.longAt(row)
            : ordered(type, chunk.doubleAt(row));
    return (value ^ (1L << (8 * width - 1))) << (Long.SIZE - 8 * width);
  }

  /// An integer in the order of the floating-point numbers, as the key codec makes it.
  private static long ordered(ColumnType type, double value) {
    double number = value == 0 ? 0.0 : value;
    if (type.kind() == TypeKind.REAL) {
      int bits = Float.floatToIntBits((float) number);
      return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
    }
    long bits = Double.doubleToLongBits(number);
    return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
  }

  private long highWord(ColumnChunk chunk, int row, int keyColumn) {
    long high = chunk.highAt(row);
    return types[keyColumn].kind() == TypeKind.UUID ? high : high ^ Long.MIN_VALUE;
  }

  /// Compares the upper `width` bytes of a word with the key from `at`; returns where the key goes
  /// on, or [#LESS] or [#GREATER].
  private static int match(long word, int width, byte[] key, int at) {
    int rest = key.length - at;
    long keyWord = 0;
    if (rest >= Long.BYTES) {
      keyWord = (long) BIG_ENDIAN.get(key, at);
    } else {
      for (int i = 0; i < rest; i++) {
        keyWord |= (key[at + i] & 0xffL) << (56 - 8 * i);
      }
    }
    int count = Math.min(width, rest);
    long mask = count == Long.BYTES ? -1L : ~(-1L >>> (8 * count));
    int order = Long.compareUnsigned(word & mask, keyWord & mask);
    if (order != 0) {
      return order < 0 ? LESS : GREATER;
    }
    return count < width ? GREATER : at + width;
  }

  private static int matchBytes(
      ColumnChunk chunk, int row, ColumnType type, byte[] key, int start) {
    long address = chunk.bytesAddress(row);
    int length = Bounds.comparedLength(type, address, chunk.bytesLength(row));
    int at = start;
    for (int i = 0; i < length; i++) {
      byte value = NativeMemory.getByte(address + i);
      at = value == 0 ? match(0x00ffL << 48, 2, key, at) : match((long) value << 56, 1, key, at);
      if (at < 0) {
        return at;
      }
    }
    return match(0, 2, key, at);
  }

  /// The encoded bytes of an object.
  private byte[] part(ColumnChunk chunk, int row, int keyColumn) {
    ColumnType type = types[keyColumn];
    return KeyCodec.part(
        type, RowCodec.object(type, chunk.bytesAddress(row), chunk.bytesLength(row)));
  }

  private static int matchPart(byte[] part, byte[] key, int start) {
    int at = start;
    for (int i = 0; i < part.length && at >= 0; i++) {
      at = match((long) part[i] << 56, 1, key, at);
    }
    return at;
  }

  /// The encoded key of the row.
  byte[] keyAt(int position) {
    int group = segment.rowGroupOf(position);
    int row = position - segment.rowGroupStart(group);
    byte[] key = new byte[keyBytes(group, row)];
    int at = 0;
    for (int i = 0; i < columns.length; i++) {
      ColumnChunk chunk = segment.stored(columns[i], group);
      at =
          switch (types[i].form()) {
            case LONG, DOUBLE -> put(word(chunk, row, i), widths[i], key, at);
            case WIDE -> put(chunk.lowAt(row), 8, key, put(highWord(chunk, row, i), 8, key, at));
            case BYTES -> putBytes(chunk, row, types[i], key, at);
            case OBJECT -> {
              byte[] part = part(chunk, row, i);
              System.arraycopy(part, 0, key, at, part.length);
              yield at + part.length;
            }
          };
    }
    return key;
  }

  private int keyBytes(int group, int row) {
    int bytes = 0;
    for (int i = 0; i < columns.length; i++) {
      bytes +=
          switch (types[i].form()) {
            case OBJECT -> part(segment.stored(columns[i], group), row, i).length;
            case BYTES -> escapedBytes(segment.stored(columns[i], group), row, types[i]);
            default -> widths[i];
          };
    }
    return bytes;
  }

  private static int escapedBytes(ColumnChunk chunk, int row, ColumnType type) {
    long address = chunk.bytesAddress(row);
    int length = Bounds.comparedLength(type, address, chunk.bytesLength(row));
    int bytes = length + 2;
    for (int i = 0; i < length; i++) {
      bytes += NativeMemory.getByte(address + i) == 0 ? 1 : 0;
    }
    return bytes;
  }

  private static int put(long word, int width, byte[] key, int at) {
    for (int i = 0; i < width; i++) {
      key[at + i] = (byte) (word >>> (56 - 8 * i));
    }
    return at + width;
  }

  private static int putBytes(ColumnChunk chunk, int row, ColumnType type, byte[] key, int start) {
    long address = chunk.bytesAddress(row);
    int length = Bounds.comparedLength(type, address, chunk.bytesLength(row));
    int at = start;
    for (int i = 0; i < length; i++) {
      byte value = NativeMemory.getByte(address + i);
      key[at++] = value;
      if (value == 0) {
        key[at++] = (byte) 0xff;
      }
    }
    return at + 2;
  }
}
