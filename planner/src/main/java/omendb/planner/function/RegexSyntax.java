package omendb.planner.function;

import java.util.Map;
import java.util.regex.Pattern;
import omendb.core.SqlState;

/// A regular expression of PostgreSQL's ("advanced") dialect in Java's.
///
/// What differs: `\y \m \M \Y \A \Z` and `[[:<:]] [[:>:]]`, classes `[[:alpha:]]`, `$` only at the
/// very end, `.` and `[^a]` also match newlines, brackets without Java's set operators, a `(?i)`
/// only at the start, flags i, c, n, m, s, p, w, x, q.
///
/// @param flags of [Pattern]
/// @param alternatives there is a `|`
/// @param lazy there is a non-greedy quantifier
record RegexSyntax(String text, int flags, boolean alternatives, boolean lazy) {
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("alpha", "\\p{IsAlphabetic}"),
          Map.entry("digit", "\\p{IsDigit}"),
          Map.entry("alnum", "\\p{IsAlphabetic}\\p{IsDigit}"),
          Map.entry("upper", "\\p{IsUppercase}"),
          Map.entry("lower", "\\p{IsLowercase}"),
          Map.entry("space", "\\s\\x0B"),
          Map.entry("blank", " \\t"),
          Map.entry("punct", "\\p{Punct}"),
          Map.entry("cntrl", "\\p{Cntrl}"),
          Map.entry("print", "\\p{Print}"),
          Map.entry("graph", "\\p{Graph}"),
          Map.entry("xdigit", "0-9A-Fa-f"),
          Map.entry("word", "\\w"));

  static RegexSyntax translate(String source, String options) {
    int flags = flags(options);
    String rest = source;
    if (rest.startsWith("***=")) {
      return new RegexSyntax(rest.substring(4), flags | Pattern.LITERAL, false, false);
    }
    if (rest.startsWith("***:")) {
      rest = rest.substring(4);
    }
    if (rest.startsWith("(?") && rest.length() > 2 && Character.isLetter(rest.charAt(2))) {
      int end = rest.indexOf(')');
      if (end > 0) {
        flags |= flags(rest.substring(2, end));
        rest = rest.substring(end + 1);
      }
    }
    if ((flags & Pattern.LITERAL) != 0) {
      return new RegexSyntax(rest, flags, false, false);
    }
    return new Translation(rest, flags).run();
  }

  private static int flags(String options) {
    int flags = Pattern.DOTALL;
    for (int i = 0; i < options.length(); i++) {
      switch (options.charAt(i)) {
        case 'i' -> flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        case 'c' -> flags &= ~(Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        case 'n', 'm' -> flags = flags & ~Pattern.DOTALL | Pattern.MULTILINE;
        case 'p' -> flags &= ~Pattern.DOTALL;
        case 'w' -> flags |= Pattern.MULTILINE;
        case 's', 't', 'e' -> {}
        case 'x' -> flags |= Pattern.COMMENTS;
        case 'q' -> flags |= Pattern.LITERAL;
        default ->
            throw SqlState.INVALID_PARAMETER_VALUE.error(
                "invalid regular expression option: \"%s\"", options.substring(i, i + 1));
      }
    }
    return flags | ((flags & Pattern.MULTILINE) != 0 ? Pattern.UNIX_LINES : 0);
  }

  /// What PostgreSQL says where Java says otherwise.
  static String complaint(String description) {
    if (description.startsWith("Unclosed group") || description.startsWith("Unmatched closing")) {
      return "parentheses () not balanced";
    }
    if (description.startsWith("Unclosed character class")) {
      return "brackets [] not balanced";
    }
    if (description.startsWith("Dangling meta") || description.startsWith("Illegal repetition")) {
      return "quantifier operand invalid";
    }
    if (description.startsWith("Illegal character range")) {
      return "invalid character range";
    }
    return description;
  }

  /// One run over a pattern.
  private static final class Translation {
    private final String source;
    private final int flags;
    private final StringBuilder out = new StringBuilder();
    private int position;
    private boolean alternatives;
    private boolean lazy;

    Translation(String source, int flags) {
      this.source = source;
      this.flags = flags;
    }

    RegexSyntax run() {
      while (position < source.length()) {
        char c = source.charAt(position);
        switch (c) {
          case '\\' -> escape();
          case '[' -> bracket();
          case '$' -> {
            position++;
            out.append((flags & Pattern.MULTILINE) != 0 ? "$" : "\\z");
          }
          case '|' -> {
            alternatives = true;
            position++;
            out.append('|');
          }
          case '*', '+', '?', '}' -> quantifier(c);
          default -> {
            position++;
            out.append(c);
          }
        }
      }
      return new RegexSyntax(out.toString(), flags, alternatives, lazy);
    }

    private void quantifier(char c) {
      position++;
      out.append(c);
      boolean group = c == '?' && position > 1 && source.charAt(position - 2) == '(';
      if (group || position >= source.length()) {
        return;
      }
      char next = source.charAt(position);
      if (next == '?') {
        lazy = true;
        out.append('?');
        position++;
      } else if (next == '+' || next == '*') {
        throw SqlState.INVALID_REGULAR_EXPRESSION.error(
            "invalid regular expression: quantifier operand invalid");
      }
    }

    private void escape() {
      if (position + 1 >= source.length()) {
        throw SqlState.INVALID_REGULAR_EXPRESSION.error(
            "invalid regular expression: invalid escape \\ sequence");
      }
      char c = source.charAt(position + 1);
      position += 2;
      switch (c) {
        case 'y' -> out.append("\\b");
        case 'Y' -> out.append("\\B");
        case 'm' -> out.append("\\b(?=\\w)");
        case 'M' -> out.append("\\b(?<=\\w)");
        case 'Z' -> out.append("\\z");
        case 'b' -> out.append("\\x08");
        case 'B' -> out.append("\\\\");
        default -> out.append('\\').append(c);
      }
    }

    private void bracket() {
      if (source.startsWith("[[:<:]]", position)) {
        out.append("\\b(?=\\w)");
        position += 7;
        return;
      }
      if (source.startsWith("[[:>:]]", position)) {
        out.append("\\b(?<=\\w)");
        position += 7;
        return;
      }
      out.append('[');
      position++;
      boolean negated = position < source.length() && source.charAt(position) == '^';
      if (negated) {
        out.append('^');
        position++;
        if ((flags & Pattern.DOTALL) == 0) {
          out.append("\\n");
        }
      }
      boolean first = true;
      while (position < source.length() && (first || source.charAt(position) != ']')) {
        item();
        first = false;
      }
      if (position >= source.length()) {
        throw SqlState.INVALID_REGULAR_EXPRESSION.error(
            "invalid regular expression: brackets [] not balanced");
      }
      position++;
      out.append(']');
    }

    private void item() {
      char c = source.charAt(position);
      if (source.startsWith("[:", position)) {
        int end = source.indexOf(":]", position);
        String name = end < 0 ? "" : source.substring(position + 2, end);
        String set = CLASSES.get(name);
        if (set == null) {
          throw SqlState.INVALID_REGULAR_EXPRESSION.error(
              "invalid regular expression: invalid character class");
        }
        out.append(set);
        position = end + 2;
      } else if (c == '\\' && position + 1 < source.length()) {
        out.append(c).append(source.charAt(position + 1));
        position += 2;
      } else {
        if (c == '[' || c == ']' || c == '&' || c == '^' || c == '#' || c == ' ') {
          out.append('\\');
        }
        out.append(c);
        position++;
      }
    }
  }
}
