package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// LISTEN and NOTIFY between clients.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NotificationsTest {
  private static final int WAIT_MILLIS = 20_000;

  private TempFolder folder;
  private Server server;
  private Connection listener;
  private Connection sender;

  @BeforeEach
  void start() throws SQLException {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
    listener = connect();
    sender = connect();
  }

  @AfterEach
  void stop() throws SQLException {
    listener.close();
    sender.close();
    server.close();
    folder.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.pgPort() + "/omendb?user=omendb");
  }

  private static void run(Connection connection, String... texts) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : texts) {
        statement.execute(sql);
      }
    }
  }

  /// What comes to a client that says nothing, until as many have come.
  private static List<String> received(Connection connection, int count) throws SQLException {
    List<String> received = new ArrayList<>();
    while (received.size() < count) {
      PGNotification[] some = connection.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
      assertThat(some).as("after " + received).isNotEmpty();
      for (PGNotification each : some) {
        received.add(each.getName() + ":" + each.getParameter());
      }
    }
    return received;
  }

  @Test
  void aSilentListenerHearsWhatIsCommitted() throws SQLException {
    run(listener, "LISTEN jobs", "LISTEN \"Other\"");
    run(sender, "NOTIFY jobs, 'one'", "NOTIFY nobody, 'x'", "SELECT pg_notify('Other', 'two')");
    assertThat(received(listener, 2)).containsExactly("jobs:one", "Other:two");
    int pid = sender.unwrap(PGConnection.class).getBackendPID();
    run(sender, "NOTIFY jobs");
    PGNotification[] some = listener.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
    assertThat(some).hasSize(1);
    assertThat(some[0].getPID()).isEqualTo(pid);
    assertThat(some[0].getParameter()).isEmpty();
  }

  @Test
  void aTransactionNotifiesWhenItCommitsOnceForEqualMessages() throws SQLException {
    run(listener, "LISTEN jobs");
    run(sender, "BEGIN", "NOTIFY jobs, 'gone'", "ROLLBACK");
    run(sender, "BEGIN", "NOTIFY jobs, 'a'", "SAVEPOINT s", "NOTIFY jobs, 'undone'");
    run(sender, "ROLLBACK TO s", "NOTIFY jobs, 'b'", "NOTIFY jobs, 'a'");
    assertThat(listener.unwrap(PGConnection.class).getNotifications(50)).isEmpty();
    run(sender, "COMMIT");
    assertThat(received(listener, 2)).containsExactly("jobs:a", "jobs:b");
  }

  @Test
  void aListenerInATransactionHearsAtItsEnd() throws SQLException {
    run(listener, "LISTEN jobs", "BEGIN", "SELECT 1");
    run(sender, "NOTIFY jobs, 'a'");
    assertThat(listener.unwrap(PGConnection.class).getNotifications(100)).isEmpty();
    run(listener, "COMMIT");
    assertThat(received(listener, 1)).containsExactly("jobs:a");
  }

  @Test
  void listeningEndsWithUnlistenRollbackAndTheConnection() throws SQLException {
    run(listener, "BEGIN", "LISTEN jobs", "ROLLBACK");
    run(sender, "NOTIFY jobs, 'a'");
    run(listener, "LISTEN jobs", "LISTEN more", "UNLISTEN jobs");
    run(sender, "NOTIFY jobs, 'b'", "NOTIFY more, 'c'");
    assertThat(received(listener, 1)).containsExactly("more:c");
    run(listener, "UNLISTEN *");
    run(sender, "NOTIFY more, 'd'");
    run(listener, "LISTEN more");
    run(sender, "NOTIFY more, 'e'");
    assertThat(received(listener, 1)).containsExactly("more:e");
    listener.close();
    run(sender, "NOTIFY more, 'f'", "LISTEN more", "NOTIFY more, 'own'");
    assertThat(received(sender, 1)).containsExactly("more:own");
  }

  @Test
  void messagesHaveLimits() {
    assertThatThrownBy(() -> run(sender, "SELECT pg_notify('c', repeat('x', 8000))"))
        .hasMessageContaining("payload string too long");
    assertThatThrownBy(() -> run(sender, "SELECT pg_notify('', 'x')"))
        .hasMessageContaining("channel name cannot be empty");
  }
}
