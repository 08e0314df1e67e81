package omendb.planner.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each line of the tables is an expression and PostgreSQL 15's answer to it, in UTC.
class AnswersTest {
  private final EvalContext context = new FixedContext("UTC");

  static Stream<String> lines() throws IOException {
    Stream<String> all = Stream.empty();
    for (String table :
        new String[] {
          "ops", "text", "math", "time", "tochar", "json", "mixed", "edges", "shapes"
        }) {
      try (InputStream in = AnswersTest.class.getResourceAsStream(table + ".txt")) {
        byte[] bytes = Objects.requireNonNull(in).readAllBytes();
        Stream<String> lines = new String(bytes, StandardCharsets.UTF_8).lines();
        all = Stream.concat(all, lines.filter(line -> !line.startsWith("# ")));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("lines")
  void expressionHasPostgresAnswer(String line) {
    int arrow = line.lastIndexOf(" => ");
    assertThat(Answers.of(line.substring(0, arrow), context).replace('\n', '|'))
        .isEqualTo(line.substring(arrow + 4));
  }

  @Test
  void clockFunctionsShowTheTransactionsTimeInTheSessionsZone() {
    EvalContext berlin = new FixedContext("Europe/Berlin");
    assertThat(Answers.of("now()", berlin)).isEqualTo("2024-02-29 13:34:56.789012+01");
    assertThat(Answers.of("current_date()", berlin)).isEqualTo("2024-02-29");
    assertThat(Answers.of("localtime()", berlin)).isEqualTo("13:34:56.789012");
    assertThat(Answers.of("'today'::date", berlin)).isEqualTo("2024-02-29");
    assertThat(Answers.of("age(timestamp '2023-01-31')", berlin)).isEqualTo("1 year 29 days");
    assertThat(Answers.of("current_timestamp(0)", context)).isEqualTo("2024-02-29 12:34:57+00");
  }

  @Test
  void daysOfAZoneKeepTheTimeOfDay() {
    EvalContext newYork = new FixedContext("America/New_York");
    assertThat(Answers.of("timestamptz '2024-03-09 12:00' + interval '1 day'", newYork))
        .isEqualTo("2024-03-10 12:00:00-04");
    assertThat(Answers.of("timestamptz '2024-03-09 12:00' + interval '24 hours'", newYork))
        .isEqualTo("2024-03-10 13:00:00-04");
    assertThat(Answers.of("date_trunc('day', timestamptz '2024-03-10 12:00')", newYork))
        .isEqualTo("2024-03-10 00:00:00-05");
    assertThat(Answers.of("timestamp '2024-07-01 00:00'::timestamptz", newYork))
        .isEqualTo("2024-07-01 00:00:00-04");
  }

  @Test
  void settingsAndCatalogAreAskedOfTheSession() {
    assertThat(Answers.of("current_setting('TimeZone')", context)).isEqualTo("UTC");
    assertThat(Answers.of("current_setting('nope', true)", context)).isEqualTo("NULL");
    assertThat(Answers.of("current_setting('nope')", context))
        .isEqualTo("ERROR:  42704: unrecognized configuration parameter \"nope\"");
    assertThat(Answers.of("set_config('a.b', 'x', false)", context)).isEqualTo("x");
    assertThat(Answers.of("current_setting('a.b')", context)).isEqualTo("x");
    assertThat(Answers.of("'pg_class'::regclass", context)).isEqualTo("pg_class");
    assertThat(Answers.of("current_database()", context)).isEqualTo("current_database()");
    assertThat(Answers.of("format_type(23, null)", context)).isEqualTo("format_type(oid,int4)");
  }
}
