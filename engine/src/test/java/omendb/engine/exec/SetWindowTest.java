package omendb.engine.exec;

import static omendb.engine.exec.Plans.column;
import static omendb.engine.exec.Plans.literal;
import static omendb.engine.exec.Plans.rows;
import static omendb.engine.exec.Plans.scan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.FrameBoundKind;
import omendb.planner.plan.Plan.FrameUnit;
import omendb.planner.plan.Plan.SetKind;
import omendb.planner.plan.Plan.SortKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetWindowTest {
  private static final List<ColumnType> TYPES = List.of(ColumnType.INTEGER, ColumnType.TEXT);
  private static QueryExecutor executor;

  @BeforeAll
  static void start() {
    executor = new QueryExecutor(2);
  }

  @AfterAll
  static void stop() {
    executor.close();
  }

  private static ArrayTable table(int rowCount, long seed) {
    Random random = new Random(seed);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < rowCount; i++) {
      rows.add(
          new Object[] {
            random.nextInt(9) == 0 ? null : (long) random.nextInt(20),
            random.nextInt(5) == 0 ? null : "t" + random.nextInt(3)
          });
    }
    return new ArrayTable(TYPES, rows, 700);
  }

  @ParameterizedTest
  @CsvSource({
    "UNION,true",
    "UNION,false",
    "INTERSECT,true",
    "INTERSECT,false",
    "EXCEPT,true",
    "EXCEPT,false"
  })
  void setOperationsCountRows(SetKind kind, boolean all) {
    ArrayTable left = table(3000, 1);
    ArrayTable right = table(40, 2);
    Plan plan =
        new Plan.SetOperation(kind, all, List.of(scan(1, left, null), scan(2, right, null)), 10);
    Map<List<Object>, Integer> expected = new HashMap<>();
    Map<List<Object>, Integer> second = new HashMap<>();
    left.rows.forEach(row -> expected.merge(Arrays.asList(row), 1, Integer::sum));
    right.rows.forEach(row -> second.merge(Arrays.asList(row), 1, Integer::sum));
    switch (kind) {
      case UNION -> second.forEach((row, n) -> expected.merge(row, n, Integer::sum));
      case INTERSECT -> expected.replaceAll((row, n) -> Math.min(n, second.getOrDefault(row, 0)));
      case EXCEPT ->
          expected.replaceAll(
              (row, n) -> all ? n - second.getOrDefault(row, 0) : second.containsKey(row) ? 0 : n);
    }
    expected.values().removeIf(n -> n <= 0);
    if (!all) {
      expected.replaceAll((row, n) -> 1);
    }
    Map<List<Object>, Integer> actual = new HashMap<>();
    rows(executor, plan, new TestContext(Map.of(1, left, 2, right), 2))
        .forEach(row -> actual.merge(row.subList(0, 2), 1, Integer::sum));
    assertThat(actual).isEqualTo(expected);
  }

  private static Plan.WindowCall call(
      String function, ColumnType type, FrameUnit unit, Object from, Object to, Integer... args) {
    return new Plan.WindowCall(
        function, List.of(args), new Plan.Frame(unit, bound(from, true), bound(to, false)), type);
  }

  /// null unbounded, 0 the current row, negative preceding, positive following.
  private static Plan.FrameBound bound(Object offset, boolean start) {
    if (offset == null) {
      return new Plan.FrameBound(
          start ? FrameBoundKind.UNBOUNDED_PRECEDING : FrameBoundKind.UNBOUNDED_FOLLOWING, null);
    }
    long rows = ((Number) offset).longValue();
    Expr distance = literal(Math.abs(rows), ColumnType.BIGINT);
    return rows == 0
        ? new Plan.FrameBound(FrameBoundKind.CURRENT_ROW, null)
        : rows < 0
            ? new Plan.FrameBound(FrameBoundKind.PRECEDING, distance)
            : new Plan.FrameBound(FrameBoundKind.FOLLOWING, distance);
  }

  @Test
  void windowFunctionsSeeTheirFrames() {
    ArrayTable table =
        new ArrayTable(
            List.of(ColumnType.TEXT, ColumnType.INTEGER),
            List.of(
                new Object[] {"b", 5L},
                new Object[] {"a", 1L},
                new Object[] {"a", 2L},
                new Object[] {"a", 2L},
                new Object[] {"a", 4L},
                new Object[] {"a", null}),
            3);
    List<Plan.WindowCall> calls =
        List.of(
            call("row_number", ColumnType.BIGINT, FrameUnit.RANGE, null, 0),
            call("rank", ColumnType.BIGINT, FrameUnit.RANGE, null, 0),
            call("dense_rank", ColumnType.BIGINT, FrameUnit.RANGE, null, 0),
            call("sum", ColumnType.BIGINT, FrameUnit.RANGE, null, 0, 1),
            call("sum", ColumnType.BIGINT, FrameUnit.ROWS, -1, 1, 1),
            call("count", ColumnType.BIGINT, FrameUnit.RANGE, -1, 1),
            call("lag", ColumnType.INTEGER, FrameUnit.RANGE, null, 0, 1),
            call("lead", ColumnType.INTEGER, FrameUnit.RANGE, null, 0, 1),
            call("first_value", ColumnType.INTEGER, FrameUnit.ROWS, -1, 0, 1),
            call("last_value", ColumnType.INTEGER, FrameUnit.GROUPS, 0, 1, 1),
            call("min", ColumnType.TEXT, FrameUnit.ROWS, null, null, 0));
    List<ColumnType> types = new ArrayList<>(table.types);
    calls.forEach(call -> types.add(call.type()));
    Plan plan =
        new Plan.Window(
            scan(1, table, null), List.of(0), List.of(new SortKey(1, false, false)), calls, types);
    List<List<Object>> actual = rows(executor, plan, new TestContext(Map.of(1, table), 2));
    assertThat(actual)
        .isEqualTo(
            List.of(
                Arrays.asList("a", 1L, 1L, 1L, 1L, 1L, 3L, 3L, null, 2L, 1L, 2L, "a"),
                Arrays.asList("a", 2L, 2L, 2L, 2L, 5L, 5L, 3L, 1L, 2L, 1L, 4L, "a"),
                Arrays.asList("a", 2L, 3L, 2L, 2L, 5L, 8L, 3L, 2L, 4L, 2L, 4L, "a"),
                Arrays.asList("a", 4L, 4L, 4L, 3L, 9L, 6L, 1L, 2L, null, 2L, null, "a"),
                Arrays.asList("a", null, 5L, 5L, 4L, 9L, 4L, 1L, 4L, null, 4L, null, "a"),
                Arrays.asList("b", 5L, 1L, 1L, 1L, 5L, 5L, 1L, null, null, 5L, 5L, "b")));
  }

  @Test
  void setReturningFunctionsRepeatRows() {
    ArrayTable table =
        new ArrayTable(
            List.of(ColumnType.INTEGER), List.of(new Object[] {2L}, new Object[] {0L}), 10);
    Expr.Function series =
        new Expr.Function(
            "generate_series(int4,int4)",
            List.of(literal(1L, ColumnType.INTEGER), column(0, ColumnType.INTEGER)),
            ColumnType.INTEGER,
            true);
    Plan plan =
        new Plan.ProjectSet(
            scan(1, table, null),
            List.of(series),
            true,
            true,
            List.of(ColumnType.INTEGER, ColumnType.INTEGER, ColumnType.BIGINT),
            10);
    assertThat(rows(executor, plan, new TestContext(Map.of(1, table), 1)))
        .isEqualTo(
            List.of(
                Arrays.asList(2L, 1L, 1L),
                Arrays.asList(2L, 2L, 2L),
                Arrays.asList(0L, null, null)));
  }
}
