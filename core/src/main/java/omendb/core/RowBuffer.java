package omendb.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A native place for one row that its owner uses again and again: cold rows are put together here
/// for a point read.
///
/// The memory is freed when the buffer is garbage, so keep the buffer itself reachable (a field of
/// the session) for as long as an address from it is in use. Not thread-safe.
public final class RowBuffer {
  private static final int BYTES_MIN = 256;

  private MemorySegment memory = Arena.ofAuto().allocate(BYTES_MIN, 8);

  /// Room for `bytes` bytes; returns its address. What the buffer held before is lost, and earlier
  /// addresses are dead.
  public long reserve(int bytes) {
    if (bytes > memory.byteSize()) {
      long doubled = Math.max(bytes, 2 * memory.byteSize());
      memory = Arena.ofAuto().allocate(doubled, 8);
    }
    return memory.address();
  }

  /// The address that the last [#reserve] returned.
  public long address() {
    return memory.address();
  }
}
