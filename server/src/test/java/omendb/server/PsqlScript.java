package omendb.server;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The statements of a script for psql, split as psql does it: at semicolons outside of quotes,
/// comments, parentheses and bodies of routines. Variables are put in, for two servers at once, as
/// `\gset` may have given them different values. Other backslash commands than `\set`, `\getenv`,
/// `\gset`, `\if` and `\c` are passed over.
final class PsqlScript {
  /// A statement as the two servers get it.
  ///
  /// @param end what ended it: `;` or a backslash command with its words; `\c` alone when the
  ///   connections are to be made anew
  record Statement(String ours, String theirs, String end) {}

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9$]*");
  private static final Pattern DOLLARS = Pattern.compile("\\$([A-Za-z_][A-Za-z_0-9]*)?\\$");
  private static final Pattern VARIABLE = Pattern.compile(":(['\"]?)([A-Za-z_][A-Za-z_0-9]*)\\1");
  private static final Pattern ARGUMENT = Pattern.compile("'(?:[^']|'')*'|:\\w+|[^\\s':]+");

  private final String text;
  private final Map<String, String> surroundings;
  private final Map<String, String> ours = new HashMap<>();
  private final Map<String, String> theirs = new HashMap<>();
  private int at;
  private StringBuilder forUs = new StringBuilder();
  private StringBuilder forThem = new StringBuilder();
  private int parentheses;
  private int bodies;

  /// @param surroundings variables of the environment, for `\getenv`
  PsqlScript(String text, Map<String, String> surroundings) {
    this.text = text;
    this.surroundings = surroundings;
  }

  Map<String, String> ours() {
    return ours;
  }

  Map<String, String> theirs() {
    return theirs;
  }

  /// The next statement, null at the end.
  Statement next() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ';' && parentheses <= 0 && bodies == 0) {
        at++;
        if (forUs.isEmpty()) {
          continue;
        }
        return take(";");
      }
      if (c == '\\') {
        Statement ended = command();
        if (ended != null) {
          return ended;
        }
        continue;
      }
      piece(c);
    }
    return forUs.toString().isBlank() ? null : take(";");
  }

  /// The lines of COPY data after the statement that was taken last.
  String copyLines() {
    at = Math.min(text.length(), text.indexOf('\n', at) + 1);
    int end = text.startsWith("\\.", at) ? at : text.indexOf("\n\\.", at) + 1;
    if (end == 0) {
      end = text.length();
    }
    String lines = text.substring(at, end);
    at = Math.min(text.length(), Math.max(end, text.indexOf('\n', end)));
    return lines;
  }

  private Statement take(String end) {
    Statement statement = new Statement(forUs.toString(), forThem.toString(), end);
    forUs = new StringBuilder();
    forThem = new StringBuilder();
    parentheses = 0;
    bodies = 0;
    return statement;
  }

  private void piece(char c) {
    Matcher matcher = WORD.matcher(text).region(at, text.length());
    if (c == '\'' || c == '"') {
      quoted(c);
    } else if (text.startsWith("--", at)) {
      at = lineEnd();
    } else if (text.startsWith("/*", at)) {
      comment();
    } else if (c == '$' && DOLLARS.matcher(text).region(at, text.length()).lookingAt()) {
      String tag = text.substring(at, text.indexOf('$', at + 1) + 1);
      int end = text.indexOf(tag, at + tag.length());
      keep(end < 0 ? text.length() : end + tag.length());
    } else if (text.startsWith("::", at)) {
      keep(at + 2);
    } else if (c == ':' && VARIABLE.matcher(text).region(at, text.length()).lookingAt()) {
      variable();
    } else if (matcher.lookingAt()) {
      word(matcher.group().toLowerCase(Locale.ROOT));
      keep(matcher.end());
    } else {
      parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (Character.isWhitespace(c) && forUs.isEmpty()) {
        at++;
      } else {
        keep(at + 1);
      }
    }
  }

  private void keep(int end) {
    forUs.append(text, at, end);
    forThem.append(text, at, end);
    at = end;
  }

  private int lineEnd() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private void quoted(char quote) {
    boolean escapes =
        quote == '\''
            && at > 0
            && Character.toLowerCase(text.charAt(at - 1)) == 'e'
            && (at < 2 || !Character.isLetterOrDigit(text.charAt(at - 2)));
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      end += escapes && text.charAt(end) == '\\' ? 2 : 1;
    }
    keep(Math.min(text.length(), end + 1));
  }

  private void comment() {
    int depth = 0;
    int end = at;
    do {
      boolean opens = text.startsWith("/*", end);
      boolean closes = text.startsWith("*/", end);
      depth += opens ? 1 : closes ? -1 : 0;
      end += opens || closes ? 2 : 1;
    } while (depth > 0 && end < text.length());
    if (forUs.isEmpty()) {
      at = end;
    } else {
      keep(end);
    }
  }

  private void variable() {
    Matcher matcher = VARIABLE.matcher(text).region(at, text.length());
    matcher.lookingAt();
    String name = matcher.group(2);
    if (!ours.containsKey(name) || !theirs.containsKey(name)) {
      keep(matcher.end());
      return;
    }
    String quote = matcher.group(1);
    forUs.append(quote).append(ours.get(name)).append(quote);
    forThem.append(quote).append(theirs.get(name)).append(quote);
    at = matcher.end();
  }

  /// Bodies of routines in SQL's own form, whose semicolons end no statement.
  private void word(String word) {
    if (!Set.of("begin", "case", "end").contains(word)) {
      return;
    }
    boolean routine =
        forUs
            .toString()
            .toLowerCase(Locale.ROOT)
            .matches("(?s)create\\s+(or\\s+replace\\s+)?(function|procedure)\\b.*");
    if (routine && (word.equals("begin") || (bodies > 0 && word.equals("case")))) {
      bodies++;
    } else if (bodies > 0 && word.equals("end")) {
      bodies--;
    }
  }

  private Statement command() {
    if (text.startsWith("\\;", at)) {
      at++;
      keep(at + 1);
      return null;
    }
    String line = text.substring(at, lineEnd()).strip();
    at = lineEnd();
    String[] words = line.split("\\s+");
    switch (words[0]) {
      case "\\set" -> set(line);
      case "\\getenv" -> both(words[1], surroundings.getOrDefault(words[2], ""));
      case "\\if" -> skipTo(Set.of("\\else", "\\endif"));
      case "\\else", "\\elif" -> skipTo(Set.of("\\endif"));
      case "\\r" -> take("");
      case "\\c", "\\connect" -> {
        return new Statement("", "", "\\c");
      }
      default -> {
        if (words[0].startsWith("\\g") || words[0].equals("\\crosstabview")) {
          return forUs.isEmpty() ? null : take(line);
        }
      }
    }
    return null;
  }

  private void skipTo(Set<String> ends) {
    while (at < text.length()) {
      at++;
      String line = text.substring(at, lineEnd()).strip();
      at = lineEnd();
      if (ends.contains(line.split("\\s+")[0])) {
        return;
      }
    }
  }

  private void set(String line) {
    Matcher matcher = ARGUMENT.matcher(line);
    matcher.find(); // the command
    if (!matcher.find()) {
      return;
    }
    String name = matcher.group();
    StringBuilder value = new StringBuilder();
    while (matcher.find()) {
      String word = matcher.group();
      if (word.startsWith("'")) {
        value.append(word.substring(1, word.length() - 1).replace("''", "'"));
      } else if (word.startsWith(":")) {
        value.append(theirs.getOrDefault(word.substring(1), ""));
      } else {
        value.append(word);
      }
    }
    both(name, value.toString());
  }

  private void both(String name, String value) {
    ours.put(name, value);
    theirs.put(name, value);
  }
}
