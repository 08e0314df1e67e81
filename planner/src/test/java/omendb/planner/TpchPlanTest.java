package omendb.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Plan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The plans of the 22 TPC-H queries, against snapshots; `-Dupdate=true` rewrites them.
final class TpchPlanTest {
  private static final Path FOLDER = Path.of("src/test/resources/tpch");
  private static final TestCatalog CATALOG = TestCatalog.tpch();

  static Stream<String> queries() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .map(name -> name.substring(0, name.length() - 4))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static PlannedStatement plan(String query) throws IOException {
    String sql = Files.readString(FOLDER.resolve(query + ".sql"));
    return new QueryPlanner()
        .plan(SqlParser.parseOne(sql), sql, List.of(), CATALOG, new TestContext());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void planIsAsInTheSnapshot(String query) throws IOException {
    String text = String.join("\n", PlanPrinter.explain(plan(query), CATALOG)) + "\n";
    Path snapshot = FOLDER.resolve(query + ".plan");
    if (Boolean.getBoolean("update")) {
      Files.writeString(snapshot, text);
    }
    assertThat(text).isEqualTo(Files.readString(snapshot));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void innerJoinsBuildOnTheSmallerSideAndAreNoProducts(String query) throws IOException {
    check(plan(query).plan());
  }

  private static void check(Plan plan) {
    if (plan instanceof Plan.Join join) {
      if (join.kind() == Plan.JoinKind.INNER) {
        assertThat(join.right().rows()).isLessThanOrEqualTo(join.left().rows());
      }
      boolean keyed = !join.leftKeys().isEmpty();
      assertThat(keyed || join.right().rows() <= 1).isTrue();
    }
    inputs(plan).forEach(TpchPlanTest::check);
  }

  private static List<Plan> inputs(Plan plan) {
    return switch (plan) {
      case Plan.Filter node -> List.of(node.input());
      case Plan.Project node -> List.of(node.input());
      case Plan.Join node -> List.of(node.left(), node.right());
      case Plan.Aggregate node -> List.of(node.input());
      case Plan.Sort node -> List.of(node.input());
      case Plan.LockRows node -> List.of(node.input());
      case Plan.Limit node -> List.of(node.input());
      default -> List.of();
    };
  }
}
