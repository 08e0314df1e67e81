package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.text.BitText;

/// The binary form of bit strings: their length in bits (int32), then the bits in bytes.
final class BitBinary {
  private BitBinary() {}

  static boolean isBits(ColumnType type) {
    return type.kind() == TypeKind.BIT || type.kind() == TypeKind.VARBIT;
  }

  /// Writes the bits with the length of their bytes before them.
  ///
  /// @param digits zeros and ones
  static void write(ByteBuf out, byte[] digits) {
    byte[] packed = BitText.packed(new String(digits, StandardCharsets.US_ASCII));
    out.writeInt(4 + packed.length);
    out.writeInt(digits.length);
    out.writeBytes(packed);
  }

  /// @param length of the value in bytes
  static String read(MessageReader in, ColumnType type, int length) {
    int count = in.readInt();
    byte[] packed = in.readBytes(length - 4);
    if (count < 0 || packed.length != (count + 7L) / 8) {
      throw SqlState.INVALID_BINARY_REPRESENTATION.error("invalid length in external bit string");
    }
    return BitText.fit(type, BitText.unpacked(packed, count), false);
  }
}
