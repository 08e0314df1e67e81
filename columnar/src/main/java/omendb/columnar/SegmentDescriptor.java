package omendb.columnar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The layout of a segment file: the one place where offsets are named. All numbers are
/// little-endian.
///
/// ```
///  0          "ARROW1" 00 00
///  8          schema message
///  A64        dictionary batches: one per dictionary-coded column
///  A64        record batches: one per row group
///             end of stream: ff ff ff ff 00 00 00 00
///  A64        directory: what [SegmentDirectory] holds
///  A64        trailer, [#TRAILER_BYTES] bytes
///             Arrow footer (a flatbuffer)
///             int32 length of the Arrow footer
///  end - 6    "ARROW1"
/// ```
///
/// `A64` is the next multiple of 64; messages are padded so that their bodies, and each buffer
/// therein, begin at such a place. An Arrow reader needs only the Arrow parts. [Segment] needs only
/// directory and trailer, and the buffers that they name: it finds the trailer in front of the
/// Arrow footer.
///
/// Trailer:
///
/// | at | bytes | |
/// |---|---|---|
/// | 0 | 8 | "OMENSEG" and 00 |
/// | 8 | 4 | format version |
/// | 12 | 4 | length of the directory |
/// | 16 | 8 | offset of the directory |
/// | 24 | 4 | CRC32C of the directory |
/// | 28 | 4 | CRC32C of the Arrow footer |
/// | 32 | 32 | SHA-256 of the file from 0 to the trailer |
/// | 64 | 4 | length of the Arrow footer |
/// | 68 | 56 | 0 |
/// | 124 | 4 | CRC32C of the trailer's first 124 bytes |
final class SegmentDescriptor {
  /// Version of a file whose buffers lie as they are.
  static final int VERSION = 1;

  /// Version of a file with compressed buffers, and the newest that this code reads.
  static final int VERSION_COMPRESSED = 2;

  /// Every buffer begins at a multiple of this.
  static final int ALIGNMENT = 64;

  static final int TRAILER_BYTES = 128;

  /// Bytes behind the Arrow footer: its length and the magic.
  static final int END_BYTES = 10;

  static final int HEAD_BYTES = 8;

  /// The least length of a segment file.
  static final int FILE_BYTES_MIN = HEAD_BYTES + TRAILER_BYTES + END_BYTES;

  /// The name of the column that holds the key of a table without primary key.
  static final String HIDDEN_KEY = "__key";

  /// Marks a message's beginning in Arrow's stream format.
  static final int CONTINUATION = -1;

  private static final byte[] ARROW_MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final long TRAILER_MAGIC = 0x00_47_45_53_4e_45_4d_4fL; // "OMENSEG\0"

  private static final int VERSION_AT = 8;
  private static final int DIRECTORY_BYTES_AT = 12;
  private static final int DIRECTORY_AT = 16;
  private static final int DIRECTORY_CRC_AT = 24;
  private static final int FOOTER_CRC_AT = 28;
  private static final int HASH_AT = 32;
  private static final int FOOTER_BYTES_AT = 64;
  static final int TRAILER_CRC_AT = 124;

  static final int HASH_BYTES = 32;

  private SegmentDescriptor() {}

  /// The fields of a trailer, but for magic and its own checksum.
  record Trailer(
      int version,
      long directoryOffset,
      int directoryBytes,
      int directoryCrc,
      int footerBytes,
      int footerCrc,
      byte[] hash) {

    ByteBuffer encode() {
      ByteBuffer bytes = ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes
          .putLong(0, TRAILER_MAGIC)
          .putInt(VERSION_AT, version)
          .putInt(DIRECTORY_BYTES_AT, directoryBytes)
          .putLong(DIRECTORY_AT, directoryOffset)
          .putInt(DIRECTORY_CRC_AT, directoryCrc)
          .putInt(FOOTER_CRC_AT, footerCrc)
          .put(HASH_AT, hash)
          .putInt(FOOTER_BYTES_AT, footerBytes)
          .putInt(TRAILER_CRC_AT, Checksums.crc(bytes.array(), 0, TRAILER_CRC_AT));
      return bytes;
    }

    /// The trailer in these bytes, whose magic and checksum the caller has checked.
    static Trailer decode(byte[] trailer) {
      ByteBuffer bytes = ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN);
      byte[] hash = new byte[HASH_BYTES];
      bytes.get(HASH_AT, hash);
      return new Trailer(
          bytes.getInt(VERSION_AT),
          bytes.getLong(DIRECTORY_AT),
          bytes.getInt(DIRECTORY_BYTES_AT),
          bytes.getInt(DIRECTORY_CRC_AT),
          bytes.getInt(FOOTER_BYTES_AT),
          bytes.getInt(FOOTER_CRC_AT),
          hash);
    }

    /// True when the bytes have a trailer's magic and checksum.
    static boolean intact(byte[] trailer) {
      ByteBuffer bytes = ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN);
      return bytes.getLong(0) == TRAILER_MAGIC
          && bytes.getInt(TRAILER_CRC_AT) == Checksums.crc(trailer, 0, TRAILER_CRC_AT);
    }
  }

  /// The file's first bytes.
  static byte[] head() {
    byte[] head = new byte[HEAD_BYTES];
    System.arraycopy(ARROW_MAGIC, 0, head, 0, ARROW_MAGIC.length);
    return head;
  }

  /// The file's last bytes.
  static byte[] end(int footerBytes) {
    byte[] end = new byte[END_BYTES];
    ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).putInt(0, footerBytes).put(4, ARROW_MAGIC);
    return end;
  }

  /// Where the trailer begins in a file of this length.
  static long trailerOffset(long fileBytes, int footerBytes) {
    return fileBytes - END_BYTES - footerBytes - TRAILER_BYTES;
  }

  /// The next multiple of [#ALIGNMENT].
  static long align(long offset) {
    return (offset + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
