package omendb.engine.exec;

import static omendb.engine.exec.Plans.column;
import static omendb.engine.exec.Plans.literal;
import static omendb.engine.exec.Plans.rows;
import static omendb.engine.exec.Plans.scan;
import static omendb.engine.exec.Plans.test;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import omendb.core.ColumnType;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.JoinKind;
import omendb.planner.plan.Plan.SortKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JoinSortTest {
  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.BIGINT,
          ColumnType.INTEGER,
          ColumnType.TEXT,
          ColumnType.numeric(10, 2),
          ColumnType.DOUBLE,
          ColumnType.NUMERIC);
  private static QueryExecutor executor;

  @BeforeAll
  static void start() {
    executor = new QueryExecutor(2);
  }

  @AfterAll
  static void stop() {
    executor.close();
  }

  private static ArrayTable table(int rowCount, int values, boolean sparse, long seed) {
    Random random = new Random(seed);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < rowCount; i++) {
      int v = random.nextInt(values);
      rows.add(
          new Object[] {
            sparse ? v * 1_000_000_007_000_003L : (long) v,
            random.nextInt(10) == 0 ? null : (long) (v % 50),
            random.nextInt(10) == 0 ? null : "some longer text " + v,
            BigDecimal.valueOf(v, 2),
            random.nextInt(10) == 0 ? null : v % 7 == 0 ? Double.NaN : v % 5 == 0 ? -0.0 : v / 8.0,
            random.nextInt(10) == 0 ? null : BigDecimal.valueOf(v * 10L, 3)
          });
    }
    return new ArrayTable(TYPES, rows, 1000);
  }

  static Stream<Arguments> joins() {
    List<Arguments> all = new ArrayList<>();
    List<List<Integer>> keySets =
        List.of(
            List.of(0),
            List.of(1),
            List.of(2),
            List.of(0, 2),
            List.of(4),
            List.of(5),
            List.of(1, 0));
    for (JoinKind kind : JoinKind.values()) {
      for (List<Integer> keys : keySets) {
        all.add(Arguments.of(kind, keys, false, keys.size() == 1));
        all.add(Arguments.of(kind, keys, true, keys.size() == 2));
      }
      all.add(Arguments.of(kind, List.of(), true, false));
      all.add(Arguments.of(kind, List.of(), false, false));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("joins")
  void joinsAsNestedLoopsDo(JoinKind kind, List<Integer> keys, boolean residual, boolean sparse) {
    int size = keys.isEmpty() ? 60 : 1200;
    ArrayTable left = table(size, 900, sparse, 11);
    ArrayTable right = table(keys.isEmpty() ? 50 : 700, sparse ? 100_000 : 1000, sparse, 12);
    for (int threads = 1; threads <= 2; threads++) {
      check(kind, keys, residual, left, right, threads);
    }
    ArrayTable empty = table(0, 1, false, 1);
    check(kind, keys, residual, left, empty, 1);
    check(kind, keys, residual, empty, right, 2);
  }

  private static void check(
      JoinKind kind,
      List<Integer> keys,
      boolean residual,
      ArrayTable left,
      ArrayTable right,
      int threads) {
    int width = TYPES.size();
    Expr condition =
        residual
            ? test(
                Operator.NOT_EQUAL,
                column(1, ColumnType.INTEGER),
                column(width + 1, ColumnType.INTEGER))
            : null;
    Plan plan =
        new Plan.Join(
            scan(1, left, null),
            scan(2, right, null),
            kind,
            keys.stream().map(k -> column(k, TYPES.get(k))).toList(),
            keys.stream().map(k -> column(k, TYPES.get(k))).toList(),
            condition,
            100);
    List<List<Object>> actual =
        rows(executor, plan, new TestContext(Map.of(1, left, 2, right), threads));
    List<List<Object>> expected = naive(kind, keys, residual, left, right);
    assertThat(actual.stream().map(Object::toString).sorted().toList())
        .isEqualTo(expected.stream().map(Object::toString).sorted().toList());
  }

  private static List<List<Object>> naive(
      JoinKind kind, List<Integer> keys, boolean residual, ArrayTable left, ArrayTable right) {
    List<List<Object>> result = new ArrayList<>();
    boolean[] rightMatched = new boolean[right.rows.size()];
    Map<Object, List<Integer>> byKey = new java.util.HashMap<>();
    for (int r = 0; r < right.rows.size(); r++) {
      byKey.computeIfAbsent(key(right.rows.get(r), keys), k -> new ArrayList<>()).add(r);
    }
    for (Object[] l : left.rows) {
      boolean matched = false;
      for (int r : byKey.getOrDefault(key(l, keys), List.of())) {
        Object[] row = right.rows.get(r);
        boolean known = keys.stream().allMatch(k -> l[k] != null && row[k] != null);
        boolean passes = !residual || (l[1] != null && row[1] != null && !l[1].equals(row[1]));
        if (known && passes) {
          matched = true;
          rightMatched[r] = true;
          if (kind.ordinal() <= JoinKind.FULL.ordinal()) {
            result.add(joined(l, row));
          }
        }
      }
      if (matched ? kind == JoinKind.SEMI : kind == JoinKind.ANTI) {
        result.add(Arrays.asList(l));
      }
      if (!matched && (kind == JoinKind.LEFT || kind == JoinKind.FULL)) {
        result.add(joined(l, new Object[TYPES.size()]));
      }
    }
    if (kind == JoinKind.RIGHT_SEMI || kind == JoinKind.RIGHT_ANTI) {
      for (int r = 0; r < rightMatched.length; r++) {
        if (rightMatched[r] == (kind == JoinKind.RIGHT_SEMI)) {
          result.add(Arrays.asList(right.rows.get(r)));
        }
      }
    }
    if (kind == JoinKind.RIGHT || kind == JoinKind.FULL) {
      for (int r = 0; r < rightMatched.length; r++) {
        if (!rightMatched[r]) {
          result.add(joined(new Object[TYPES.size()], right.rows.get(r)));
        }
      }
    }
    return result;
  }

  private static Object key(Object[] row, List<Integer> keys) {
    List<Object> key = new ArrayList<>();
    for (int k : keys) {
      Object value = row[k];
      key.add(
          value instanceof Double d && d == 0.0
              ? (Object) 0.0
              : value instanceof BigDecimal n ? n.stripTrailingZeros() : value);
    }
    return key;
  }

  private static List<Object> joined(Object[] l, Object[] r) {
    List<Object> row = new ArrayList<>(Arrays.asList(l));
    row.addAll(Arrays.asList(r));
    return row;
  }

  /// The build side's keys are asked of the scan below a grouping; the answer must not change.
  @ParameterizedTest
  @MethodSource("joins")
  void joinsGroupsAsNestedLoopsDo(
      JoinKind kind, List<Integer> keys, boolean residual, boolean sparse) {
    if (residual || keys.isEmpty()) {
      return;
    }
    ArrayTable left = table(1200, 900, sparse, 21);
    ArrayTable right = table(40, sparse ? 100_000 : 1000, sparse, 22);
    List<ColumnType> types = keys.stream().map(TYPES::get).toList();
    List<ColumnType> grouped = new ArrayList<>(types);
    grouped.add(ColumnType.BIGINT);
    Plan.AggregateCall count =
        new Plan.AggregateCall(
            AggregateFunction.COUNT_STAR, List.of(), false, -1, List.of(), ColumnType.BIGINT);
    List<Integer> positions = IntStream.range(0, keys.size()).boxed().toList();
    Plan groups =
        new Plan.Aggregate(
            scan(1, left, null), keys, List.of(positions), List.of(count), grouped, 900);
    List<Object[]> rows = new ArrayList<>();
    rows(executor, groups, new TestContext(Map.of(1, left), 1))
        .forEach(row -> rows.add(row.toArray()));
    ArrayTable materialised = new ArrayTable(grouped, rows, 1000);
    List<Expr> leftKeys = positions.stream().map(p -> column(p, types.get(p))).toList();
    List<Expr> rightKeys = keys.stream().map(k -> column(k, TYPES.get(k))).toList();
    Plan direct = new Plan.Join(groups, scan(2, right, null), kind, leftKeys, rightKeys, null, 100);
    Plan stored =
        new Plan.Join(
            scan(3, materialised, null),
            scan(2, right, null),
            kind,
            leftKeys,
            rightKeys,
            null,
            100);
    Map<Integer, ArrayTable> tables = Map.of(1, left, 2, right, 3, materialised);
    assertThat(texts(rows(executor, direct, new TestContext(tables, 2))))
        .isEqualTo(texts(rows(executor, stored, new TestContext(tables, 1))));
  }

  private static List<String> texts(List<List<Object>> rows) {
    return rows.stream().map(Object::toString).sorted().toList();
  }

  @Test
  void decimalKeysOfDifferentScaleMeet() {
    ArrayTable left =
        new ArrayTable(
            List.of(ColumnType.numeric(10, 2)),
            List.of(new Object[] {new BigDecimal("1.50")}, new Object[] {new BigDecimal("2.25")}),
            10);
    ArrayTable right =
        new ArrayTable(
            List.of(ColumnType.numeric(20, 1)),
            List.<Object[]>of(new Object[] {new BigDecimal("1.5")}),
            10);
    Plan plan =
        new Plan.Join(
            scan(1, left, null),
            scan(2, right, null),
            JoinKind.INNER,
            List.of(column(0, left.types.getFirst())),
            List.of(column(0, right.types.getFirst())),
            null,
            1);
    assertThat(rows(executor, plan, new TestContext(Map.of(1, left, 2, right), 1)))
        .isEqualTo(List.of(List.of(new BigDecimal("1.50"), new BigDecimal("1.5"))));
  }

  @Test
  void joinOfJoinsFiltersAtTheScan() {
    ArrayTable facts = table(20_000, 5000, false, 21);
    ArrayTable first = table(300, 400, false, 22);
    ArrayTable second = table(200, 50, false, 23);
    Plan inner =
        new Plan.Join(
            scan(1, facts, null),
            scan(2, first, null),
            JoinKind.INNER,
            List.of(column(0, ColumnType.BIGINT)),
            List.of(column(0, ColumnType.BIGINT)),
            null,
            1);
    Plan plan =
        new Plan.Join(
            inner,
            scan(3, second, null),
            JoinKind.SEMI,
            List.of(column(1, ColumnType.INTEGER)),
            List.of(column(0, ColumnType.BIGINT)),
            null,
            1);
    TestContext context = new TestContext(Map.of(1, facts, 2, first, 3, second), 2);
    List<List<Object>> actual = rows(executor, plan, context);
    long expected = 0;
    for (Object[] f : facts.rows) {
      for (Object[] g : first.rows) {
        if (f[0].equals(g[0])
            && f[1] != null
            && second.rows.stream().anyMatch(s -> s[0].equals(f[1]))) {
          expected++;
        }
      }
    }
    assertThat(actual).hasSize((int) expected);
    assertThat(context.lastZones).hasSize(2);
  }

  @Test
  void sortsByAllTypesWithNullsAndLimit() {
    ArrayTable table = table(12_000, 3000, true, 31);
    for (int column = 0; column < TYPES.size(); column++) {
      for (int variant = 0; variant < 4; variant++) {
        boolean descending = variant % 2 == 1;
        boolean nullsFirst = variant >= 2;
        for (Long limit : new Long[] {null, 7L, 2500L}) {
          sortAndCheck(table, new SortKey(column, descending, nullsFirst), limit);
        }
      }
    }
  }

  private static void sortAndCheck(ArrayTable table, SortKey key, Long limit) {
    Plan plan =
        new Plan.Sort(
            scan(1, table, null),
            List.of(key, new SortKey(0, false, false), new SortKey(2, true, true)),
            limit == null ? null : literal(limit, ColumnType.BIGINT),
            literal(3L, ColumnType.BIGINT),
            10);
    List<List<Object>> actual = rows(executor, plan, new TestContext(Map.of(1, table), 2));
    Comparator<Object[]> order =
        by(key)
            .thenComparing(by(new SortKey(0, false, false)))
            .thenComparing(by(new SortKey(2, true, true)));
    List<List<Object>> expected =
        table.rows.stream()
            .sorted(order)
            .skip(3)
            .limit(limit == null ? Long.MAX_VALUE : limit)
            .map(Arrays::asList)
            .toList();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      for (int c : new int[] {key.column(), 0, 2}) {
        assertThat(same(actual.get(i).get(c), expected.get(i).get(c)))
            .as("row %d column %d by %s limit %s", i, c, key, limit)
            .isTrue();
      }
    }
  }

  private static boolean same(Object a, Object b) {
    return a == null || b == null
        ? a == b
        : omendb.engine.exec.vector.ObjectOrder.compare(a, b) == 0;
  }

  private static Comparator<Object[]> by(SortKey key) {
    return (x, y) -> {
      Object a = x[key.column()];
      Object b = y[key.column()];
      if (a == null || b == null) {
        return a == b ? 0 : (a == null) == key.nullsFirst() ? -1 : 1;
      }
      int order = omendb.engine.exec.vector.ObjectOrder.compare(a, b);
      return key.descending() ? -order : order;
    };
  }
}
