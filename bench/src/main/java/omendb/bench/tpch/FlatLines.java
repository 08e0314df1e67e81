package omendb.bench.tpch;

import java.io.IOException;
import java.io.InputStream;

/// A flat file in pieces that end at a line's end.
final class FlatLines {
  private final InputStream in;
  private final byte[] buffer;
  private int from;
  private int length;
  private int filled;
  private long read;
  private boolean ended;

  FlatLines(InputStream in, int bufferBytes) throws IOException {
    this.in = in;
    this.buffer = new byte[bufferBytes];
    fill();
  }

  boolean atEnd() {
    return from + length >= filled && ended;
  }

  byte[] bytes() {
    return buffer;
  }

  /// Where the piece begins.
  int from() {
    return from;
  }

  /// Bytes of the piece.
  int length() {
    return length;
  }

  /// Bytes of the file up to the end of the piece.
  long position() {
    return read - (filled - from - length);
  }

  /// Steps to the next piece of at most so many lines; returns how many they are.
  int next(int linesMax) throws IOException {
    from += length;
    length = 0;
    int lines = lines(linesMax);
    if (lines == 0) {
      fill();
      lines = lines(linesMax);
    }
    return lines;
  }

  private int lines(int linesMax) {
    int lines = 0;
    for (int at = from; at < filled && lines < linesMax; at++) {
      if (buffer[at] == '\n') {
        lines++;
        length = at + 1 - from;
      }
    }
    return lines;
  }

  private void fill() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, filled - from);
    filled -= from;
    from = 0;
    int count = in.readNBytes(buffer, filled, buffer.length - filled);
    ended = filled + count < buffer.length;
    filled += count;
    read += count;
  }
}
