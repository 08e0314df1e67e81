package omendb.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A script's text with outcomes put in; all other lines stay as they are.
final class Completion {
  private final List<String> lines;
  private final Map<Integer, String> heads = new HashMap<>();
  private final Map<Integer, List<String>> results = new HashMap<>();
  private final Set<Integer> dropped = new HashSet<>();

  Completion(List<String> lines) {
    this.lines = lines;
  }

  void put(SqlRecord.Statement statement, SqlAnswer answer) {
    String state = answer.sqlState();
    if (state != null && !state.equals(statement.sqlState())) {
      heads.put(statement.line(), "statement error " + state);
    } else if (state == null && statement.count() >= 0) {
      heads.put(statement.line(), "statement count " + answer.count());
    } else if (state == null) {
      heads.put(statement.line(), "statement ok");
    }
  }

  void put(SqlRecord.Query query, SqlAnswer answer, List<String> rows) {
    for (int i = 0; i < query.expected().size(); i++) {
      dropped.add(query.expectedLine() + i);
    }
    if (answer.failed()) {
      heads.put(query.line(), "statement error " + answer.sqlState());
      dropped.add(query.expectedLine() - 1);
      return;
    }
    StringBuilder head = new StringBuilder("query ").append(types(answer));
    if (query.sort() != SqlRecord.Sort.NOSORT) {
      head.append(' ').append(query.sort().name().toLowerCase(Locale.ROOT));
    }
    if (query.label() != null) {
      head.append(' ').append(query.label());
    }
    heads.put(query.line(), head.toString());
    results.put(query.expectedLine() - 1, rows);
  }

  private static String types(SqlAnswer answer) {
    StringBuilder types = new StringBuilder();
    for (int i = 0; i < answer.columnCount(); i++) {
      types.append(allFit('I', answer, i) ? 'I' : allFit('R', answer, i) ? 'R' : 'T');
    }
    return types.toString();
  }

  private static boolean allFit(char type, SqlAnswer answer, int column) {
    boolean any = false;
    for (List<@Nullable String> row : answer.rows()) {
      String value = row.get(column);
      any |= value != null;
      if (value != null && !SqlLogic.fits(type, value)) {
        return false;
      }
    }
    return any;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= lines.size(); i++) {
      if (!dropped.contains(i)) {
        text.append(heads.getOrDefault(i, lines.get(i - 1))).append('\n');
      }
      results.getOrDefault(i, List.of()).forEach(row -> text.append(row).append('\n'));
    }
    return text.toString();
  }
}
