package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import omendb.clients.tpch.TpchQueries;
import omendb.clients.tpch.TpchTable;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/// The 22 TPC-H queries give DuckDB's answers on the same rows: with all rows in the row store,
/// with half of them in segments and some changed, with all of them in segments.
@TestMethodOrder(OrderAnnotation.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TpchAnswersTest {
  private static final double SCALE = 0.01;
  private static final double RELATIVE_ERROR = 1e-9;

  /// Rows that come in two halves are told apart by this condition on the first key column.
  private static final int SPLIT_MODULUS = 2;

  private static TempFolder folder;
  private static Server server;
  private static Connection ours;
  private static Connection duck;

  @BeforeAll
  static void load() throws Exception {
    folder = TempFolder.create();
    ServerConfig free = ServerConfig.onFreePorts(folder.resolve("data"));
    server = Server.start(new ServerConfig(free.data(), free.host(), 0, 0, 0, 2, 1_000_000));
    ours =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
    duck = DriverManager.getConnection("jdbc:duckdb:");
    for (TpchTable table : TpchTable.values()) {
      Path file = folder.resolve(table.sqlName() + ".tbl");
      Files.write(file, lines(table));
      execute(duck, table.createSql());
      execute(
          duck, "COPY " + table.sqlName() + " FROM '" + file + "' (DELIMITER '|', HEADER false)");
      execute(ours, table.createSql());
      // In pieces below the size at which a bulk load goes to segments by itself.
      copy(table.sqlName(), Files.readAllLines(file));
    }
  }

  private static List<String> lines(TpchTable table) {
    List<String> lines = new ArrayList<>();
    for (Iterator<String> each = table.lines(SCALE); each.hasNext(); ) {
      String line = each.next();
      lines.add(line.substring(0, line.length() - 1));
    }
    return lines;
  }

  private static void copy(String table, List<String> lines) throws SQLException, IOException {
    for (int from = 0; from < lines.size(); from += 1000) {
      List<String> part = lines.subList(from, Math.min(lines.size(), from + 1000));
      byte[] bytes = (String.join("\n", part) + "\n").getBytes(StandardCharsets.UTF_8);
      ours.unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN (DELIMITER '|')", new ByteArrayInputStream(bytes));
    }
  }

  @AfterAll
  static void stop() throws SQLException {
    duck.close();
    ours.close();
    server.close();
    folder.close();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void both(String sql) throws SQLException {
    execute(ours, sql);
    execute(duck, sql);
  }

  private static long rows(boolean cold) {
    var storage = server.database().statistics().storage();
    return cold ? storage.coldRows() : storage.hotRows();
  }

  @Test
  @Order(1)
  void answersAreTheSameWithAllRowsHot() throws SQLException {
    assertThat(rows(true)).isZero();
    assertThat(rows(false)).isGreaterThan(80_000);
    compareAll();
  }

  @Test
  @Order(2)
  void answersAreTheSameWithRowsInBothTiersAndSomeChanged() throws SQLException, IOException {
    // The even half of the two large tables leaves and comes back after the odd one has moved.
    for (TpchTable table : List.of(TpchTable.LINEITEM, TpchTable.ORDERS)) {
      String key = table == TpchTable.LINEITEM ? "l_orderkey" : "o_orderkey";
      String even = " WHERE " + key + " % " + SPLIT_MODULUS + " = 0";
      String name = table.sqlName();
      execute(ours, "DELETE FROM " + name + even);
      execute(ours, "ALTER TABLE " + name + " SET (tiering = cold)");
      List<String> back = lines(table).stream().filter(TpchAnswersTest::even).toList();
      copy(name, back);
    }
    execute(ours, "ALTER TABLE part SET (tiering = cold)");
    execute(ours, "ALTER TABLE customer SET (tiering = cold)");
    assertThat(rows(true)).isGreaterThan(30_000);
    assertThat(rows(false)).isGreaterThan(30_000);
    both("UPDATE lineitem SET l_quantity = l_quantity + 1 WHERE l_orderkey % 7 = 1");
    both("UPDATE orders SET o_totalprice = o_totalprice * 1.01 WHERE o_orderkey % 11 = 3");
    both("UPDATE customer SET c_acctbal = c_acctbal + 0.01 WHERE c_custkey % 5 = 2");
    both("DELETE FROM lineitem WHERE l_orderkey % 13 = 5");
    compareAll();
  }

  private static boolean even(String line) {
    return Long.parseLong(line.substring(0, line.indexOf('|'))) % SPLIT_MODULUS == 0;
  }

  @Test
  @Order(3)
  void answersAreTheSameWithAllRowsCold() throws SQLException {
    for (TpchTable table : TpchTable.values()) {
      execute(ours, "ALTER TABLE " + table.sqlName() + " SET (tiering = cold)");
    }
    assertThat(rows(false)).isZero();
    compareAll();
  }

  @Test
  @Order(4)
  void answersAreTheSameWhenWhatCanBeIsOnDisk() throws SQLException {
    execute(ours, "SET work_mem = '64kB'");
    for (int threads = 1; threads <= 2; threads++) {
      execute(ours, "SET query_threads = " + threads);
      long before = server.database().statistics().spills().writtenBytes();
      compareAll();
      assertThat(server.database().statistics().spills().writtenBytes()).isGreaterThan(before);
      assertThat(server.database().statistics().spills().heldBytes()).isZero();
    }
  }

  private static void compareAll() throws SQLException {
    List<String> differences = new ArrayList<>();
    for (int query = 1; query <= TpchQueries.COUNT; query++) {
      String sql = TpchQueries.text(query);
      // DuckDB has no precision of intervals.
      List<List<Object>> expected = answer(duck, sql.replace("day (3)", "day"));
      try {
        List<List<Object>> actual = answer(ours, sql);
        String difference = difference(expected, actual);
        // Rows that tie in ORDER BY may come in any order.
        if (difference != null && difference(sorted(expected), sorted(actual)) != null) {
          differences.add("Q" + query + ": " + difference);
        }
      } catch (SQLException e) {
        differences.add("Q" + query + ": " + e.getSQLState() + " " + e.getMessage());
      }
    }
    assertThat(differences).isEmpty();
  }

  private static List<List<Object>> sorted(List<List<Object>> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparing(
                row -> row.stream().map(TpchAnswersTest::coarse).toList().toString()))
        .toList();
  }

  private static String coarse(Object value) {
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%.2f", number.doubleValue())
        : String.valueOf(value).stripTrailing();
  }

  private static List<List<Object>> answer(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<Object>> answer = new ArrayList<>();
      while (rows.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getObject(i));
        }
        answer.add(row);
      }
      return answer;
    }
  }

  /// Null when there is none.
  private static String difference(List<List<Object>> expected, List<List<Object>> actual) {
    if (expected.size() != actual.size()) {
      return expected.size() + " rows expected, " + actual.size() + " came";
    }
    for (int row = 0; row < expected.size(); row++) {
      if (expected.get(row).size() != actual.get(row).size()) {
        return "columns of " + expected.get(row) + " and " + actual.get(row);
      }
      for (int column = 0; column < expected.get(row).size(); column++) {
        Object one = expected.get(row).get(column);
        Object other = actual.get(row).get(column);
        if (!same(one, other)) {
          return "row "
              + (row + 1)
              + " column "
              + (column + 1)
              + ": "
              + one
              + " expected, "
              + other
              + " came";
        }
      }
    }
    return null;
  }

  /// Decimals and integers equal by value, what DuckDB computes in floating point nearly, text
  /// without the padding of char(n).
  private static boolean same(Object expected, Object actual) {
    if (expected instanceof Double number && actual instanceof Number other) {
      double difference = Math.abs(number - other.doubleValue());
      return difference <= RELATIVE_ERROR * Math.max(1e-9, Math.abs(number));
    }
    if (expected instanceof Number && actual instanceof Number) {
      return new BigDecimal(expected.toString()).compareTo(new BigDecimal(actual.toString())) == 0;
    }
    if (expected == null || actual == null) {
      return expected == actual;
    }
    return expected.toString().stripTrailing().equals(actual.toString().stripTrailing());
  }

  @Test
  @Order(4)
  void comparisonTellsWrongAnswers() {
    List<List<Object>> rows = List.of(List.of(new BigDecimal("1.50"), "a  ", 2.0));
    assertThat(difference(rows, List.of(List.of(new BigDecimal("1.5"), "a", 2.0)))).isNull();
    assertThat(difference(rows, List.of(List.of(new BigDecimal("1.51"), "a", 2.0)))).isNotNull();
    assertThat(difference(rows, List.of(List.of(new BigDecimal("1.5"), "b", 2.0)))).isNotNull();
    assertThat(difference(rows, List.of(List.of(new BigDecimal("1.5"), "a", 2.001)))).isNotNull();
    assertThat(difference(rows, List.of())).isNotNull();
  }
}
