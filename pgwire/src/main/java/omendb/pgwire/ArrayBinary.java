package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The binary form of one-dimensional arrays.
///
/// ```
/// dimensions (int32: 0 or 1) | has nulls (int32) | element oid (int32)
/// | length (int32) | lower bound (int32) | elements, each with its length
/// ```
final class ArrayBinary {
  private ArrayBinary() {}

  /// Writes the array with its length before it.
  static void write(ByteBuf out, ColumnType type, @Nullable Object[] array) {
    ColumnType element = Objects.requireNonNull(type.element());
    int start = out.writerIndex();
    out.writeInt(0);
    boolean hasNulls = false;
    for (Object value : array) {
      hasNulls |= value == null;
      if (value instanceof Object[]) {
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "arrays of several dimensions are not supported in binary format");
      }
    }
    out.writeInt(array.length == 0 ? 0 : 1);
    out.writeInt(hasNulls ? 1 : 0);
    out.writeInt(element.oid());
    if (array.length > 0) {
      out.writeInt(array.length);
      out.writeInt(type.isVector() ? 0 : 1);
    }
    for (Object value : array) {
      ValueWriter.writeElement(out, element, value);
    }
    out.setInt(start, out.writerIndex() - start - 4);
  }

  static @Nullable Object[] read(MessageReader in, ColumnType element) {
    int dimensions = in.readInt();
    in.readInt();
    in.readInt();
    if (dimensions == 0) {
      return new @Nullable Object[0];
    }
    if (dimensions != 1) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "arrays of several dimensions are not supported in binary format");
    }
    int length = in.readInt();
    in.readInt();
    if (length < 0 || length > (1 << 26)) {
      throw SqlState.INVALID_BINARY_REPRESENTATION.error("invalid array size");
    }
    @Nullable Object[] array = new @Nullable Object[length];
    for (int i = 0; i < length; i++) {
      array[i] = ParameterReader.readSized(in, element);
    }
    return array;
  }
}
