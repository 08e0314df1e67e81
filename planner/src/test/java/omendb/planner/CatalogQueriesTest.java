package omendb.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import omendb.core.OmenException;
import omendb.planner.parse.SqlParser;
import org.junit.jupiter.api.Test;

/// What psql's backslash commands and pgjdbc's DatabaseMetaData send can be planned over a catalog
/// of PostgreSQL's shape.
final class CatalogQueriesTest {
  private static final Path FOLDER = Path.of("src/test/resources/catalog");

  static TestCatalog catalog() throws IOException {
    TestCatalog catalog = TestCatalog.tpch();
    for (String line : Files.readAllLines(FOLDER.resolve("relations.txt"))) {
      String[] parts = line.split("\\|");
      catalog.system(parts[0], parts[1], Arrays.copyOfRange(parts, 2, parts.length));
    }
    return catalog;
  }

  @Test
  void statementsOfToolsArePlanned() throws IOException {
    TestCatalog catalog = catalog();
    Path other = Path.of(System.getProperty("statements", FOLDER + "/statements.sql"));
    List<String> failures = new ArrayList<>();
    int planned = 0;
    for (String sql : Files.readString(other).split("\n;;\n")) {
      try {
        new QueryPlanner()
            .plan(SqlParser.parseOne(sql), sql, List.of(), catalog, new TestContext());
        planned++;
      } catch (OmenException e) {
        int at = Math.max(0, e.position() - 1);
        String near = sql.substring(at, Math.min(sql.length(), at + 60)).replace('\n', ' ');
        failures.add(e.state().code() + " " + e.message() + " AT " + near + cause(e));
      }
    }
    assertThat(failures).as("%d planned", planned).isEmpty();
  }

  private static String cause(OmenException e) {
    Throwable cause = e.getCause();
    return cause == null ? "" : " " + Stream.of(cause.getStackTrace()).limit(6).toList();
  }
}
