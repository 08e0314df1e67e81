package omendb.columnar;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/// The checksums of a segment: CRC32C for each part, SHA-256 for the file.
final class Checksums {
  /// A `ByteBuffer` cannot be longer than an int says.
  private static final long SLICE_BYTES = 1 << 30;

  private Checksums() {}

  static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  static int crc(MemorySegment segment) {
    CRC32C crc = new CRC32C();
    for (long at = 0; at < segment.byteSize(); at += SLICE_BYTES) {
      crc.update(slice(segment, at));
    }
    return (int) crc.getValue();
  }

  static byte[] sha256(MemorySegment segment) {
    MessageDigest digest = sha256();
    for (long at = 0; at < segment.byteSize(); at += SLICE_BYTES) {
      digest.update(slice(segment, at));
    }
    return digest.digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every Java platform has it
    }
  }

  private static ByteBuffer slice(MemorySegment segment, long at) {
    return segment.asSlice(at, Math.min(SLICE_BYTES, segment.byteSize() - at)).asByteBuffer();
  }
}
