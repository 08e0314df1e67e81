package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays and json as parameters and results of the PostgreSQL driver, in text and in binary.
final class ArrayParametersTest {
  @ParameterizedTest
  @ValueSource(strings = {"binaryTransfer=false", "prepareThreshold=-1"})
  void arraysGoInAndComeOutAsTheyWere(String option) throws SQLException {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
        Connection connection = connect(server, option)) {
      execute(
          connection,
          "CREATE TABLE t (id int PRIMARY KEY, i int[], b bigint[], d double precision[],"
              + " s text[], n numeric[], u uuid[], j jsonb)");
      UUID uuid = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t VALUES (1, ?, ?, ?, ?, ?, ?, ?::jsonb)")) {
        insert.setArray(1, connection.createArrayOf("int4", new Integer[][] {{1, 2}, {3, null}}));
        insert.setArray(2, connection.createArrayOf("int8", new Long[] {9_000_000_000L}));
        insert.setArray(3, connection.createArrayOf("float8", new Double[] {1.5, Double.NaN}));
        insert.setArray(
            4, connection.createArrayOf("text", new String[] {"a,b", "", "null", null}));
        insert.setArray(5, connection.createArrayOf("numeric", new Object[] {"1.50"}));
        insert.setArray(6, connection.createArrayOf("uuid", new UUID[] {uuid}));
        insert.setString(7, "{\"b\":1,  \"a\":[1,2]}");
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
      try (PreparedStatement select = connection.prepareStatement("SELECT * FROM t WHERE id = 1");
          ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(array(row, 2)).isEqualTo(new Integer[][] {{1, 2}, {3, null}});
        assertThat(array(row, 3)).isEqualTo(new Long[] {9_000_000_000L});
        assertThat(array(row, 4)).isEqualTo(new Double[] {1.5, Double.NaN});
        assertThat(array(row, 5)).isEqualTo(new String[] {"a,b", "", "null", null});
        assertThat(array(row, 6)).isEqualTo(new BigDecimal[] {new BigDecimal("1.50")});
        assertThat(array(row, 7)).isEqualTo(new UUID[] {uuid});
        assertThat(row.getString(8)).isEqualTo("{\"a\": [1, 2], \"b\": 1}");
      }
      try (PreparedStatement any =
          connection.prepareStatement(
              "SELECT count(*) FROM t WHERE id = ANY (?) AND ? = ANY (s)")) {
        any.setArray(1, connection.createArrayOf("int4", new Integer[] {1, 5}));
        any.setString(2, "a,b");
        try (ResultSet rows = any.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getLong(1)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void badJsonIsRefusedWithTheTokenAndTheLine() throws SQLException {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
        Connection connection = connect(server, "prepareThreshold=-1")) {
      execute(connection, "CREATE TABLE t (j json)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t VALUES (?::json)")) {
        insert.setString(1, "{\"a\":\n tru}");
        assertThatThrownBy(insert::executeUpdate)
            .hasMessageContaining("invalid input syntax for type json")
            .hasMessageContaining("Token \"tru\" is invalid.")
            .hasMessageContaining("JSON data, line 2:  tru...");
      }
    }
  }

  private static Object[] array(ResultSet row, int column) throws SQLException {
    return (Object[]) row.getArray(column).getArray();
  }

  private static Connection connect(Server server, String option) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb&" + option);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
