package omendb.columnar;

import java.lang.foreign.MemorySegment;

/// A column's row group, encoded and waiting in memory to be written.
///
/// @param base what was taken off stored numbers
/// @param width bytes of a stored number; 0 for plain bytes
/// @param validity empty when there is no NULL
/// @param offsets of plain bytes, else empty
record BuiltChunk(
    int rows,
    long base,
    int width,
    MemorySegment validity,
    MemorySegment offsets,
    MemorySegment values,
    ZoneMap zoneMap) {
  static final MemorySegment NOTHING = MemorySegment.NULL;

  long bytes() {
    return validity.byteSize() + offsets.byteSize() + values.byteSize();
  }

  BuiltChunk with(MemorySegment newValidity, MemorySegment newOffsets, MemorySegment newValues) {
    return new BuiltChunk(rows, base, width, newValidity, newOffsets, newValues, zoneMap);
  }

  BuiltChunk with(long newBase, int newWidth, MemorySegment newOffsets, MemorySegment newValues) {
    return new BuiltChunk(rows, newBase, newWidth, validity, newOffsets, newValues, zoneMap);
  }
}
