package omendb.engine.exec;

import static omendb.engine.exec.Plans.literal;
import static omendb.engine.exec.Plans.rows;
import static omendb.engine.exec.Plans.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.engine.exec.spill.SpillSpace;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.JoinKind;
import omendb.planner.plan.Plan.SortKey;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes to disk comes back: the same answers as in memory, and nothing left behind.
final class SpillTest {
  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.BIGINT,
          ColumnType.INTEGER,
          ColumnType.TEXT,
          ColumnType.numeric(31, 2),
          ColumnType.DOUBLE,
          ColumnType.NUMERIC,
          ColumnType.INTERVAL);
  private static final long MEMORY = 300_000;

  private static QueryExecutor executor;
  private static TempFolder folder;
  private static SpillSpace space;
  private static ArrayTable table;

  @BeforeAll
  static void start() {
    executor = new QueryExecutor(2);
    folder = TempFolder.create();
    space = new SpillSpace(folder.path());
    table = table(25_000, 10_000, 7);
  }

  @AfterAll
  static void stop() {
    executor.close();
    folder.close();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(space.heldBytes()).isZero();
    assertThat(folder.path().toFile().list()).isEmpty();
  }

  private static ArrayTable table(int rowCount, int values, long seed) {
    Random random = new Random(seed);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < rowCount; i++) {
      int v = random.nextInt(values);
      rows.add(
          new Object[] {
            (long) i,
            some(random, (long) (v % 50)),
            some(random, "text \u00e9 " + v),
            some(random, new BigDecimal(new BigInteger(90, new Random(v)).negate(), 2)),
            some(random, v % 7 == 0 ? Double.NaN : v % 5 == 0 ? -0.0 : v / 8.0),
            some(random, BigDecimal.valueOf(v * 10L, 3)),
            some(random, new Interval(v % 5, -v, v))
          });
    }
    return new ArrayTable(TYPES, rows, 1000);
  }

  private static Object some(Random random, Object value) {
    return random.nextInt(10) == 0 ? null : value;
  }

  private static TestContext context(int threads) {
    return new TestContext(Map.of(1, table), threads);
  }

  private static TestContext spilling(int threads) {
    return context(threads).spilling(space, MEMORY, Long.MAX_VALUE);
  }

  /// The rows, after it was seen that some of them have been on disk.
  private static List<List<Object>> spilled(Plan plan, int threads) {
    long before = space.writtenBytes();
    List<List<Object>> rows = rows(executor, plan, spilling(threads));
    assertThat(space.writtenBytes()).isGreaterThan(before);
    return rows;
  }

  private static Plan sort(int column, boolean descending, Long offset, Long limit) {
    return new Plan.Sort(
        scan(1, table, null),
        List.of(new SortKey(column, descending, descending), new SortKey(0, false, false)),
        limit == null ? null : literal(limit, ColumnType.BIGINT),
        offset == null ? null : literal(offset, ColumnType.BIGINT),
        25_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sortsByEachType(int threads) {
    for (int column = 0; column < TYPES.size(); column++) {
      Plan plan = sort(column, column % 2 == 1, null, null);
      assertThat(spilled(plan, threads))
          .as("column %d", column)
          .isEqualTo(rows(executor, plan, context(threads)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sortsTheFirstRowsOnly(int threads) {
    for (long limit : new long[] {9_000, 20_001, 2_000_000}) {
      for (Long offset : new Long[] {null, 5000L, 24_999L, 70_000L}) {
        Plan plan = sort(2, true, offset, limit);
        assertThat(spilled(plan, threads))
            .as("limit %d offset %d", limit, offset)
            .isEqualTo(rows(executor, plan, context(threads)));
      }
    }
  }

  private static Plan groups(List<Integer> keys, List<List<Integer>> sets, boolean distinct) {
    List<Plan.AggregateCall> calls = new ArrayList<>();
    calls.add(call(AggregateFunction.COUNT_STAR, List.of(), false, ColumnType.BIGINT));
    calls.add(call(AggregateFunction.SUM, List.of(3), false, ColumnType.NUMERIC));
    calls.add(call(AggregateFunction.MIN, List.of(2), false, ColumnType.TEXT));
    calls.add(call(AggregateFunction.MAX, List.of(5), false, ColumnType.NUMERIC));
    if (distinct) {
      calls.add(call(AggregateFunction.COUNT, List.of(6), true, ColumnType.BIGINT));
      calls.add(call(AggregateFunction.SUM, List.of(1), true, ColumnType.BIGINT));
    }
    List<ColumnType> types = new ArrayList<>(keys.stream().map(TYPES::get).toList());
    calls.forEach(call -> types.add(call.type()));
    return new Plan.Aggregate(scan(1, table, null), keys, sets, calls, types, 1000);
  }

  private static Plan.AggregateCall call(
      AggregateFunction function, List<Integer> arguments, boolean distinct, ColumnType type) {
    return new Plan.AggregateCall(function, arguments, distinct, -1, List.of(), type);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void windowsOfManyAndOfLargePartitions(int threads) {
    for (int partition : new int[] {0, 1, 2, 5}) {
      Plan.Frame sofar =
          new Plan.Frame(
              Plan.FrameUnit.ROWS,
              new Plan.FrameBound(Plan.FrameBoundKind.UNBOUNDED_PRECEDING, null),
              new Plan.FrameBound(Plan.FrameBoundKind.CURRENT_ROW, null));
      List<Plan.WindowCall> calls =
          List.of(
              new Plan.WindowCall("row_number", List.of(), sofar, ColumnType.BIGINT),
              new Plan.WindowCall("sum", List.of(1), sofar, ColumnType.BIGINT),
              new Plan.WindowCall("max", List.of(2), sofar, ColumnType.TEXT));
      List<ColumnType> types = new ArrayList<>(TYPES);
      calls.forEach(call -> types.add(call.type()));
      Plan plan =
          new Plan.Window(
              scan(1, table, null),
              List.of(partition),
              List.of(new SortKey(3, true, true), new SortKey(0, false, false)),
              calls,
              types);
      assertThat(spilled(plan, threads))
          .as("partition %d", partition)
          .isEqualTo(rows(executor, plan, context(threads)));
    }
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void joinsOfEachKind(JoinKind kind) {
    ArrayTable other = table(12_000, 12_000, 8);
    Map<Integer, ArrayTable> tables = Map.of(1, table, 2, other);
    for (int key : new int[] {0, 2, 3}) {
      for (boolean residual : new boolean[] {false, true}) {
        Expr test =
            residual
                ? Plans.test(
                    Operator.LESS,
                    Plans.column(1, ColumnType.INTEGER),
                    Plans.column(TYPES.size() + 1, ColumnType.INTEGER))
                : null;
        Plan plan =
            new Plan.Join(
                scan(1, table, null),
                scan(2, other, null),
                kind,
                List.of(Plans.column(key, TYPES.get(key))),
                List.of(Plans.column(key, TYPES.get(key))),
                test,
                1000);
        List<String> expected = texts(rows(executor, plan, new TestContext(tables, 2)));
        for (int threads = 1; threads <= 2; threads++) {
          long before = space.writtenBytes();
          TestContext context =
              new TestContext(tables, threads).spilling(space, MEMORY, Long.MAX_VALUE);
          assertThat(texts(rows(executor, plan, context)).equals(expected))
              .as("key %d residual %s threads %d", key, residual, threads)
              .isTrue();
          // Of a semi-join or anti-join only the keys are kept, which two threads may each hold too
          // few of to be worth files.
          boolean narrow = kind == JoinKind.SEMI || kind == JoinKind.ANTI;
          assertThat(space.writtenBytes() > before || (narrow && threads > 1))
              .as("%s key %d residual %s threads %d spills", kind, key, residual, threads)
              .isTrue();
        }
      }
    }
  }

  @Test
  void joinsOfJoins() {
    Plan join = scan(1, table, null);
    for (int i = 0; i < 3; i++) {
      join =
          new Plan.Join(
              join,
              scan(1, table, null),
              i == 1 ? JoinKind.LEFT : JoinKind.INNER,
              List.of(Plans.column(i * TYPES.size(), ColumnType.BIGINT)),
              List.of(Plans.column(0, ColumnType.BIGINT)),
              null,
              1000);
    }
    Plan plan =
        new Plan.Sort(
            join, List.of(new SortKey(0, true, true)), literal(50L, ColumnType.BIGINT), null, 1);
    assertThat(spilled(plan, 2)).isEqualTo(rows(executor, plan, context(2)));
  }

  private static List<String> texts(List<List<Object>> rows) {
    return rows.stream().map(Object::toString).sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void groupsByEachType(int threads) {
    for (int key : new int[] {0, 2, 3, 4, 5, 6}) {
      for (boolean distinct : new boolean[] {false, true}) {
        Plan plan = groups(List.of(key), List.of(List.of(0)), distinct);
        assertThat(texts(spilled(plan, threads)))
            .as("key %d distinct %s", key, distinct)
            .isEqualTo(texts(rows(executor, plan, context(threads))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void groupsByGroupingSetsOfWhichSomeAreSmall(int threads) {
    List<List<Integer>> sets = List.of(List.of(0, 1), List.of(1), List.of(0), List.of());
    Plan plan = groups(List.of(2, 1), sets, true);
    assertThat(texts(spilled(plan, threads)))
        .isEqualTo(texts(rows(executor, plan, context(threads))));
  }

  @Test
  void groupsInPartsOfParts() {
    Plan plan = groups(List.of(0, 2), List.of(List.of(0, 1)), true);
    TestContext little = context(2).spilling(space, 1, Long.MAX_VALUE);
    assertThat(texts(rows(executor, plan, little)))
        .isEqualTo(texts(rows(executor, plan, context(2))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCancelledQueryLeavesNothing(boolean sorts) {
    Plan plan = sorts ? sort(2, false, null, null) : groups(List.of(2), List.of(List.of(0)), true);
    for (int checks : new int[] {10, 30, 60}) {
      TestContext cancelled = spilling(2);
      cancelled.cancelAfterChecks = checks;
      assertThatThrownBy(() -> rows(executor, plan, cancelled))
          .satisfies(e -> assertThat(state(e)).isEqualTo(SqlState.QUERY_CANCELED));
      assertThat(cancelled.memory.usedBytes()).isZero();
      assertThat(space.heldBytes()).isZero();
    }
  }

  @Test
  void theLimitOfTemporaryFilesIs53400() {
    TestContext little = context(2).spilling(space, MEMORY, 1 << 20);
    assertThatThrownBy(() -> rows(executor, sort(2, false, null, null), little))
        .satisfies(e -> assertThat(state(e)).isEqualTo(SqlState.CONFIGURATION_LIMIT_EXCEEDED));
    assertThat(little.memory.usedBytes()).isZero();
  }

  @Test
  void aFolderThatIsGoneIs58030() {
    TempFolder gone = TempFolder.create();
    SpillSpace nowhere = new SpillSpace(gone.path());
    gone.close();
    TestContext context = context(2).spilling(nowhere, MEMORY, Long.MAX_VALUE);
    assertThatThrownBy(() -> rows(executor, sort(2, false, null, null), context))
        .satisfies(e -> assertThat(state(e)).isEqualTo(SqlState.IO_ERROR));
    assertThat(context.memory.usedBytes()).isZero();
  }

  private static SqlState state(Throwable e) {
    return ((OmenException) e).state();
  }
}
