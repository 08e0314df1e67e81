package omendb.planner.function;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// A compiled regular expression. PostgreSQL takes the longest of the leftmost matches where Java
/// takes the first alternative that matches, so patterns with alternatives look for a longer match.
final class Regex {
  private final Pattern pattern;
  private final boolean longest;

  private Regex(Pattern pattern, boolean longest) {
    this.pattern = pattern;
    this.longest = longest;
  }

  /// @throws omendb.core.OmenException 2201B for a bad pattern, 22023 for a bad flag
  static Regex of(String source, String flags) {
    RegexSyntax syntax = RegexSyntax.translate(source, flags);
    try {
      Pattern pattern = Pattern.compile(syntax.text(), syntax.flags());
      return new Regex(pattern, syntax.alternatives() && !syntax.lazy());
    } catch (PatternSyntaxException e) {
      throw SqlState.INVALID_REGULAR_EXPRESSION
          .error("invalid regular expression: %s", RegexSyntax.complaint(e.getDescription()))
          .causedBy(e);
    }
  }

  /// The first match that starts at `from` or later, or null.
  @Nullable Match find(String text, int from) {
    Matcher matcher = pattern.matcher(text);
    matcher.useAnchoringBounds(false).useTransparentBounds(true);
    matcher.region(from, text.length());
    if (!matcher.find()) {
      return null;
    }
    if (longest) {
      int start = matcher.start();
      int end = matcher.end();
      for (int limit = text.length(); limit > end; limit--) {
        matcher.region(start, limit);
        if (matcher.matches()) {
          return new Match(text, matcher);
        }
      }
      matcher.region(start, text.length());
      matcher.find();
    }
    return new Match(text, matcher);
  }

  /// One match and its groups.
  record Match(String text, Matcher matcher) {
    int start() {
      return matcher.start();
    }

    int end() {
      return matcher.end();
    }

    /// Where a group begins, -1 when it matched nothing.
    int start(int group) {
      return matcher.start(group);
    }

    int end(int group) {
      return matcher.end(group);
    }

    int groupCount() {
      return matcher.groupCount();
    }

    @Nullable String group(int index) {
      return matcher.group(index);
    }
  }
}
