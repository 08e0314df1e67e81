package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import omendb.core.ArrayShape;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The binary form of arrays.
///
/// ```
/// dimensions (int32) | has nulls (int32) | element oid (int32)
/// | per dimension: length (int32), lower bound (int32) | elements, each with its length
/// ```
final class ArrayBinary {
  private static final int DIMENSIONS_MAX = 6;
  private static final int ELEMENTS_MAX = 1 << 26;

  private ArrayBinary() {}

  /// Writes the array with its length before it.
  static void write(ByteBuf out, ColumnType type, @Nullable Object[] array) {
    ColumnType element = Objects.requireNonNull(type.element());
    int start = out.writerIndex();
    out.writeInt(0);
    List<Integer> lengths = ArrayShape.lengths(array);
    out.writeInt(lengths.size());
    out.writeInt(hasNulls(array) ? 1 : 0);
    out.writeInt(element.oid());
    for (int length : lengths) {
      out.writeInt(length);
      out.writeInt(type.isVector() ? 0 : 1);
    }
    writeElements(out, element, array);
    out.setInt(start, out.writerIndex() - start - 4);
  }

  private static boolean hasNulls(@Nullable Object[] array) {
    for (Object value : array) {
      if (value == null || (value instanceof @Nullable Object[] inner && hasNulls(inner))) {
        return true;
      }
    }
    return false;
  }

  private static void writeElements(ByteBuf out, ColumnType element, @Nullable Object[] array) {
    for (Object value : array) {
      if (value instanceof @Nullable Object[] inner) {
        writeElements(out, element, inner);
      } else {
        ValueWriter.writeElement(out, element, value);
      }
    }
  }

  static @Nullable Object[] read(MessageReader in, ColumnType element) {
    int dimensions = in.readInt();
    in.readInt();
    in.readInt();
    if (dimensions < 0 || dimensions > DIMENSIONS_MAX) {
      throw SqlState.INVALID_BINARY_REPRESENTATION.error(
          "invalid number of dimensions: %d", dimensions);
    }
    if (dimensions == 0) {
      return new @Nullable Object[0];
    }
    int[] lengths = new int[dimensions];
    long all = 1;
    for (int i = 0; i < dimensions; i++) {
      lengths[i] = in.readInt();
      if (in.readInt() != 1) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "arrays whose subscripts do not begin at 1 are not supported");
      }
      all = lengths[i] < 0 ? Long.MAX_VALUE : Math.min(Long.MAX_VALUE >> 32, all * lengths[i]);
    }
    if (all > ELEMENTS_MAX) {
      throw SqlState.INVALID_BINARY_REPRESENTATION.error("invalid array size");
    }
    return all == 0 ? new @Nullable Object[0] : level(in, element, lengths, 0);
  }

  private static @Nullable Object[] level(
      MessageReader in, ColumnType element, int[] lengths, int dimension) {
    @Nullable Object[] array = new @Nullable Object[lengths[dimension]];
    for (int i = 0; i < array.length; i++) {
      array[i] =
          dimension + 1 < lengths.length
              ? level(in, element, lengths, dimension + 1)
              : ParameterReader.readSized(in, element);
    }
    return array;
  }
}
