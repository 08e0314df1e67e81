package omendb.planner.function;

import java.util.Locale;
import omendb.core.SqlState;

/// LIKE: `%` matches any characters, `_` one, the escape character takes the next one literally.
public final class LikePattern {
  private LikePattern() {}

  /// @param escape the escape character, or -1 for none
  /// @throws OmenException 22025 when the pattern ends with the escape character
  public static boolean matches(String text, String pattern, int escape) {
    return matches(text, 0, pattern, 0, escape);
  }

  /// LIKE with backslash as the escape character.
  public static boolean matches(String text, String pattern) {
    return matches(text, pattern, '\\');
  }

  /// ILIKE: LIKE without regard to case.
  public static boolean matchesIgnoringCase(String text, String pattern, int escape) {
    return matches(text.toLowerCase(Locale.ROOT), pattern.toLowerCase(Locale.ROOT), escape);
  }

  private static boolean matches(String text, int from, String pattern, int start, int escape) {
    int t = from;
    int p = start;
    int retryText = -1;
    int retryPattern = -1;
    while (true) {
      if (p < pattern.length()) {
        int c = pattern.codePointAt(p);
        if (c == '%' && c != escape) {
          retryText = t;
          retryPattern = ++p;
          continue;
        }
        boolean more = t < text.length();
        boolean literal = c == escape;
        int width = Character.charCount(c);
        // As in PostgreSQL, the pattern's end is not looked at when the text has ended before.
        if (literal && more) {
          if (p + width >= pattern.length()) {
            throw SqlState.INVALID_ESCAPE_SEQUENCE.error(
                "LIKE pattern must not end with escape character");
          }
          p += width;
          c = pattern.codePointAt(p);
          width = Character.charCount(c);
        }
        if (more && ((c == '_' && !literal) || c == text.codePointAt(t))) {
          p += width;
          t += Character.charCount(text.codePointAt(t));
          continue;
        }
      } else if (t == text.length()) {
        return true;
      }
      if (retryPattern < 0 || retryText >= text.length()) {
        return false;
      }
      retryText += Character.charCount(text.codePointAt(retryText));
      t = retryText;
      p = retryPattern;
    }
  }

  /// The escape character of an ESCAPE clause: -1 for the empty string.
  ///
  /// @throws OmenException 22025 when there are several characters
  public static int escape(String text) {
    if (text.codePointCount(0, text.length()) > 1) {
      throw SqlState.INVALID_ESCAPE_SEQUENCE
          .error("invalid escape string")
          .withHint("Escape string must be empty or one character.");
    }
    return text.isEmpty() ? -1 : text.codePointAt(0);
  }
}
