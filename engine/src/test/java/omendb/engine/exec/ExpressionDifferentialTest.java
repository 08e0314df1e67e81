package omendb.engine.exec;

import static omendb.engine.exec.Plans.rows;
import static omendb.engine.exec.Plans.scan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.engine.exec.vector.ObjectOrder;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random expressions over hostile values answer as the evaluator of boxed values does.
class ExpressionDifferentialTest {
  private static final ColumnType SHORT_DECIMAL = ColumnType.numeric(9, 2);
  private static final ColumnType WIDE_DECIMAL = ColumnType.numeric(25, 4);
  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.SMALLINT,
          ColumnType.INTEGER,
          ColumnType.BIGINT,
          ColumnType.DOUBLE,
          SHORT_DECIMAL,
          WIDE_DECIMAL,
          ColumnType.NUMERIC,
          ColumnType.TEXT,
          ColumnType.BOOLEAN,
          ColumnType.DATE);
  private static final Operator[] ARITHMETIC = {
    Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE, Operator.MODULO
  };
  private static final Operator[] COMPARISONS = {
    Operator.EQUAL,
    Operator.NOT_EQUAL,
    Operator.LESS,
    Operator.LESS_OR_EQUAL,
    Operator.GREATER,
    Operator.GREATER_OR_EQUAL,
    Operator.IS_DISTINCT,
    Operator.IS_NOT_DISTINCT
  };
  private static QueryExecutor executor;

  @BeforeAll
  static void start() {
    executor = new QueryExecutor(1);
  }

  @AfterAll
  static void stop() {
    executor.close();
  }

  private static Object value(ColumnType type, Random random) {
    if (random.nextInt(6) == 0) {
      return null;
    }
    boolean extreme = random.nextInt(8) == 0;
    long small = random.nextInt(41) - 20;
    return switch (type.kind()) {
      case SMALLINT -> extreme ? (long) Short.MAX_VALUE : small;
      case INTEGER ->
          extreme ? (long) (random.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE) : small;
      case BIGINT -> extreme ? (random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE) : small;
      case DOUBLE ->
          extreme
              ? new double[] {Double.NaN, -0.0, Double.POSITIVE_INFINITY, 1e308, 5e-324}
                  [random.nextInt(5)]
              : small / 4.0;
      case NUMERIC ->
          type.precision() == 0
              ? BigDecimal.valueOf(small * 1000 + random.nextInt(1000), random.nextInt(6))
              : extreme
                  ? BigDecimal.TEN
                      .pow(type.precision())
                      .subtract(BigDecimal.ONE)
                      .movePointLeft(type.scale())
                  : BigDecimal.valueOf(small * 10 + random.nextInt(10), type.scale());
      case TEXT -> new String[] {"", "a", "ab%", "äöü_x", "日本", "a b "}[random.nextInt(6)];
      case BOOLEAN -> random.nextBoolean();
      case DATE -> (long) random.nextInt(20_000);
      default -> throw new AssertionError(type);
    };
  }

  private static Expr leaf(ColumnType type, Random random) {
    int column = TYPES.indexOf(type);
    if (column < 0 || random.nextInt(4) == 0) {
      return new Expr.Literal(value(type, random), type);
    }
    return new Expr.Column(column, type, true);
  }

  private static Expr expr(ColumnType type, int depth, Random random) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(type, random);
    }
    int choice = random.nextInt(10);
    if (choice == 0) {
      Expr.When when =
          new Expr.When(expr(ColumnType.BOOLEAN, depth - 1, random), expr(type, depth - 1, random));
      return new Expr.Case(List.of(when), expr(type, depth - 1, random), type, true);
    }
    if (choice == 1) {
      return call(
          Operator.COALESCE, type, expr(type, depth - 1, random), expr(type, depth - 1, random));
    }
    return switch (type.kind()) {
      case BOOLEAN -> condition(depth, random);
      case TEXT ->
          call(
              Operator.CONCAT,
              type,
              expr(ColumnType.TEXT, depth - 1, random),
              expr(ColumnType.TEXT, depth - 1, random));
      case DATE -> leaf(type, random);
      case NUMERIC -> decimal(type, depth, random);
      default -> number(type, depth, random);
    };
  }

  private static Expr number(ColumnType type, int depth, Random random) {
    if (random.nextInt(4) == 0) {
      ColumnType from = TYPES.get(random.nextInt(7));
      boolean inexact = type.equals(ColumnType.DOUBLE) && from.equals(ColumnType.DOUBLE);
      return inexact
          ? leaf(type, random)
          : new Expr.Cast(expr(from, depth - 1, random), type, true);
    }
    Operator operator = ARITHMETIC[random.nextInt(type.equals(ColumnType.DOUBLE) ? 4 : 5)];
    return call(operator, type, expr(type, depth - 1, random), expr(type, depth - 1, random));
  }

  private static Expr decimal(ColumnType type, int depth, Random random) {
    if (type.precision() == 0) {
      Operator operator = ARITHMETIC[random.nextInt(5)];
      return call(operator, type, expr(type, depth - 1, random), expr(type, depth - 1, random));
    }
    ColumnType from = random.nextBoolean() ? SHORT_DECIMAL : ColumnType.INTEGER;
    if (type.equals(WIDE_DECIMAL) && random.nextBoolean()) {
      Expr product =
          call(
              Operator.MULTIPLY,
              ColumnType.numeric(18, 4),
              expr(SHORT_DECIMAL, depth - 1, random),
              expr(SHORT_DECIMAL, depth - 1, random));
      Expr sum =
          call(
              random.nextBoolean() ? Operator.ADD : Operator.SUBTRACT,
              ColumnType.numeric(26, 4),
              product,
              expr(WIDE_DECIMAL, depth - 1, random));
      return new Expr.Cast(sum, type, true);
    }
    return new Expr.Cast(expr(from, depth - 1, random), type, true);
  }

  private static Expr condition(int depth, Random random) {
    Expr a = expr(ColumnType.BOOLEAN, depth - 1, random);
    Expr b = expr(ColumnType.BOOLEAN, depth - 1, random);
    return switch (random.nextInt(8)) {
      case 0 -> call(Operator.AND, ColumnType.BOOLEAN, a, b);
      case 1 -> call(Operator.OR, ColumnType.BOOLEAN, a, b, leaf(ColumnType.BOOLEAN, random));
      case 2 -> call(Operator.NOT, ColumnType.BOOLEAN, a);
      case 3 -> {
        Operator[] tests = {
          Operator.IS_NULL, Operator.IS_TRUE, Operator.IS_NOT_TRUE, Operator.IS_NOT_FALSE
        };
        yield call(tests[random.nextInt(4)], ColumnType.BOOLEAN, a);
      }
      case 4 -> {
        Object pattern = new String[] {"a%", "%b", "_", "%_ü%", "a\\%", ""}[random.nextInt(6)];
        yield call(
            random.nextInt(3) == 0 ? Operator.ILIKE : Operator.LIKE,
            ColumnType.BOOLEAN,
            expr(ColumnType.TEXT, depth - 1, random),
            new Expr.Literal(pattern, ColumnType.TEXT));
      }
      case 5 -> {
        ColumnType type = TYPES.get(random.nextInt(TYPES.size()));
        List<Expr> values = new ArrayList<>();
        for (int i = random.nextInt(14); i >= 0; i--) {
          Object value = value(type, random);
          if (value != null) {
            values.add(new Expr.Literal(value, type));
          }
        }
        yield values.isEmpty()
            ? a
            : new Expr.In(expr(type, depth - 1, random), values, random.nextBoolean());
      }
      default -> {
        ColumnType type = TYPES.get(random.nextInt(TYPES.size()));
        yield call(
            COMPARISONS[random.nextInt(COMPARISONS.length)],
            ColumnType.BOOLEAN,
            expr(type, depth - 1, random),
            expr(type, depth - 1, random));
      }
    };
  }

  private static Expr call(Operator operator, ColumnType type, Expr... arguments) {
    return new Expr.Call(operator, List.of(arguments), type, true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void generatedCodeAnswersAsTheEvaluator(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      List<Object[]> data = new ArrayList<>();
      for (int r = 0; r < 12; r++) {
        data.add(TYPES.stream().map(type -> value(type, random)).toArray());
      }
      ColumnType type = TYPES.get(random.nextInt(TYPES.size()));
      Expr expr = expr(type, 3, random);
      for (Object[] row : data) {
        compare(expr, type, row, "seed " + seed + " round " + round);
      }
    }
  }

  private static void compare(Expr expr, ColumnType type, Object[] row, String where) {
    ArrayTable table = new ArrayTable(TYPES, List.<Object[]>of(row), 10);
    TestContext context = new TestContext(Map.of(1, table), 1);
    Object expected = null;
    String error = null;
    try {
      expected = Evaluator.evaluate(expr, row, new Object[0], context.evalContext());
    } catch (OmenException e) {
      error = e.state().code();
    }
    Object actual = null;
    String actualError = null;
    try {
      Plan plan = new Plan.Project(scan(1, table, null), List.of(expr));
      actual = rows(executor, plan, context).getFirst().getFirst();
    } catch (OmenException e) {
      actualError = e.state() + e.message();
      if (error != null && e.state().code().equals(error)) {
        return;
      }
    }
    boolean same =
        error == null
            && actualError == null
            && (expected == null || actual == null
                ? expected == actual
                : ObjectOrder.compare(expected, actual) == 0);
    if (!same) {
      throw new AssertionError(
          where
              + "\n"
              + expr
              + "\nover "
              + Arrays.toString(row)
              + "\nexpected "
              + expected
              + " "
              + error
              + "\nbut was "
              + actual
              + " "
              + actualError);
    }
  }
}
