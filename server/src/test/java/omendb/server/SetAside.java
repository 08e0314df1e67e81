package omendb.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Statements of what OmenDB leaves out by intent, and those that only fail because an object that
/// such a statement makes is missing.
final class SetAside {
  private static final Map<String, Pattern> REASONS = new LinkedHashMap<>();

  static {
    aside("PL/pgSQL", "\\blanguage\\s+'?plpgsql\\b|^do\\b");
    aside(
        "triggers",
        "^(create|drop|alter)\\s+(or\\s+replace\\s+)?(constraint\\s+)?(event\\s+)?trigger\\b"
            + "|\\b(enable|disable)\\s+((replica|always)\\s+)?trigger\\b"
            + "|^comment\\s+on\\s+(event\\s+)?trigger\\b");
    aside(
        "rules",
        "^(create|drop|alter)\\s+(or\\s+replace\\s+)?rule\\b"
            + "|\\b(enable|disable)\\s+((replica|always)\\s+)?rule\\b|^comment\\s+on\\s+rule\\b");
    aside("large objects", "\\blo_\\w+\\s*\\(|\\blarge\\s+object\\b|\\blo(read|write)\\s*\\(");
    aside("C functions", "\\blanguage\\s+'?(c|internal)\\b|^load\\b");
    aside("inheritance", "\\binherits\\s*\\(|^alter\\s+table.*\\b(no\\s+)?inherit\\s+\\w");
    aside(
        "partitions (inheritance)",
        "\\bpartition\\s+of\\b|\\)\\s*partition\\s+by\\s+\\w+\\s*\\("
            + "|\\b(attach|detach)\\s+partition\\b");
  }

  private static final Pattern CREATED =
      Pattern.compile(
          "^create\\s+(?:or\\s+replace\\s+)?(?:(?:unlogged|temp|temporary|global|local)\\s+)*"
              + "(?:table|function|procedure)\\s+(?:if\\s+not\\s+exists\\s+)?"
              + "(?:[\\w\"]+\\.)?\"?(\\w+)");

  private static final Pattern MISSING =
      Pattern.compile("(?:relation|table|function|type|view) \"?(?:\\w+\\.)?(\\w+).* does not");

  private final Map<String, String> made = new HashMap<>();

  private static void aside(String name, String pattern) {
    REASONS.put(name, Pattern.compile(pattern, Pattern.DOTALL));
  }

  /// Why a statement is not counted.
  ///
  /// @param refusal OmenDB's message, empty if it accepted the statement
  /// @return null if it is counted
  String reason(String statement, String refusal) {
    String plain = statement.strip().toLowerCase(Locale.ROOT);
    for (Map.Entry<String, Pattern> reason : REASONS.entrySet()) {
      if (reason.getValue().matcher(plain).find()) {
        Matcher created = CREATED.matcher(plain);
        if (created.find()) {
          made.put(created.group(1), reason.getKey());
        }
        return reason.getKey();
      }
    }
    Matcher missing = MISSING.matcher(refusal);
    return missing.find() ? made.get(missing.group(1)) : null;
  }
}
