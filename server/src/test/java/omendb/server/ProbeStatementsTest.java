package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Statements of all kinds here and on a PostgreSQL 15 (`-Domendb.postgres=PORT`, which has a role
/// and an empty database `omendb`): what is accepted, names, types and modifiers of columns, types
/// of parameters, rows. `probe-differences.txt` lists the statements that may differ, and why.
@Execution(ExecutionMode.SAME_THREAD)
final class ProbeStatementsTest {
  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE t (id int PRIMARY KEY, a int, b text, n numeric(10,2), f float8, ok bool,"
              + " ts timestamp, tz timestamptz, d date)",
          "CREATE TABLE u (id int PRIMARY KEY, t_id int)",
          "CREATE TABLE y (id int PRIMARY KEY)",
          "INSERT INTO t VALUES (1, 1, 'abc', 1.50, 1.5, true, '2020-01-02 03:04:05.678',"
              + " '2020-01-02 03:04:05+00', '2020-01-02'),"
              + " (2, 2, 'xyz', 2.25, 0.1, false, '2021-02-03 10:00:00',"
              + " '2021-02-03 10:00:00+00', '2021-02-03'),"
              + " (3, null, 'it''s', null, null, null, null, null, null),"
              + " (4, 2, 'x', 10.00, 100, true, '2020-01-02 03:04:05',"
              + " '2020-01-02 03:04:05+00', '2020-01-02')",
          "INSERT INTO u VALUES (1, 1), (2, 1), (3, 2), (5, 9)");

  /// With an array where tables may have one.
  private static final String ARRAY = "ALTER TABLE t ADD COLUMN arr int[]";

  private static final int FIRST_USER_OID = 16384;

  @Test
  void statementsComeToTheSameAsOnPostgres() throws IOException {
    List<String> statements = Files.readAllLines(SharedFile.orSkip("postgres/probe.sql"));
    int postgres = Integer.getInteger("omendb.postgres", 0);
    Assumptions.assumeTrue(postgres != 0, "no PostgreSQL is named");
    Set<String> listed = listed();
    List<String> different = new ArrayList<>();
    List<String> unlisted = new ArrayList<>();
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
        PgTalk ours = new PgTalk(server.pgPort(), "omendb", "omendb");
        PgTalk theirs = new PgTalk(postgres, "omendb", "omendb")) {
      define(ours, theirs);
      for (String statement : statements) {
        if (statement.isBlank()) {
          continue;
        }
        String here = run(ours, statement);
        String there = run(theirs, statement);
        if (!here.equals(there)) {
          different.add(statement);
          if (!listed.contains(statement)) {
            unlisted.add(statement + "\n  OmenDB     " + here + "\n  PostgreSQL " + there);
          }
        }
      }
    }
    System.out.println("RESULT probe different=" + different.size() + " of=" + statements.size());
    assertThat(unlisted).as(String.join("\n", unlisted)).isEmpty();
  }

  private static void define(PgTalk ours, PgTalk theirs) throws IOException {
    theirs.query("DROP SCHEMA public CASCADE");
    theirs.query("CREATE SCHEMA public");
    for (String definition : SCHEMA) {
      for (PgTalk talk : List.of(ours, theirs)) {
        assertThat(talk.query(definition).error()).as(definition).isEmpty();
      }
    }
    if (!ours.query(ARRAY).failed()) {
      theirs.query(ARRAY);
    }
  }

  /// Runs a statement in a transaction that is rolled back, where it may stand in one.
  private static String run(PgTalk talk, String statement) throws IOException {
    talk.query("SET timezone = 'UTC'");
    String word = statement.strip().split("\\s")[0].toLowerCase(Locale.ROOT);
    boolean alone =
        Set.of("begin", "start", "commit", "end", "rollback", "abort", "vacuum", "discard")
                .contains(word)
            || statement.startsWith("create database")
            || statement.startsWith("create index concurrently");
    if (!alone || statement.contains("savepoint")) {
      talk.query("BEGIN");
    }
    switch (word) {
      case "execute", "deallocate" -> talk.query("PREPARE p (int) AS SELECT 1");
      case "fetch", "close" -> talk.query("DECLARE c CURSOR FOR SELECT 1");
      default -> {}
    }
    String shown = shown(statement, outcome(talk, statement));
    if (statement.startsWith("create table") && !shown.startsWith("refused")) {
      shown += " " + columns(talk.query("SELECT * FROM x"));
    }
    if (Set.of("insert", "update", "delete", "merge").contains(word)
        && !shown.startsWith("refused")) {
      shown += " leaves " + sorted(talk.query("SELECT * FROM t"));
    }
    talk.query("ROLLBACK");
    talk.query("DEALLOCATE ALL");
    talk.query("RESET ALL");
    return shown;
  }

  private static PgTalk.Outcome outcome(PgTalk talk, String statement) throws IOException {
    if (!statement.contains("$1") || statement.startsWith("prepare")) {
      return talk.query(statement);
    }
    PgTalk.Outcome described = talk.describe(statement);
    if (described.failed()) {
      return described;
    }
    PgTalk.Outcome executed =
        talk.execute(statement, Collections.nCopies(described.parameters().size(), null));
    return new PgTalk.Outcome(
        executed.tag(),
        executed.columns(),
        executed.rows(),
        executed.error(),
        described.parameters());
  }

  private static String shown(String statement, PgTalk.Outcome outcome) {
    if (outcome.failed()) {
      return "refused";
    }
    boolean varies =
        statement.matches(
            "(?s).*(now\\(\\)|current_t|localtime|random\\(\\)|tablesample|clock_timestamp).*");
    return String.join(
        " ",
        varies ? "" : outcome.tag(),
        columns(outcome).toString(),
        "parameters " + outcome.parameters(),
        varies ? "rows" : sorted(outcome).toString());
  }

  private static List<String> columns(PgTalk.Outcome outcome) {
    if (outcome.columns() == null) {
      return List.of();
    }
    return outcome.columns().stream()
        .map(column -> column.name() + ":" + type(column.type()) + ":" + column.typmod())
        .toList();
  }

  private static String type(int oid) {
    return oid < FIRST_USER_OID ? Integer.toString(oid) : "of the user";
  }

  /// The rows, in whatever order they come; versions of the two products are the same.
  private static List<String> sorted(PgTalk.Outcome outcome) {
    return outcome.rows().stream()
        .map(row -> row.toString().replaceAll("15\\.\\d+ \\([^]]*", "15"))
        .map(row -> row.replaceAll("15\\.\\d+\\b", "15"))
        .sorted()
        .toList();
  }

  private static Set<String> listed() throws IOException {
    Set<String> statements = new HashSet<>();
    try (var in = ProbeStatementsTest.class.getResourceAsStream("probe-differences.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(statements::add);
    }
    return statements;
  }
}
