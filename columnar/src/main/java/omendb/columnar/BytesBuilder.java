package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import omendb.core.ColumnType;
import omendb.core.NativeMemory;
import omendb.core.RowLayout;
import omendb.core.TypeKind.Form;
import org.jspecify.annotations.Nullable;

/// Builds a column of bytes. It begins with dictionary codes and turns to plain bytes for good when
/// a row group ends with too many distinct values. Row groups that were coded until then are
/// written out in full.
final class BytesBuilder extends ColumnBuilder {
  /// A dictionary is given up when it has more entries than one for so many rows…
  private static final int ROWS_PER_ENTRY_WHILE_ADDING = 2;

  /// … and not written when it has more than one for so many.
  private static final int ROWS_PER_ENTRY_MIN = 4;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final SegmentOptions options;
  private final DictionaryBuilder dictionary;

  /// Codes while coded; else ends of the values in [#bytes].
  private int[] staged = new int[ROWS_MIN];

  private byte[] bytes = {};
  private boolean coded = true;

  /// Lengths of all values of the row group, what they would take if plain.
  private long stagedBytes;

  private long allRows;
  private int @Nullable [] ranks;

  BytesBuilder(ColumnType type, SegmentOptions options, Arena arena) {
    super(type, options, arena);
    this.options = options;
    this.dictionary = new DictionaryBuilder(type, arena);
  }

  @Override
  void grow(int capacity) {
    staged = Arrays.copyOf(staged, capacity);
  }

  @Override
  void put(RowLayout layout, long row, int column) {
    long address = layout.bytesAddress(row, column);
    int length = layout.bytesLength(row, column);
    if (coded) {
      staged[rows] = dictionary.code(address, length);
    } else {
      int at = (int) stagedBytes;
      if (bytes.length - at < length) {
        bytes = Arrays.copyOf(bytes, Math.max(at + length, 2 * bytes.length));
      }
      MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_BYTE, address, bytes, at, length);
      staged[rows] = at + length;
      groupSketch.add(Hashes.hash(address, length));
    }
    stagedBytes += length;
  }

  @Override
  void putNull() {
    staged[rows] = coded ? 0 : (int) stagedBytes;
  }

  @Override
  BuiltChunk build() {
    allRows += rows;
    BuiltChunk chunk = coded ? buildCoded() : buildPlain();
    coded = coded && pays(ROWS_PER_ENTRY_WHILE_ADDING);
    return chunk;
  }

  private boolean pays(int rowsPerEntry) {
    return dictionary.size() <= options.dictionaryEntriesMax()
        && dictionary.bytes() <= options.rowGroupBytesMax()
        && (long) dictionary.size() * rowsPerEntry <= allRows;
  }

  private BuiltChunk buildCoded() {
    MemorySegment codes = arena.allocate(4L * rows, 8);
    boolean[] seen = new boolean[dictionary.size()];
    int min = -1;
    int max = -1;
    int distinct = 0;
    for (int i = 0; i < rows; i++) {
      int code = staged[i];
      codes.set(INT, 4L * i, code);
      if (isNull(i) || seen[code]) {
        continue;
      }
      seen[code] = true;
      distinct++;
      groupSketch.add(dictionary.hash(code));
      min = min < 0 || dictionary.compare(code, min) < 0 ? code : min;
      max = max < 0 || dictionary.compare(code, max) > 0 ? code : max;
    }
    Bounds bounds =
        min < 0
            ? null
            : bounds(
                dictionary.address(min),
                dictionary.length(min),
                dictionary.address(max),
                dictionary.length(max));
    ZoneMap zone = new ZoneMap(type, rows, nullCount, distinct, bounds);
    return new BuiltChunk(rows, 0, 4, validity(), BuiltChunk.NOTHING, codes, zone);
  }

  private BuiltChunk buildPlain() {
    MemorySegment offsets = arena.allocate(4L * (rows + 1), 8);
    MemorySegment.copy(staged, 0, offsets, INT, 4, rows);
    MemorySegment values = arena.allocate(stagedBytes, 8);
    MemorySegment.copy(bytes, 0, values, ValueLayout.JAVA_BYTE, 0, (int) stagedBytes);
    return new BuiltChunk(
        rows, 0, 0, validity(), offsets, values, groupZoneMap(plainBounds(values.address())));
  }

  private @Nullable Bounds plainBounds(long values) {
    long min = 0;
    long max = 0;
    int minLength = -1;
    int maxLength = -1;
    for (int i = 0; i < rows; i++) {
      if (isNull(i)) {
        continue;
      }
      int start = i == 0 ? 0 : staged[i - 1];
      long address = values + start;
      int length = Bounds.comparedLength(type, address, staged[i] - start);
      if (minLength < 0 || NativeMemory.compare(address, length, min, minLength) < 0) {
        min = address;
        minLength = length;
      }
      if (maxLength < 0 || NativeMemory.compare(address, length, max, maxLength) > 0) {
        max = address;
        maxLength = length;
      }
    }
    return minLength < 0 ? null : bounds(min, minLength, max, maxLength);
  }

  /// Values in OBJECT form are not ordered by their bytes.
  private @Nullable Bounds bounds(long min, int minLength, long max, int maxLength) {
    return type.form() == Form.OBJECT
        ? null
        : Bounds.ofBytes(
            min,
            Bounds.comparedLength(type, min, minLength),
            max,
            Bounds.comparedLength(type, max, maxLength));
  }

  @Override
  long distinct(int values, @Nullable Bounds bounds) {
    return coded ? dictionary.size() : super.distinct(values, bounds);
  }

  @Override
  void clear() {
    stagedBytes = 0;
  }

  @Override
  long stagedBytes() {
    return stagedBytes;
  }

  @Override
  long builtBytes() {
    return super.builtBytes() + dictionary.allocatedBytes();
  }

  @Override
  Encoding encoding() {
    return coded && dictionary.size() > 0 && pays(ROWS_PER_ENTRY_MIN)
        ? Encoding.DICTIONARY
        : Encoding.PLAIN;
  }

  @Override
  int width() {
    if (encoding() == Encoding.PLAIN) {
      return 0;
    }
    int size = dictionary.size();
    return size <= 1 << 7 ? 1 : size <= 1 << 15 ? 2 : 4;
  }

  @Override
  @Nullable DictionaryBuilder dictionary() {
    return encoding() == Encoding.DICTIONARY ? dictionary : null;
  }

  @Override
  BuiltChunk chunk(int group, Arena scratch) {
    BuiltChunk chunk = chunks.get(group);
    if (chunk.width() == 0) {
      return chunk;
    }
    return encoding() == Encoding.DICTIONARY ? recode(chunk, scratch) : expand(chunk, scratch);
  }

  private BuiltChunk recode(BuiltChunk chunk, Arena scratch) {
    int[] rank = ranks();
    int width = width();
    long[] codes = new long[chunk.rows()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = rank[chunk.values().get(INT, 4L * i)];
    }
    MemorySegment packed = LongBuilder.pack(codes, codes.length, 0, width, scratch);
    return chunk.with(0, width, BuiltChunk.NOTHING, packed);
  }

  private int[] ranks() {
    int[] rank = ranks;
    if (rank == null) {
      int[] sorted = dictionary.sortedCodes();
      rank = new int[sorted.length];
      for (int i = 0; i < sorted.length; i++) {
        rank[sorted[i]] = i;
      }
      ranks = rank;
    }
    return rank;
  }

  private BuiltChunk expand(BuiltChunk chunk, Arena scratch) {
    int count = chunk.rows();
    MemorySegment offsets = scratch.allocate(4L * (count + 1), 8);
    int end = 0;
    for (int i = 0; i < count; i++) {
      end += expandedLength(chunk, i);
      offsets.set(INT, 4L * (i + 1), end);
    }
    MemorySegment values = scratch.allocate(end, 8);
    long at = values.address();
    for (int i = 0; i < count; i++) {
      int length = expandedLength(chunk, i);
      if (length > 0) {
        NativeMemory.copy(dictionary.address(chunk.values().get(INT, 4L * i)), at, length);
        at += length;
      }
    }
    return chunk.with(0, 0, offsets, values);
  }

  private int expandedLength(BuiltChunk chunk, int row) {
    MemorySegment validity = chunk.validity();
    boolean absent =
        validity.byteSize() > 0
            && (validity.get(ValueLayout.JAVA_BYTE, row >> 3) >> (row & 7) & 1) == 0;
    return absent ? 0 : dictionary.length(chunk.values().get(INT, 4L * row));
  }
}
