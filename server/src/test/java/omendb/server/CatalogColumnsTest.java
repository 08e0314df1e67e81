package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The columns of pg_catalog and information_schema here and on a PostgreSQL 15
/// (`-Domendb.postgres=PORT`): names, order and types.
final class CatalogColumnsTest {
  private static final String COLUMNS =
      """
      SELECT c.relnamespace::regnamespace || '.' || c.relname || '.' || a.attname || ' '
        || a.attnum || ' ' || format_type(a.atttypid, a.atttypmod)
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        AND c.relkind IN ('r', 'v') AND a.attnum > 0
        AND c.relname NOT LIKE 'omendb%'
      ORDER BY 1
      """;

  private static final String DESCRIBED =
      """
      SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || udt_name || ' '
        || coalesce(domain_name, '')
      FROM information_schema.columns
      WHERE table_schema IN ('pg_catalog', 'information_schema')
        AND table_name NOT LIKE 'omendb%'
      ORDER BY 1
      """;

  @Test
  void columnsOfTheCatalogAreThoseOfPostgres() throws SQLException {
    int postgres = Integer.getInteger("omendb.postgres", 0);
    Assumptions.assumeTrue(postgres != 0, "no PostgreSQL is named");
    try (TempFolder temp = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(temp.resolve("data")));
        SqlRunner ours = connect(server.pgPort());
        SqlRunner theirs = connect(postgres)) {
      for (String sql : List.of(COLUMNS, DESCRIBED)) {
        List<String> expected = lines(theirs, sql);
        assertThat(expected).hasSizeGreaterThan(1900);
        assertThat(lines(ours, sql)).containsExactlyElementsOf(expected);
      }
    }
  }

  private static List<String> lines(SqlRunner runner, String sql) {
    SqlAnswer answer = runner.run(sql);
    assertThat(answer.failed()).as(answer.message()).isFalse();
    List<String> lines = new ArrayList<>();
    answer.rows().forEach(row -> lines.add(String.join("\t", row)));
    return lines;
  }

  private static SqlRunner connect(int port) throws SQLException {
    return new PgRunner("127.0.0.1:" + port + "/omendb?user=omendb", PgRunner.Mode.EXTENDED);
  }
}
