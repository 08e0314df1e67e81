package omendb.engine.copy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes rows as lines of COPY's text or csv format.
public final class LineWriter {
  private final CopyFormat format;
  private final boolean[] forceQuote;
  private final byte[] nullBytes;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
  private boolean first;

  public LineWriter(CopyFormat format, List<String> columns) {
    this.format = format;
    this.nullBytes = format.nullBytes();
    this.forceQuote = new boolean[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      forceQuote[i] =
          format.forceQuote().contains("*") || format.forceQuote().contains(columns.get(i));
    }
    first = true;
  }

  /// Writes the header line when the format has one.
  public void header(List<String> columns) {
    if (format.header()) {
      for (int i = 0; i < columns.size(); i++) {
        field(columns.get(i), i);
      }
      endLine();
    }
  }

  /// Adds the next field of the line.
  public void field(@Nullable String value, int column) {
    if (!first) {
      out.write(format.delimiter());
    }
    first = false;
    if (value == null) {
      out.writeBytes(nullBytes);
      return;
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (format.csv()) {
      csv(value, bytes, forceQuote[column]);
    } else {
      text(bytes);
    }
  }

  public void endLine() {
    out.write('\n');
    first = true;
  }

  public int size() {
    return out.size();
  }

  /// The lines written since the last call.
  public byte[] take() {
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }

  private void text(byte[] bytes) {
    for (byte b : bytes) {
      switch (b) {
        case '\b' -> escape('b');
        case '\f' -> escape('f');
        case '\n' -> escape('n');
        case '\r' -> escape('r');
        case '\t' -> escape('t');
        case 0x0b -> escape('v');
        case '\\' -> escape('\\');
        default -> {
          if (b == format.delimiter()) {
            out.write('\\');
          }
          out.write(b);
        }
      }
    }
  }

  private void escape(char letter) {
    out.write('\\');
    out.write(letter);
  }

  private void csv(String value, byte[] bytes, boolean force) {
    boolean quoted = force || value.equals(format.nullText()) || value.equals("\\.");
    for (byte b : bytes) {
      quoted |= b == format.delimiter() || b == format.quote() || b == '\n' || b == '\r';
    }
    if (!quoted) {
      out.writeBytes(bytes);
      return;
    }
    out.write(format.quote());
    for (byte b : bytes) {
      if (b == format.quote() || b == format.escape()) {
        out.write(format.escape());
      }
      out.write(b);
    }
    out.write(format.quote());
  }
}
