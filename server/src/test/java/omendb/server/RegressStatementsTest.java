package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// PostgreSQL's own regression scripts (`-Domendb.regress=FOLDER`, its `src/test/regress`) here and
/// on a PostgreSQL 15 (`-Domendb.postgres=PORT`, which has an empty database `regression`): which
/// statements are accepted, and for some scripts what they print. What was refused here only, most
/// frequent first, is in `target/regress-refused.txt`.
@Execution(ExecutionMode.SAME_THREAD)
final class RegressStatementsTest {
  /// Shares that hold, in percent; a change that lowers them fails.
  private static final double ACCEPT_SAME_MIN = 80;

  private static final double OUTPUT_SAME_MIN = 77;

  /// Statements that may end in an internal error or a closed connection.
  private static final int BROKEN_MAX = 6;

  /// The scripts whose output is compared.
  private static final Set<String> PRINTED =
      Set.of(
          ("boolean int2 int4 int8 float4 float8 numeric text varchar date time timestamp"
                  + " timestamptz interval uuid strings case select select_distinct select_having"
                  + " join aggregates union subselect with window groupingsets insert update delete"
                  + " insert_conflict returning transactions prepare limit sequence identity"
                  + " generated arrays jsonb")
              .split(" "));

  private static final Pattern SERVER_FILE =
      Pattern.compile("(?is)^(copy\\s.*?\\sfrom\\s+)'(/[^']*)'(.*)$");

  private static final int FIRST_USER_OID = 16384;

  private static final String GUARD = "omendb_refused";

  /// Commands that mean something else behind a savepoint.
  private static final Pattern BLOCK_COMMAND =
      Pattern.compile(
          "(?i)^\\s*(begin|start|commit|end|rollback|abort|savepoint|release|prepare\\s+transaction"
              + "|set\\s+(session\\s+characteristics|transaction|local\\s+transaction))\\b");

  private final Map<String, Integer> refused = new TreeMap<>();
  private final Map<String, String> examples = new TreeMap<>();
  private final Map<String, Integer> aside = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();
  private final SetAside intent = new SetAside();
  private int statements;
  private int acceptSame;
  private int printed;
  private int outputSame;
  private int ourPort;
  private int theirPort;
  private String database;
  private PgTalk ours;
  private PgTalk theirs;

  @Test
  void regressionScriptsAreAcceptedAsOnPostgres() throws IOException {
    String named = System.getProperty("omendb.regress", "");
    theirPort = Integer.getInteger("omendb.postgres", 0);
    database = System.getProperty("omendb.postgres.database", "regression");
    Assumptions.assumeTrue(theirPort != 0 && !named.isEmpty(), "no PostgreSQL is named");
    Path folder = Path.of(named).toAbsolutePath();
    try (TempFolder temp = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(temp.resolve("data")))) {
      ourPort = server.pgPort();
      for (String name : scripts(folder)) {
        connect();
        run(name, Files.readString(folder.resolve("sql/" + name + ".sql")), folder);
        ours.close();
        theirs.close();
      }
    }
    report();
    double accept = 100.0 * acceptSame / statements;
    double output = 100.0 * outputSame / Math.max(1, printed);
    System.out.printf(
        Locale.ROOT,
        "RESULT regress accept_same=%.2f statements=%d output_same=%.2f printed=%d aside=%d%n",
        accept,
        statements,
        output,
        printed,
        aside.values().stream().mapToInt(Integer::intValue).sum());
    assertThat(broken).as(String.join("\n", broken)).hasSizeLessThanOrEqualTo(BROKEN_MAX);
    assertThat(accept).isGreaterThanOrEqualTo(ACCEPT_SAME_MIN);
    assertThat(output).isGreaterThanOrEqualTo(OUTPUT_SAME_MIN);
  }

  /// The names of the scripts in the order of their schedule, or those of `-Domendb.scripts`.
  private static List<String> scripts(Path folder) throws IOException {
    String only = System.getProperty("omendb.scripts", "");
    if (!only.isEmpty()) {
      return Arrays.asList(only.split(","));
    }
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("parallel_schedule"))) {
      if (line.startsWith("test:")) {
        names.addAll(Arrays.asList(line.substring("test:".length()).strip().split("\\s+")));
      }
    }
    names.removeIf(name -> !Files.exists(folder.resolve("sql/" + name + ".sql")));
    return names;
  }

  private void connect() throws IOException {
    ours = new PgTalk(ourPort, "omendb", "omendb");
    theirs = new PgTalk(theirPort, "omendb", database);
    for (PgTalk talk : List.of(ours, theirs)) {
      talk.query("SET timezone = 'PST8PDT'");
      talk.query("SET datestyle = 'Postgres, MDY'");
      talk.query("SET intervalstyle = 'postgres_verbose'");
    }
  }

  private void run(String name, String text, Path folder) throws IOException {
    Map<String, String> surroundings =
        Map.of("PG_ABS_SRCDIR", folder.toString(), "PG_ABS_BUILDDIR", folder.toString());
    PsqlScript script = new PsqlScript(text, surroundings);
    int[] before = {statements, acceptSame, printed, outputSame};
    boolean prints = PRINTED.contains(name);
    PsqlScript.Statement statement;
    while ((statement = script.next()) != null) {
      if (statement.end().equals("\\c")) {
        ours.close();
        theirs.close();
        connect();
        continue;
      }
      byte[][] data = {new byte[0]};
      PgTalk.Outcome there = theirs(statement, script, data);
      PgTalk.Outcome here = ours(name, statement, data[0], !there.failed());
      keep(statement.end(), here, script.ours());
      keep(statement.end(), there, script.theirs());
      compare(name, statement, here, there, prints);
    }
    System.out.printf(
        Locale.ROOT,
        "%-24s accept %4d of %4d%s%n",
        name,
        acceptSame - before[1],
        statements - before[0],
        prints
            ? String.format(
                Locale.ROOT, "   output %4d of %4d", outputSame - before[3], printed - before[2])
            : "");
  }

  /// Runs a statement on PostgreSQL; files of the scripts' folder are sent by the client.
  private PgTalk.Outcome theirs(PsqlScript.Statement statement, PsqlScript script, byte[][] data)
      throws IOException {
    Matcher file = SERVER_FILE.matcher(statement.theirs());
    if (file.matches() && Files.exists(Path.of(file.group(2)))) {
      data[0] = Files.readAllBytes(Path.of(file.group(2)));
      return theirs.query(file.group(1) + "STDIN" + file.group(3), () -> data[0]);
    }
    return theirs.query(
        statement.theirs(),
        () -> {
          data[0] = script.copyLines().getBytes(StandardCharsets.UTF_8);
          return data[0];
        });
  }

  /// Runs a statement here. One that PostgreSQL accepts and that is refused here does not end the
  /// block in which it stands, as if psql's ON_ERROR_ROLLBACK were on, so that those behind it are
  /// counted for what they are.
  private PgTalk.Outcome ours(
      String name, PsqlScript.Statement statement, byte[] data, boolean accepted)
      throws IOException {
    boolean guarded =
        accepted && ours.inBlock() && !BLOCK_COMMAND.matcher(statement.theirs()).find();
    if (guarded) {
      ours.query("SAVEPOINT " + GUARD);
    }
    PgTalk.Outcome outcome = ours(name, statement, data);
    if (guarded && !outcome.failed()) {
      ours.query("RELEASE " + GUARD);
    } else if (guarded) {
      ours.query("ROLLBACK TO " + GUARD);
    }
    return outcome;
  }

  private PgTalk.Outcome ours(String name, PsqlScript.Statement statement, byte[] data)
      throws IOException {
    Matcher file = SERVER_FILE.matcher(statement.ours());
    String sql =
        file.matches() && Files.exists(Path.of(file.group(2)))
            ? file.group(1) + "STDIN" + file.group(3)
            : statement.ours();
    try {
      PgTalk.Outcome outcome = ours.query(sql, () -> data);
      if (outcome.sqlState().startsWith("XX")) {
        broken.add(name + ": " + outcome.error().get('M') + "\n  " + sql);
      }
      return outcome;
    } catch (IOException e) {
      broken.add(name + ": " + e + "\n  " + sql);
      ours.close();
      ours = new PgTalk(ourPort, "omendb", "omendb");
      return new PgTalk.Outcome(
          "", null, List.of(), Map.of('C', "08006", 'M', String.valueOf(e)), List.of());
    }
  }

  private static void keep(String end, PgTalk.Outcome outcome, Map<String, String> variables) {
    if (!end.startsWith("\\gset") || outcome.rows().size() != 1 || outcome.columns() == null) {
      return;
    }
    String prefix = end.substring("\\gset".length()).strip();
    for (int i = 0; i < outcome.columns().size(); i++) {
      String value = outcome.rows().get(0).get(i);
      variables.put(prefix + outcome.columns().get(i).name(), value == null ? "" : value);
    }
  }

  private void compare(
      String script,
      PsqlScript.Statement statement,
      PgTalk.Outcome here,
      PgTalk.Outcome there,
      boolean prints) {
    String message = here.error().getOrDefault('M', "");
    String reason = intent.reason(statement.theirs(), message);
    if (reason != null) {
      aside.merge(reason, 1, Integer::sum);
      return;
    }
    statements++;
    if (here.failed() == there.failed()) {
      acceptSame++;
    } else {
      String kind =
          here.failed()
              ? "refused: " + message.replaceAll("\"[^\"]*\"", "\"...\"")
              : "accepted: " + there.error().get('M').replaceAll("\"[^\"]*\"", "\"...\"");
      refused.merge(kind, 1, Integer::sum);
      examples.merge(
          kind,
          script + ": " + statement.theirs().replaceAll("\\s+", " ") + " -- " + message,
          (one, other) -> one + "\n        " + other);
    }
    if (prints) {
      printed++;
      outputSame += shown(here).equals(shown(there)) ? 1 : 0;
    }
  }

  /// What psql prints of an outcome.
  private static String shown(PgTalk.Outcome outcome) {
    if (outcome.failed()) {
      StringBuilder fields = new StringBuilder();
      for (char field : new char[] {'S', 'M', 'D', 'H', 'P'}) {
        fields.append(outcome.error().getOrDefault(field, "")).append('\n');
      }
      return fields.toString();
    }
    String columns =
        outcome.columns() == null
            ? outcome.tag()
            : outcome.columns().stream()
                .map(column ->
                    column.name() + (column.type() < FIRST_USER_OID ? ":" + column.type() : ""))
                .toList()
                .toString();
    return columns + "\n" + outcome.rows();
  }

  private void report() throws IOException {
    StringBuilder text = new StringBuilder();
    refused.entrySet().stream()
        .sorted((one, other) -> other.getValue() - one.getValue())
        .forEach(entry ->
            text.append(String.format(Locale.ROOT, "%5d ", entry.getValue()))
                .append(entry.getKey())
                .append("\n        ")
                .append(examples.get(entry.getKey()))
                .append('\n'));
    Path target = Path.of("target/regress-refused.txt");
    Files.createDirectories(target.getParent());
    Files.writeString(target, text);
    aside.forEach(
        (reason, count) -> System.out.printf(Locale.ROOT, "aside %5d %s%n", count, reason));
  }
}
