package omendb.engine.copy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Cuts COPY data that arrives in arbitrary pieces into lines of fields.
public final class LineReader {
  /// The longest line that is accepted.
  private static final int LINE_BYTES_MAX = 1 << 30;

  /// Takes one line's fields; null is NULL. The array belongs to the receiver.
  public interface Sink {
    void line(@Nullable String[] fields, long lineNumber);
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

  /// @param columns the names of the columns that each line holds
  public LineReader(CopyFormat format, List<String> columns, Sink sink) {
    this.format = format;
    this.sink = sink;
    this.columns = columns;
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
        matchHeader(fields(start, end));
      }
      return;
    }
    if (end - start == 2 && pending[start] == '\\' && pending[start + 1] == '.') {
      ended = true;
      return;
    }
    sink.line(fields(start, end), lineNumber);
  }

  private void matchHeader(@Nullable String[] names) {
    for (int i = 0; i < names.length; i++) {
      if (!columns.get(i).equals(names[i])) {
        throw bad(
            "column name mismatch in header line field %d: got \"%s\", expected \"%s\"",
            i + 1, String.valueOf(names[i]), columns.get(i));
      }
    }
  }

  private @Nullable String[] fields(int start, int end) {
    @Nullable String[] fields = new @Nullable String[columns.size()];
    if (columns.isEmpty() && start == end) {
      return fields;
    }
    int column = 0;
    int at = start;
    while (true) {
      if (column == fields.length) {
        throw bad("extra data after last expected column");
      }
      int next =
          format.csv() ? csvField(at, end, fields, column) : textField(at, end, fields, column);
      column++;
      if (next > end) {
        break;
      }
      at = next;
    }
    if (column < fields.length) {
      throw bad("missing data for column \"%s\"", columns.get(column));
    }
    return fields;
  }

  /// Reads one field of the text format; returns where the next begins, or past `end`.
  private int textField(int start, int end, @Nullable String[] fields, int column) {
    int stop = start;
    boolean escaped = false;
    while (stop < end && pending[stop] != format.delimiter()) {
      if (pending[stop] == '\\' && stop + 1 < end) {
        escaped = true;
        stop++;
      }
      stop++;
    }
    if (!isNull(start, stop)) {
      fields[column] = escaped ? unescaped(start, stop) : text(pending, start, stop);
    }
    return stop + 1;
  }

  private String unescaped(int start, int end) {
    scratchLength = 0;
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
    return text(scratch, 0, scratchLength);
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

  private int csvField(int start, int end, @Nullable String[] fields, int column) {
    boolean quoted = false;
    boolean inside = false;
    scratchLength = 0;
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
        quoted = true;
      } else if (b == format.delimiter()) {
        break;
      } else {
        append(b);
      }
    }
    String value = text(scratch, 0, scratchLength);
    boolean marker = value.equals(format.nullText());
    boolean isNull = marker && (quoted ? forceNull[column] : !forceNotNull[column]);
    fields[column] = isNull ? null : value;
    return i + 1;
  }

  private boolean escapes(byte next) {
    return next == format.quote() || next == format.escape();
  }

  private boolean isNull(int start, int end) {
    byte[] marker = format.nullBytes();
    return Arrays.equals(pending, start, end, marker, 0, marker.length);
  }

  private void append(byte b) {
    if (scratchLength == scratch.length) {
      scratch = Arrays.copyOf(scratch, scratch.length * 2);
    }
    scratch[scratchLength++] = b;
  }

  /// The text, or 22021 when the bytes are not UTF-8.
  private String text(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] <= 0) {
        return checked(bytes, start, end);
      }
    }
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private String checked(byte[] bytes, int start, int end) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(java.nio.ByteBuffer.wrap(bytes, start, end - start))
              .toString();
      if (text.indexOf('\0') >= 0) {
        throw SqlState.CHARACTER_NOT_IN_REPERTOIRE.error(
            "invalid byte sequence for encoding \"UTF8\": 0x00");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw SqlState.CHARACTER_NOT_IN_REPERTOIRE.error(
          "invalid byte sequence for encoding \"UTF8\" in COPY line %d", lineNumber);
    }
  }

  private OmenException bad(String message, Object... args) {
    return SqlState.BAD_COPY_FILE_FORMAT
        .error(message, args)
        .withDetail("COPY line %d", lineNumber);
  }
}
