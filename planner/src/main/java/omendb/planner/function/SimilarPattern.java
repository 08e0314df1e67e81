package omendb.planner.function;

/// SIMILAR TO patterns as regular expressions.
final class SimilarPattern {
  private SimilarPattern() {}

  /// @param escape the escape character, -1 for none
  static String translate(String pattern, int escape) {
    StringBuilder out = new StringBuilder("^(?:");
    boolean escaped = false;
    boolean inBrackets = false;
    int separators = 0;
    for (int c : pattern.codePoints().toArray()) {
      if (escaped) {
        if (c == '"' && !inBrackets) {
          out.append(separators++ == 0 ? "){1,1}?(" : "){1,1}(?:");
        } else {
          out.append('\\').appendCodePoint(c);
        }
        escaped = false;
      } else if (c == escape) {
        escaped = true;
      } else if (inBrackets) {
        if (c == '\\') {
          out.append('\\');
        }
        out.appendCodePoint(c);
        inBrackets = c != ']';
      } else {
        switch (c) {
          case '[' -> {
            inBrackets = true;
            out.append('[');
          }
          case '%' -> out.append(".*");
          case '_' -> out.append('.');
          case '(' -> out.append("(?:");
          case '\\', '.', '^', '$' -> out.append('\\').appendCodePoint(c);
          default -> out.appendCodePoint(c);
        }
      }
    }
    return out.append(")$").toString();
  }
}
