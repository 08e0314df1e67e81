package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import omendb.core.Batch;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.core.text.TypeText;
import omendb.engine.Result;
import omendb.engine.Session;
import org.jspecify.annotations.Nullable;

/// COPY's binary format (PostgreSQL's documentation of COPY, "Binary Format"):
///
/// ```
/// "PGCOPY\n\377\r\n\0" | flags (int32) | length of an extension (int32) | the extension
/// per row: field count (int16) | per field: length (int32), -1 for NULL | the value
/// -1 (int16)
/// ```
///
/// Reads the rows of a COPY FROM out of messages that may end anywhere; the class's functions write
/// those of a COPY TO.
final class BinaryCopy {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int HEADER_BYTES = SIGNATURE.length + 8;

  /// Flags that a reader must know; no more are defined than that of OIDs, which is gone.
  private static final int CRITICAL_FLAGS = 0xffff_0000;

  private static final int TRAILER = -1;

  private final Result.CopyIn target;
  private final Session session;
  private byte[] buffer = new byte[8192];
  private int start;
  private int end;

  /// Bytes from `start` on that the next header or row has at least.
  private int needed = HEADER_BYTES;

  private boolean headerRead;
  private boolean ended;
  private long line;

  BinaryCopy(Result.CopyIn target, Session session) {
    this.target = target;
    this.session = session;
  }

  /// Takes data; 22P04 when it is not in the format, 22P03 for a value that is none.
  void write(byte[] data) {
    try {
      append(data);
      while (end - start >= needed && (headerRead ? row() : header())) {
        needed = headerRead ? 2 : HEADER_BYTES;
      }
    } catch (OmenException e) {
      session.fail();
      throw e;
    }
  }

  /// The client has no more.
  void finish() {
    boolean whole = headerRead && start == end;
    if (!whole && !ended) {
      session.fail();
      throw headerRead
          ? malformed("unexpected EOF in COPY data")
          : malformed("COPY file signature not recognized");
    }
  }

  private void append(byte[] data) {
    if (ended && data.length > 0) {
      throw malformed("received copy data after EOF marker");
    }
    int held = end - start;
    if (end + data.length > buffer.length) {
      byte[] larger =
          held + data.length > buffer.length
              ? new byte[Math.max(held + data.length, 2 * held)]
              : buffer;
      System.arraycopy(buffer, start, larger, 0, held);
      buffer = larger;
      start = 0;
    }
    System.arraycopy(data, 0, buffer, start + held, data.length);
    end = start + held + data.length;
  }

  private boolean header() {
    if (!Arrays.equals(buffer, start, start + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      throw malformed("COPY file signature not recognized");
    }
    if ((int32(SIGNATURE.length) & CRITICAL_FLAGS) != 0) {
      throw malformed("unrecognized critical flags in COPY file header");
    }
    int extension = int32(SIGNATURE.length + 4);
    if (extension < 0 || extension > Integer.MAX_VALUE - HEADER_BYTES) {
      throw malformed("invalid COPY file header (wrong length)");
    }
    needed = HEADER_BYTES + extension;
    if (end - start < needed) {
      return false;
    }
    start += needed;
    headerRead = true;
    return true;
  }

  /// Reads a row if all of it is there.
  private boolean row() {
    int count = (short) (buffer[start] << 8 | buffer[start + 1] & 0xff);
    if (count == TRAILER) {
      start += 2;
      ended = true;
      if (start != end) {
        throw malformed("received copy data after EOF marker");
      }
      return false;
    }
    List<Column> columns = target.columns();
    if (count != columns.size()) {
      throw malformed("row field count is %d, expected %d", count, columns.size());
    }
    int length = 2;
    for (int i = 0; i < count; i++) {
      needed = length + 4;
      if (end - start < needed) {
        return false;
      }
      int size = int32(length);
      if (size < -1 || size > Integer.MAX_VALUE - needed) {
        throw malformed("invalid field size");
      }
      length += 4 + Math.max(size, 0);
      needed = length;
    }
    if (end - start < length) {
      return false;
    }
    line++;
    target.row(values(columns));
    return true;
  }

  private @Nullable Object[] values(List<Column> columns) {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    start += 2;
    for (int i = 0; i < values.length; i++) {
      int size = int32(0);
      start += 4;
      if (size >= 0) {
        values[i] = value(columns.get(i), Arrays.copyOfRange(buffer, start, start + size));
        start += size;
      }
    }
    return values;
  }

  private Object value(Column column, byte[] bytes) {
    ColumnType type = column.type();
    try {
      Object value;
      try {
        value = ParameterReader.binary(bytes, type);
      } catch (OmenException e) {
        throw e.state() == SqlState.PROTOCOL_VIOLATION
            ? SqlState.INVALID_BINARY_REPRESENTATION.error("incorrect binary data format")
            : e;
      }
      // Text has been held to its type's length.
      return type.kind() == TypeKind.NUMERIC ? TypeText.parse(type, value.toString()) : value;
    } catch (OmenException e) {
      throw e.within("COPY %s, line %d, column %s", target.table(), line, column.name());
    }
  }

  private int int32(int at) {
    int from = start + at;
    return buffer[from] << 24
        | (buffer[from + 1] & 0xff) << 16
        | (buffer[from + 2] & 0xff) << 8
        | buffer[from + 3] & 0xff;
  }

  private static OmenException malformed(String format, Object... args) {
    return SqlState.BAD_COPY_FILE_FORMAT.error(format, args);
  }

  /// What is before the rows.
  static byte[] before() {
    return Arrays.copyOf(SIGNATURE, HEADER_BYTES);
  }

  /// What ends them.
  static byte[] after() {
    return new byte[] {(byte) TRAILER, (byte) TRAILER};
  }

  static void write(ByteBuf out, Batch batch, int row, ValueWriter values) {
    out.writeShort(batch.vectors.length);
    for (int i = 0; i < batch.vectors.length; i++) {
      values.write(out, batch.vectors[i], row, true);
    }
  }
}
