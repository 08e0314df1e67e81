package omendb.server;

import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import omendb.engine.ConnectionRequest;
import omendb.engine.Session;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/// Two users at both doors: what one grants and revokes, the other notices at once.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PrivilegesTest {
  private static final String DENIED = "permission denied for table t";

  private static Connection pg(Server server, String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + server.pgPort()
            + "/omendb?prepareThreshold=1&user="
            + user);
  }

  private static Connection flight(Server server, String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://127.0.0.1:"
            + server.flightPort()
            + "/?useEncryption=false&user="
            + user
            + "&password=x");
  }

  private static void define(Server server) throws SQLException {
    try (Connection admin = pg(server, "omendb")) {
      run(
          admin,
          "CREATE ROLE ann LOGIN",
          "CREATE ROLE bob LOGIN",
          "CREATE SCHEMA s AUTHORIZATION ann",
          "GRANT USAGE ON SCHEMA s TO bob");
    }
    try (Connection ann = pg(server, "ann")) {
      run(
          ann,
          "CREATE TABLE s.t (id int PRIMARY KEY, n int)",
          "INSERT INTO s.t VALUES (1, 10), (2, 20)");
    }
  }

  @Test
  void preparedAndCachedStatementsNoticeWhatIsRevoked() throws Exception {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")))) {
      define(server);
      for (boolean byFlight : new boolean[] {false, true}) {
        try (Connection ann = pg(server, "ann");
            Connection bob = byFlight ? flight(server, "bob") : pg(server, "bob")) {
          for (String sql : new String[] {"SELECT n FROM s.t WHERE id = 1", "SELECT n FROM s.t"}) {
            assertThatThrownBy(() -> one(bob, sql + " ORDER BY n LIMIT 1"))
                .hasMessageContaining(DENIED);
            run(ann, "GRANT SELECT ON s.t TO bob");
            try (PreparedStatement statement = bob.prepareStatement(sql)) {
              for (int i = 0; i < 7; i++) {
                try (ResultSet rows = statement.executeQuery()) {
                  assertThat(rows.next()).isTrue();
                }
              }
              run(ann, "REVOKE SELECT ON s.t FROM bob");
              assertThatThrownBy(statement::executeQuery).hasMessageContaining(DENIED);
            }
            assertThatThrownBy(() -> run(bob, "UPDATE s.t SET n = 0 WHERE id = 1"))
                .hasMessageContaining(DENIED);
            assertThatThrownBy(() -> run(bob, "DROP TABLE s.t"))
                .hasMessageContaining("must be owner of table t");
          }
        }
      }
    }
  }

  @Test
  void copyAndReferencesNeedTheirPrivileges() throws Exception {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")))) {
      define(server);
      try (Connection ann = pg(server, "ann");
          Connection bob = pg(server, "bob")) {
        assertThatThrownBy(() -> copy(bob)).hasMessageContaining(DENIED);
        assertThatThrownBy(() -> run(bob, "COPY s.t TO STDOUT")).hasMessageContaining(DENIED);
        run(ann, "GRANT INSERT (id, n) ON s.t TO bob");
        assertThat(copy(bob)).isEqualTo(1);
        run(ann, "GRANT CREATE ON SCHEMA s TO bob");
        assertThatThrownBy(() -> run(bob, "CREATE TABLE s.child (id int REFERENCES s.t)"))
            .hasMessageContaining(DENIED);
        run(ann, "GRANT REFERENCES ON s.t TO bob");
        run(bob, "CREATE TABLE s.child (id int REFERENCES s.t)", "INSERT INTO s.child VALUES (1)");
        assertThatThrownBy(() -> run(ann, "TRUNCATE s.t CASCADE"))
            .hasMessageContaining("permission denied for table child");
        assertThatThrownBy(() -> run(ann, "INSERT INTO s.child VALUES (2)"))
            .hasMessageContaining("permission denied for table child");
        assertThatThrownBy(() -> run(ann, "DELETE FROM s.t WHERE id = 1"))
            .hasMessageContaining("violates foreign key constraint");
      }
    }
  }

  private static long copy(Connection connection) throws Exception {
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY s.t FROM STDIN", new StringReader("7\t70\n"));
  }

  @Test
  void plansAreNotSharedBetweenUsers() throws Exception {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")))) {
      define(server);
      String sql = "SELECT n FROM s.t WHERE id = 1";
      try (Session ann = server.database().connect(request("ann"));
          Session bob = server.database().connect(request("bob"))) {
        ann.execute(ann.prepare(sql, java.util.List.of()));
        ann.sync();
        assertThatThrownBy(() -> bob.prepare(sql, java.util.List.of()))
            .hasMessageContaining(DENIED);
        assertThatThrownBy(() -> bob.parseScript(sql).getFirst().columns())
            .hasMessageContaining(DENIED);
      }
    }
  }

  private static ConnectionRequest request(String user) {
    return new ConnectionRequest(user, "omendb", "test", java.util.Map.of());
  }
}
