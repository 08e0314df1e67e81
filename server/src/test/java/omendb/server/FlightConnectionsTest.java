package omendb.server;

import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import omendb.flight.FlightDoor;
import omendb.flight.FlightOptions;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a Flight client leaves behind when its connection is gone: nothing.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FlightConnectionsTest {
  private static final CallOption[] NO_TOKEN = {};

  /// More than the server lets in at a time.
  private static final int MANY_CLIENTS = 230;

  @RegisterExtension static final Clients clients = new Clients();

  @BeforeEach
  void fill() throws SQLException {
    run(
        clients.connect(),
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)",
        "INSERT INTO t VALUES (1, 0)");
  }

  @Test
  void connectionThatIsItsSessionTakesItsTransactionAlong() throws Exception {
    try (BufferAllocator allocator = new RootAllocator()) {
      lockRow(clients.server().flightPort(), false, allocator);
      assertRowIsFree();
    }
  }

  @Test
  void transactionOfTokenEndsWhenNobodyComesBackWithIt() throws Exception {
    FlightOptions options =
        FlightOptions.DEFAULTS.withAddress("127.0.0.1", 0).withReconnectMillis(100);
    try (BufferAllocator allocator = new RootAllocator();
        FlightDoor door = FlightDoor.start(clients.server().database(), options, allocator)) {
      lockRow(door.port(), true, allocator);
      assertRowIsFree();
    }
  }

  @Test
  void clientWithPasswordGoesOnWithItsTokenWhereNobodyIsTrusted() throws Exception {
    run(clients.connect(), "DROP ROLE IF EXISTS ann", "CREATE ROLE ann LOGIN PASSWORD 'secret'");
    FlightOptions options = new FlightOptions("127.0.0.1", 0, false, 60_000, 60_000, 60_000, 1024);
    Properties right = new Properties();
    right.setProperty("user", "ann");
    right.setProperty("password", "secret");
    Properties wrong = new Properties();
    wrong.setProperty("user", "ann");
    wrong.setProperty("password", "guess");
    try (BufferAllocator allocator = new RootAllocator();
        FlightDoor door = FlightDoor.start(clients.server().database(), options, allocator)) {
      String url = "jdbc:arrow-flight-sql://127.0.0.1:" + door.port() + "/?useEncryption=false";
      try (Connection connection = DriverManager.getConnection(url, right)) {
        run(connection, "SET application_name = 'kept'");
        assertThat(one(connection, "SELECT current_setting('application_name')")).isEqualTo("kept");
      }
      assertThatThrownBy(() -> DriverManager.getConnection(url, wrong))
          .hasMessageContaining("28P01");
    }
  }

  @Test
  void clientsThatWentMakeRoomForOthers() throws Exception {
    try (BufferAllocator allocator = new RootAllocator()) {
      for (int i = 0; i < MANY_CLIENTS; i++) {
        try (FlightClient client = client(clients.server().flightPort(), allocator)) {
          assertThat(client.authenticateBasicToken("omendb", "")).isPresent();
        }
      }
    }
  }

  /// Changes the row in a transaction and goes without ending it.
  private static void lockRow(int port, boolean token, BufferAllocator allocator) throws Exception {
    FlightClient client = client(port, allocator);
    try (FlightSqlClient sql = new FlightSqlClient(client)) {
      CallOption[] options = NO_TOKEN;
      if (token) {
        Optional<CredentialCallOption> bearer = client.authenticateBasicToken("omendb", "");
        options = new CallOption[] {bearer.orElseThrow()};
      }
      FlightSqlClient.Transaction transaction = sql.beginTransaction(options);
      assertThat(sql.executeUpdate("UPDATE t SET n = 1 WHERE id = 1", transaction, options))
          .isEqualTo(1);
    }
  }

  private static FlightClient client(int port, BufferAllocator allocator) {
    return FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", port)).build();
  }

  private static void assertRowIsFree() throws SQLException {
    Connection other = clients.connect();
    assertThat(run(other, "SET lock_timeout = '20s'", "UPDATE t SET n = n + 2 WHERE id = 1"))
        .isEqualTo(1);
    assertThat(one(other, "SELECT n FROM t")).isEqualTo("2");
  }
}
