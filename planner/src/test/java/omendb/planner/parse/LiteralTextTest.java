package omendb.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Objects;
import omendb.core.ColumnType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which literals leave a statement's text.
final class LiteralTextTest {
  @Test
  void numbersAndStringsBecomeParametersOfTheirTypes() {
    LiteralText taken = taken("UPDATE t SET a = 5, b = 'it''s', c = -1.50 WHERE id = 3000000000");

    assertThat(taken.text()).isEqualTo("UPDATE t SET a = $1, b = $2, c = -$3 WHERE id = $4");
    assertThat(taken.values()).containsExactly(5L, "it's", new BigDecimal("1.50"), 3000000000L);
    assertThat(taken.types())
        .containsExactly(
            ColumnType.INTEGER, ColumnType.UNKNOWN, ColumnType.numeric(3, 2), ColumnType.BIGINT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT a FROM t WHERE a IN (1, 'x') LIMIT 10 # SELECT a FROM t WHERE a IN ($1, $2) LIMIT 10
          SELECT 1, a FROM t GROUP BY 1 ORDER BY 2 # SELECT $1, a FROM t GROUP BY 1 ORDER BY 2
          SELECT DISTINCT ON (1) a FROM t # ``
          SELECT date '2020-01-01', f('x') # SELECT date '2020-01-01', f($1)
          SELECT interval '1 day' * 2 # SELECT interval '1 day' * $1
          SELECT E'a\\nb' || $$c$$ || 'd' # SELECT $1 || $2 || $3
          INSERT INTO t VALUES (1, NULL, true, 2) # INSERT INTO t VALUES ($1, NULL, true, $2)
          SELECT a /* 5 */ + 1 -- 'x' # SELECT a /* 5 */ + $1 -- 'x'
          select a[1], 1e5, x'1f' from t # select a[$1], 1e5, x'1f' from t
          """)
  void grammarKeepsItsOwn(String sql, String text) {
    LiteralText found = LiteralText.of(sql);

    assertThat(found == null ? "" : found.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SELECT a FROM t",
        "SELECT a FROM t WHERE a = $1 AND b = 2",
        "SELECT 1; SELECT 2",
        "SET x = 1",
        "SHOW x",
        "DECLARE c CURSOR FOR SELECT 1",
        "SELECT 'open",
        "sel 1"
      })
  void otherTextsStayWhole(String sql) {
    assertThat(LiteralText.of(sql)).isNull();
  }

  @Test
  void semicolonAtTheEndIsNoSecondStatement() {
    assertThat(taken("DELETE FROM t WHERE a = 1 ;").text())
        .isEqualTo("DELETE FROM t WHERE a = $1 ;");
  }

  private static LiteralText taken(String sql) {
    return Objects.requireNonNull(LiteralText.of(sql));
  }
}
