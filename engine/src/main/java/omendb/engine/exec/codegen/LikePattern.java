package omendb.engine.exec.codegen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import omendb.core.NativeMemory;
import omendb.core.SqlState;

/// A compiled LIKE pattern over UTF-8 bytes: the literal runs between the `%`s. A run's first found
/// place is good enough, except that the first run sits at the start and the last at the end.
/// Immutable.
final class LikePattern {
  private static final byte ANY_CHARACTER = (byte) 0xFF;

  private final byte[][] runs;
  private final boolean openStart;
  private final boolean openEnd;
  private final boolean ignoreCase;

  private LikePattern(byte[][] runs, boolean openStart, boolean openEnd, boolean ignoreCase) {
    this.runs = runs;
    this.openStart = openStart;
    this.openEnd = openEnd;
    this.ignoreCase = ignoreCase;
  }

  /// @param escape one character, or empty for none
  static LikePattern compile(String pattern, String escape, boolean ignoreCase) {
    if (escape.codePointCount(0, escape.length()) > 1) {
      throw SqlState.INVALID_ESCAPE_SEQUENCE
          .error("invalid escape string")
          .withHint("Escape string must be empty or one character.");
    }
    String text = ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern;
    String sign = ignoreCase ? escape.toLowerCase(Locale.ROOT) : escape;
    int escapePoint = sign.isEmpty() ? -1 : sign.codePointAt(0);
    List<byte[]> runs = new ArrayList<>();
    java.io.ByteArrayOutputStream run = new java.io.ByteArrayOutputStream();
    boolean openStart = false;
    boolean openEnd = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      openEnd = false;
      if (point == escapePoint) {
        if (i == text.length()) {
          throw SqlState.INVALID_ESCAPE_SEQUENCE.error(
              "LIKE pattern must not end with escape character");
        }
        int literal = text.codePointAt(i);
        i += Character.charCount(literal);
        run.writeBytes(Character.toString(literal).getBytes(StandardCharsets.UTF_8));
      } else if (point == '%') {
        openStart |= runs.isEmpty() && run.size() == 0;
        openEnd = true;
        flush(run, runs);
      } else if (point == '_') {
        run.write(ANY_CHARACTER);
      } else {
        run.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
      }
    }
    flush(run, runs);
    return new LikePattern(runs.toArray(byte[][]::new), openStart, openEnd, ignoreCase);
  }

  private static void flush(java.io.ByteArrayOutputStream run, List<byte[]> runs) {
    if (run.size() > 0) {
      runs.add(run.toByteArray());
      run.reset();
    }
  }

  boolean matches(long address, int length) {
    if (!ignoreCase) {
      return matchesBytes(address, length);
    }
    String lower = Boxes.text(address, length).toLowerCase(Locale.ROOT);
    byte[] bytes = lower.getBytes(StandardCharsets.UTF_8);
    try (java.lang.foreign.Arena copy = java.lang.foreign.Arena.ofConfined()) {
      long at = copy.allocate(Math.max(1, bytes.length)).address();
      NativeMemory.putBytes(at, bytes, 0, bytes.length);
      return matchesBytes(at, bytes.length);
    }
  }

  private boolean matchesBytes(long address, int length) {
    if (runs.length == 0) {
      return openStart || length == 0;
    }
    long at = address;
    long end = address + length;
    int first = 0;
    int last = runs.length;
    if (!openStart) {
      at = matchAt(runs[0], at, end);
      if (at < 0 || (last == 1 && !openEnd)) {
        return at == end;
      }
      first = 1;
    }
    int searched = openEnd ? last : last - 1;
    for (int i = first; i < searched; i++) {
      at = find(runs[i], at, end);
      if (at < 0) {
        return false;
      }
    }
    return openEnd || matchesEnd(runs[last - 1], at, end);
  }

  /// The address after the run if it matches at `at`, else -1.
  private static long matchAt(byte[] run, long at, long end) {
    long p = at;
    for (byte expected : run) {
      if (p >= end) {
        return -1;
      }
      if (expected == ANY_CHARACTER) {
        p = next(p, end);
      } else if (NativeMemory.getByte(p++) != expected) {
        return -1;
      }
    }
    return p;
  }

  private static long next(long p, long end) {
    long q = p + 1;
    while (q < end && (NativeMemory.getByte(q) & 0xC0) == 0x80) {
      q++;
    }
    return q;
  }

  /// The address after the first match from `from` on, or -1.
  private static long find(byte[] run, long from, long end) {
    byte first = run[0];
    if (first == ANY_CHARACTER) {
      for (long p = from; p < end; p = next(p, end)) {
        long after = matchAt(run, p, end);
        if (after >= 0) {
          return after;
        }
      }
      return -1;
    }
    long ones = 0x0101010101010101L;
    long wanted = (first & 0xffL) * ones;
    long p = from;
    for (; p + 8 <= end; p += 8) {
      long differs = NativeMemory.getLong(p) ^ wanted;
      long hits = (differs - ones) & ~differs & 0x8080808080808080L;
      while (hits != 0) {
        long candidate = p + (Long.numberOfTrailingZeros(hits) >>> 3);
        long after = matchAt(run, candidate, end);
        if (after >= 0) {
          return after;
        }
        hits &= hits - 1;
      }
    }
    for (; p < end; p++) {
      if (NativeMemory.getByte(p) == first) {
        long after = matchAt(run, p, end);
        if (after >= 0) {
          return after;
        }
      }
    }
    return -1;
  }

  /// True when the run ends the text and starts at or after `from`.
  private static boolean matchesEnd(byte[] run, long from, long end) {
    long p = end;
    for (int i = run.length - 1; i >= 0; i--) {
      if (p <= from) {
        return false;
      }
      p--;
      if (run[i] == ANY_CHARACTER) {
        while (p > from && (NativeMemory.getByte(p) & 0xC0) == 0x80) {
          p--;
        }
      } else if (NativeMemory.getByte(p) != run[i]) {
        return false;
      }
    }
    return true;
  }
}
