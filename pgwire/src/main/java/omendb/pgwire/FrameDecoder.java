package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import omendb.core.SqlState;

/// Cuts the byte stream into messages (protocol 3.0, "Message Flow").
///
/// Until [#startupDone] is called messages are start-up packets: `length(int) code(int) body`,
/// handed out with type 0. Then `type(byte) length(int) body`. The length counts itself.
final class FrameDecoder extends ByteToMessageDecoder {
  private static final int STARTUP_BYTES_MAX = 10_000;
  private static final int UNAUTHENTICATED_BYTES_MAX = 65_536;

  private final int messageBytesMax;
  private boolean started;
  private int bytesMax = UNAUTHENTICATED_BYTES_MAX;

  /// One message; the receiver releases the body.
  ///
  /// @param type the message's type byte, 0 for start-up packets
  record Frame(byte type, ByteBuf body) {}

  FrameDecoder(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /// What follows has a type byte.
  void startupDone() {
    started = true;
  }

  /// The client is known: long messages are welcome.
  void authenticated() {
    bytesMax = messageBytesMax;
  }

  /// True when bytes have arrived beyond the last message: after an SSLRequest that would be data
  /// smuggled in before encryption.
  boolean hasBuffered() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int header = started ? 5 : 4;
    if (in.readableBytes() < header) {
      return;
    }
    int at = in.readerIndex();
    int length = in.getInt(at + header - 4);
    int bytesAllowed = started ? bytesMax : STARTUP_BYTES_MAX;
    if (length < (started ? 4 : 8) || length > bytesAllowed) {
      throw SqlState.PROTOCOL_VIOLATION.error(
          started ? "invalid message length" : "invalid length of startup packet");
    }
    int total = length + header - 4;
    if (in.readableBytes() < total) {
      return;
    }
    byte type = started ? in.getByte(at) : 0;
    in.skipBytes(header);
    out.add(new Frame(type, in.readRetainedSlice(length - 4)));
  }
}
