package omendb.columnar;

import com.github.luben.zstd.Zstd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import omendb.core.NativeMemory;
import omendb.core.SqlState;

/// A buffer in the form that Arrow's IPC format has for compressed ones: its length as an int64,
/// then a ZSTD frame; or -1 and the bytes as they are, where compression does not pay.
final class CompressedBuffer {
  /// The code of this form in a segment's directory.
  static final byte ZSTD = 1;

  private static final long AS_IS = -1;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private CompressedBuffer() {}

  /// The stored form of a buffer; nothing for nothing.
  static MemorySegment compress(MemorySegment buffer, int level, Arena scratch) {
    long bytes = buffer.byteSize();
    if (bytes == 0) {
      return buffer;
    }
    ZstdLibrary.load();
    long most = Zstd.compressBound(bytes);
    MemorySegment stored = scratch.allocate(Long.BYTES + most, Long.BYTES);
    long to = stored.address() + Long.BYTES;
    long length = Zstd.compressUnsafe(to, most, buffer.address(), bytes, level);
    if (Zstd.isError(length)) {
      throw SqlState.INTERNAL_ERROR.error(
          "could not compress a buffer: %s", Zstd.getErrorName(length));
    }
    if (length >= bytes) {
      stored.set(LONG, 0, AS_IS);
      MemorySegment.copy(buffer, 0, stored, Long.BYTES, bytes);
      return stored.asSlice(0, Long.BYTES + bytes);
    }
    stored.set(LONG, 0, bytes);
    return stored.asSlice(0, Long.BYTES + length);
  }

  /// How long the buffer is that is stored here; negative when nothing can be stored like that.
  static long rawBytes(long address, long storedBytes) {
    if (storedBytes < Long.BYTES) {
      return -1;
    }
    long raw = NativeMemory.getLong(address);
    return raw == AS_IS ? storedBytes - Long.BYTES : raw;
  }

  /// Puts the buffer where there is room for its [#rawBytes]; false when it cannot be read.
  static boolean decompress(long address, long storedBytes, long into) {
    long raw = NativeMemory.getLong(address);
    long length = storedBytes - Long.BYTES;
    if (raw == AS_IS) {
      NativeMemory.copy(address + Long.BYTES, into, length);
      return true;
    }
    ZstdLibrary.load();
    return Zstd.decompressUnsafe(into, raw, address + Long.BYTES, length) == raw;
  }
}
