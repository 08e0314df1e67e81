package omendb.server;

import static omendb.server.Clients.column;
import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static omendb.server.Clients.stateOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/// What bounds a transaction: its modes and its time.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TransactionLimitsTest {
  @RegisterExtension static final Clients clients = new Clients();

  @BeforeEach
  void fill() throws SQLException {
    run(
        clients.connect(),
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)",
        "INSERT INTO t SELECT i, 0 FROM generate_series(1, 5) i");
  }

  @Test
  void silentTransactionEndsWithItsConnectionAndItsLocks() throws SQLException {
    Connection silent = clients.connect();
    run(
        silent,
        "SET idle_in_transaction_session_timeout = '50ms'",
        "BEGIN",
        "UPDATE t SET n = 1 WHERE id = 1");
    assertThat(run(clients.connect(), "UPDATE t SET n = 2 WHERE id = 1")).isEqualTo(1);
    assertThat(stateOf(silent, "SELECT 1")).isEqualTo("25P03");
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 1")).isEqualTo("2");
  }

  @Test
  void silentSessionEnds() throws SQLException {
    Connection silent = clients.connect();
    int pid = pid(silent);
    run(silent, "SET idle_session_timeout = '50ms'");
    awaitEnd(pid);
    assertThat(stateOf(silent, "SELECT 1")).isEqualTo("57P05");
  }

  private static int pid(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  /// Returns when the session is gone.
  private static void awaitEnd(int pid) throws SQLException {
    Connection other = clients.connect();
    while (!column(other, "SELECT 1 FROM pg_stat_activity WHERE pid = " + pid).isEmpty()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void whoSpeaksIsNotSilent() throws SQLException {
    Connection busy = clients.connect();
    run(busy, "SET idle_in_transaction_session_timeout = '400ms'", "BEGIN");
    for (int i = 0; i < 10; i++) {
      run(busy, "SELECT pg_sleep(0.1)");
    }
    run(busy, "COMMIT");
  }

  @Test
  void transactionTimeoutEndsTheConnection() throws Exception {
    Connection waiting = clients.connect();
    int waitingPid = pid(waiting);
    Connection holder = clients.begin("READ COMMITTED");
    run(holder, "UPDATE t SET n = 1 WHERE id = 1");
    run(waiting, "SET transaction_timeout = '80ms'", "BEGIN", "SELECT n FROM t");
    assertThat(stateOf(waiting, "UPDATE t SET n = 2 WHERE id = 1")).isEqualTo("25P04");
    awaitEnd(waitingPid);
    Connection silent = clients.connect();
    int silentPid = pid(silent);
    run(silent, "SET transaction_timeout = '50ms'", "BEGIN");
    column(silent, "SELECT n FROM t");
    awaitEnd(silentPid);
    assertThat(stateOf(silent, "SELECT 1")).isEqualTo("25P04");
  }

  @Test
  void failedTransactionHoldsNoLocks() throws Exception {
    Connection failed = clients.begin("READ COMMITTED");
    run(failed, "UPDATE t SET n = 1 WHERE id = 1");
    Future<Integer> waiting =
        clients.waiting(() -> run(clients.connect(), "UPDATE t SET n = 2 WHERE id = 1"));
    assertThat(stateOf(failed, "SELECT 1 / 0")).isEqualTo("22012");
    assertThat(waiting.get()).isEqualTo(1);
    assertThat(stateOf(failed, "SELECT 1")).isEqualTo("25P02");
    run(failed, "ROLLBACK");
    assertThat(one(failed, "SELECT n FROM t WHERE id = 1")).isEqualTo("2");
  }

  @Test
  void savepointKeepsTheLocksOfAFailedStatement() throws Exception {
    Connection first = clients.begin("READ COMMITTED");
    run(first, "UPDATE t SET n = 1 WHERE id = 1", "SAVEPOINT s");
    assertThat(stateOf(first, "SELECT 1 / 0")).isEqualTo("22012");
    String sql = "SELECT n FROM t WHERE id = 1 FOR UPDATE NOWAIT";
    assertThat(stateOf(clients.connect(), sql)).isEqualTo("55P03");
    run(first, "ROLLBACK TO s", "COMMIT");
    assertThat(one(first, sql)).isEqualTo("1");
  }

  @Test
  void readOnlyTransactionNeverAborts() throws SQLException {
    Connection reader = clients.connect();
    run(reader, "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE");
    assertThat(one(reader, "SELECT sum(n) FROM t")).isEqualTo("0");
    for (int i = 1; i <= 5; i++) {
      run(clients.connect(), "UPDATE t SET n = n + 1 WHERE id = " + i);
      assertThat(one(reader, "SELECT sum(n) FROM t")).isEqualTo("0");
      assertThat(one(reader, "SELECT n FROM t WHERE id = " + i)).isEqualTo("0");
    }
    run(reader, "COMMIT");
    assertThat(one(reader, "SELECT sum(n) FROM t")).isEqualTo("5");
  }

  @Test
  void serializableStatementOfItsOwnRunsAgainWhenItsCommitFails() throws Exception {
    for (String mode : new String[] {"simple", "extended"}) {
      run(clients.connect(), "UPDATE t SET n = 0");
      int workers = 4;
      Future<?>[] all = new Future<?>[workers];
      for (int w = 0; w < workers; w++) {
        int own = w + 1;
        all[w] =
            clients.async(() -> {
              Connection connection = clients.connect("preferQueryMode=" + mode);
              run(connection, "SET default_transaction_isolation = 'serializable'");
              for (int i = 0; i < 25; i++) {
                run(connection, "UPDATE t SET n = (SELECT max(n) FROM t) + 1 WHERE id = " + own);
              }
              return 0;
            });
      }
      for (Future<?> worker : all) {
        worker.get();
      }
      assertThat(one(clients.connect(), "SELECT max(n) FROM t")).as(mode).isEqualTo("100");
    }
  }

  @Test
  void modesAreThoseOfTheBlock() throws SQLException {
    Connection connection = clients.connect();
    run(connection, "SET default_transaction_isolation = 'read committed'", "BEGIN");
    assertThat(one(connection, "SHOW transaction_isolation")).isEqualTo("read committed");
    run(connection, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY");
    assertThat(one(connection, "SHOW transaction_isolation")).isEqualTo("serializable");
    column(connection, "SELECT n FROM t");
    String late = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    assertThat(stateOf(connection, late)).isEqualTo("25001");
    run(connection, "ROLLBACK AND CHAIN");
    assertThat(one(connection, "SHOW transaction_isolation")).isEqualTo("serializable");
    assertThat(stateOf(connection, "DELETE FROM t")).isEqualTo("25006");
    run(connection, "ROLLBACK");
    assertThat(one(connection, "SHOW transaction_isolation")).isEqualTo("read committed");
    assertThat(stateOf(connection, "COMMIT AND CHAIN")).isEqualTo("25P01");
    run(connection, "SET default_transaction_read_only = on");
    assertThat(stateOf(connection, "DELETE FROM t")).isEqualTo("25006");
    run(connection, "BEGIN READ WRITE");
    assertThat(run(connection, "DELETE FROM t WHERE id = 5")).isEqualTo(1);
    run(connection, "SET TRANSACTION READ ONLY");
    assertThat(stateOf(connection, "DELETE FROM t")).isEqualTo("25006");
    run(connection, "ROLLBACK", "BEGIN READ ONLY");
    column(connection, "SELECT n FROM t");
    assertThat(stateOf(connection, "SET transaction_read_only = off")).isEqualTo("25001");
  }

  @Test
  void durabilityIsChosenPerTransaction() throws SQLException {
    Connection connection = clients.connect();
    run(connection, "BEGIN", "SET LOCAL synchronous_commit = off");
    assertThat(one(connection, "SHOW synchronous_commit")).isEqualTo("off");
    run(connection, "UPDATE t SET n = 7 WHERE id = 1", "COMMIT");
    assertThat(one(connection, "SHOW synchronous_commit")).isEqualTo("on");
    assertThat(one(connection, "SELECT n FROM t WHERE id = 1")).isEqualTo("7");
    run(connection, "SET lock_timeout = 1500");
    assertThat(one(connection, "SHOW lock_timeout")).isEqualTo("1500ms");
    run(connection, "SET lock_timeout = '120s'");
    assertThat(one(connection, "SHOW lock_timeout")).isEqualTo("2min");
  }
}
