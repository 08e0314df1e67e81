package omendb.server;

import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Users of their own at both doors, and after the server has died.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RolesTest {
  private static Connection pg(Server server, String user) throws SQLException {
    return pg("jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=" + user);
  }

  private static Connection pg(String url) throws SQLException {
    return DriverManager.getConnection(url);
  }

  private static Connection flight(Server server, String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://127.0.0.1:"
            + server.flightPort()
            + "/?useEncryption=false&user="
            + user
            + "&password=x");
  }

  @Test
  void usersWorkAsThemselvesAtBothDoors() throws Exception {
    try (TempFolder folder = TempFolder.create();
        Server server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")))) {
      try (Connection admin = pg(server, "omendb")) {
        run(
            admin,
            "CREATE ROLE ann LOGIN",
            "CREATE ROLE crowd",
            "GRANT crowd TO ann",
            "ALTER ROLE ann SET application_name = 'anns'");
      }
      for (boolean flight : new boolean[] {false, true}) {
        try (Connection ann = flight ? flight(server, "ann") : pg(server, "ann")) {
          assertThat(one(ann, "SELECT current_user")).isEqualTo("ann");
          assertThat(one(ann, "SELECT current_setting('is_superuser')")).isEqualTo("off");
          assertThatThrownBy(() -> run(ann, "CREATE ROLE other"))
              .hasMessageContaining("permission denied to create role");
          assertThatThrownBy(() -> run(ann, "SET SESSION AUTHORIZATION omendb"))
              .hasMessageContaining("permission denied to set session authorization");
          assertThatThrownBy(() -> run(ann, "SET ROLE omendb"))
              .hasMessageContaining("permission denied to set role \"omendb\"");
          run(ann, "SET ROLE crowd");
          assertThat(one(ann, "SELECT current_user")).isEqualTo("crowd");
          assertThat(one(ann, "SELECT session_user")).isEqualTo("ann");
        }
      }
      assertThatThrownBy(() -> pg(server, "crowd"))
          .hasMessageContaining("role \"crowd\" is not permitted to log in");
      String escalation = "ann&options=-c%20role=omendb";
      assertThatThrownBy(() -> pg(server, escalation))
          .hasMessageContaining("permission denied to set role \"omendb\"");
      try (Connection ann = pg(server, "ann&ApplicationName=")) {
        assertThat(one(ann, "SELECT rolconfig[1] FROM pg_roles WHERE rolname = 'ann'"))
            .isEqualTo("application_name=anns");
      }
    }
  }

  @Test
  void rolesOfCommittedTransactionsAreThereAfterTheServerHasDied() throws Exception {
    try (TempFolder folder = TempFolder.create()) {
      try (ServerProcess server = ServerProcess.start(folder.path(), "--threads", "1");
          Connection admin = pg(server.pgUrl())) {
        run(
            admin,
            "CREATE ROLE ann LOGIN NOINHERIT CONNECTION LIMIT 5 VALID UNTIL '2040-01-01 00:00+00'",
            "CREATE ROLE crowd CREATEROLE",
            "GRANT crowd TO ann WITH ADMIN OPTION",
            "BEGIN",
            "DROP ROLE crowd");
        server.kill();
      }
      try (ServerProcess server = ServerProcess.start(folder.path(), "--threads", "1");
          Connection admin = pg(server.pgUrl())) {
        assertThat(
                one(
                    admin,
                    "SELECT rolname || rolinherit || rolconnlimit || rolvaliduntil"
                        + " FROM pg_roles WHERE rolname = 'ann'"))
            .isEqualTo("annfalse52040-01-01 00:00:00+00");
        assertThat(
                one(
                    admin,
                    "SELECT g.rolname || g.rolcreaterole || a.admin_option FROM pg_auth_members a"
                        + " JOIN pg_roles g ON g.oid = a.roleid"
                        + " JOIN pg_roles m ON m.oid = a.member WHERE m.rolname = 'ann'"))
            .isEqualTo("crowdtruetrue");
        server.stop();
      }
    }
  }
}
