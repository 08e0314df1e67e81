package omendb.planner.function;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Functions and operators of regular expressions; [RegexSyntax] gives the dialect.
public final class RegexFunctions {
  /// The last expressions compiled, by hash: patterns are nearly always constants.
  private static final AtomicReferenceArray<Entry> COMPILED = new AtomicReferenceArray<>(256);

  private record Entry(String pattern, String flags, Regex regex) {}

  private RegexFunctions() {}

  static Regex compile(String pattern, String flags) {
    int slot = (pattern.hashCode() * 31 + flags.hashCode()) & 255;
    Entry entry = COMPILED.get(slot);
    if (entry == null || !entry.pattern.equals(pattern) || !entry.flags.equals(flags)) {
      entry = new Entry(pattern, flags, Regex.of(pattern, flags));
      COMPILED.set(slot, entry);
    }
    return entry.regex;
  }

  /// Flags without `g`, which only some functions take.
  static String withoutGlobal(String flags, String function) {
    if (flags.indexOf('g') >= 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "%s() does not support the \"global\" option", function);
    }
    return flags;
  }

  @SqlFunction("~(text, text): bool")
  @SqlFunction("~(bpchar, text): bool")
  @SqlFunction("~(name, text): bool")
  public static boolean matches(String text, String pattern) {
    return compile(pattern, "").find(text, 0) != null;
  }

  @SqlFunction("!~(text, text): bool")
  @SqlFunction("!~(bpchar, text): bool")
  @SqlFunction("!~(name, text): bool")
  public static boolean notMatches(String text, String pattern) {
    return !matches(text, pattern);
  }

  @SqlFunction("~*(text, text): bool")
  @SqlFunction("~*(bpchar, text): bool")
  @SqlFunction("~*(name, text): bool")
  public static boolean matchesIgnoringCase(String text, String pattern) {
    return compile(pattern, "i").find(text, 0) != null;
  }

  @SqlFunction("!~*(text, text): bool")
  @SqlFunction("!~*(bpchar, text): bool")
  @SqlFunction("!~*(name, text): bool")
  public static boolean notMatchesIgnoringCase(String text, String pattern) {
    return !matchesIgnoringCase(text, pattern);
  }

  @SqlFunction("regexp_like(text, text): bool")
  public static boolean like(String text, String pattern) {
    return matches(text, pattern);
  }

  @SqlFunction("regexp_like(text, text, text): bool")
  public static boolean like(String text, String pattern, String flags) {
    return compile(pattern, withoutGlobal(flags, "regexp_like")).find(text, 0) != null;
  }

  @SqlFunction("regexp_match(text, text): text[]")
  public static @Nullable Object @Nullable [] match(String text, String pattern) {
    return match(text, pattern, "");
  }

  @SqlFunction("regexp_match(text, text, text): text[]")
  public static @Nullable Object @Nullable [] match(String text, String pattern, String flags) {
    if (flags.indexOf('g') >= 0) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("regexp_match() does not support the \"global\" option")
          .withHint("Use the regexp_matches function instead.");
    }
    Regex.Match match = compile(pattern, flags).find(text, 0);
    return match == null ? null : groups(match);
  }

  /// The captured groups, or the whole match when there are none.
  private static @Nullable Object[] groups(Regex.Match match) {
    if (match.groupCount() == 0) {
      return new @Nullable Object[] {match.group(0)};
    }
    @Nullable Object[] groups = new @Nullable Object[match.groupCount()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = match.group(i + 1);
    }
    return groups;
  }

  @SqlFunction("regexp_matches(text, text): setof text[]")
  public static Iterator<@Nullable Object> matchSet(String text, String pattern) {
    return matchSet(text, pattern, "");
  }

  @SqlFunction("regexp_matches(text, text, text): setof text[]")
  public static Iterator<@Nullable Object> matchSet(String text, String pattern, String flags) {
    boolean global = flags.indexOf('g') >= 0;
    List<@Nullable Object> rows = new ArrayList<>();
    for (Regex.Match match : all(text, pattern, flags.replace("g", ""))) {
      if (global || rows.isEmpty()) {
        rows.add(groups(match));
      }
    }
    return rows.iterator();
  }

  /// All matches that do not overlap, in order.
  private static List<Regex.Match> all(String text, String pattern, String flags) {
    Regex regex = compile(pattern, flags);
    List<Regex.Match> matches = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      Regex.Match match = regex.find(text, from);
      if (match == null) {
        break;
      }
      matches.add(match);
      from = match.end() > match.start() ? match.end() : match.end() + 1;
    }
    return matches;
  }

  @SqlFunction("regexp_replace(text, text, text): text")
  public static String replace(String text, String pattern, String with) {
    return replace(text, pattern, with, "");
  }

  @SqlFunction("regexp_replace(text, text, text, text): text")
  public static String replace(String text, String pattern, String with, String flags) {
    if (!flags.isEmpty() && Character.isDigit(flags.charAt(0))) {
      throw SqlState.INVALID_PARAMETER_VALUE
          .error("invalid regular expression option: \"%s\"", flags.substring(0, 1))
          .withHint(
              "If you meant to use regexp_replace() with a start parameter, "
                  + "cast the fourth argument to integer explicitly.");
    }
    boolean global = flags.indexOf('g') >= 0;
    return replace(text, pattern, with, 1, global ? 0 : 1, flags.replace("g", ""));
  }

  @SqlFunction("regexp_replace(text, text, text, int4): text")
  public static String replace(String text, String pattern, String with, long start) {
    return replace(text, pattern, with, start, 1, "");
  }

  @SqlFunction("regexp_replace(text, text, text, int4, int4): text")
  public static String replace(String text, String pattern, String with, long start, long which) {
    return replace(text, pattern, with, start, which, "");
  }

  /// @param which the only match to replace, 0 for all
  @SqlFunction("regexp_replace(text, text, text, int4, int4, text): text")
  public static String replace(
      String text, String pattern, String with, long start, long which, String flags) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    int number = 0;
    for (Regex.Match match : from(text, pattern, start, flags.replace("g", ""))) {
      number++;
      if (which == 0 || which == number) {
        out.append(text, done, match.start());
        expand(match, with, out);
        done = match.end();
      }
    }
    return out.append(text, done, text.length()).toString();
  }

  static List<Regex.Match> from(String text, String pattern, long start, String flags) {
    if (start < 1) {
      throw SqlState.INVALID_PARAMETER_VALUE.error(
          "invalid value for parameter \"%s\": %d", "start", start);
    }
    List<Regex.Match> matches = all(text, pattern, flags);
    if (start == 1) {
      return matches;
    }
    int offset =
        start > TextFunctions.length(text)
            ? text.length() + 1
            : text.offsetByCodePoints(0, (int) start - 1);
    Regex regex = compile(pattern, flags);
    List<Regex.Match> later = new ArrayList<>();
    while (offset <= text.length()) {
      Regex.Match match = regex.find(text, offset);
      if (match == null) {
        break;
      }
      later.add(match);
      offset = match.end() > match.start() ? match.end() : match.end() + 1;
    }
    return later;
  }

  /// Appends the replacement with `\1` … `\9`, `\&` and `\\` filled in.
  private static void expand(Regex.Match match, String with, StringBuilder out) {
    for (int i = 0; i < with.length(); i++) {
      char c = with.charAt(i);
      char next = i + 1 < with.length() ? with.charAt(i + 1) : 0;
      if (c == '\\' && (next == '&' || (next >= '1' && next <= '9'))) {
        int group = next == '&' ? 0 : next - '0';
        String value = group <= match.groupCount() ? match.group(group) : null;
        out.append(value == null ? "" : value);
        i++;
      } else {
        out.append(c);
        if (c == '\\' && next == '\\') {
          i++;
        }
      }
    }
  }

  @SqlFunction("regexp_split_to_array(text, text): text[]")
  public static @Nullable Object[] split(String text, String pattern) {
    return split(text, pattern, "");
  }

  @SqlFunction("regexp_split_to_array(text, text, text): text[]")
  public static @Nullable Object[] split(String text, String pattern, String flags) {
    List<@Nullable Object> parts = new ArrayList<>();
    int done = 0;
    for (Regex.Match match : all(text, pattern, withoutGlobal(flags, "regexp_split_to_array"))) {
      boolean empty = match.end() == match.start();
      if (empty && (match.start() == done || match.start() == text.length())) {
        continue;
      }
      parts.add(text.substring(done, match.start()));
      done = match.end();
    }
    parts.add(text.substring(done));
    return parts.toArray();
  }

  @SqlFunction("regexp_split_to_table(text, text): setof text")
  public static Iterator<@Nullable Object> splitSet(String text, String pattern) {
    return ArrayFunctions.unnest(split(text, pattern, ""));
  }

  @SqlFunction("regexp_split_to_table(text, text, text): setof text")
  public static Iterator<@Nullable Object> splitSet(String text, String pattern, String flags) {
    return ArrayFunctions.unnest(split(text, pattern, flags));
  }

  @SqlFunction("regexp_count(text, text): int4")
  public static long count(String text, String pattern) {
    return all(text, pattern, "").size();
  }

  @SqlFunction("regexp_count(text, text, int4): int4")
  public static long count(String text, String pattern, long start) {
    return from(text, pattern, start, "").size();
  }

  @SqlFunction("regexp_substr(text, text): text")
  public static @Nullable String part(String text, String pattern) {
    Regex.Match match = compile(pattern, "").find(text, 0);
    return match == null ? null : match.group(0);
  }

  @SqlFunction("regexp_instr(text, text): int4")
  public static long position(String text, String pattern) {
    Regex.Match match = compile(pattern, "").find(text, 0);
    return match == null ? 0 : text.codePointCount(0, match.start()) + 1;
  }

  /// SUBSTRING(text FROM pattern): the first group, or the whole match when there are none.
  @SqlFunction("substring(text, text): text")
  public static @Nullable String substring(String text, String pattern) {
    Regex.Match match = compile(pattern, "").find(text, 0);
    return match == null ? null : match.group(match.groupCount() > 0 ? 1 : 0);
  }

  /// SUBSTRING(text SIMILAR pattern ESCAPE escape).
  @SqlFunction("substring(text, text, text): text")
  public static @Nullable String substring(String text, String pattern, String escape) {
    return substring(text, similar(pattern, escape));
  }

  @SqlFunction("similar_to_escape(text): text")
  public static String similar(String pattern) {
    return similar(pattern, "\\");
  }

  /// The regular expression of a SIMILAR TO pattern.
  @SqlFunction("similar_to_escape(text, text): text")
  public static String similar(String pattern, String escape) {
    return SimilarPattern.translate(pattern, LikePattern.escape(escape));
  }
}
