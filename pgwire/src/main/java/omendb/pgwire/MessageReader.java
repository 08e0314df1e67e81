package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// Reads the fields of a client's message; whatever does not add up is 08P01.
final class MessageReader {
  private final ByteBuf body;

  MessageReader(ByteBuf body) {
    this.body = body;
  }

  boolean hasMore() {
    return body.isReadable();
  }

  byte readByte() {
    require(1);
    return body.readByte();
  }

  int readShort() {
    require(2);
    return body.readUnsignedShort();
  }

  int readInt() {
    require(4);
    return body.readInt();
  }

  /// A string that ends with a zero byte.
  String readText() {
    int length = body.bytesBefore((byte) 0);
    if (length < 0) {
      throw malformed();
    }
    if (length == 0) {
      body.skipBytes(1);
      return "";
    }
    byte[] bytes = readBytes(length);
    body.skipBytes(1);
    return utf8(bytes);
  }

  byte[] readBytes(int length) {
    require(length);
    byte[] bytes = new byte[length];
    body.readBytes(bytes);
    return bytes;
  }

  byte[] readRest() {
    return readBytes(body.readableBytes());
  }

  /// Nothing may follow.
  void end() {
    if (body.isReadable()) {
      throw SqlState.PROTOCOL_VIOLATION.error("invalid message format");
    }
  }

  static String utf8(byte[] bytes) {
    if (isAscii(bytes)) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw SqlState.CHARACTER_NOT_IN_REPERTOIRE.error(
          "invalid byte sequence for encoding \"UTF8\"");
    }
  }

  private static boolean isAscii(byte[] bytes) {
    int all = 0;
    for (byte each : bytes) {
      all |= each;
    }
    return all >= 0;
  }

  private void require(int length) {
    if (length < 0 || body.readableBytes() < length) {
      throw malformed();
    }
  }

  private static OmenException malformed() {
    return SqlState.PROTOCOL_VIOLATION.error("insufficient data left in message");
  }
}
