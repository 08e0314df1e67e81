package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import omendb.core.Batch;
import omendb.engine.Result;
import omendb.engine.Session;
import org.jspecify.annotations.Nullable;

/// COPY's data in both directions.
final class CopyTransfer {
  private final Session session;
  private final MessageWriter writer;
  private final Runnable awaitWritable;
  private Result.@Nullable CopyIn in;
  private @Nullable BinaryCopy binary;
  private boolean simple;
  private boolean lastStatement;
  private boolean touched;

  CopyTransfer(Session session, MessageWriter writer, Runnable awaitWritable) {
    this.session = session;
    this.writer = writer;
    this.awaitWritable = awaitWritable;
  }

  /// True while the client sends data.
  boolean active() {
    return in != null;
  }

  /// True when the COPY came by the simple protocol.
  boolean simple() {
    return simple;
  }

  /// True when the message being processed belonged to a COPY.
  boolean touched() {
    return touched;
  }

  /// @param last true when no statement of the query follows
  void begin(Result.CopyIn copyIn, boolean bySimpleProtocol, boolean last) {
    in = copyIn;
    binary = copyIn.binary() ? new BinaryCopy(copyIn, session) : null;
    simple = bySimpleProtocol;
    lastStatement = last;
    touched = true;
    writer.copyResponse('G', copyIn.binary(), copyIn.columns().size());
  }

  /// Takes a message during COPY FROM; returns true when the COPY has ended well.
  boolean message(byte type, ByteBuf body) {
    Result.CopyIn target = java.util.Objects.requireNonNull(in);
    BinaryCopy rows = binary;
    touched = true;
    MessageReader reader = new MessageReader(body);
    switch (type) {
      case 'd' -> {
        byte[] data = reader.readRest();
        if (rows == null) {
          target.write(data, 0, data.length);
        } else {
          rows.write(data);
        }
      }
      case 'c' -> {
        if (rows != null) {
          rows.finish();
        }
        String tag = target.finish();
        reset();
        touched = true;
        if (simple && lastStatement) {
          session.sync();
        }
        writer.commandComplete(tag);
        touched = false;
        return true;
      }
      case 'f' -> target.abort(reader.readText());
      case 'H', 'S' -> {
        // Clients pipeline these after the COPY's Execute.
      }
      default ->
          throw omendb.core.SqlState.PROTOCOL_VIOLATION.error(
              "unexpected message type 0x%02X during COPY from stdin", type);
    }
    return false;
  }

  /// Sends all data of a COPY TO.
  void send(Result.CopyOut out) {
    writer.copyResponse('H', out.binary(), out.columnCount());
    if (out.binary()) {
      sendRows(out);
    } else {
      for (byte[] data = out.next(); data != null; data = out.next()) {
        writer.copyData(data);
        flushWhenFull();
      }
    }
    writer.copyDone();
  }

  private void sendRows(Result.CopyOut out) {
    ValueWriter values = new ValueWriter(session.style(), session::text);
    writer.copyData(BinaryCopy.before());
    for (Batch batch = out.rows(); batch != null; batch = out.rows()) {
      for (int row = 0; row < batch.rowCount; row++) {
        ByteBuf message = writer.begin('d');
        try {
          BinaryCopy.write(message, batch, row, values);
        } catch (RuntimeException e) {
          writer.cancel(message);
          throw e;
        }
        writer.end(message);
        flushWhenFull();
      }
    }
    writer.copyData(BinaryCopy.after());
  }

  private void flushWhenFull() {
    if (writer.pendingBytes() >= MessageWriter.FLUSH_BYTES) {
      writer.flush();
      awaitWritable.run();
    }
  }

  void reset() {
    Result.CopyIn target = in;
    in = null;
    binary = null;
    touched = false;
    if (target != null) {
      target.close();
    }
  }
}
