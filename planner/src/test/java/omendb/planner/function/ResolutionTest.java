package omendb.planner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.planner.function.CastRules.Context;
import omendb.planner.plan.Operator;
import org.junit.jupiter.api.Test;

class ResolutionTest {
  private static List<String[]> table(String name) throws IOException {
    try (InputStream in = ResolutionTest.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "))
          .map(line -> line.split(" => ", 2))
          .toList();
    }
  }

  private static ColumnType type(String name) {
    return switch (name) {
      case "?" -> ColumnType.UNKNOWN;
      case "\"char\"" -> ColumnType.INTERNAL_CHAR;
      default -> Objects.requireNonNull(TypeNames.internal(name), name);
    };
  }

  /// The operators of the table on all pairs of its types: those that PostgreSQL has with the type
  /// of their result, and no others.
  @Test
  void operatorsExistForTheTypesThatPostgresHasThemFor() throws IOException {
    Map<String, String> expected = new HashMap<>();
    Set<String> types = new LinkedHashSet<>();
    Set<String> symbols = new LinkedHashSet<>();
    for (String[] line : table("operators.txt")) {
      expected.put(line[0], line[1]);
      String[] parts = line[0].split(" ");
      types.add(parts[0]);
      symbols.add(parts[1]);
      types.add(parts[2]);
    }
    List<String> wrong = new ArrayList<>();
    for (String symbol : symbols) {
      for (String left : types) {
        for (String right : types) {
          String key = left + " " + symbol + " " + right;
          String answer = operatorType(symbol, type(left), type(right));
          if (!Objects.equals(answer, expected.get(key))) {
            wrong.add(key + " is " + answer + ", not " + expected.get(key));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String operatorType(String symbol, ColumnType left, ColumnType right) {
    try {
      return CastRules.plain(OperatorResolver.resolve(symbol, left, right, 0).result()).toString();
    } catch (OmenException e) {
      return null;
    }
  }

  @Test
  void castsAndCommonTypesAreThoseOfPostgres() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String[] line : table("casts.txt")) {
      String[] parts = line[0].split(" ");
      ColumnType from = type(parts[0]);
      ColumnType to = type(parts[1]);
      String answer =
          (CastRules.allowed(from, to, Context.EXPLICIT) ? "e " : "- ")
              + (CastRules.allowed(from, to, Context.ASSIGNMENT) ? "a " : "- ")
              + (CastRules.allowed(from, to, Context.IMPLICIT) ? "i " : "- ")
              + common(from, to);
      if (!answer.equals(line[1])) {
        wrong.add(line[0] + " is " + answer + ", not " + line[1]);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String common(ColumnType left, ColumnType right) {
    try {
      return "T " + CastRules.plain(CastRules.common("COALESCE", List.of(left, right)));
    } catch (OmenException e) {
      return "E " + e.state().code();
    }
  }

  @Test
  void decimalsKeepTheirScaleWhereNoDigitIsLost() {
    ColumnType price = ColumnType.numeric(15, 2);
    assertThat(resolve("*", price, ColumnType.numeric(3, 2)).result())
        .isEqualTo(ColumnType.numeric(18, 4));
    assertThat(resolve("+", price, ColumnType.INTEGER).result())
        .isEqualTo(ColumnType.numeric(16, 2));
    assertThat(resolve("-", ColumnType.INTEGER, price).argumentTypes())
        .containsExactly(ColumnType.numeric(10, 0), price);
    assertThat(resolve("*", ColumnType.numeric(38, 2), price).result())
        .isEqualTo(ColumnType.NUMERIC);
    assertThat(resolve("/", price, ColumnType.INTEGER).argumentTypes())
        .containsExactly(ColumnType.NUMERIC, ColumnType.NUMERIC);
    assertThat(resolve("<", price, ColumnType.BIGINT).argumentTypes())
        .containsExactly(price, ColumnType.numeric(19, 0));
    assertThat(resolve("+", price, ColumnType.DOUBLE).result()).isEqualTo(ColumnType.DOUBLE);
  }

  private static OperatorResolver.Resolved resolve(
      String symbol, ColumnType left, ColumnType right) {
    return OperatorResolver.resolve(symbol, left, right, 0);
  }

  @Test
  void comparisonsOfAFamilyTakeTheWiderType() {
    OperatorResolver.Resolved dates = resolve("<", ColumnType.DATE, ColumnType.TIMESTAMP);
    assertThat(dates.operator()).isEqualTo(Operator.LESS);
    assertThat(dates.argumentTypes()).containsExactly(ColumnType.TIMESTAMP, ColumnType.TIMESTAMP);
    assertThat(resolve("=", ColumnType.SMALLINT, ColumnType.BIGINT).argumentTypes())
        .containsExactly(ColumnType.BIGINT, ColumnType.BIGINT);
    assertThat(resolve("=", ColumnType.VARCHAR, ColumnType.UNKNOWN).argumentTypes())
        .containsExactly(ColumnType.TEXT, ColumnType.TEXT);
  }

  @Test
  void commonTypeOfDecimalsKeepsTheScaleOnlyWhenTheyShareIt() {
    assertThat(
            CastRules.common("CASE", List.of(ColumnType.numeric(5, 2), ColumnType.numeric(9, 2))))
        .isEqualTo(ColumnType.numeric(9, 2));
    assertThat(CastRules.common("CASE", List.of(ColumnType.numeric(5, 2), ColumnType.INTEGER)))
        .isEqualTo(ColumnType.NUMERIC);
    assertThat(CastRules.common("CASE", List.of(ColumnType.varchar(3), ColumnType.varchar(5))))
        .isEqualTo(ColumnType.VARCHAR);
  }

  @Test
  void aggregatesHaveTheTypesOfPostgresAndKeepScales() {
    assertThat(result("sum", ColumnType.INTEGER)).isEqualTo(ColumnType.BIGINT);
    assertThat(result("sum", ColumnType.BIGINT)).isEqualTo(ColumnType.numeric(38, 0));
    assertThat(result("sum", ColumnType.numeric(15, 2))).isEqualTo(ColumnType.numeric(38, 2));
    assertThat(result("sum", ColumnType.NUMERIC)).isEqualTo(ColumnType.NUMERIC);
    assertThat(result("avg", ColumnType.INTEGER)).isEqualTo(ColumnType.NUMERIC);
    assertThat(result("avg", ColumnType.REAL)).isEqualTo(ColumnType.DOUBLE);
    assertThat(result("min", ColumnType.numeric(15, 2))).isEqualTo(ColumnType.numeric(15, 2));
    assertThat(result("max", ColumnType.VARCHAR)).isEqualTo(ColumnType.TEXT);
    assertThat(result("max", ColumnType.DATE)).isEqualTo(ColumnType.DATE);
    assertThat(result("count", ColumnType.DATE)).isEqualTo(ColumnType.BIGINT);
    assertThat(result("array_agg", ColumnType.DATE)).isEqualTo(ColumnType.array(ColumnType.DATE));
    assertThatThrownBy(() -> result("max", ColumnType.BOOLEAN))
        .isInstanceOfSatisfying(
            OmenException.class, e -> assertThat(e.state()).isEqualTo(SqlState.UNDEFINED_FUNCTION));
  }

  private static ColumnType result(String name, ColumnType argument) {
    return FunctionResolver.resolve(name, List.of(argument), 0).result();
  }

  @Test
  void setFunctionsNameTheirColumns() {
    FunctionResolver.Resolved call =
        FunctionResolver.resolve(
            "information_schema._pg_expandarray",
            List.of(ColumnType.array(ColumnType.SMALLINT)),
            0);
    List<FunctionSignature.ResultColumn> columns =
        Objects.requireNonNull(call.signature()).columns();
    assertThat(columns).extracting(FunctionSignature.ResultColumn::name).containsExactly("x", "n");
    assertThat(columns)
        .extracting(column -> FunctionResolver.columnType(column, call))
        .containsExactly(ColumnType.SMALLINT, ColumnType.INTEGER);
  }

  @Test
  void everyFunctionHasAnImplementation() {
    FunctionCatalog.all().stream()
        .flatMap(List::stream)
        .filter(signature ->
            signature.kind() == FunctionSignature.Kind.SCALAR
                || signature.kind() == FunctionSignature.Kind.SET)
        .forEach(signature -> assertThat(FunctionImplementations.of(signature.id())).isNotNull());
  }
}
