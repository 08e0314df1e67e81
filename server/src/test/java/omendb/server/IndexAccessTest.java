package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import omendb.testkit.Seeds;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Reads by secondary indexes: chosen when they leave few rows, and with the answers of a scan.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class IndexAccessTest {
  private static final String[] COLUMNS = {"a", "b", "c", "d"};

  private TempFolder folder;
  private Server server;
  private Connection connection;

  @BeforeEach
  void start() throws SQLException {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
    connection = connect();
    run(
        "CREATE TABLE t (id bigint PRIMARY KEY, a int, b int NOT NULL, c varchar(9), d text)",
        "INSERT INTO t SELECT i, nullif(i % 1000, 7), i % 3, 'c' || i % 2000, 'd' || i"
            + " FROM generate_series(1, 20000) AS g(i)");
  }

  @AfterEach
  void stop() throws SQLException {
    connection.close();
    server.close();
    folder.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
  }

  private void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> rows(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  private String plan(String sql) throws SQLException {
    return String.join("\n", rows("EXPLAIN " + sql));
  }

  @Test
  void anExpressionAndAPredicateAreRecognised() throws SQLException {
    run(
        "CREATE INDEX t_upper ON t (upper(d))",
        "CREATE INDEX t_sum ON t ((a + b), c)",
        "CREATE INDEX t_some ON t (a) WHERE b = 2 AND c IS NOT NULL",
        "CREATE INDEX t_high ON t (id, a) WHERE a > 997");
    assertThat(plan("SELECT id FROM t WHERE upper(d) = 'D77'"))
        .contains("Index Scan using t_upper");
    assertThat(plan("SELECT id FROM t WHERE lower(d) = 'd77'")).doesNotContain("Index Scan");
    assertThat(plan("SELECT id FROM t WHERE a + b = 5 AND c = 'c4'"))
        .contains("Index Scan using t_sum");
    assertThat(plan("SELECT id FROM t WHERE a = 5 AND b = 2 AND c > 'c1'"))
        .contains("Index Scan using t_some");
    assertThat(plan("SELECT id FROM t WHERE a = 5 AND b = 1 AND c > 'c1'"))
        .doesNotContain("Index Scan");
    assertThat(plan("SELECT id FROM t WHERE a = 5 AND b = 2")).doesNotContain("Index Scan");
    assertThat(plan("SELECT sum(b) FROM t WHERE a = 998")).contains("Index Scan using t_high");
    assertThat(plan("SELECT sum(b) FROM t WHERE a = 985")).doesNotContain("Index Scan");
    assertThat(rows("SELECT id FROM t WHERE upper(d) = 'D77'")).containsExactly("77");
    assertThat(rows("SELECT count(*) FROM t WHERE a + b = 5 AND c = 'c4'"))
        .isEqualTo(rows("SELECT count(*) FROM t WHERE a + b + 0 = 5 AND c || '' = 'c4'"));
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id FROM t WHERE upper(d) = ? AND b = ?")) {
      for (int i = 1; i < 20; i++) {
        statement.setString(1, "D" + i);
        statement.setInt(2, i % 3);
        try (ResultSet found = statement.executeQuery()) {
          assertThat(found.next()).isTrue();
          assertThat(found.getInt(1)).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void anIndexIsUsedWhereItLeavesFewRows() throws SQLException {
    run(
        "CREATE INDEX t_a ON t (a)",
        "CREATE INDEX t_b ON t (b)",
        "CREATE INDEX t_c ON t (c, id)",
        "CREATE UNIQUE INDEX t_d ON t (d)");
    assertThat(plan("SELECT * FROM t WHERE a = 5")).contains("Index Scan using t_a on t");
    assertThat(plan("SELECT * FROM t WHERE d = 'd5'")).contains("Index Scan using t_d on t");
    assertThat(plan("SELECT * FROM t WHERE c = 'c5'")).contains("Index Scan using t_c on t");
    assertThat(plan("SELECT count(*) FROM t WHERE a = 5")).contains("Index Scan using t_a on t");
    assertThat(plan("UPDATE t SET b = 9 WHERE d = 'd5'")).contains("Index Scan using t_d on t");
    assertThat(plan("SELECT * FROM t WHERE b = 1")).contains("Seq Scan on t");
    assertThat(plan("SELECT * FROM t WHERE id = 1 AND a = 1")).contains("Key Lookup on t");
    try (PreparedStatement prepared =
        connection.prepareStatement("SELECT id FROM t WHERE c = ? AND a > ?")) {
      prepared.setString(1, "c77");
      prepared.setInt(2, 0);
      try (ResultSet rows = prepared.executeQuery()) {
        int count = 0;
        while (rows.next()) {
          count++;
        }
        assertThat(count).isEqualTo(10);
      }
    }
  }

  @Test
  void anIndexAnswersAsAScanDoes() throws SQLException {
    for (boolean cold : new boolean[] {false, true}) {
      if (cold) {
        run("ALTER TABLE t SET (tiering = cold)", "UPDATE t SET a = a + 1 WHERE id % 500 = 0");
      }
      RandomGenerator random = Seeds.generator(cold ? 2 : 1);
      List<String> queries = new ArrayList<>();
      List<List<String>> expected = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        queries.add(query(random));
        expected.add(rows(queries.getLast()));
      }
      run(
          "CREATE INDEX t_ab ON t (a, b)",
          "CREATE INDEX t_ca ON t (c DESC, a)",
          "CREATE UNIQUE INDEX t_d ON t (d)");
      for (int i = 0; i < queries.size(); i++) {
        assertThat(rows(queries.get(i))).as(queries.get(i)).isEqualTo(expected.get(i));
      }
      run("DROP INDEX t_ab", "DROP INDEX t_ca", "DROP INDEX t_d");
    }
  }

  private static String query(RandomGenerator random) {
    String first = condition(COLUMNS[random.nextInt(COLUMNS.length)], random);
    String second = condition(COLUMNS[random.nextInt(COLUMNS.length)], random);
    return "SELECT id FROM t WHERE " + first + " AND " + second + " ORDER BY id LIMIT 300";
  }

  private static String condition(String column, RandomGenerator random) {
    String value =
        switch (column) {
          case "a" -> String.valueOf(random.nextInt(-1, 1003));
          case "b" -> String.valueOf(random.nextInt(3));
          case "c" -> "'c" + random.nextInt(2005) + "'";
          default -> "'d" + random.nextInt(20_005) + "'";
        };
    return switch (random.nextInt(8)) {
      case 0 -> column + " > " + value;
      case 1 -> column + " <= " + value;
      case 2 -> column + " IS NOT NULL";
      default -> column + " = " + value;
    };
  }

  /// A snapshot that is older than an index must not be answered from it.
  @Test
  void anOldSnapshotDoesNotReadAYoungIndex() throws SQLException {
    try (Connection old = connect()) {
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      old.setAutoCommit(false);
      try (Statement statement = old.createStatement()) {
        statement.executeQuery("SELECT count(*) FROM t").close();
        run("CREATE INDEX t_a ON t (a)", "UPDATE t SET a = -1 WHERE a = 5");
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM t WHERE a = 5")) {
          rows.next();
          assertThat(rows.getLong(1)).isEqualTo(20);
        }
      }
      old.commit();
    }
    assertThat(rows("SELECT count(*) FROM t WHERE a = 5")).containsExactly("0");
    assertThat(rows("SELECT count(*) FROM t WHERE a = -1")).containsExactly("20");
  }

  @Test
  void theDriverFindsIndexesAndForeignKeys() throws SQLException {
    run(
        "CREATE UNIQUE INDEX t_d ON t (d, a DESC)",
        "CREATE TABLE child (id int PRIMARY KEY, t bigint CONSTRAINT to_t REFERENCES t"
            + " ON DELETE CASCADE)");
    List<String> indexes = new ArrayList<>();
    try (ResultSet rows =
        connection.getMetaData().getIndexInfo(null, "public", "t", false, false)) {
      while (rows.next()) {
        indexes.add(
            "%s %s %s %s"
                .formatted(
                    rows.getString("INDEX_NAME"),
                    rows.getBoolean("NON_UNIQUE"),
                    rows.getString("COLUMN_NAME"),
                    rows.getString("ASC_OR_DESC")));
      }
    }
    assertThat(indexes)
        .containsExactlyInAnyOrder("t_pkey false id A", "t_d false d A", "t_d false a D");
    try (ResultSet rows = connection.getMetaData().getImportedKeys(null, "public", "child")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("FK_NAME")).isEqualTo("to_t");
      assertThat(rows.getString("PKTABLE_NAME")).isEqualTo("t");
      assertThat(rows.getString("PKCOLUMN_NAME")).isEqualTo("id");
      assertThat(rows.getString("FKCOLUMN_NAME")).isEqualTo("t");
      assertThat(rows.getShort("DELETE_RULE"))
          .isEqualTo((short) java.sql.DatabaseMetaData.importedKeyCascade);
      assertThat(rows.next()).isFalse();
    }
  }
}
