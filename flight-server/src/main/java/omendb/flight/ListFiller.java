package omendb.flight;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import java.util.UUID;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.RowCodec;
import omendb.core.SqlState;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/// Copies arrays into Arrow lists: the elements of a batch become one vector, which is appended to
/// the list's own.
final class ListFiller {
  /// Appends a vector's values to a target that has `start` values already.
  interface Appender {
    void append(FieldVector target, ColumnVector source, int start, int count);
  }

  private final Appender elements;

  ListFiller(Appender elements) {
    this.elements = elements;
  }

  /// @param rows the values that the list has already
  void append(ListVector target, ColumnVector source, int rows, int count) {
    int total = 0;
    for (int i = 0; i < count; i++) {
      total += source.isNull(i) ? 0 : array(source, i).length;
    }
    ColumnType element = Objects.requireNonNull(source.type.element());
    ArrowBuf offsets = target.getOffsetBuffer();
    int start = rows == 0 ? 0 : offsets.getInt(4L * rows);
    try (Arena arena = Arena.ofConfined()) {
      ColumnVector values = new ColumnVector(element, total);
      int at = 0;
      for (int i = 0; i < count; i++) {
        if (!source.isNull(i)) {
          for (Object value : array(source, i)) {
            put(values, at++, value, arena);
          }
        }
        offsets.setInt(4L * (rows + i + 1), start + at);
        mark(target, rows + i, !source.isNull(i));
      }
      elements.append(target.getDataVector(), values, start, total);
    }
    target.setLastSet(rows + count - 1);
  }

  private static @Nullable Object[] array(ColumnVector source, int index) {
    return (@Nullable Object[]) Objects.requireNonNull(source.objects[index]);
  }

  private static void mark(ListVector target, int row, boolean valid) {
    long at = target.getValidityBuffer().memoryAddress() + (row >> 3);
    int bit = 1 << (row & 7);
    int octet = NativeMemory.getByte(at);
    NativeMemory.putByte(at, (byte) (valid ? octet | bit : octet & ~bit));
  }

  private static void put(ColumnVector vector, int index, @Nullable Object value, Arena arena) {
    if (value == null) {
      vector.nulls[index] = 1;
      vector.hasNulls = true;
      return;
    }
    if (value instanceof Object[]) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("arrays of several dimensions are not supported as Arrow lists")
          .withHint("Cast them to text.");
    }
    switch (vector.form) {
      case LONG -> vector.longs[index] = RowCodec.unscaled(vector.type, value);
      case DOUBLE -> vector.doubles[index] = ((Number) value).doubleValue();
      case WIDE -> {
        if (value instanceof UUID uuid) {
          vector.highs[index] = uuid.getMostSignificantBits();
          vector.longs[index] = uuid.getLeastSignificantBits();
        } else {
          BigInteger unscaled = ((BigDecimal) value).setScale(vector.type.scale()).unscaledValue();
          vector.longs[index] = unscaled.longValue();
          vector.highs[index] = unscaled.shiftRight(64).longValue();
        }
      }
      case BYTES -> {
        byte[] bytes = RowCodec.variableBytes(vector.type, value);
        MemorySegment copy = arena.allocate(Math.max(1, bytes.length));
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        vector.longs[index] = copy.address();
        vector.lengths[index] = bytes.length;
      }
      case OBJECT -> vector.objects[index] = value;
    }
  }
}
