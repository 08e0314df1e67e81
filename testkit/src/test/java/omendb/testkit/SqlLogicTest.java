package omendb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SqlLogicTest {
  private final Map<String, SqlAnswer> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private List<String> run(String script, String... names) {
    SqlRunner runner =
        sql -> {
          asked.add(sql);
          return answers.getOrDefault(sql, SqlAnswer.error("42601", "syntax error"));
        };
    return SqlLogic.run(SqlScript.parse("file.slt", script), () -> runner, names);
  }

  private static List<String> row(String... values) {
    return Arrays.asList(values);
  }

  private void answer(String sql, List<?>... rows) {
    List<List<String>> typed = new ArrayList<>();
    for (List<?> each : rows) {
      typed.add(each.stream().map(value -> (String) value).toList());
    }
    answers.put(sql, SqlAnswer.rows(rows[0].size(), typed));
  }

  @Test
  void whatIsExpectedPasses() {
    answers.put("INSERT", SqlAnswer.count(2));
    answers.put("SELECT", SqlAnswer.rows(3, List.of(row("1", null, ""), row("2", "a\nb", "c"))));
    assertThat(
            run(
                """
                # a comment
                statement ok
                INSERT

                statement count 2
                INSERT

                statement error 42601 syntax
                SELEC

                query ITT
                SELECT
                ----
                1\tNULL\t(empty)
                2\ta\\nb\tc
                """))
        .isEmpty();
    assertThat(asked).containsExactly("INSERT", "INSERT", "SELEC", "SELECT");
  }

  @Test
  void wrongRowFailsAtItsLine() {
    answer("SELECT", row("1"), row("2"));
    List<String> failures = run("query I\nSELECT\n----\n1\n3\n");
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst()).startsWith("file.slt:5: ").contains("SELECT").contains("3");
  }

  @Test
  void missingAndSurplusRowsFail() {
    answer("SELECT", row("1"), row("2"));
    assertThat(run("query I\nSELECT\n----\n1\n")).hasSize(1);
    assertThat(run("query I\nSELECT\n----\n1\n2\n3\n")).hasSize(1);
  }

  @Test
  void rowOrderMattersUnlessSorted() {
    answer("SELECT", row("2", "a"), row("1", "b"));
    assertThat(run("query IT\nSELECT\n----\n1\tb\n2\ta\n")).hasSize(1);
    assertThat(run("query IT rowsort\nSELECT\n----\n1\tb\n2\ta\n")).isEmpty();
    assertThat(run("query IT valuesort\nSELECT\n----\n1\n2\na\nb\n")).isEmpty();
    assertThat(run("query IT valuesort\nSELECT\n----\n1\n2\na\na\n")).hasSize(1);
  }

  @Test
  void columnCountAndTypesAreChecked() {
    answer("SELECT", row("x"));
    assertThat(run("query TT\nSELECT\n----\nx\n")).singleElement().asString().contains("2 columns");
    assertThat(run("query I\nSELECT\n----\nx\n")).singleElement().asString().contains("types I");
    assertThat(run("query R\nSELECT\n----\nx\n")).hasSize(1);
  }

  @Test
  void wrongOutcomeOfAStatementFails() {
    answers.put("INSERT", SqlAnswer.count(1));
    answers.put("BAD", SqlAnswer.error("22012", "division by zero"));
    assertThat(run("statement error 23505\nINSERT\n")).hasSize(1);
    assertThat(run("statement ok\nBAD\n")).singleElement().asString().contains("22012");
    assertThat(run("statement error 22003\nBAD\n")).hasSize(1);
    assertThat(run("statement error 22012 by one\nBAD\n")).hasSize(1);
    assertThat(run("statement error 22012 by zero\nBAD\n")).isEmpty();
    assertThat(run("statement count 2\nINSERT\n")).hasSize(1);
    assertThat(run("query I\nBAD\n----\n")).hasSize(1);
  }

  @Test
  void conditionsChooseRecordsAndHaltEnds() {
    answers.put("INSERT", SqlAnswer.count(1));
    String script =
        """
        skipif flight
        statement ok
        INSERT

        onlyif engine
        statement ok
        INSERT

        halt

        statement ok
        never run
        """;
    assertThat(run(script, "flight")).isEmpty();
    assertThat(asked).isEmpty();
    assertThat(run(script, "engine")).isEmpty();
    assertThat(asked).hasSize(2);
  }

  @Test
  void longResultsAreHashed() {
    answer("SELECT", row("1"), row("2"), row("3"));
    String script = "hash-threshold 2\n\nquery I\nSELECT\n----\n";
    String told = run(script).getFirst();
    String hash = told.lines().filter(line -> line.startsWith("3 values hashing")).findAny().get();
    assertThat(run(script + hash + "\n")).isEmpty();
    answer("SELECT", row("1"), row("2"), row("4"));
    assertThat(run(script + hash + "\n")).hasSize(1);
  }

  @Test
  void sameLabelMeansSameAnswer() {
    answer("A", row("1"));
    answer("B", row("1"));
    String script = "query I nosort x\nA\n----\n1\n\nquery I nosort x\nB\n----\n";
    assertThat(run(script + "1\n")).isEmpty();
    answer("B", row("2"));
    assertThat(run(script + "2\n")).hasSize(1);
  }

  @Test
  void roundedColumnsCompareAsNumbers() {
    SqlAnswer answer =
        SqlAnswer.rows(2, List.of(row("1.5000000000000000", "1.50"))).withRoundedColumns(Set.of(0));
    answers.put("SELECT", answer);
    assertThat(run("query RR\nSELECT\n----\n1.5\t1.50\n")).isEmpty();
    assertThat(run("query RR\nSELECT\n----\n1.50000000000000001\t1.50\n")).isEmpty();
    assertThat(run("query RR\nSELECT\n----\n1.5\t1.5\n")).hasSize(1);
    assertThat(run("query RR\nSELECT\n----\n1.51\t1.50\n")).hasSize(1);
  }

  @Test
  void connectionsAreSeparate() {
    List<String> opened = new ArrayList<>();
    SqlScript script =
        SqlScript.parse(
            "f", "statement ok\nA\n\nconnection two\nstatement ok\nB\n\nstatement ok\nC\n");
    List<String> failures =
        SqlLogic.run(
            script,
            () -> {
              String name = "c" + opened.size();
              opened.add(name);
              return sql -> {
                asked.add(name + sql);
                return SqlAnswer.count(0);
              };
            });
    assertThat(failures).isEmpty();
    assertThat(asked).containsExactly("c0A", "c1B", "c0C");
  }

  @Test
  void completionWritesWhatIsAnswered() {
    answer("SELECT", row("2"), row("1"));
    answers.put("INSERT", SqlAnswer.count(1));
    SqlScript script =
        SqlScript.parse(
            "f",
            "statement ok\nBAD\n\nstatement error 23505\nINSERT\n\n"
                + "query I rowsort\nSELECT\n----\n9\n\nhalt\n");
    String text =
        SqlLogic.complete(
            script,
            () -> sql -> answers.getOrDefault(sql, SqlAnswer.error("42601", "syntax error")));
    assertThat(text)
        .isEqualTo(
            "statement error 42601\nBAD\n\nstatement ok\nINSERT\n\n"
                + "query I rowsort\nSELECT\n----\n1\n2\n\nhalt\n");
  }

  @Test
  void malformedFilesAreRefused() {
    for (String bad :
        List.of(
            "nonsense\n",
            "statement maybe\nX\n",
            "statement error nope!\nX\n",
            "statement ok\n",
            "query X\nSELECT\n----\n",
            "query I\nSELECT\n")) {
      assertThatThrownBy(() -> run(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("file.slt:");
    }
  }

  @Test
  void libraryScriptsAreFoundAndReadable() {
    assertThat(SqlScript.resources()).hasSizeGreaterThan(24);
    for (String path : SqlScript.resources()) {
      assertThat(SqlScript.resource(path).records()).as(path).isNotEmpty();
    }
  }
}
