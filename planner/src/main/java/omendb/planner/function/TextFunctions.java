package omendb.planner.function;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Functions on text. Positions and lengths count characters (code points).
public final class TextFunctions {
  private TextFunctions() {}

  @SqlFunction("length(text): int4")
  @SqlFunction("char_length(text): int4")
  @SqlFunction("character_length(text): int4")
  public static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  @SqlFunction("length(bpchar): int4")
  @SqlFunction("char_length(bpchar): int4")
  @SqlFunction("character_length(bpchar): int4")
  public static long charLength(String text) {
    return length(Comparison.trimmed(text));
  }

  @SqlFunction("octet_length(text): int4")
  @SqlFunction("octet_length(bpchar): int4")
  public static long octetLength(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @SqlFunction("bit_length(text): int4")
  public static long bitLength(String text) {
    return octetLength(text) * 8;
  }

  @SqlFunction("upper(text): text")
  public static String upper(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(Character.toUpperCase(c)));
    return out.toString();
  }

  @SqlFunction("lower(text): text")
  public static String lower(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(Character.toLowerCase(c)));
    return out.toString();
  }

  @SqlFunction("initcap(text): text")
  public static String initcap(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inWord = Character.isLetterOrDigit(c);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  @SqlFunction("substr(text, int4): text")
  @SqlFunction("substring(text, int4): text")
  public static String substring(String text, long start) {
    return substring(text, start, Integer.MAX_VALUE);
  }

  @SqlFunction("substr(text, int4, int4): text")
  @SqlFunction("substring(text, int4, int4): text")
  public static String substring(String text, long start, long count) {
    long end = start + count;
    if (count < 0) {
      throw SqlState.SUBSTRING_ERROR.error("negative substring length not allowed");
    }
    long from = Math.max(1, start);
    if (end <= from) {
      return "";
    }
    return slice(text, from - 1, end - 1);
  }

  /// Characters `from` to below `to`, cut to what there is.
  private static String slice(String text, long from, long to) {
    long length = length(text);
    if (from >= length) {
      return "";
    }
    int start = text.offsetByCodePoints(0, (int) from);
    int end = to >= length ? text.length() : text.offsetByCodePoints(start, (int) (to - from));
    return text.substring(start, end);
  }

  @SqlFunction("left(text, int4): text")
  public static String left(String text, long count) {
    return slice(text, 0, count < 0 ? Math.max(0, length(text) + count) : count);
  }

  @SqlFunction("right(text, int4): text")
  public static String right(String text, long count) {
    long length = length(text);
    return slice(text, count < 0 ? -count : Math.max(0, length - count), length);
  }

  @SqlFunction("btrim(text): text")
  public static String trim(String text) {
    return trim(text, " ");
  }

  @SqlFunction("btrim(text, text): text")
  public static String trim(String text, String characters) {
    return trimRight(trimLeft(text, characters), characters);
  }

  @SqlFunction("ltrim(text): text")
  public static String trimLeft(String text) {
    return trimLeft(text, " ");
  }

  @SqlFunction("ltrim(text, text): text")
  public static String trimLeft(String text, String characters) {
    int start = 0;
    while (start < text.length() && characters.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  @SqlFunction("rtrim(text): text")
  public static String trimRight(String text) {
    return trimRight(text, " ");
  }

  @SqlFunction("rtrim(text, text): text")
  public static String trimRight(String text, String characters) {
    int end = text.length();
    while (end > 0 && characters.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  /// The 1-based position of `part` in `text`, 0 when absent; POSITION(part IN text) swaps them.
  @SqlFunction("strpos(text, text): int4")
  @SqlFunction("position(text, text): int4")
  public static long position(String text, String part) {
    int index = text.indexOf(part);
    return index < 0 ? 0 : text.codePointCount(0, index) + 1;
  }

  @SqlFunction("replace(text, text, text): text")
  public static String replace(String text, String from, String to) {
    return from.isEmpty() ? text : text.replace(from, to);
  }

  @SqlFunction("translate(text, text, text): text")
  public static String translate(String text, String from, String to) {
    int[] source = from.codePoints().toArray();
    int[] target = to.codePoints().toArray();
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          int index = 0;
          while (index < source.length && source[index] != c) {
            index++;
          }
          if (index == source.length) {
            out.appendCodePoint(c);
          } else if (index < target.length) {
            out.appendCodePoint(target[index]);
          }
        });
    return out.toString();
  }

  @SqlFunction("lpad(text, int4): text")
  public static String padLeft(String text, long length) {
    return padLeft(text, length, " ");
  }

  @SqlFunction("lpad(text, int4, text): text")
  public static String padLeft(String text, long length, String fill) {
    return padding(text, length, fill) + slice(text, 0, Math.max(0, length));
  }

  @SqlFunction("rpad(text, int4): text")
  public static String padRight(String text, long length) {
    return padRight(text, length, " ");
  }

  @SqlFunction("rpad(text, int4, text): text")
  public static String padRight(String text, long length, String fill) {
    return slice(text, 0, Math.max(0, length)) + padding(text, length, fill);
  }

  private static String padding(String text, long length, String fill) {
    long missing = length - length(text);
    if (missing <= 0 || fill.isEmpty()) {
      return "";
    }
    checkSize(missing);
    int width = (int) length(fill);
    int times = (int) (missing / width);
    return fill.repeat(times) + slice(fill, 0, missing % width);
  }

  private static void checkSize(long size) {
    if (size > 0x3fff_ffff) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("requested length too large");
    }
  }

  @SqlFunction("repeat(text, int4): text")
  public static String repeat(String text, long count) {
    checkSize(text.length() * Math.max(0, count));
    return text.repeat((int) Math.max(0, count));
  }

  @SqlFunction("reverse(text): text")
  public static String reverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  @SqlFunction("ascii(text): int4")
  public static long ascii(String text) {
    return text.isEmpty() ? 0 : text.codePointAt(0);
  }

  @SqlFunction("chr(int4): text")
  public static String chr(long code) {
    if (code == 0) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error("null character not permitted");
    }
    if (code < 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("character number must be positive");
    }
    if (code > Character.MAX_CODE_POINT) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error(
          "requested character too large for encoding: %d", code);
    }
    if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
      throw SqlState.PROGRAM_LIMIT_EXCEEDED.error(
          "requested character not valid for encoding: %d", code);
    }
    return Character.toString((int) code);
  }

  @SqlFunction("split_part(text, text, int4): text")
  public static String splitPart(String text, String delimiter, long field) {
    if (field == 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("field position must not be zero");
    }
    List<String> parts = delimiter.isEmpty() ? List.of(text) : split(text, delimiter);
    long index = field > 0 ? field - 1 : parts.size() + field;
    boolean there = index >= 0 && index < parts.size() && !text.isEmpty();
    return there ? parts.get((int) index) : "";
  }

  private static List<String> split(String text, String delimiter) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (true) {
      int to = text.indexOf(delimiter, from);
      if (to < 0) {
        parts.add(text.substring(from));
        return parts;
      }
      parts.add(text.substring(from, to));
      from = to + delimiter.length();
    }
  }

  @SqlFunction("overlay(text, text, int4): text")
  public static String overlay(String text, String with, long start) {
    return overlay(text, with, start, length(with));
  }

  @SqlFunction("overlay(text, text, int4, int4): text")
  public static String overlay(String text, String with, long start, long count) {
    if (start <= 0) {
      throw SqlState.SUBSTRING_ERROR.error("negative substring length not allowed");
    }
    return slice(text, 0, start - 1) + with + substring(text, start + count);
  }

  @SqlFunction("starts_with(text, text): bool")
  @SqlFunction("^@(text, text): bool")
  public static boolean startsWith(String text, String prefix) {
    return text.startsWith(prefix);
  }

  @SqlFunction("normalize(text): text")
  public static String normalize(String text) {
    return normalize(text, "NFC");
  }

  /// @param form NFC, NFD, NFKC or NFKD
  @SqlFunction("normalize(text, text): text")
  public static String normalize(String text, String form) {
    return Normalizer.normalize(text, form(form));
  }

  @SqlFunction("is_normalized(text, text): bool")
  public static boolean isNormalized(String text, String form) {
    return Normalizer.isNormalized(text, form(form));
  }

  private static Normalizer.Form form(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "NFC" -> Normalizer.Form.NFC;
      case "NFD" -> Normalizer.Form.NFD;
      case "NFKC" -> Normalizer.Form.NFKC;
      case "NFKD" -> Normalizer.Form.NFKD;
      default ->
          throw SqlState.INVALID_PARAMETER_VALUE.error("invalid normalization form: %s", name);
    };
  }

  @SqlFunction("to_hex(int4): text")
  public static String hexInteger(long value) {
    return Integer.toHexString((int) value);
  }

  @SqlFunction("to_hex(int8): text")
  public static String hex(long value) {
    return Long.toHexString(value);
  }

  @SqlFunction("!~~(text, text): bool")
  @SqlFunction("!~~(bpchar, text): bool")
  public static boolean notLike(String text, String pattern) {
    return !LikePattern.matches(text, pattern);
  }

  @SqlFunction("!~~*(text, text): bool")
  @SqlFunction("!~~*(bpchar, text): bool")
  public static boolean notLikeIgnoringCase(String text, String pattern) {
    return !LikePattern.matchesIgnoringCase(text, pattern, '\\');
  }

  /// LIKE's pattern with another escape character than backslash.
  @SqlFunction("like_escape(text, text): text")
  public static String likeEscape(String pattern, String escape) {
    int mark = LikePattern.escape(escape);
    StringBuilder out = new StringBuilder();
    boolean escaped = false;
    for (int c : pattern.codePoints().toArray()) {
      if (c == mark && !escaped) {
        out.append('\\');
        escaped = true;
        continue;
      }
      if (c == '\\' && !escaped) {
        out.append('\\');
      }
      out.appendCodePoint(c);
      escaped = false;
    }
    return out.toString();
  }

  @SqlFunction(value = "string_to_array(text, text): text[]", nulls = true)
  public static @Nullable Object @Nullable [] toArray(
      @Nullable String text, @Nullable String delimiter) {
    return toArray(text, delimiter, null);
  }

  @SqlFunction(value = "string_to_array(text, text, text): text[]", nulls = true)
  public static @Nullable Object @Nullable [] toArray(
      @Nullable String text, @Nullable String delimiter, @Nullable String nullText) {
    if (text == null) {
      return null;
    }
    List<@Nullable Object> parts = new ArrayList<>();
    if (text.isEmpty()) {
      return parts.toArray();
    }
    if (delimiter == null) {
      text.codePoints().forEach(c -> parts.add(Character.toString(c)));
    } else {
      parts.addAll(delimiter.isEmpty() ? List.of(text) : split(text, delimiter));
    }
    parts.replaceAll(part -> part == null || part.equals(nullText) ? null : part);
    return parts.toArray();
  }

  @SqlFunction(value = "string_to_table(text, text): setof text", nulls = true)
  public static Iterator<@Nullable Object> toTable(
      @Nullable String text, @Nullable String delimiter) {
    @Nullable Object[] parts = toArray(text, delimiter);
    return ArrayFunctions.unnest(parts == null ? new @Nullable Object[0] : parts);
  }

  /// Unicode escapes `\XXXX` and `\+XXXXXX`.
  @SqlFunction("unistr(text): text")
  public static String unistr(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      if (text.startsWith("\\", i + 1)) {
        out.append(c);
        i++;
        continue;
      }
      char kind = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      int skip = kind == '+' || kind == 'u' || kind == 'U' ? 2 : 1;
      int width = kind == '+' ? 6 : kind == 'U' ? 8 : 4;
      try {
        int end = i + skip + width;
        out.appendCodePoint(Integer.parseInt(text.substring(i + skip, end), 16));
        i = end - 1;
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw invalidUnicode().causedBy(e);
      }
    }
    return out.toString();
  }

  private static OmenException invalidUnicode() {
    return SqlState.SYNTAX_ERROR
        .error("invalid Unicode escape")
        .withHint("Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.");
  }
}
