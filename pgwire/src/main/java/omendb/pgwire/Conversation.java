package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.function.Consumer;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.IdleLimit;
import omendb.engine.Session;
import omendb.pgwire.FrameDecoder.Frame;
import org.jspecify.annotations.Nullable;

/// An authenticated client's messages: sends each to the simple or the extended protocol or to a
/// COPY in progress, and turns errors into ErrorResponse. One message at a time.
final class Conversation implements AutoCloseable {
  private final Session session;
  private final Channel channel;
  private final MessageWriter writer;
  private final RowSender rows;
  private final SimpleProtocol simple;
  private final ExtendedProtocol extended;
  private final CopyTransfer copy;
  private boolean skipToSync;

  /// True when the last message was answered with ReadyForQuery.
  private boolean ready;

  Conversation(Session session, Channel channel, Consumer<Channel> awaitWritable) {
    this.session = session;
    this.channel = channel;
    this.writer = new MessageWriter(channel);
    this.rows = new RowSender(session, writer, () -> awaitWritable.accept(channel));
    this.copy = new CopyTransfer(session, writer, () -> awaitWritable.accept(channel));
    this.simple = new SimpleProtocol(session, writer, rows, copy);
    this.extended = new ExtendedProtocol(session, writer, rows, copy);
    session.onReportedSetting((name, value) -> {
      writer.parameterStatus(name, value);
    });
    session.onNotice(writer::notice);
  }

  /// True when the message might wait for a lock, a disk or a long computation.
  boolean mayTakeLong(Frame frame) {
    return switch (frame.type()) {
      case 'Q' -> copy.active() || simple.mayTakeLong(frame.body());
      case 'P' -> !skipToSync && !extended.parsesAtOnce(frame.body());
      case 'E' -> !skipToSync && extended.mayTakeLong(frame.body());
      case 'S' -> session.hasPendingWrites();
      case 'd', 'c', 'f' -> copy.active();
      case 'D', 'B' -> false;
      default -> false;
    };
  }

  /// Whether messages may wait for row locks; those that may not can end with
  /// [omendb.engine.MustWait] and are then to be given again.
  void mayWait(boolean allowed) {
    session.mayWait(allowed);
    extended.mayWait(allowed);
  }

  void message(Frame frame) {
    ByteBuf body = frame.body();
    byte type = frame.type();
    ready = false;
    try {
      if (copy.active() && copy.message(type, body)) {
        finishCopy();
      } else if (!copy.active()) {
        dispatch(type, body);
      }
    } catch (OmenException e) {
      error(type, e);
    } finally {
      if (!skipToSync || type == 'S' || type == 'Q') {
        flushWhenDue(type);
      }
    }
  }

  private void flushWhenDue(byte type) {
    boolean due =
        switch (type) {
          case 'P', 'B', 'D', 'E', 'C', 'd' -> writer.pendingBytes() >= MessageWriter.FLUSH_BYTES;
          default -> true;
        };
    if (due || copy.active()) {
      writer.flush();
    }
  }

  private void dispatch(byte type, ByteBuf body) {
    MessageReader in = new MessageReader(body);
    if (skipToSync && type != 'S' && type != 'X') {
      return;
    }
    switch (type) {
      case 'Q' -> {
        simple.query(in.readText());
        ready();
      }
      case 'P' -> extended.parse(in);
      case 'B' -> extended.bind(in);
      case 'D' -> extended.describe(in);
      case 'E' -> extended.execute(in);
      case 'C' -> extended.close(in);
      case 'H' -> in.end();
      case 'S' -> sync();
      case 'X' -> channel.close();
      case 'd', 'c', 'f' -> {
        // Left over from a COPY that failed: the client could not know yet.
      }
      case 'F' ->
          throw SqlState.FEATURE_NOT_SUPPORTED.error("the function call protocol is not supported");
      default -> {
        writer.error(
            "FATAL", SqlState.PROTOCOL_VIOLATION.error("invalid frontend message type %d", type));
        writer.flush();
        channel.close();
      }
    }
  }

  private void sync() {
    skipToSync = false;
    extended.endTransactionPortals();
    try {
      extended.sync();
    } catch (OmenException e) {
      writer.error("ERROR", e);
    }
    ready();
  }

  /// ReadyForQuery, unless a COPY now waits for the client's data.
  private void ready() {
    if (!copy.active()) {
      rows.zone(session.zone());
      writer.readyForQuery(session.transactionState());
      ready = true;
    }
  }

  private void finishCopy() {
    if (copy.simple()) {
      try {
        simple.resume();
      } finally {
        ready();
      }
    }
  }

  private void error(byte type, OmenException error) {
    boolean wasSimple = type == 'Q' || (copy.touched() && copy.simple());
    copy.reset();
    session.fail();
    if (error.state() == SqlState.TRANSACTION_TIMEOUT) {
      end(error);
      return;
    }
    writer.error("ERROR", error);
    if (wasSimple) {
      simple.abandon();
      try {
        session.sync();
      } catch (OmenException e) {
        writer.error("ERROR", e);
      }
      ready();
    } else {
      skipToSync = true;
    }
  }

  /// How long the client may now be silent; null for ever.
  @Nullable IdleLimit idleLimit() {
    return ready ? session.idleLimit() : null;
  }

  /// Ends the connection with an error that the client finds when it looks.
  void end(OmenException error) {
    writer.error("FATAL", error);
    writer.flush();
    channel.close();
  }

  void cancel() {
    session.cancel();
  }

  @Override
  public void close() {
    copy.reset();
    extended.closeAll();
    writer.release();
    session.close();
  }
}
