package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.function.Consumer;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.Channels;
import omendb.engine.IdleLimit;
import omendb.engine.Session;
import omendb.engine.TransactionState;
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

  /// @param notified told, by any thread, that [#deliver] has something to do
  Conversation(
      Session session, Channel channel, Consumer<Channel> awaitWritable, Runnable notified) {
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
    session.channels().onArrival(notified);
  }

  /// Where a message is to be processed.
  enum Place {
    /// On the event loop: it ends at once.
    HERE,
    /// On the event loop too, after a commit that is to be submitted now is through.
    COMMIT,
    /// On a worker: it might wait for a lock, a disk or a long computation.
    WORKER;

    static Place of(boolean mayTakeLong) {
      return mayTakeLong ? WORKER : HERE;
    }
  }

  Place place(Frame frame) {
    ByteBuf body = frame.body();
    return switch (frame.type()) {
      case 'Q' -> copy.active() ? Place.WORKER : place(simple.duration(body));
      case 'P' -> Place.of(!skipToSync && !extended.parsesAtOnce(body));
      case 'E' -> skipToSync ? Place.HERE : place(extended.duration(body));
      case 'S' -> session.transactionState() == TransactionState.IDLE ? ending() : Place.HERE;
      case 'd', 'c', 'f' -> Place.of(copy.active());
      default -> Place.HERE;
    };
  }

  private Place place(Duration duration) {
    return switch (duration) {
      case SHORT -> Place.HERE;
      case LONG -> Place.WORKER;
      case COMMIT -> session.transactionState() == TransactionState.IDLE ? Place.WORKER : ending();
      case ROLLBACK -> Place.of(!session.rollsBackAtOnce());
    };
  }

  /// Where the transaction that is open ends.
  private Place ending() {
    if (session.endsAtOnce()) {
      return Place.HERE;
    }
    return session.maySubmit() ? Place.COMMIT : Place.WORKER;
  }

  /// Begins the commit that a message of [Place#COMMIT] asks for; `done` is run by another thread
  /// when the message can be processed.
  void submit(Runnable done) {
    session.submit(done);
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
    }
    // Not when the message must be processed again by another thread.
    if (!skipToSync || type == 'S' || type == 'Q') {
      flushWhenDue(type);
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
      rows.style(session.style());
      notifications();
      writer.readyForQuery(session.transactionState());
      ready = true;
    }
  }

  /// Sends what has come by the channels that the client listens on; not within a transaction.
  private boolean notifications() {
    boolean sent = false;
    if (session.transactionState() == TransactionState.IDLE) {
      Channels.Notification next;
      while ((next = session.channels().next()) != null) {
        writer.notification(next);
        sent = true;
      }
    }
    return sent;
  }

  /// Sends notifications to a client that asks for nothing. Called when no message is under way.
  void deliver() {
    if (ready && notifications()) {
      writer.flush();
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

  /// Nothing more has come for now. An error after which messages are skipped goes out then: who
  /// has sent Flush may wait for it before Sync.
  void pause() {
    if (skipToSync && writer.pendingBytes() > 0) {
      writer.flush();
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
