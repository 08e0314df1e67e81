package omendb.engine.copy;

import java.util.Arrays;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// Cuts COPY data that arrives in arbitrary pieces into lines of fields.
public final class LineReader {
  /// The longest line that is accepted.
  private static final int LINE_BYTES_MAX = 1 << 30;

  /// Takes one line's fields, which are valid until it returns.
  public interface Sink {
    void line(LineFields fields, long lineNumber);
  }

  private final CopyFormat format;
  private final Sink sink;
  private final boolean[] forceNotNull;
  private final boolean[] forceNull;
  private final List<String> columns;
  private byte[] pending = new byte[8192];
  private int pendingLength;
  private int scanned;
  private boolean inQuotes;
  private boolean headerSeen;
  private boolean ended;
  private long lineNumber;
  private byte[] scratch = new byte[256];
  private int scratchLength;
  private final LineFields fields;
  private final byte[] nullBytes;

  /// @param columns the names of the columns that each line holds
  public LineReader(CopyFormat format, List<String> columns, Sink sink) {
    this.format = format;
    this.sink = sink;
    this.columns = columns;
    this.fields = new LineFields(columns.size());
    this.nullBytes = format.nullBytes();
    this.forceNotNull = new boolean[columns.size()];
    this.forceNull = new boolean[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      forceNotNull[i] = format.forceNotNull().contains(columns.get(i));
      forceNull[i] = format.forceNull().contains(columns.get(i));
    }
  }

  /// The number of the line last handed out, from 1.
  public long lineNumber() {
    return lineNumber;
  }

  public void write(byte[] bytes, int offset, int length) {
    if (ended || length == 0) {
      return;
    }
    if (pendingLength + length > pending.length) {
      if ((long) pendingLength + length > LINE_BYTES_MAX) {
        throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("COPY line %d is too long", lineNumber + 1);
      }
      pending = Arrays.copyOf(pending, Math.max(pending.length * 2, pendingLength + length));
    }
    System.arraycopy(bytes, offset, pending, pendingLength, length);
    pendingLength += length;
    int start = 0;
    for (int end = lineEnd(); end >= 0 && !ended; end = lineEnd()) {
      line(start, end);
      start = end + 1;
    }
    System.arraycopy(pending, start, pending, 0, pendingLength - start);
    pendingLength -= start;
    scanned -= start;
  }

  /// The end of the data: what is pending is the last line.
  public void finish() {
    if (!ended && inQuotes) {
      throw bad("unterminated CSV quoted field");
    }
    if (!ended && pendingLength > 0) {
      line(0, pendingLength);
    }
    pendingLength = 0;
    ended = true;
  }

  /// The index of the next line feed that ends a line, or -1; quoted ones in csv do not.
  private int lineEnd() {
    byte quote = format.quote();
    byte escape = format.escape();
    for (int i = scanned; i < pendingLength; i++) {
      byte b = pending[i];
      if (format.csv()) {
        if (inQuotes && b == escape && escape != quote) {
          if (i + 1 == pendingLength) {
            scanned = i;
            return -1;
          }
          i++;
          continue;
        }
        if (b == quote) {
          inQuotes = !inQuotes;
          continue;
        }
      } else if (b == '\\') {
        if (i + 1 == pendingLength) {
          scanned = i;
          return -1;
        }
        i++;
        continue;
      }
      if (b == '\n' && !inQuotes) {
        scanned = i + 1;
        return i;
      }
    }
    scanned = pendingLength;
    return -1;
  }

  private void line(int start, int lineEnd) {
    lineNumber++;
    int end = lineEnd > start && pending[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    if (format.header() && !headerSeen) {
      headerSeen = true;
      if (format.matchHeader()) {
        split(start, end);
        matchHeader();
      }
      return;
    }
    if (end - start == 2 && pending[start] == '\\' && pending[start + 1] == '.') {
      ended = true;
      return;
    }
    split(start, end);
    sink.line(fields, lineNumber);
  }

  private void matchHeader() {
    for (int i = 0; i < columns.size(); i++) {
      String name = fields.text(i);
      if (!columns.get(i).equals(name)) {
        throw bad(
            "column name mismatch in header line field %d: got \"%s\", expected \"%s\"",
            i + 1, String.valueOf(name), columns.get(i));
      }
    }
  }

  private void split(int start, int end) {
    fields.begin(lineNumber);
    scratchLength = 0;
    int count = columns.size();
    if (count == 0 && start == end) {
      return;
    }
    int column = 0;
    int at = start;
    while (true) {
      if (column == count) {
        throw bad("extra data after last expected column");
      }
      int next = format.csv() ? csvField(at, end, column) : textField(at, end, column);
      column++;
      if (next > end) {
        break;
      }
      at = next;
    }
    if (column < count) {
      throw bad("missing data for column \"%s\"", columns.get(column));
    }
  }

  /// Reads one field of the text format; returns where the next begins, or past `end`.
  private int textField(int start, int end, int column) {
    byte[] line = pending;
    byte delimiter = format.delimiter();
    int stop = start;
    boolean escaped = false;
    while (stop < end && line[stop] != delimiter) {
      if (line[stop] == '\\' && stop + 1 < end) {
        escaped = true;
        stop++;
      }
      stop++;
    }
    if (isNull(line, start, stop)) {
      fields.setNull(column);
    } else if (escaped) {
      unescape(start, stop, column);
    } else {
      fields.set(column, line, start, stop);
    }
    return stop + 1;
  }

  private void unescape(int start, int end, int column) {
    int from = scratchLength;
    for (int i = start; i < end; i++) {
      byte b = pending[i];
      if (b != '\\' || i + 1 == end) {
        append(b);
        continue;
      }
      i++;
      switch (pending[i]) {
        case 'b' -> append((byte) '\b');
        case 'f' -> append((byte) '\f');
        case 'n' -> append((byte) '\n');
        case 'r' -> append((byte) '\r');
        case 't' -> append((byte) '\t');
        case 'v' -> append((byte) 0x0b);
        case 'x' -> i = number(i + 1, end, 16, 2, 'x') - 1;
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = number(i, end, 8, 3, '0') - 1;
        default -> append(pending[i]);
      }
    }
    fields.set(column, scratch, from, scratchLength);
  }

  private int number(int start, int end, int radix, int digitsMax, char otherwise) {
    int value = 0;
    int i = start;
    while (i < end && i < start + digitsMax && Character.digit(pending[i], radix) >= 0) {
      value = value * radix + Character.digit(pending[i], radix);
      i++;
    }
    append(i == start ? (byte) otherwise : (byte) value);
    return i;
  }

  private int csvField(int start, int end, int column) {
    byte[] line = pending;
    byte delimiter = format.delimiter();
    byte quote = format.quote();
    for (int i = start; ; i++) {
      if (i == end || line[i] == delimiter) {
        if (!forceNotNull[column] && isNull(line, start, i)) {
          fields.setNull(column);
        } else {
          fields.set(column, line, start, i);
        }
        return i + 1;
      }
      if (line[i] == quote) {
        return quotedField(start, end, column);
      }
    }
  }

  /// Reads a csv field of which a part at least is in quotes.
  private int quotedField(int start, int end, int column) {
    boolean inside = false;
    int from = scratchLength;
    int i = start;
    for (; i < end; i++) {
      byte b = pending[i];
      if (inside) {
        boolean next = i + 1 < end;
        if (b == format.escape() && next && escapes(pending[i + 1])) {
          append(pending[++i]);
        } else if (b == format.quote()) {
          inside = false;
        } else {
          append(b);
        }
      } else if (b == format.quote()) {
        inside = true;
      } else if (b == format.delimiter()) {
        break;
      } else {
        append(b);
      }
    }
    if (forceNull[column] && isNull(scratch, from, scratchLength)) {
      fields.setNull(column);
    } else {
      fields.set(column, scratch, from, scratchLength);
    }
    return i + 1;
  }

  private boolean escapes(byte next) {
    return next == format.quote() || next == format.escape();
  }

  private boolean isNull(byte[] bytes, int start, int end) {
    return end - start == nullBytes.length
        && Arrays.equals(bytes, start, end, nullBytes, 0, nullBytes.length);
  }

  private void append(byte b) {
    if (scratchLength == scratch.length) {
      scratch = Arrays.copyOf(scratch, scratch.length * 2);
    }
    scratch[scratchLength++] = b;
  }

  private OmenException bad(String message, Object... args) {
    return SqlState.BAD_COPY_FILE_FORMAT
        .error(message, args)
        .withDetail("COPY line %d", lineNumber);
  }
}
