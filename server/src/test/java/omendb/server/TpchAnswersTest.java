package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
import omendb.clients.demo.TableLoader;
import omendb.clients.tpch.TpchQueries;
import omendb.clients.tpch.TpchTable;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.pgwire.PgOptions;
import omendb.pgwire.PgServer;
import omendb.storage.StorageOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The 22 TPC-H answers are DuckDB's on the same rows, wherever the rows live.
class TpchAnswersTest {
  private static final double SCALE = 0.01;

  /// DuckDB divides decimals as doubles.
  private static final BigDecimal TOLERANCE = new BigDecimal("1e-9");

  @TempDir private Path folder;

  @Test
  void answersAreDuckDbsWithRowsHotColdAndSplit() throws Exception {
    StorageOptions storage =
        StorageOptions.DEFAULTS.withoutBackground().withLoad(Integer.MAX_VALUE, 64L << 20);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Database database =
            Database.open(folder.resolve("data"), DatabaseOptions.DEFAULTS.withStorage(storage));
        PgServer server = PgServer.start(database, PgOptions.DEFAULTS.withAddress("127.0.0.1", 0));
        Connection ours =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/omendb?user=omendb")) {
      for (TpchTable table : TpchTable.values()) {
        load(duck, ours, table);
      }
      assertThat(database.statistics().storage().coldRows()).isZero();
      List<String> wrong = new ArrayList<>(compare(duck, ours, "hot"));
      for (TpchTable table : TpchTable.values()) {
        execute(ours, "ALTER TABLE " + table.sqlName() + " SET (tiering = cold)");
      }
      assertThat(database.statistics().storage().hotRows()).isZero();
      wrong.addAll(compare(duck, ours, "cold"));
      execute(ours, "UPDATE lineitem SET l_comment = l_comment WHERE l_orderkey % 3 = 0");
      execute(ours, "UPDATE orders SET o_comment = o_comment WHERE o_orderkey % 5 = 0");
      execute(ours, "UPDATE part SET p_comment = p_comment WHERE p_partkey % 2 = 0");
      assertThat(database.statistics().storage().hotRows()).isPositive();
      wrong.addAll(compare(duck, ours, "split"));
      assertThat(wrong).isEmpty();
    }
  }

  private void load(Connection duck, Connection ours, TpchTable table)
      throws SQLException, IOException {
    Path file = folder.resolve(table.sqlName() + ".tbl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Iterator<String> lines = table.lines(SCALE); lines.hasNext(); ) {
        String line = lines.next();
        out.append(line, 0, line.length() - 1).append('\n');
      }
    }
    execute(duck, table.createSql());
    execute(
        duck,
        "COPY " + table.sqlName() + " FROM '" + file + "' (DELIMITER '|', HEADER false, QUOTE '')");
    execute(ours, table.createSql());
    long rows = TableLoader.copy(ours, table, SCALE);
    assertThat(answer(ours, "SELECT count(*) FROM " + table.sqlName()).getFirst().getFirst())
        .isEqualTo(Long.toString(rows));
  }

  private static List<String> compare(Connection duck, Connection ours, String where)
      throws SQLException {
    List<String> wrong = new ArrayList<>();
    for (int query = 1; query <= TpchQueries.COUNT; query++) {
      String text = TpchQueries.text(query);
      // DuckDB does not know the precision of an interval's leading field.
      List<List<String>> expected = answer(duck, text.replace("day (3)", "day"));
      List<List<String>> found = answer(ours, text);
      if (!same(expected, found)) {
        wrong.add(
            "Q%d %s: expected %d rows %s, found %d rows %s"
                .formatted(
                    query,
                    where,
                    expected.size(),
                    expected.stream().limit(3).toList(),
                    found.size(),
                    found.stream().limit(3).toList()));
      }
    }
    return wrong;
  }

  private static boolean same(List<List<String>> expected, List<List<String>> found) {
    if (expected.size() != found.size()) {
      return false;
    }
    return equalInOrder(expected, found) || equalInOrder(sorted(expected), sorted(found));
  }

  /// Rows that tie in ORDER BY may come in any order.
  private static List<List<String>> sorted(List<List<String>> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparing(
                row -> row.stream().map(TpchAnswersTest::coarse).toList().toString()))
        .toList();
  }

  private static String coarse(String value) {
    BigDecimal number = number(value);
    return number == null ? value : number.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static boolean equalInOrder(List<List<String>> expected, List<List<String>> found) {
    for (int row = 0; row < expected.size(); row++) {
      for (int column = 0; column < expected.get(row).size(); column++) {
        if (!equal(expected.get(row).get(column), found.get(row).get(column))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean equal(String expected, String found) {
    BigDecimal left = number(expected);
    BigDecimal right = number(found);
    if (left == null || right == null) {
      return expected.equals(found);
    }
    BigDecimal allowed = TOLERANCE.multiply(left.abs().max(BigDecimal.ONE));
    return left.subtract(right).abs().compareTo(allowed) <= 0;
  }

  private static @org.jspecify.annotations.Nullable BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static List<List<String>> answer(Connection connection, String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(result.getString(i)).stripTrailing());
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
