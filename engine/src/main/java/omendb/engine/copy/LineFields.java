package omendb.engine.copy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The fields of one line of COPY data, unescaped, as bytes where they lie.
public final class LineFields {
  private final byte[][] sources;
  private final int[] starts;

  /// -1 for NULL.
  private final int[] ends;

  private long lineNumber;

  LineFields(int count) {
    this.sources = new byte[count][];
    this.starts = new int[count];
    this.ends = new int[count];
  }

  void begin(long number) {
    lineNumber = number;
  }

  void set(int field, byte[] source, int start, int end) {
    sources[field] = source;
    starts[field] = start;
    ends[field] = end;
  }

  void setNull(int field) {
    ends[field] = -1;
  }

  public boolean isNull(int field) {
    return ends[field] < 0;
  }

  byte[] source(int field) {
    return sources[field];
  }

  int start(int field) {
    return starts[field];
  }

  int end(int field) {
    return ends[field];
  }

  /// The field's text, null for NULL; 22021 when the bytes are not UTF-8.
  public @Nullable String text(int field) {
    int end = ends[field];
    if (end < 0) {
      return null;
    }
    byte[] bytes = sources[field];
    int start = starts[field];
    return ascii(bytes, start, end)
        ? new String(bytes, start, end - start, StandardCharsets.ISO_8859_1)
        : checked(bytes, start, end);
  }

  /// True when all bytes are ASCII and none is zero.
  static boolean ascii(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] <= 0) {
        return false;
      }
    }
    return true;
  }

  private String checked(byte[] bytes, int start, int end) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, start, end - start))
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
}
