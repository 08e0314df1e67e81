package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import omendb.core.Batch;
import omendb.core.text.TextStyle;
import omendb.engine.Result;
import omendb.engine.Session;
import org.jspecify.annotations.Nullable;

/// Sends rows as DataRow messages, never faster than the client takes them.
final class RowSender {
  private final MessageWriter writer;
  private final ValueWriter values;
  private final Runnable awaitWritable;

  /// Rows under way: what is left of the current batch.
  static final class Cursor {
    final Result.Rows rows;
    final short[] formats;
    private @Nullable Batch batch;
    private int position;
    private boolean ended;

    Cursor(Result.Rows rows, short[] formats) {
      this.rows = rows;
      this.formats = formats;
    }
  }

  RowSender(Session session, MessageWriter writer, Runnable awaitWritable) {
    this.writer = writer;
    this.values = new ValueWriter(session.style(), session::text);
    this.awaitWritable = awaitWritable;
  }

  void style(TextStyle style) {
    values.style(style);
  }

  /// Sends up to `rowsMax` rows, 0 for all. Returns the number of rows sent; a cursor that has
  /// ended says so by [#ended].
  long send(Cursor cursor, long rowsMax) {
    long sent = 0;
    while (rowsMax == 0 || sent < rowsMax) {
      Batch batch = cursor.batch;
      if (batch == null || cursor.position == batch.rowCount) {
        batch = cursor.rows.next();
        cursor.batch = batch;
        cursor.position = 0;
        if (batch == null) {
          cursor.ended = true;
          break;
        }
      }
      long want = rowsMax == 0 ? batch.rowCount : rowsMax - sent;
      int end = (int) Math.min(batch.rowCount, cursor.position + want);
      for (int row = cursor.position; row < end; row++) {
        dataRow(batch, row, cursor.formats);
        if (writer.pendingBytes() >= MessageWriter.FLUSH_BYTES) {
          writer.flush();
          awaitWritable.run();
        }
      }
      sent += end - cursor.position;
      cursor.position = end;
    }
    return sent;
  }

  static boolean ended(Cursor cursor) {
    return cursor.ended;
  }

  private void dataRow(Batch batch, int row, short[] formats) {
    ByteBuf out = writer.begin('D');
    out.writeShort(batch.vectors.length);
    for (int i = 0; i < batch.vectors.length; i++) {
      values.write(out, batch.vectors[i], row, formats[i] == 1);
    }
    writer.end(out);
  }
}
