package omendb.server;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;
import org.jspecify.annotations.Nullable;

/// Runs one script of the corpus on a connection and counts how its records went. Confined to one
/// thread.
final class CorpusRun {
  /// Failures that are told; all are counted.
  private static final int MAX_TOLD = 40;

  private static final Pattern HASH = Pattern.compile("\\d+ values hashing to [0-9a-f]{32}");

  /// What is no number counts as 0 where the corpus asks for an integer.
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(e[+-]?\\d+)?");

  private final String name;
  private final SqlRunner ours;
  private final SqlRunner theirs;
  private final Map<String, String> labels = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private int records;
  private int wrong;
  private int refused;
  private int broken;
  private int aside;

  /// @param theirs PostgreSQL, which gets all statements too, and the queries that we do not answer
  ///   as the corpus expects
  CorpusRun(String name, SqlRunner ours, SqlRunner theirs) {
    this.name = name;
    this.ours = ours;
    this.theirs = theirs;
  }

  /// How the records of a script, or of several, went.
  ///
  /// @param wrong other rows than expected, or a statement that had to fail and did not
  /// @param refused errors where none was expected
  /// @param broken internal errors, not counted among the refused
  /// @param aside records of which PostgreSQL makes what we make, which is not what the corpus says
  record Count(int records, int wrong, int refused, int broken, int aside, List<String> told) {
    static final Count NONE = new Count(0, 0, 0, 0, 0, List.of());

    Count plus(Count other) {
      List<String> all = new ArrayList<>(told);
      other.told.stream().limit(Math.max(0, MAX_TOLD - all.size())).forEach(all::add);
      return new Count(
          records + other.records,
          wrong + other.wrong,
          refused + other.refused,
          broken + other.broken,
          aside + other.aside,
          all);
    }

    double passed() {
      return 100.0 * (records - wrong - refused - broken) / Math.max(1, records);
    }
  }

  Count run(CorpusScript script) throws IOException {
    CorpusScript.Entry entry;
    while ((entry = script.next()) != null) {
      records++;
      SqlAnswer answer = ours.run(entry.sql());
      boolean statement = entry.types() == null;
      SqlAnswer other = statement ? theirs.run(entry.sql()) : null;
      String state = answer.sqlState();
      if (state != null && (state.startsWith("XX") || state.startsWith("?"))) {
        broken++;
        tell(entry, answer.message());
      } else if (!asWritten(entry, answer)) {
        judge(entry, answer, other == null ? theirs.run(entry.sql()) : other);
      }
    }
    return new Count(records, wrong, refused, broken, aside, told);
  }

  /// True when the answer is what the corpus says.
  private boolean asWritten(CorpusScript.Entry entry, SqlAnswer answer) {
    if (answer.failed() || entry.types() == null) {
      return answer.failed() == entry.fails();
    }
    List<String> values = values(entry, answer);
    List<String> expected = entry.expected();
    String hash = values.size() + " values hashing to " + md5(values);
    boolean hashed = expected.size() == 1 && HASH.matcher(expected.getFirst()).matches();
    boolean same = expected.equals(hashed ? List.of(hash) : values);
    if (!entry.label().isEmpty()) {
      String before = labels.putIfAbsent(entry.label(), hash);
      same &= before == null || before.equals(hash);
    }
    return same;
  }

  /// What PostgreSQL answers decides about what the corpus does not expect.
  private void judge(CorpusScript.Entry entry, SqlAnswer answer, SqlAnswer other) {
    if (answer.failed() || other.failed()) {
      if (answer.failed() && other.failed()) {
        aside++;
        return;
      }
      if (answer.failed()) {
        refused++;
        tell(entry, answer.sqlState() + ": " + answer.message());
        return;
      }
    } else if (entry.types() == null || values(entry, answer).equals(values(entry, other))) {
      aside++;
      return;
    }
    wrong++;
    tell(entry, "expected " + entry.expected() + " but was " + values(entry, answer));
  }

  private void tell(CorpusScript.Entry entry, String what) {
    if (told.size() < MAX_TOLD) {
      told.add(name + ":" + entry.line() + ": " + what + "\n" + entry.sql());
    }
  }

  private static List<String> values(CorpusScript.Entry entry, SqlAnswer answer) {
    String types = String.valueOf(entry.types());
    List<List<String>> rows = new ArrayList<>();
    for (List<@Nullable String> row : answer.rows()) {
      List<String> shown = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        shown.add(shown(i < types.length() ? types.charAt(i) : 'T', row.get(i)));
      }
      rows.add(shown);
    }
    if (entry.sort().equals("rowsort")) {
      rows.sort(CorpusRun::compareRows);
    }
    List<String> values = new ArrayList<>();
    rows.forEach(values::addAll);
    if (entry.sort().equals("valuesort")) {
      Collections.sort(values);
    }
    return values;
  }

  private static int compareRows(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int compared = a.get(i).compareTo(b.get(i));
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  private static String shown(char type, @Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    return switch (type) {
      case 'I' -> NUMBER.matcher(value).matches() ? integer(value) : "0";
      case 'R' -> String.format(Locale.ROOT, "%.3f", Double.parseDouble(value));
      default -> value.isEmpty() ? "(empty)" : value;
    };
  }

  private static String integer(String value) {
    return new BigDecimal(value).toBigInteger().toString();
  }

  private static String md5(List<String> values) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      values.forEach(value -> digest.update((value + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
