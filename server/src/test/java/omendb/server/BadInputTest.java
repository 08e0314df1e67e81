package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import omendb.core.OmenException;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlRunner;
import omendb.testkit.TempFolder;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableExistsOption;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest.TableDefinitionOptions.TableNotExistOption;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Input that is too long, too deep, broken in the middle or of another shape, and folders and
/// ports that are not to be had.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BadInputTest {
  private static TempFolder folder;
  private static Server server;

  @BeforeAll
  static void start() throws SQLException {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE target (id int PRIMARY KEY, t text, n smallint)");
      statement.execute("CREATE TABLE log (id int PRIMARY KEY)");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
    folder.close();
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
  }

  private static List<SqlRunner> doors() {
    return java.util.Arrays.stream(ThreeDoorsTest.Door.values())
        .map(door -> door.open(server))
        .toList();
  }

  private static long count(String table) {
    try (SqlRunner runner = new EngineRunner(server.database())) {
      return Long.parseLong(runner.run("SELECT count(*) FROM " + table).rows().get(0).get(0));
    }
  }

  @Test
  void statementOfAMegabyteRuns() {
    String text = "x".repeat(1_000_000);
    for (SqlRunner runner : doors()) {
      try (runner) {
        SqlAnswer answer = runner.run("SELECT length('" + text + "')");
        assertThat(answer.message()).isEmpty();
        assertThat(answer.rows().get(0).get(0)).isEqualTo("1000000");
      }
    }
  }

  @Test
  void tenThousandLevelsAreTooComplex() {
    int levels = 10_000;
    List<String> deep =
        List.of(
            "SELECT " + "(".repeat(levels) + "1" + ")".repeat(levels),
            "SELECT " + "NOT ".repeat(levels) + "true",
            "SELECT " + "abs(".repeat(levels) + "1" + ")".repeat(levels),
            "SELECT " + "- ".repeat(levels) + "1",
            "SELECT * FROM " + "(SELECT * FROM ".repeat(levels) + "target" + ") x".repeat(levels));
    for (SqlRunner runner : doors()) {
      try (runner) {
        for (String sql : deep) {
          SqlAnswer answer = runner.run(sql);
          assertThat(answer.sqlState()).as(sql.substring(0, 40)).isEqualTo("54001");
          assertThat(runner.run("SELECT 1").failed()).isFalse();
        }
      }
    }
  }

  @Test
  void longSumEitherRunsOrIsTooComplex() {
    String sql = "SELECT 1" + " + 1".repeat(9_999);
    for (SqlRunner runner : doors()) {
      try (runner) {
        SqlAnswer answer = runner.run(sql);
        if (answer.failed()) {
          assertThat(answer.sqlState()).as(answer.message()).isEqualTo("54001");
        } else {
          assertThat(answer.rows().get(0).get(0)).isEqualTo("10000");
        }
        assertThat(runner.run("SELECT 1").failed()).isFalse();
      }
    }
  }

  private static void copy(Connection connection, String sql, String data) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    copy.endCopy();
  }

  @Test
  void copyWithABrokenRowStoresNothing() throws SQLException {
    Map<String, String> broken =
        Map.of(
            "1\ta\t1\nx\tb\t2\n3\tc\t3\n", "22P02",
            "1\ta\t1\n2\tb\n3\tc\t3\n", "22P04",
            "1\ta\t1\n2\tb\t2\t9\n", "22P04",
            "1\ta\t1\n1\tb\t2\n", "23505",
            "1\ta\t1\n\\N\tb\t2\n", "23502",
            "1\ta\t1\n2\tb\t99999\n", "22003");
    for (Map.Entry<String, String> each : broken.entrySet()) {
      try (Connection connection = connect()) {
        assertThatThrownBy(() -> copy(connection, "COPY target FROM STDIN", each.getKey()))
            .as(each.getKey())
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(each.getValue()));
        copy(connection, "COPY log FROM STDIN", "");
      }
      assertThat(count("target")).isZero();
    }
  }

  @Test
  void brokenCopyFailsItsTransaction() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO log VALUES (1)");
      StringBuilder rows = new StringBuilder();
      for (int i = 1; i <= 20_000; i++) {
        rows.append(i == 15_000 ? "broken" : i).append("\tt\t1\n");
      }
      assertThatThrownBy(() -> copy(connection, "COPY target FROM STDIN", rows.toString()))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("22P02");
                assertThat(e.getMessage()).contains("line 15000");
              });
      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
      connection.rollback();
    }
    assertThat(count("target")).isZero();
    assertThat(count("log")).isZero();
  }

  @Test
  void copyThatTheClientGivesUpStoresNothing() throws SQLException {
    try (Connection connection = connect()) {
      CopyIn copy =
          connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY target FROM STDIN");
      byte[] row = "1\ta\t1\n".getBytes(StandardCharsets.UTF_8);
      copy.writeToCopy(row, 0, row.length);
      copy.cancelCopy();
      try (Statement statement = connection.createStatement()) {
        assertThat(statement.execute("SELECT 1")).isTrue();
      }
    }
    assertThat(count("target")).isZero();
  }

  /// Ingests one row and returns the error's text.
  private static String ingest(String table, List<FieldVector> vectors, BufferAllocator allocator)
      throws Exception {
    Location location = Location.forGrpcInsecure("127.0.0.1", server.flightPort());
    try (FlightClient client = FlightClient.builder(allocator, location).build();
        FlightSqlClient sql = new FlightSqlClient(client);
        VectorSchemaRoot root = new VectorSchemaRoot(vectors)) {
      vectors.forEach(vector -> vector.setValueCount(1));
      root.setRowCount(1);
      TableDefinitionOptions options =
          TableDefinitionOptions.newBuilder()
              .setIfExists(TableExistsOption.TABLE_EXISTS_OPTION_APPEND)
              .setIfNotExist(TableNotExistOption.TABLE_NOT_EXIST_OPTION_FAIL)
              .build();
      sql.executeIngest(
          root,
          new FlightSqlClient.ExecuteIngestOptions(table, options, false, null, null, Map.of()));
      return "";
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static FieldVector integer(String name, Integer value, BufferAllocator allocator) {
    IntVector vector = new IntVector(name, allocator);
    vector.allocateNew(1);
    if (value == null) {
      vector.setNull(0);
    } else {
      vector.set(0, value);
    }
    return vector;
  }

  private static FieldVector text(String name, String value, BufferAllocator allocator) {
    VarCharVector vector = new VarCharVector(name, allocator);
    vector.allocateNew();
    vector.setSafe(0, value.getBytes(StandardCharsets.UTF_8));
    return vector;
  }

  @Test
  void ingestOfAnotherShapeStoresNothing() throws Exception {
    try (BufferAllocator root = new RootAllocator()) {
      FieldVector id = integer("id", 1, root);
      assertThat(ingest("target", List.of(id, integer("nosuch", 1, root)), root)).contains("42703");
      assertThat(ingest("nosuch", List.of(integer("id", 1, root)), root)).contains("42P01");
      assertThat(ingest("target", List.of(text("id", "x", root)), root)).contains("42804");
      assertThat(ingest("target", List.of(integer("id", null, root)), root)).contains("23502");
      assertThat(ingest("target", List.of(text("t", "no key", root)), root)).contains("23502");
      FieldVector big = integer("n", 70_000, root);
      assertThat(ingest("target", List.of(integer("id", 1, root), big), root)).contains("22003");
      assertThat(count("target")).isZero();
      assertThat(ingest("target", List.of(integer("id", 7, root)), root)).isEmpty();
      assertThat(ingest("target", List.of(integer("id", 7, root)), root)).contains("23505");
      assertThat(count("target")).isOne();
    }
    try (SqlRunner runner = new EngineRunner(server.database())) {
      runner.run("DELETE FROM target");
    }
  }

  @Test
  void folderInUseIsRefusedAndUnharmed() throws Exception {
    assertThatThrownBy(() -> Server.start(ServerConfig.onFreePorts(folder.resolve("data"))))
        .isInstanceOfSatisfying(
            OmenException.class, e -> assertThat(e.state().code()).isEqualTo("55006"));
    try (TempFolder other = TempFolder.create();
        ServerProcess process =
            ServerProcess.launch(
                other.path(),
                List.of(
                    "--data", folder.resolve("data").toString(),
                    "--pg-port", "0",
                    "--flight-port", "0",
                    "--http-port", "0"))) {
      assertThat(process.exitCode()).isEqualTo(1);
      assertThat(process.output()).contains("55006").contains("in use");
    }
    assertThat(count("log")).isZero();
  }

  @Test
  void portInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        TempFolder other = TempFolder.create()) {
      int port = taken.getLocalPort();
      Path data = other.resolve("data");
      List<ServerConfig> configs =
          List.of(
              new ServerConfig(data, "127.0.0.1", port, 0, 0, 1, 1000),
              new ServerConfig(data, "127.0.0.1", 0, port, 0, 1, 1000),
              new ServerConfig(data, "127.0.0.1", 0, 0, port, 1, 1000));
      for (ServerConfig config : configs) {
        assertThatThrownBy(() -> Server.start(config))
            .isInstanceOfSatisfying(
                OmenException.class,
                e -> {
                  assertThat(e.message()).contains(Integer.toString(port));
                  assertThat(e.hint()).isNotNull();
                });
      }
      // What was refused has let go of the folder.
      Server.start(ServerConfig.onFreePorts(data)).close();
    }
  }

  @Test
  void folderOfANewerVersionIsRefusedUntouched() throws IOException {
    try (TempFolder other = TempFolder.create()) {
      Path data = other.resolve("data");
      Server.start(ServerConfig.onFreePorts(data)).close();
      Path version = data.resolve("VERSION");
      String text = Files.readString(version);
      Files.writeString(version, "999\n");
      assertThatThrownBy(() -> Server.start(ServerConfig.onFreePorts(data)))
          .isInstanceOfSatisfying(
              OmenException.class,
              e -> {
                assertThat(e.state().code()).isEqualTo("0A000");
                assertThat(e.detail()).contains("999");
              });
      assertThat(Files.readString(version)).isEqualTo("999\n");
      Files.writeString(version, text);
      Server.start(ServerConfig.onFreePorts(data)).close();
    }
  }

  @Test
  void foreignFolderIsRefusedUntouched() throws IOException {
    try (TempFolder other = TempFolder.create()) {
      Files.writeString(other.resolve("thesis.txt"), "do not touch");
      assertThatThrownBy(() -> Server.start(ServerConfig.onFreePorts(other.path())))
          .isInstanceOf(OmenException.class);
      assertThat(Files.readString(other.resolve("thesis.txt"))).isEqualTo("do not touch");
    }
  }
}
