package omendb.testkit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs `.slt` files: statements with the outcome that each must have.
///
/// | record | meaning |
/// |---|---|
/// | `statement ok` | the text must run |
/// | `statement count N` | it must run and change N rows |
/// | `statement error SQLSTATE [regex]` | it must fail so; the regex is looked for in the message |
/// | `query TYPES [sort] [label]`, SQL, `----`, rows | it must answer these rows |
/// | `skipif NAME`, `onlyif NAME` | the next record is not for, or only for, ways of this name |
/// | `connection NAME` | the next record runs on a connection of its own |
/// | `hash-threshold N` | results of more values are given as `N values hashing to H` |
/// | `halt` | the rest of the file is not run |
///
/// A record ends at an empty line. A row is a line with tabs between its values (`valuesort`: one
/// value per line), `NULL` stands for NULL and `(empty)` for an empty text; a line break in a value
/// is written `\n`, a tab `\t`, a carriage return `\r`. Results with the same label must be equal.
public final class SqlLogic {
  private final SqlScript script;
  private final Supplier<? extends SqlRunner> connections;
  private final Set<String> names;
  private final Map<String, SqlRunner> open = new HashMap<>();
  private final Map<String, List<String>> labels = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private int hashThreshold = Integer.MAX_VALUE;

  private SqlLogic(SqlScript script, Supplier<? extends SqlRunner> connections, Set<String> names) {
    this.script = script;
    this.connections = connections;
    this.names = names;
  }

  /// Runs a script and returns what was wrong, each with file and line; empty when nothing was.
  ///
  /// @param names the names of this way, for `skipif` and `onlyif`
  public static List<String> run(
      SqlScript script, Supplier<? extends SqlRunner> connections, String... names) {
    SqlLogic logic = new SqlLogic(script, connections, Set.copyOf(List.of(names)));
    try {
      logic.runRecords();
    } finally {
      logic.open.values().forEach(SqlRunner::close);
    }
    return logic.failures;
  }

  /// The script's text with the results of its queries replaced by what the runner answers, and
  /// `ok` or `error` of its statements likewise: how expectations are taken from another database.
  public static String complete(
      SqlScript script, Supplier<? extends SqlRunner> connections, String... names) {
    SqlLogic logic = new SqlLogic(script, connections, Set.copyOf(List.of(names)));
    try {
      return logic.completed();
    } finally {
      logic.open.values().forEach(SqlRunner::close);
    }
  }

  private void runRecords() {
    for (SqlRecord each : script.records()) {
      if (!each.runsFor(names)) {
        continue;
      }
      switch (each) {
        case SqlRecord.Halt _ -> {
          return;
        }
        case SqlRecord.HashThreshold threshold -> hashThreshold = threshold.values();
        case SqlRecord.Statement statement -> check(statement);
        case SqlRecord.Query query -> check(query);
      }
    }
  }

  private SqlAnswer answer(String connection, String sql) {
    return open.computeIfAbsent(connection, _ -> connections.get()).run(sql);
  }

  private void check(SqlRecord.Statement statement) {
    SqlAnswer answer = answer(statement.connection(), statement.sql());
    String expected = statement.sqlState();
    if (expected == null) {
      if (answer.failed()) {
        fail(statement.line(), statement.sql(), "expected no error", told(answer));
      } else if (statement.count() >= 0 && answer.count() != statement.count()) {
        fail(
            statement.line(),
            statement.sql(),
            "expected " + statement.count() + " changed rows",
            answer.count() + " changed rows");
      }
      return;
    }
    String regex = statement.messageRegex();
    String wanted = "expected error " + expected + (regex == null ? "" : " like " + regex);
    if (!expected.equals(answer.sqlState())) {
      fail(statement.line(), statement.sql(), wanted, told(answer));
    } else if (regex != null && !Pattern.compile(regex).matcher(answer.message()).find()) {
      fail(statement.line(), statement.sql(), wanted, told(answer));
    }
  }

  private void check(SqlRecord.Query query) {
    SqlAnswer answer = answer(query.connection(), query.sql());
    if (answer.failed()) {
      fail(query.line(), query.sql(), "expected rows", told(answer));
      return;
    }
    if (answer.columnCount() != query.types().length()
        && answer.columnCount() != SqlAnswer.UNKNOWN_COLUMNS) {
      fail(
          query.line(),
          query.sql(),
          "expected " + query.types().length() + " columns",
          answer.columnCount() + " columns");
      return;
    }
    String wrongType = wrongType(query.types(), answer);
    if (wrongType != null) {
      fail(query.line(), query.sql(), "expected columns of types " + query.types(), wrongType);
      return;
    }
    boolean byValue = query.sort() == SqlRecord.Sort.VALUESORT;
    List<String> actual = lines(answer, byValue);
    List<String> expected = new ArrayList<>(query.expected());
    if (!answer.roundedColumns().isEmpty()) {
      actual.replaceAll(line -> rounded(line, answer.roundedColumns()));
      expected.replaceAll(line -> rounded(line, answer.roundedColumns()));
    }
    if (query.sort() != SqlRecord.Sort.NOSORT) {
      Collections.sort(actual);
      Collections.sort(expected);
    }
    int values = answer.rows().size() * answer.columnCount();
    List<String> shown = values > hashThreshold ? List.of(hash(actual, values)) : actual;
    if (!shown.equals(expected)) {
      fail(
          query.expectedLine() + firstDifference(expected, shown),
          query.sql(),
          "expected\n" + String.join("\n", expected),
          "\n" + String.join("\n", shown));
    }
    checkLabel(query, actual);
  }

  private void checkLabel(SqlRecord.Query query, List<String> actual) {
    String label = query.label();
    if (label == null) {
      return;
    }
    List<String> before = labels.putIfAbsent(label, actual);
    if (before != null && !before.equals(actual)) {
      fail(
          query.line(),
          query.sql(),
          "expected what the other query labelled "
              + label
              + " answered\n"
              + String.join("\n", before),
          "\n" + String.join("\n", actual));
    }
  }

  private static int firstDifference(List<String> expected, List<String> actual) {
    int at = 0;
    while (at < expected.size() && at < actual.size() && expected.get(at).equals(actual.get(at))) {
      at++;
    }
    return at;
  }

  private void fail(int line, String sql, String expected, String actual) {
    failures.add(
        script.name() + ":" + line + ": " + expected + "\nbut was " + actual + "\nfor " + sql);
  }

  private static String told(SqlAnswer answer) {
    return answer.failed() ? answer.sqlState() + ": " + answer.message() : "no error";
  }

  /// Null when every value has the form that its column's type asks for.
  private static @Nullable String wrongType(String types, SqlAnswer answer) {
    for (List<@Nullable String> row : answer.rows()) {
      for (int i = 0; i < types.length(); i++) {
        String value = row.get(i);
        boolean rounded = answer.roundedColumns().contains(i);
        if (value != null && !fits(rounded ? 'R' : types.charAt(i), value)) {
          return "\"" + value + "\" in column " + (i + 1);
        }
      }
    }
    return null;
  }

  static boolean fits(char type, String value) {
    return switch (type) {
      case 'I' -> value.matches("-?[0-9]+");
      case 'R' -> value.matches("-?[0-9]+(\\.[0-9]+)?(e[-+][0-9]+)?|NaN|-?Infinity");
      default -> true;
    };
  }

  private static List<String> lines(SqlAnswer answer, boolean byValue) {
    List<String> lines = new ArrayList<>();
    for (List<@Nullable String> row : answer.rows()) {
      List<String> values = row.stream().map(SqlLogic::shown).toList();
      if (byValue) {
        lines.addAll(values);
      } else {
        lines.add(String.join("\t", values));
      }
    }
    return lines;
  }

  private static String shown(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    if (value.isEmpty()) {
      return "(empty)";
    }
    return value.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r");
  }

  /// The line with the numbers of some columns in one form.
  private static String rounded(String line, Set<Integer> columns) {
    String[] values = line.split("\t", -1);
    for (int column : columns) {
      if (column < values.length && values[column].matches("-?[0-9]+(\\.[0-9]+)?")) {
        BigDecimal number =
            new BigDecimal(values[column])
                .setScale(SqlAnswer.ROUNDED_SCALE, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        values[column] = number.toPlainString();
      }
    }
    return String.join("\t", values);
  }

  private static String hash(List<String> lines, int values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
      String hex = HexFormat.of().formatHex(digest.digest(), 0, 16);
      return values + " values hashing to " + hex;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String completed() {
    Completion completion = new Completion(script.lines());
    for (SqlRecord each : script.records()) {
      if (!each.runsFor(names)) {
        continue;
      }
      switch (each) {
        case SqlRecord.Statement statement ->
            completion.put(statement, answer(statement.connection(), statement.sql()));
        case SqlRecord.Query query -> {
          SqlAnswer answer = answer(query.connection(), query.sql());
          List<String> lines = lines(answer, query.sort() == SqlRecord.Sort.VALUESORT);
          if (query.sort() != SqlRecord.Sort.NOSORT) {
            Collections.sort(lines);
          }
          completion.put(query, answer, lines);
        }
        case SqlRecord.Halt _, SqlRecord.HashThreshold _ -> {}
      }
    }
    return completion.text();
  }
}
