package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.TypeKind;
import omendb.engine.Channels;
import omendb.engine.Notice;
import omendb.engine.PreparedStatement;
import omendb.engine.ResultColumn;
import omendb.engine.TransactionState;
import org.jspecify.annotations.Nullable;

/// Builds the server's messages (protocol 3.0, "Message Formats") in one buffer until [#flush].
/// Used by the thread that runs the connection's current message.
final class MessageWriter {
  /// Bytes after which a long result is handed to the network.
  static final int FLUSH_BYTES = 32 * 1024;

  private final Channel channel;
  private final ByteBufAllocator allocator;
  private final AtomicInteger queued = new AtomicInteger();
  private @Nullable ByteBuf buffer;
  private int messageStart;
  private long flushes;

  MessageWriter(Channel channel) {
    this.channel = channel;
    this.allocator = channel.alloc();
  }

  /// Starts a message; [#end] completes its length.
  ByteBuf begin(char type) {
    ByteBuf out = buffer;
    if (out == null) {
      out = allocator.buffer(1024);
      buffer = out;
    }
    messageStart = out.writerIndex();
    out.writeByte(type);
    out.writeInt(0);
    return out;
  }

  void end(ByteBuf out) {
    out.setInt(messageStart + 1, out.writerIndex() - messageStart - 1);
  }

  /// Takes back a message that could not be completed.
  void cancel(ByteBuf out) {
    out.writerIndex(messageStart);
  }

  int pendingBytes() {
    return buffer == null ? 0 : buffer.readableBytes();
  }

  /// How often something was handed to the network.
  long flushes() {
    return flushes;
  }

  /// Takes back what was written behind the first `start` pending bytes.
  byte[] takeFrom(int start) {
    ByteBuf out = buffer;
    if (out == null) {
      return new byte[0];
    }
    byte[] taken = new byte[out.readableBytes() - start];
    out.getBytes(out.readerIndex() + start, taken);
    out.writerIndex(out.readerIndex() + start);
    return taken;
  }

  /// Writes messages that were taken back.
  void raw(byte[] messages, int from, int to) {
    ByteBuf out = buffer;
    if (out == null) {
      out = allocator.buffer(1024);
      buffer = out;
    }
    out.writeBytes(messages, from, to - from);
  }

  /// Hands what is built to the network. A worker's bytes go through the event loop's queue, and
  /// the event loop's own wait behind them: the order of the conversation is the order of flushes.
  void flush() {
    ByteBuf out = buffer;
    if (out == null) {
      return;
    }
    buffer = null;
    flushes++;
    if (channel.eventLoop().inEventLoop() && queued.get() == 0) {
      channel.writeAndFlush(out, channel.voidPromise());
      return;
    }
    queued.incrementAndGet();
    channel
        .eventLoop()
        .execute(() -> {
          channel.writeAndFlush(out, channel.voidPromise());
          queued.decrementAndGet();
        });
  }

  void release() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }

  private void simple(char type) {
    end(begin(type));
  }

  void authenticationOk() {
    ByteBuf out = begin('R');
    out.writeInt(0);
    end(out);
  }

  void authenticationSasl(String mechanism) {
    ByteBuf out = begin('R');
    out.writeInt(10);
    text(out, mechanism);
    out.writeByte(0);
    end(out);
  }

  /// @param code 11 continue, 12 final
  void authenticationSaslData(int code, String data) {
    ByteBuf out = begin('R');
    out.writeInt(code);
    out.writeBytes(data.getBytes(StandardCharsets.UTF_8));
    end(out);
  }

  void negotiateProtocolVersion(int minor, List<String> unknownOptions) {
    ByteBuf out = begin('v');
    out.writeInt(minor);
    out.writeInt(unknownOptions.size());
    unknownOptions.forEach(option -> text(out, option));
    end(out);
  }

  void parameterStatus(String name, String value) {
    ByteBuf out = begin('S');
    text(out, name);
    text(out, value);
    end(out);
  }

  void parameterStatuses(Map<String, String> values) {
    values.forEach(this::parameterStatus);
  }

  void backendKey(int processId, int secretKey) {
    ByteBuf out = begin('K');
    out.writeInt(processId);
    out.writeInt(secretKey);
    end(out);
  }

  void readyForQuery(TransactionState state) {
    ByteBuf out = begin('Z');
    out.writeByte(state.indicator());
    end(out);
  }

  void parseComplete() {
    simple('1');
  }

  void bindComplete() {
    simple('2');
  }

  void closeComplete() {
    simple('3');
  }

  void noData() {
    simple('n');
  }

  void emptyQuery() {
    simple('I');
  }

  void portalSuspended() {
    simple('s');
  }

  void commandComplete(String tag) {
    ByteBuf out = begin('C');
    text(out, tag);
    end(out);
  }

  void parameterDescription(List<ColumnType> types) {
    ByteBuf out = begin('t');
    out.writeShort(types.size());
    types.forEach(type -> out.writeInt(type.oid()));
    end(out);
  }

  /// @param formats 0 text, 1 binary; by column
  void rowDescription(List<ResultColumn> columns, short[] formats) {
    ByteBuf out = begin('T');
    out.writeShort(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      ResultColumn column = columns.get(i);
      text(out, column.name());
      out.writeInt(column.tableOid());
      out.writeShort(column.columnNumber());
      out.writeInt(column.type().oid());
      out.writeShort(column.type().kind().length());
      out.writeInt(typmod(column));
      out.writeShort(formats[i]);
    }
    end(out);
  }

  /// Only a table's column has the modifier of its numeric type; what is computed keeps its own
  /// scale.
  private static int typmod(ResultColumn column) {
    boolean computed = column.tableOid() == 0 && column.type().kind() == TypeKind.NUMERIC;
    return computed ? -1 : column.type().typmod();
  }

  /// CopyInResponse `G` or CopyOutResponse `H`.
  void copyResponse(char type, boolean binary, int columnCount) {
    ByteBuf out = begin(type);
    out.writeByte(binary ? 1 : 0);
    out.writeShort(columnCount);
    for (int i = 0; i < columnCount; i++) {
      out.writeShort(binary ? 1 : 0);
    }
    end(out);
  }

  void copyData(byte[] data) {
    ByteBuf out = begin('d');
    out.writeBytes(data);
    end(out);
  }

  void copyDone() {
    simple('c');
  }

  void error(String severity, OmenException error) {
    ByteBuf out = begin('E');
    field(out, 'S', severity);
    field(out, 'V', severity);
    field(out, 'C', error.state().code());
    field(out, 'M', error.message());
    field(out, 'D', error.detail());
    field(out, 'W', error.context());
    field(out, 'H', error.hint());
    field(out, 'P', error.position() > 0 ? Integer.toString(error.position()) : null);
    OmenException.Names names = error.names();
    if (names != null) {
      field(out, 's', names.schema());
      field(out, 't', names.table());
      field(out, 'c', names.column());
      field(out, 'd', names.dataType());
      field(out, 'n', names.constraint());
    }
    if (error.message().equals(PreparedStatement.CHANGED_RESULT)) {
      // The place in PostgreSQL's source by which drivers know that preparing again helps.
      field(out, 'R', "RevalidateCachedQuery");
    }
    out.writeByte(0);
    end(out);
  }

  void notice(Notice notice) {
    ByteBuf out = begin('N');
    field(out, 'S', notice.severity());
    field(out, 'V', notice.severity());
    field(out, 'C', notice.state().code());
    field(out, 'M', notice.message());
    out.writeByte(0);
    end(out);
  }

  /// NotificationResponse.
  void notification(Channels.Notification notification) {
    ByteBuf out = begin('A');
    out.writeInt(notification.processId());
    text(out, notification.channel());
    text(out, notification.payload());
    end(out);
  }

  private static void field(ByteBuf out, char code, @Nullable String value) {
    if (value != null) {
      out.writeByte(code);
      text(out, value);
    }
  }

  private static void text(ByteBuf out, String value) {
    ByteBufUtil.writeUtf8(out, value.indexOf(0) < 0 ? value : value.replace("\0", ""));
    out.writeByte(0);
  }
}
