package omendb.planner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private final EvalContext context = new FixedContext("UTC");

  private @Nullable Object value(Expr expr, @Nullable Object... row) {
    return Evaluator.evaluate(expr, row, new @Nullable Object[] {7L}, context);
  }

  private static Expr bool(@Nullable Boolean value) {
    return new Expr.Literal(value, ColumnType.BOOLEAN);
  }

  private static Expr column(int index, ColumnType type) {
    return new Expr.Column(index, type, true);
  }

  private static Expr call(Operator operator, Expr... arguments) {
    return new Expr.Call(operator, List.of(arguments), ColumnType.BOOLEAN, true);
  }

  private static Expr text(String value) {
    return new Expr.Literal(value, ColumnType.TEXT);
  }

  private static AbstractThrowableAssert<?, ?> assertState(Runnable action, SqlState state) {
    return assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(OmenException.class, e -> assertThat(e.state()).isEqualTo(state));
  }

  @Test
  void conjunctionsAndDisjunctionsAreThreeValued() {
    Boolean[] values = {true, false, null};
    for (Boolean a : values) {
      for (Boolean b : values) {
        Boolean and =
            Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)
                ? Boolean.FALSE
                : a == null || b == null ? null : Boolean.TRUE;
        Boolean or =
            Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b)
                ? Boolean.TRUE
                : a == null || b == null ? null : Boolean.FALSE;
        assertThat(value(call(Operator.AND, bool(a), bool(b)))).isEqualTo(and);
        assertThat(value(call(Operator.OR, bool(a), bool(b)))).isEqualTo(or);
      }
      assertThat(value(call(Operator.NOT, bool(a)))).isEqualTo(a == null ? null : !a);
      assertThat(value(call(Operator.IS_TRUE, bool(a)))).isEqualTo(Boolean.TRUE.equals(a));
      assertThat(value(call(Operator.IS_NOT_FALSE, bool(a)))).isEqualTo(!Boolean.FALSE.equals(a));
    }
  }

  @Test
  void conjunctionStopsAtTheFirstFalse() {
    Expr failing =
        call(
            Operator.EQUAL,
            new Expr.Call(
                Operator.DIVIDE,
                List.of(
                    new Expr.Literal(1L, ColumnType.INTEGER),
                    new Expr.Literal(0L, ColumnType.INTEGER)),
                ColumnType.INTEGER,
                false),
            new Expr.Literal(1L, ColumnType.INTEGER));
    assertThat(value(call(Operator.AND, bool(false), failing))).isEqualTo(false);
    assertState(() -> value(call(Operator.AND, bool(true), failing)), SqlState.DIVISION_BY_ZERO)
        .hasMessage("division by zero");
  }

  @Test
  void caseTakesTheFirstArmThatIsTrue() {
    Expr choice =
        new Expr.Case(
            List.of(
                new Expr.When(
                    call(
                        Operator.GREATER,
                        column(0, ColumnType.INTEGER),
                        new Expr.Literal(5L, ColumnType.INTEGER)),
                    text("big")),
                new Expr.When(call(Operator.IS_NULL, column(0, ColumnType.INTEGER)), text("none"))),
            text("small"),
            ColumnType.TEXT,
            false);
    assertThat(value(choice, 6L)).isEqualTo("big");
    assertThat(value(choice, 5L)).isEqualTo("small");
    assertThat(value(choice, (Object) null)).isEqualTo("none");
  }

  @Test
  void inComparesByValueAndIsUnknownForNull() {
    Expr in =
        new Expr.In(
            column(0, ColumnType.NUMERIC),
            List.of(
                new Expr.Literal(new BigDecimal("1.50"), ColumnType.NUMERIC),
                new Expr.Literal(BigDecimal.TEN, ColumnType.NUMERIC)),
            false);
    assertThat(value(in, new BigDecimal("1.5"))).isEqualTo(true);
    assertThat(value(in, BigDecimal.ONE)).isEqualTo(false);
    assertThat(value(in, (Object) null)).isNull();
  }

  @Test
  void parametersAreTakenByIndex() {
    assertThat(value(new Expr.Parameter(0, ColumnType.BIGINT))).isEqualTo(7L);
  }

  @Test
  void likeTakesAnEscapeCharacter() {
    assertThat(value(call(Operator.LIKE, text("a%b"), text("a#%b"), text("#")))).isEqualTo(true);
    assertThat(value(call(Operator.LIKE, text("axb"), text("a#%b"), text("#")))).isEqualTo(false);
    assertThat(value(call(Operator.LIKE, text("a\\b"), text("a\\b"), text("")))).isEqualTo(true);
    assertState(
        () -> value(call(Operator.LIKE, text("a"), text("a"), text("##"))),
        SqlState.INVALID_ESCAPE_SEQUENCE);
  }

  /// LIKE without recursion against the plain definition.
  @Test
  void likeAgreesWithItsDefinitionOnRandomPatterns() {
    long seed = 42;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String text = random(random, "ab");
      String pattern = random(random, "ab%_");
      assertThat(LikePattern.matches(text, pattern))
          .as("'%s' like '%s', seed %d", text, pattern, seed)
          .isEqualTo(defined(text, pattern));
    }
  }

  private static String random(Random random, String alphabet) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }

  private static boolean defined(String text, String pattern) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    char c = pattern.charAt(0);
    String rest = pattern.substring(1);
    if (c == '%') {
      return defined(text, rest) || (!text.isEmpty() && defined(text.substring(1), pattern));
    }
    return !text.isEmpty() && (c == '_' || c == text.charAt(0)) && defined(text.substring(1), rest);
  }

  @Test
  void setFunctionsYieldTheirRows() {
    assertThat(rows("generate_series(1, 3)")).containsExactly(1L, 2L, 3L);
    assertThat(rows("generate_series(5, 1, -2)")).containsExactly(5L, 3L, 1L);
    assertThat(rows("generate_series(2, 1)")).isEmpty();
    assertThat(rows("generate_series(9223372036854775806, 9223372036854775807)")).hasSize(2);
    assertThat(rows("generate_series(1.0, 2.0, 0.5)"))
        .containsExactly(new BigDecimal("1.0"), new BigDecimal("1.5"), new BigDecimal("2.0"));
    assertThat(rows("generate_series(timestamp '2024-01-31', timestamp '2024-04-01', '1 month')"))
        .hasSize(3);
    assertThat(rows("unnest(array[1,null,3])")).containsExactly(1L, null, 3L);
    assertThat(rows("generate_subscripts(array['a','b'], 1)")).containsExactly(1L, 2L);
    assertThat(rows("regexp_split_to_table('a b', ' ')")).containsExactly("a", "b");
    assertThat(rows("json_array_elements('[1,{}]')")).containsExactly("1", "{}");
    assertThat((Object[]) rows("information_schema._pg_expandarray(array[4,5])").get(1))
        .containsExactly(5L, 2L);
    assertThat((Object[]) rows("json_each('{\"a\":1}')").getFirst()).containsExactly("a", "1");
    assertState(() -> rows("generate_series(1, 2, 0)"), SqlState.INVALID_PARAMETER_VALUE);
  }

  private List<@Nullable Object> rows(String sql) {
    List<@Nullable Object> rows = new ArrayList<>();
    Iterator<?> iterator =
        (Iterator<?>) Objects.requireNonNull(Evaluator.constant(SqlExpression.read(sql), context));
    iterator.forEachRemaining(rows::add);
    return rows;
  }

  @Test
  void orderOfValuesIsThatOfPostgres() {
    assertSorted(ColumnType.DOUBLE, -1.0, 0.0, 1e300, Double.POSITIVE_INFINITY, Double.NaN);
    assertSorted(ColumnType.TEXT, "", "A", "a", "ab", "b", "é", "\uffee", "😀");
    assertSorted(ColumnType.JSONB, "null", "\"a\"", "1", "2", "false", "true", "[1]", "[1, 2]");
    assertThat(Comparison.compare(ColumnType.DOUBLE, 0.0, -0.0)).isZero();
    assertThat(Comparison.compare(ColumnType.character(4), "a   ", "a")).isZero();
  }

  private static void assertSorted(ColumnType type, Object... values) {
    List<Object> shuffled = new ArrayList<>(Arrays.asList(values));
    java.util.Collections.shuffle(shuffled, new Random(1));
    shuffled.sort((a, b) -> Comparison.compare(type, a, b));
    assertThat(shuffled).containsExactly(values);
  }
}
