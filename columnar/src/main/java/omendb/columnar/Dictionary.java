package omendb.columnar;

import omendb.core.NativeMemory;

/// The distinct values of a dictionary-coded column of a segment, in ascending order of bytes
/// (char(n): without trailing blanks first), so that a range of values is a range of codes.
///
/// @param size values
/// @param offsets address of `size + 1` ints
/// @param values address of the values' bytes, one after the other
public record Dictionary(int size, long offsets, long values) {
  /// The address of the value with this code.
  public long address(int code) {
    return values + NativeMemory.getInt(offsets + 4L * code);
  }

  /// The length in bytes of the value with this code.
  public int length(int code) {
    long at = offsets + 4L * code;
    return NativeMemory.getInt(at + 4) - NativeMemory.getInt(at);
  }
}
