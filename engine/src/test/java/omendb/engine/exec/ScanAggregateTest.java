package omendb.engine.exec;

import static omendb.engine.exec.Plans.call;
import static omendb.engine.exec.Plans.column;
import static omendb.engine.exec.Plans.literal;
import static omendb.engine.exec.Plans.rows;
import static omendb.engine.exec.Plans.scan;
import static omendb.engine.exec.Plans.test;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.AggregateCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanAggregateTest {
  private static final ColumnType MONEY = ColumnType.numeric(15, 2);
  private static final List<ColumnType> TYPES =
      List.of(ColumnType.BIGINT, ColumnType.INTEGER, ColumnType.TEXT, MONEY, ColumnType.DOUBLE);
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
            (long) i,
            random.nextInt(10) == 0 ? null : (long) random.nextInt(100),
            random.nextInt(8) == 0 ? null : "key" + random.nextInt(7),
            BigDecimal.valueOf(random.nextInt(1_000_000), 2),
            random.nextInt(20) == 0 ? null : random.nextDouble()
          });
    }
    return new ArrayTable(TYPES, rows, 5000);
  }

  private static Plan.AggregateCall sum(AggregateFunction function, int argument, ColumnType type) {
    return new Plan.AggregateCall(
        function, argument < 0 ? List.of() : List.of(argument), false, -1, List.of(), type);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void filterKeepsTheRowsInOrder(int threads) {
    ArrayTable table = table(30_000, 1);
    Expr filter =
        test(
            Operator.AND,
            test(Operator.LESS, column(1, ColumnType.INTEGER), literal(30L, ColumnType.INTEGER)),
            test(Operator.LIKE, column(2, ColumnType.TEXT), literal("%y3", ColumnType.TEXT)));
    List<List<Object>> expected = new ArrayList<>();
    for (Object[] row : table.rows) {
      if (row[1] != null && (long) row[1] < 30 && "key3".equals(row[2])) {
        expected.add(java.util.Arrays.asList(row));
      }
    }
    TestContext context = new TestContext(Map.of(1, table), threads);
    assertThat(rows(executor, scan(1, table, filter), context)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void groupsByTextAndNumber(int threads) {
    ArrayTable table = table(40_000, 2);
    Plan plan =
        new Plan.Aggregate(
            scan(1, table, null),
            List.of(2, 1),
            List.of(List.of(0, 1)),
            List.of(
                sum(AggregateFunction.COUNT_STAR, -1, ColumnType.BIGINT),
                sum(AggregateFunction.SUM, 3, ColumnType.numeric(38, 2)),
                sum(AggregateFunction.MAX, 4, ColumnType.DOUBLE),
                sum(AggregateFunction.MIN, 2, ColumnType.TEXT)),
            List.of(
                ColumnType.TEXT,
                ColumnType.INTEGER,
                ColumnType.BIGINT,
                ColumnType.numeric(38, 2),
                ColumnType.DOUBLE,
                ColumnType.TEXT),
            100);
    Map<String, List<Object>> expected = new TreeMap<>();
    for (Object[] row : table.rows) {
      String key = row[2] + "/" + row[1];
      List<Object> group =
          expected.computeIfAbsent(
              key,
              k ->
                  new ArrayList<>(
                      java.util.Arrays.asList(row[2], row[1], 0L, BigDecimal.ZERO, null, row[2])));
      group.set(2, (long) group.get(2) + 1);
      group.set(3, ((BigDecimal) group.get(3)).add((BigDecimal) row[3]));
      if (row[4] != null && (group.get(4) == null || (double) row[4] > (double) group.get(4))) {
        group.set(4, row[4]);
      }
    }
    TestContext context = new TestContext(Map.of(1, table), threads);
    Map<String, List<Object>> actual = new TreeMap<>();
    for (List<Object> row : rows(executor, plan, context)) {
      assertThat(actual.put(row.get(0) + "/" + row.get(1), row)).isNull();
    }
    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void groupsByManyKeys(int threads) {
    ArrayTable table = table(60_000, 3);
    Plan plan =
        new Plan.Aggregate(
            scan(1, table, null),
            List.of(0),
            List.of(List.of(0)),
            List.of(sum(AggregateFunction.COUNT, 1, ColumnType.BIGINT)),
            List.of(ColumnType.BIGINT, ColumnType.BIGINT),
            60_000);
    List<List<Object>> actual =
        new ArrayList<>(rows(executor, plan, new TestContext(Map.of(1, table), threads)));
    actual.sort((a, b) -> Long.compare((long) a.getFirst(), (long) b.getFirst()));
    assertThat(actual).hasSize(60_000);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i))
          .isEqualTo(List.of((long) i, table.rows.get(i)[1] == null ? 0L : 1L));
    }
  }

  /// Small numbers share a long; then come some that do not fit.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void groupsByTwoNumbersOfAnySize(int threads) {
    Random random = new Random(9);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      long wide = i < 9000 ? random.nextInt(-60, 60) : random.nextLong(-2, 2) << 62;
      long narrow = i % 97 == 0 ? Integer.MIN_VALUE : random.nextInt(-3, 3);
      rows.add(new Object[] {i % 11 == 0 ? null : (Long) wide, i % 13 == 0 ? null : (Long) narrow});
    }
    List<ColumnType> types = List.of(ColumnType.BIGINT, ColumnType.INTEGER);
    ArrayTable table = new ArrayTable(types, rows, 1000);
    Map<String, Long> expected = new TreeMap<>();
    rows.forEach(row -> expected.merge(Arrays.toString(row), 1L, Long::sum));
    Plan plan =
        new Plan.Aggregate(
            scan(1, table, null),
            List.of(0, 1),
            List.of(List.of(0, 1)),
            List.of(
                new AggregateCall(
                    AggregateFunction.COUNT_STAR,
                    List.of(),
                    false,
                    -1,
                    List.of(),
                    ColumnType.BIGINT)),
            List.of(ColumnType.BIGINT, ColumnType.INTEGER, ColumnType.BIGINT),
            100);
    Map<String, Long> actual = new TreeMap<>();
    for (List<Object> row : rows(executor, plan, new TestContext(Map.of(1, table), threads))) {
      actual.put("[" + row.get(0) + ", " + row.get(1) + "]", (Long) row.get(2));
    }
    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void distinctFilterAndGroupingSets(int threads) {
    ArrayTable table = table(20_000, 4);
    Plan input =
        new Plan.Project(
            scan(1, table, null),
            List.of(
                column(2, ColumnType.TEXT),
                column(1, ColumnType.INTEGER),
                test(
                    Operator.GREATER,
                    column(4, ColumnType.DOUBLE),
                    literal(0.5, ColumnType.DOUBLE))));
    Plan plan =
        new Plan.Aggregate(
            input,
            List.of(0),
            List.of(List.of(0), List.of()),
            List.of(
                new Plan.AggregateCall(
                    AggregateFunction.COUNT, List.of(1), true, -1, List.of(), ColumnType.BIGINT),
                new Plan.AggregateCall(
                    AggregateFunction.COUNT, List.of(1), true, 2, List.of(), ColumnType.BIGINT),
                new Plan.AggregateCall(
                    AggregateFunction.GROUPING,
                    List.of(0),
                    false,
                    -1,
                    List.of(),
                    ColumnType.INTEGER)),
            List.of(ColumnType.TEXT, ColumnType.BIGINT, ColumnType.BIGINT, ColumnType.INTEGER),
            10);
    List<List<Object>> expected = new ArrayList<>();
    List<Object> keys = new ArrayList<>();
    for (Object[] row : table.rows) {
      if (!keys.contains(row[2])) {
        keys.add(row[2]);
      }
    }
    for (Object key : keys) {
      expected.add(distinct(table, key, false));
    }
    expected.add(distinct(table, null, true));
    assertThat(rows(executor, plan, new TestContext(Map.of(1, table), threads)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<Object> distinct(ArrayTable table, Object key, boolean all) {
    java.util.Set<Object> values = new java.util.HashSet<>();
    java.util.Set<Object> filtered = new java.util.HashSet<>();
    for (Object[] row : table.rows) {
      if ((all || java.util.Objects.equals(row[2], key)) && row[1] != null) {
        values.add(row[1]);
        if (row[4] != null && (double) row[4] > 0.5) {
          filtered.add(row[1]);
        }
      }
    }
    List<Object> result = new ArrayList<>();
    Collections.addAll(result, key, (long) values.size(), (long) filtered.size(), all ? 1L : 0L);
    return result;
  }

  private static List<Object[]> largestValues() {
    BigDecimal most = new BigDecimal("9999999999999.99");
    BigDecimal large = new BigDecimal("999999999999999999");
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      rows.add(
          new Object[] {
            i % 7 == 0 ? null : (Long) (i % 3 == 0 ? (long) Integer.MIN_VALUE : Integer.MAX_VALUE),
            i < 15_000 ? most : most.negate().add(BigDecimal.valueOf(i, 2)),
            i % 5 == 0 ? null : large.negate(),
            (long) (i % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE)
          });
    }
    return rows;
  }

  /// Sums of one group are taken window by window where the values' types allow it; the largest
  /// values of a type, and sums beyond a long, show when one of them would not fit.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sumsOfTheLargestValues(int threads) {
    ColumnType widest = ColumnType.numeric(18, 0);
    List<Object[]> rows = largestValues();
    List<ColumnType> types = List.of(ColumnType.INTEGER, MONEY, widest, ColumnType.SMALLINT);
    BigDecimal[] expected = new BigDecimal[5];
    Arrays.fill(expected, BigDecimal.ZERO);
    for (Object[] row : rows) {
      BigDecimal small = BigDecimal.valueOf((long) row[3]);
      expected[0] = row[0] == null ? expected[0] : expected[0].add(new BigDecimal((long) row[0]));
      expected[1] = expected[1].add((BigDecimal) row[1]);
      expected[2] = row[2] == null ? expected[2] : expected[2].add((BigDecimal) row[2]);
      expected[3] = expected[3].add(small.multiply(small).add(BigDecimal.TEN));
      expected[4] = small.signum() < 0 ? expected[4].add(small) : expected[4];
    }
    ArrayTable table = new ArrayTable(types, rows, 5000);
    Expr small = column(3, ColumnType.SMALLINT);
    Expr square = call(Operator.MULTIPLY, ColumnType.INTEGER, small, small);
    Plan input =
        new Plan.Project(
            scan(1, table, null),
            List.of(
                column(0, ColumnType.INTEGER),
                column(1, MONEY),
                column(2, widest),
                call(Operator.ADD, ColumnType.INTEGER, square, literal(10L, ColumnType.INTEGER)),
                small,
                test(Operator.LESS, small, literal(0L, ColumnType.SMALLINT))));
    ColumnType decimal = ColumnType.numeric(38, 2);
    Plan plan =
        new Plan.Aggregate(
            input,
            List.of(),
            List.of(List.of()),
            List.of(
                sum(AggregateFunction.SUM, 0, ColumnType.BIGINT),
                sum(AggregateFunction.SUM, 1, decimal),
                sum(AggregateFunction.SUM, 2, ColumnType.numeric(38, 0)),
                sum(AggregateFunction.SUM, 3, ColumnType.BIGINT),
                new AggregateCall(
                    AggregateFunction.SUM, List.of(4), false, 5, List.of(), ColumnType.BIGINT)),
            List.of(
                ColumnType.BIGINT,
                decimal,
                ColumnType.numeric(38, 0),
                ColumnType.BIGINT,
                ColumnType.BIGINT),
            1);
    assertThat(rows(executor, plan, new TestContext(Map.of(1, table), threads)))
        .containsExactly(
            List.of(
                expected[0].longValueExact(),
                expected[1],
                expected[2],
                expected[3].longValueExact(),
                expected[4].longValueExact()));
  }

  @Test
  void globalAggregateOfNoRowsIsOneRow() {
    ArrayTable table = table(0, 5);
    Plan plan =
        new Plan.Aggregate(
            scan(1, table, null),
            List.of(),
            List.of(List.of()),
            List.of(
                sum(AggregateFunction.COUNT_STAR, -1, ColumnType.BIGINT),
                sum(AggregateFunction.SUM, 1, ColumnType.BIGINT),
                sum(AggregateFunction.AVG, 3, ColumnType.NUMERIC)),
            List.of(ColumnType.BIGINT, ColumnType.BIGINT, ColumnType.NUMERIC),
            1);
    assertThat(rows(executor, plan, new TestContext(Map.of(1, table), 2)))
        .isEqualTo(List.of(java.util.Arrays.asList(0L, null, null)));
  }

  @Test
  void averageHasPostgresScale() {
    ArrayTable table =
        new ArrayTable(
            List.of(ColumnType.INTEGER),
            List.of(new Object[] {1L}, new Object[] {2L}, new Object[] {2L}),
            10);
    Plan plan =
        new Plan.Aggregate(
            scan(1, table, null),
            List.of(),
            List.of(List.of()),
            List.of(
                sum(AggregateFunction.AVG, 0, ColumnType.NUMERIC),
                sum(AggregateFunction.VAR_SAMP, 0, ColumnType.NUMERIC),
                sum(AggregateFunction.STDDEV_POP, 0, ColumnType.NUMERIC)),
            List.of(ColumnType.NUMERIC, ColumnType.NUMERIC, ColumnType.NUMERIC),
            1);
    assertThat(rows(executor, plan, new TestContext(Map.of(1, table), 1)).getFirst())
        .asString()
        .isEqualTo("[1.6666666666666667, 0.33333333333333333333, 0.47140452079103168293]");
  }

  @Test
  void overflowAndDivisionByZeroEndTheQuery() {
    ArrayTable table = table(20_000, 6);
    Expr product =
        call(
            Operator.MULTIPLY,
            ColumnType.INTEGER,
            column(1, ColumnType.INTEGER),
            literal(1_000_000_000L, ColumnType.INTEGER));
    Plan plan = new Plan.Project(scan(1, table, null), List.of(product));
    TestContext context = new TestContext(Map.of(1, table), 2);
    assertThatThrownBy(() -> rows(executor, plan, context))
        .isInstanceOf(OmenException.class)
        .hasMessage("integer out of range");
    assertThat(context.memory.usedBytes()).isZero();
    Expr quotient =
        call(
            Operator.DIVIDE,
            ColumnType.BIGINT,
            literal(1L, ColumnType.BIGINT),
            column(0, ColumnType.BIGINT));
    Plan divided = new Plan.Project(scan(1, table, null), List.of(quotient));
    assertThatThrownBy(() -> rows(executor, divided, context))
        .satisfies(
            e -> assertThat(((OmenException) e).state()).isEqualTo(SqlState.DIVISION_BY_ZERO));
    assertThat(context.memory.usedBytes()).isZero();
    assertThat(context.openScans).hasValue(0);
  }

  @Test
  void limitReadsNoMoreThanItNeeds() {
    ArrayTable table = table(500_000, 7);
    Plan plan =
        new Plan.Limit(
            scan(1, table, null),
            literal(5L, ColumnType.BIGINT),
            literal(3L, ColumnType.BIGINT),
            5);
    TestContext context = new TestContext(Map.of(1, table), 2);
    List<List<Object>> rows = rows(executor, plan, context);
    assertThat(rows).extracting(List::getFirst).containsExactly(3L, 4L, 5L, 6L, 7L);
    assertThat(context.checks.get()).isLessThan(10);
  }

  @Test
  void cancelAndMemoryLimitFreeEverything() {
    ArrayTable table = table(200_000, 8);
    Plan plan =
        new Plan.Aggregate(
            scan(1, table, null),
            List.of(0, 2),
            List.of(List.of(0, 1)),
            List.of(),
            List.of(ColumnType.BIGINT, ColumnType.TEXT),
            10);
    TestContext cancelled = new TestContext(Map.of(1, table), 2);
    cancelled.cancelAfterChecks = 20;
    assertThatThrownBy(() -> rows(executor, plan, cancelled))
        .satisfies(e -> assertThat(((OmenException) e).state()).isEqualTo(SqlState.QUERY_CANCELED));
    assertThat(cancelled.memory.usedBytes()).isZero();
    TestContext limited = new TestContext(Map.of(1, table), 2).limitedTo(3_000_000);
    assertThatThrownBy(() -> rows(executor, plan, limited))
        .satisfies(e -> assertThat(((OmenException) e).state()).isEqualTo(SqlState.OUT_OF_MEMORY));
    assertThat(limited.memory.usedBytes()).isZero();
  }

  @Test
  void queriesThatDifferInConstantsShareClasses() {
    ArrayTable table = table(1000, 9);
    for (long bound = 0; bound < 3; bound++) {
      Expr filter =
          test(Operator.GREATER, column(1, ColumnType.INTEGER), literal(bound, ColumnType.INTEGER));
      rows(executor, scan(1, table, filter), new TestContext(Map.of(1, table), 1));
    }
    long before = executor.generatedClasses();
    Expr filter =
        test(Operator.GREATER, column(1, ColumnType.INTEGER), literal(77L, ColumnType.INTEGER));
    rows(executor, scan(1, table, filter), new TestContext(Map.of(1, table), 1));
    assertThat(executor.generatedClasses()).isEqualTo(before);
  }

  @Test
  void warmUpLeavesNothingBehind() {
    try (QueryExecutor fresh = new QueryExecutor(1)) {
      fresh.warmUp(new TestContext(Map.of(), 1).evalContext());
      assertThat(fresh.generatedClasses()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sumsOfWideProductsAreExact(int threads) {
    ColumnType wide = ColumnType.numeric(31, 4);
    ColumnType narrow = ColumnType.numeric(16, 2);
    Random random = new Random(10);
    List<Object[]> data = new ArrayList<>();
    BigDecimal sum = BigDecimal.ZERO;
    long count = 0;
    for (int i = 0; i < 30_000; i++) {
      int digits = random.nextInt(100) == 0 ? 100 : random.nextInt(90);
      BigDecimal a = new BigDecimal(new java.math.BigInteger(digits, random), 4);
      BigDecimal b = BigDecimal.valueOf(random.nextLong() % 10_000_000_000_000L, 2);
      a = random.nextBoolean() ? a : a.negate();
      boolean isNull = random.nextInt(10) == 0;
      data.add(new Object[] {isNull ? null : a, b});
      if (!isNull) {
        sum = sum.add(a.multiply(b));
        count++;
      }
    }
    ArrayTable table = new ArrayTable(List.of(wide, narrow), data, 4000);
    Expr product = call(Operator.MULTIPLY, ColumnType.NUMERIC, column(0, wide), column(1, narrow));
    Plan plan =
        new Plan.Aggregate(
            new Plan.Project(scan(1, table, null), List.of(product, column(1, narrow))),
            List.of(),
            List.of(List.of()),
            List.of(
                sum(AggregateFunction.SUM, 0, ColumnType.NUMERIC),
                sum(AggregateFunction.COUNT, 0, ColumnType.BIGINT)),
            List.of(ColumnType.NUMERIC, ColumnType.BIGINT),
            1);
    assertThat(rows(executor, plan, new TestContext(Map.of(1, table), threads)))
        .isEqualTo(List.of(List.of(sum, count)));
  }

  /// What becomes of the order in which a table has its groups.
  enum Order {
    ASCENDING,
    ONE_NULL,
    ONE_BEHIND,
    TWO_RUNS,
    TOO_LARGE_TO_PACK
  }

  /// Keys of three rows each, so that threads share those at the ends of morsels.
  private static Object[] ordered(Order order, int i, int count) {
    int key =
        switch (order) {
          case ASCENDING, TOO_LARGE_TO_PACK -> i;
          case ONE_NULL -> i == 40_000 ? -1 : i;
          case ONE_BEHIND -> i == count - 1 ? 12 : i;
          case TWO_RUNS -> i % (count / 2);
        };
    boolean large = order == Order.TOO_LARGE_TO_PACK && i == count - 1;
    Long first = key < 0 ? null : Long.valueOf(large ? Long.MAX_VALUE : key / 3);
    return new Object[] {
      first, 7L, "text" + i % 1000, BigDecimal.valueOf(i, 2), i % 5 == 0 ? null : i / 4.0
    };
  }

  @ParameterizedTest
  @EnumSource
  void groupsThatComeInOrder(Order order) {
    int count = 90_000;
    List<Object[]> rows = new ArrayList<>();
    Map<Long, List<Object>> expected = new java.util.HashMap<>();
    for (int i = 0; i < count; i++) {
      Object[] row = ordered(order, i, count);
      rows.add(row);
      List<Object> group =
          expected.computeIfAbsent(
              (Long) row[0],
              k -> new ArrayList<>(Arrays.asList(k, 7L, 0L, BigDecimal.ZERO, null, row[2])));
      group.set(2, (long) group.get(2) + 1);
      group.set(3, ((BigDecimal) group.get(3)).add((BigDecimal) row[3]));
      if (row[4] != null && (group.get(4) == null || (double) row[4] > (double) group.get(4))) {
        group.set(4, row[4]);
      }
      if (((String) row[2]).compareTo((String) group.get(5)) < 0) {
        group.set(5, row[2]);
      }
    }
    ArrayTable table = new ArrayTable(TYPES, rows, 5000);
    // The second key stands in higher bits, and its value is the same in all rows.
    Plan plan =
        new Plan.Aggregate(
            scan(1, table, null),
            List.of(0, 1),
            List.of(List.of(0, 1)),
            List.of(
                sum(AggregateFunction.COUNT_STAR, -1, ColumnType.BIGINT),
                sum(AggregateFunction.SUM, 3, ColumnType.numeric(38, 2)),
                sum(AggregateFunction.MAX, 4, ColumnType.DOUBLE),
                sum(AggregateFunction.MIN, 2, ColumnType.TEXT)),
            List.of(
                ColumnType.BIGINT,
                ColumnType.INTEGER,
                ColumnType.BIGINT,
                ColumnType.numeric(38, 2),
                ColumnType.DOUBLE,
                ColumnType.TEXT),
            30_000);
    try (QueryExecutor several = new QueryExecutor(4)) {
      for (int threads : new int[] {1, 2, 4}) {
        TestContext context = new TestContext(Map.of(1, table), threads);
        Map<Long, List<Object>> actual = new java.util.HashMap<>();
        for (List<Object> row : rows(several, plan, context)) {
          assertThat(actual.put((Long) row.get(0), row)).isNull();
        }
        assertThat(actual).isEqualTo(expected);
      }
    }
  }
}
