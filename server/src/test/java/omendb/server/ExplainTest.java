package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;

/// EXPLAIN as a client gets it.
final class ExplainTest {
  private static final int JSON = 114;

  @Test
  void analyzeTellsWhatEachNodeHandedOn() throws IOException {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
        PgTalk talk = new PgTalk(server.pgPort(), "omendb", "omendb")) {
      talk.query("CREATE TABLE t (id int PRIMARY KEY, a int)");
      talk.query("INSERT INTO t SELECT i, i % 10 FROM generate_series(1, 1000) i");
      String grouped = "SELECT a, count(*) FROM t WHERE a > 3 GROUP BY a";
      assertThat(lines(talk, "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + grouped))
          .startsWith(
              "HashAggregate (actual rows=6 loops=1)",
              "  Group Key: a",
              "  ->  Seq Scan on t (actual rows=600 loops=1)")
          .anyMatch(line -> line.startsWith("Memory: "))
          .contains("Spilled: 0kB");
      assertThat(lines(talk, "EXPLAIN ANALYZE " + grouped))
          .anyMatch(line -> line.matches("Planning Time: \\d+\\.\\d{3} ms"))
          .anyMatch(line -> line.matches("Execution Time: \\d+\\.\\d{3} ms"));
      PgTalk.Outcome json = talk.query("EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) " + grouped);
      assertThat(json.columns().get(0).type()).isEqualTo(JSON);
      assertThat(json.rows().get(0).get(0))
          .contains("\"Node Type\": \"HashAggregate\"")
          .contains("\"Actual Rows\": 600")
          .contains("\"Relation Name\": \"t\"");
    }
  }

  @Test
  void analyzeDoesWhatTheStatementDoes() throws IOException {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
        PgTalk talk = new PgTalk(server.pgPort(), "omendb", "omendb")) {
      talk.query("CREATE TABLE t (id int PRIMARY KEY, a int)");
      talk.query("INSERT INTO t VALUES (1, 1), (2, 2)");
      lines(talk, "EXPLAIN UPDATE t SET a = 7");
      assertThat(talk.query("SELECT sum(a) FROM t").rows()).isEqualTo(List.of(List.of("3")));
      lines(talk, "EXPLAIN ANALYZE UPDATE t SET a = 7");
      assertThat(talk.query("SELECT sum(a) FROM t").rows()).isEqualTo(List.of(List.of("14")));
      assertThat(talk.query("EXPLAIN (ANALYZE, FOO) SELECT 1").sqlState()).isEqualTo("42601");
      assertThat(talk.query("EXPLAIN (WAL) SELECT 1").sqlState()).isEqualTo("22023");
    }
  }

  @Test
  void analyzeTellsWhatZoneMapsSpared() throws IOException {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
        PgTalk talk = new PgTalk(server.pgPort(), "omendb", "omendb")) {
      talk.query("CREATE TABLE t (id int PRIMARY KEY, a int)");
      talk.query("INSERT INTO t SELECT i, i FROM generate_series(1, 1000) i");
      String explain = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ";
      String none = "SELECT count(*) FROM t WHERE a > 5000";
      assertThat(lines(talk, explain + none)).noneMatch(line -> line.contains("Segments Pruned"));
      talk.query("ALTER TABLE t SET (tiering = cold)");
      assertThat(lines(talk, explain + none))
          .contains("        Segments Pruned: 1 of 1 (1 of 1 row groups)");
      assertThat(lines(talk, explain + "SELECT count(*) FROM t WHERE a > 500"))
          .contains("        Segments Pruned: 0 of 1 (0 of 1 row groups)");
      assertThat(lines(talk, "EXPLAIN " + none))
          .noneMatch(line -> line.contains("Segments Pruned"));
      assertThat(talk.query("EXPLAIN (ANALYZE, FORMAT JSON) " + none).rows().get(0).get(0))
          .contains("\"Segments\": 1")
          .contains("\"Segments Pruned\": 1")
          .contains("\"Row Groups\": 1")
          .contains("\"Row Groups Pruned\": 1");
    }
  }

  private static List<String> lines(PgTalk talk, String sql) throws IOException {
    PgTalk.Outcome outcome = talk.query(sql);
    assertThat(outcome.error()).as(sql).isEmpty();
    return outcome.rows().stream().map(row -> row.get(0)).toList();
  }
}
