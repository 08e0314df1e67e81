package omendb.planner.function;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A template of to_char, to_date and to_timestamp, cut into fields and literal text.
final class DateTemplate {
  /// The fields, longest first where one begins like another.
  private static final String[] KEYWORDS = {
    "A.D.", "A.M.", "AD", "AM", "B.C.", "BC", "CC", "DAY", "DDD", "DD", "DY", "D", "FF1", "FF2",
    "FF3", "FF4", "FF5", "FF6", "FX", "HH24", "HH12", "HH", "IDDD", "ID", "IW", "IYYY", "IYY", "IY",
    "I", "J", "MI", "MM", "MONTH", "MON", "MS", "OF", "P.M.", "PM", "Q", "RM", "SSSSS", "SSSS",
    "SS", "TZH", "TZM", "TZ", "US", "WW", "W", "Y,YYY", "YYYY", "YYY", "YY", "Y"
  };

  /// One piece of a template.
  ///
  /// @param keyword upper case; empty for literal text
  /// @param text the keyword as written, or the literal text
  /// @param fill FM: without blanks and leading zeros
  /// @param suffix TH, th or empty
  record Piece(String keyword, String text, boolean fill, String suffix) {}

  private DateTemplate() {}

  static List<Piece> parse(String template) {
    List<Piece> pieces = new ArrayList<>();
    int i = 0;
    while (i < template.length()) {
      boolean fill = template.startsWith("FM", i) || template.startsWith("fm", i);
      if (fill || template.startsWith("TM", i)) {
        i += 2;
      }
      String keyword = keywordAt(template, i);
      if (keyword != null) {
        String text = template.substring(i, i + keyword.length());
        i += keyword.length();
        String suffix = "";
        if (template.startsWith("TH", i) || template.startsWith("th", i)) {
          suffix = template.substring(i, i + 2);
          i += 2;
        }
        pieces.add(new Piece(keyword, text, fill, suffix));
      } else if (i < template.length()) {
        i = literal(template, i, pieces);
      }
    }
    return pieces;
  }

  private static int literal(String template, int from, List<Piece> pieces) {
    char c = template.charAt(from);
    int i = from + 1;
    StringBuilder text = new StringBuilder();
    if (c == '"') {
      while (i < template.length() && template.charAt(i) != '"') {
        if (template.charAt(i) == '\\' && i + 1 < template.length()) {
          i++;
        }
        text.append(template.charAt(i++));
      }
      i++;
    } else if (c == '\\' && template.startsWith("\"", i)) {
      text.append('"');
      i++;
    } else {
      text.append(c);
    }
    pieces.add(new Piece("", text.toString(), false, ""));
    return i;
  }

  private static @Nullable String keywordAt(String template, int at) {
    for (String keyword : KEYWORDS) {
      if (template.regionMatches(true, at, keyword, 0, keyword.length())) {
        return keyword;
      }
    }
    return null;
  }
}
