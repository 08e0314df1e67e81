package omendb.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// RocksDB's manifest, checked before RocksDB reads it: a record whose type says that it belongs to
/// a recycled file makes RocksDB's reader go round for ever, and it looks at the type before the
/// checksum.
///
/// The file is blocks of 32 KiB; a record lies within one block, and the end of a block that is too
/// short for a record's header is padding:
///
/// ```
/// 0  CRC32C of type and payload, rotated right by 15 bits, plus a constant (4, little-endian)
/// 4  length of the payload (2, little-endian)
/// 6  type: 1 whole, 2 first part, 3 middle part, 4 last part (1)
/// 7  payload
/// ```
final class StoreManifest {
  private static final int BLOCK_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 7;
  private static final int TYPE_MAX = 4;
  private static final int CHECKSUM_OFFSET = 0xa282ead8;
  private static final String PREFIX = "MANIFEST-";

  private StoreManifest() {}

  /// Fails with XX001 when a record of the store's manifest is damaged. A record that is cut off at
  /// the end of the file, and a file that is not there, are left to RocksDB to judge.
  static void check(Path store) {
    try {
      Path current = store.resolve("CURRENT");
      if (!Files.exists(current)) {
        return;
      }
      String name = new String(Files.readAllBytes(current), StandardCharsets.ISO_8859_1).strip();
      if (!name.startsWith(PREFIX) || !isNumber(name.substring(PREFIX.length()))) {
        throw SqlState.DATA_CORRUPTED.error("the store's file CURRENT is damaged");
      }
      Path manifest = store.resolve(name);
      if (Files.exists(manifest)) {
        check(name, ByteBuffer.wrap(Files.readAllBytes(manifest)).order(ByteOrder.LITTLE_ENDIAN));
      }
    } catch (IOException e) {
      throw DiskErrors.of(e, "could not read the store's manifest");
    }
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static void check(String name, ByteBuffer file) {
    int at = 0;
    while (at + HEADER_BYTES <= file.limit()) {
      int left = BLOCK_BYTES - at % BLOCK_BYTES;
      if (left < HEADER_BYTES) {
        at += left;
        continue;
      }
      int length = Short.toUnsignedInt(file.getShort(at + 4));
      int type = Byte.toUnsignedInt(file.get(at + 6));
      if (type == 0 && length == 0 && file.getInt(at) == 0) {
        return; // never written
      }
      if (type == 0 || type > TYPE_MAX || HEADER_BYTES + length > left) {
        throw damaged(name, at);
      }
      if (at + HEADER_BYTES + length > file.limit()) {
        return;
      }
      if (file.getInt(at) != checksum(file, at + 6, 1 + length)) {
        throw damaged(name, at);
      }
      at += HEADER_BYTES + length;
    }
  }

  private static int checksum(ByteBuffer file, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(file.slice(at, length));
    return Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_OFFSET;
  }

  private static OmenException damaged(String name, int at) {
    return SqlState.DATA_CORRUPTED.error("the store's file %s is damaged at byte %s", name, at);
  }
}
