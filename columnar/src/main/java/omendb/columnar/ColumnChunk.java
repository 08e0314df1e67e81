package omendb.columnar;

import omendb.core.NativeMemory;
import org.jspecify.annotations.Nullable;

/// A column's row group as it lies in the mapped file: native addresses for loops that read it in
/// place. Rows are numbered from 0. Valid until the segment is closed.
///
/// @param encoding how values lie at `values`
/// @param width bytes of a stored number; 0 for plain bytes
/// @param base NARROW: value = stored + base
/// @param rows rows of the row group
/// @param validity address of one bit per row, 1 = not NULL; 0 when there is no NULL
/// @param offsets PLAIN: address of `rows + 1` ints
/// @param values address of numbers, codes or bytes
/// @param dictionary DICTIONARY: the column's values
public record ColumnChunk(
    Encoding encoding,
    int width,
    long base,
    int rows,
    long validity,
    long offsets,
    long values,
    @Nullable Dictionary dictionary) {

  public boolean hasNulls() {
    return validity != 0;
  }

  public boolean isNull(int row) {
    return validity != 0 && (NativeMemory.getByte(validity + (row >> 3)) >> (row & 7) & 1) == 0;
  }

  /// The value of a NARROW column.
  public long longAt(int row) {
    return base + stored(row);
  }

  /// The code of a DICTIONARY column.
  public int codeAt(int row) {
    return (int) stored(row);
  }

  private long stored(int row) {
    return switch (width) {
      case 1 -> NativeMemory.getByte(values + row);
      case 2 -> NativeMemory.getShort(values + 2L * row);
      case 4 -> NativeMemory.getInt(values + 4L * row);
      default -> NativeMemory.getLong(values + 8L * row);
    };
  }

  /// The value of a real or double precision column.
  public double doubleAt(int row) {
    return width == 4
        ? NativeMemory.getFloat(values + 4L * row)
        : NativeMemory.getDouble(values + 8L * row);
  }

  /// The low word of a 128-bit value.
  public long lowAt(int row) {
    long at = values + 16L * row;
    return switch (encoding) {
      case NARROW -> longAt(row);
      case UUID -> Long.reverseBytes(NativeMemory.getLong(at + 8));
      case FIXED, PLAIN, DICTIONARY -> NativeMemory.getLong(at);
    };
  }

  /// The high word of a 128-bit value.
  public long highAt(int row) {
    long at = values + 16L * row;
    return switch (encoding) {
      case NARROW -> longAt(row) >> 63;
      case UUID -> Long.reverseBytes(NativeMemory.getLong(at));
      case FIXED, PLAIN, DICTIONARY -> NativeMemory.getLong(at + 8);
    };
  }

  /// The address of a text or binary value.
  public long bytesAddress(int row) {
    return dictionary == null
        ? values + NativeMemory.getInt(offsets + 4L * row)
        : dictionary.address(codeAt(row));
  }

  /// The length in bytes of a text or binary value.
  public int bytesLength(int row) {
    if (dictionary != null) {
      return dictionary.length(codeAt(row));
    }
    long at = offsets + 4L * row;
    return NativeMemory.getInt(at + 4) - NativeMemory.getInt(at);
  }
}
