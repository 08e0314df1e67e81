package omendb.columnar;

import omendb.core.NativeMemory;
import omendb.core.ValueDictionary;

/// The distinct values of a dictionary-coded column of a segment, in ascending order of bytes
/// (char(n): without trailing blanks first), so that a range of values is a range of codes.
///
/// @param size values
/// @param offsets address of `size + 1` ints
/// @param values address of the values' bytes, one after the other
public record Dictionary(int size, long offsets, long values) implements ValueDictionary {
  @Override
  public long address(int code) {
    return values + NativeMemory.getInt(offsets + 4L * code);
  }

  @Override
  public int length(int code) {
    long at = offsets + 4L * code;
    return NativeMemory.getInt(at + 4) - NativeMemory.getInt(at);
  }
}
