package omendb.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Arrays as stored bytes.
///
/// ```
/// dimensions (1) | length of each dimension (4 each) | elements, row by row
/// ```
///
/// An element is its length (4, -1 for NULL) and its bytes: 8 for integers, booleans, dates, times
/// and floats, 16 for a uuid (low word, high word), decimal text for a numeric, else what
/// [RowCodec#variableBytes] makes. All numbers are little-endian. An empty array has no dimension.
final class ArrayBytes {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int DIMENSIONS_MAX = 6;

  private ArrayBytes() {}

  static byte[] encode(ColumnType element, @Nullable Object[] array) {
    List<Integer> lengths = ArrayShape.lengths(array);
    if (lengths.size() > DIMENSIONS_MAX) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error(
          "number of array dimensions (%d) exceeds the maximum allowed (%d)",
          lengths.size(), DIMENSIONS_MAX);
    }
    List<byte @Nullable []> elements = new ArrayList<>();
    collect(element, array, elements);
    int size = 1 + 4 * lengths.size() + 4 * elements.size();
    for (byte[] each : elements) {
      size += each == null ? 0 : each.length;
    }
    byte[] bytes = new byte[size];
    MemorySegment out = MemorySegment.ofArray(bytes);
    bytes[0] = (byte) lengths.size();
    int at = 1;
    for (int length : lengths) {
      out.set(INT, at, length);
      at += 4;
    }
    for (byte[] each : elements) {
      out.set(INT, at, each == null ? -1 : each.length);
      at += 4;
      if (each != null) {
        System.arraycopy(each, 0, bytes, at, each.length);
        at += each.length;
      }
    }
    return bytes;
  }

  private static void collect(
      ColumnType element, @Nullable Object[] array, List<byte @Nullable []> into) {
    for (Object value : array) {
      if (value instanceof @Nullable Object[] inner) {
        collect(element, inner, into);
      } else {
        into.add(value == null ? null : bytes(element, value));
      }
    }
  }

  private static byte[] bytes(ColumnType element, Object value) {
    return switch (value) {
      case Boolean truth -> word(truth ? 1 : 0);
      case Long number -> word(number);
      case Double number -> word(Double.doubleToRawLongBits(number));
      case UUID uuid -> {
        byte[] bytes = new byte[16];
        MemorySegment.ofArray(bytes).set(LONG, 0, uuid.getLeastSignificantBits());
        MemorySegment.ofArray(bytes).set(LONG, 8, uuid.getMostSignificantBits());
        yield bytes;
      }
      default -> RowCodec.variableBytes(element, value);
    };
  }

  private static byte[] word(long value) {
    byte[] bytes = new byte[8];
    MemorySegment.ofArray(bytes).set(LONG, 0, value);
    return bytes;
  }

  static @Nullable Object[] decode(ColumnType element, long address) {
    int dimensions = NativeMemory.getByte(address);
    if (dimensions == 0) {
      return new @Nullable Object[0];
    }
    int[] lengths = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      lengths[i] = NativeMemory.getInt(address + 1 + 4L * i);
    }
    long[] at = {address + 1 + 4L * dimensions};
    return level(element, lengths, 0, at);
  }

  /// @param at where the next element begins; moved on
  private static @Nullable Object[] level(
      ColumnType element, int[] lengths, int dimension, long[] at) {
    @Nullable Object[] array = new @Nullable Object[lengths[dimension]];
    for (int i = 0; i < array.length; i++) {
      array[i] =
          dimension + 1 < lengths.length
              ? level(element, lengths, dimension + 1, at)
              : next(element, at);
    }
    return array;
  }

  private static @Nullable Object next(ColumnType element, long[] at) {
    int length = NativeMemory.getInt(at[0]);
    long address = at[0] + 4;
    if (length < 0) {
      at[0] = address;
      return null;
    }
    at[0] = address + length;
    return switch (element.kind()) {
      case BOOLEAN -> NativeMemory.getLong(address) != 0;
      case REAL, DOUBLE -> Double.longBitsToDouble(NativeMemory.getLong(address));
      case UUID -> new UUID(NativeMemory.getLong(address + 8), NativeMemory.getLong(address));
      case BYTEA -> NativeMemory.bytes(address, length);
      case NUMERIC -> RowCodec.object(element, address, length);
      default ->
          switch (element.form()) {
            case LONG -> NativeMemory.getLong(address);
            case OBJECT -> RowCodec.object(element, address, length);
            default -> new String(NativeMemory.bytes(address, length), StandardCharsets.UTF_8);
          };
    };
  }
}
