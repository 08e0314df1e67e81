package omendb.planner.function;

import java.util.List;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// Where matches of a regular expression are, how many, and what they are: regexp_count,
/// regexp_instr and regexp_substr with all their arguments.
public final class RegexPositions {
  private RegexPositions() {}

  @SqlFunction("regexp_count(text, text, int4, text): int4")
  public static long count(String text, String pattern, long start, String flags) {
    return matches("regexp_count", text, pattern, start, flags).size();
  }

  @SqlFunction("regexp_instr(text, text, int4): int4")
  public static long position(String text, String pattern, long start) {
    return position(text, pattern, start, 1);
  }

  @SqlFunction("regexp_instr(text, text, int4, int4): int4")
  public static long position(String text, String pattern, long start, long which) {
    return position(text, pattern, start, which, 0);
  }

  @SqlFunction("regexp_instr(text, text, int4, int4, int4): int4")
  public static long position(String text, String pattern, long start, long which, long end) {
    return position(text, pattern, start, which, end, "");
  }

  @SqlFunction("regexp_instr(text, text, int4, int4, int4, text): int4")
  public static long position(
      String text, String pattern, long start, long which, long end, String flags) {
    return position(text, pattern, start, which, end, flags, 0);
  }

  /// @param end 0 for where the match begins, 1 for the place behind it
  /// @param group the subexpression meant, 0 for all
  /// @return counted from 1; 0 for no such match
  @SqlFunction("regexp_instr(text, text, int4, int4, int4, text, int4): int4")
  public static long position(
      String text, String pattern, long start, long which, long end, String flags, long group) {
    if (end != 0 && end != 1) {
      throw invalid("endoption", end);
    }
    Regex.Match match = match("regexp_instr", text, pattern, start, which, flags, group);
    if (match == null || group > match.groupCount()) {
      return 0;
    }
    int at = end == 0 ? match.start((int) group) : match.end((int) group);
    return at < 0 ? 0 : text.codePointCount(0, at) + 1L;
  }

  @SqlFunction("regexp_substr(text, text, int4): text")
  public static @Nullable String part(String text, String pattern, long start) {
    return part(text, pattern, start, 1);
  }

  @SqlFunction("regexp_substr(text, text, int4, int4): text")
  public static @Nullable String part(String text, String pattern, long start, long which) {
    return part(text, pattern, start, which, "");
  }

  @SqlFunction("regexp_substr(text, text, int4, int4, text): text")
  public static @Nullable String part(
      String text, String pattern, long start, long which, String flags) {
    return part(text, pattern, start, which, flags, 0);
  }

  @SqlFunction("regexp_substr(text, text, int4, int4, text, int4): text")
  public static @Nullable String part(
      String text, String pattern, long start, long which, String flags, long group) {
    Regex.Match match = match("regexp_substr", text, pattern, start, which, flags, group);
    return match == null || group > match.groupCount() ? null : match.group((int) group);
  }

  private static Regex.@Nullable Match match(
      String function,
      String text,
      String pattern,
      long start,
      long which,
      String flags,
      long group) {
    if (start < 1) {
      throw invalid("start", start);
    }
    if (which < 1) {
      throw invalid("n", which);
    }
    if (group < 0) {
      throw invalid("subexpr", group);
    }
    List<Regex.Match> matches = matches(function, text, pattern, start, flags);
    return which > matches.size() ? null : matches.get((int) which - 1);
  }

  private static List<Regex.Match> matches(
      String function, String text, String pattern, long start, String flags) {
    return RegexFunctions.from(text, pattern, start, RegexFunctions.withoutGlobal(flags, function));
  }

  private static omendb.core.OmenException invalid(String name, long value) {
    return SqlState.INVALID_PARAMETER_VALUE.error(
        "invalid value for parameter \"%s\": %d", name, value);
  }
}
