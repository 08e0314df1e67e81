package omendb.server;

import static omendb.server.Clients.column;
import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static omendb.server.Clients.stateOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Writers that meet on a row: who waits, who sees what afterwards, and who is told 40001.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConflictTest {
  @RegisterExtension static final Clients clients = new Clients();

  @BeforeEach
  void fill() throws SQLException {
    run(
        clients.connect(),
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)",
        "INSERT INTO t SELECT i, 0 FROM generate_series(1, 20) i");
  }

  @ParameterizedTest
  @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
  void firstUpdateOfATransactionWaitsAndWorksOnTheNewRow(String level) throws Exception {
    Connection first = clients.begin(level);
    run(first, "UPDATE t SET n = n + 1 WHERE id = 1");
    Connection second = clients.begin(level);
    Future<Integer> waiting =
        clients.waiting(() -> run(second, "UPDATE t SET n = n + 10 WHERE id = 1"));
    run(first, "COMMIT");
    assertThat(waiting.get()).isEqualTo(1);
    run(second, "COMMIT");
    assertThat(one(second, "SELECT n FROM t WHERE id = 1")).isEqualTo("11");
  }

  @ParameterizedTest
  @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
  void predicateIsCheckedAgainAfterTheWait(String level) throws Exception {
    clients.freeze("t");
    Connection first = clients.begin(level);
    run(first, "UPDATE t SET n = 5 WHERE id IN (1, 2)", "DELETE FROM t WHERE id = 3");
    Connection second = clients.begin(level);
    Future<Integer> waiting =
        clients.waiting(() -> run(second, "UPDATE t SET n = n + 100 WHERE n = 0 AND id < 5"));
    run(first, "COMMIT");
    assertThat(waiting.get()).isEqualTo(1);
    run(second, "COMMIT");
    assertThat(column(second, "SELECT n FROM t WHERE id < 5 ORDER BY id"))
        .containsExactly("5", "5", "100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void whoHasReadTheOldRowIsTold(String level) throws SQLException {
    Connection first = clients.begin(level);
    assertThat(one(first, "SELECT n FROM t WHERE id = 1")).isEqualTo("0");
    run(clients.connect(), "UPDATE t SET n = 1 WHERE id = 1");
    assertThat(stateOf(first, "UPDATE t SET n = n + 1 WHERE id = 1")).isEqualTo("40001");
    assertThat(stateOf(first, "SELECT 1")).isEqualTo("25P02");
  }

  @Test
  void readCommittedNeverFailsByAConflict() throws SQLException {
    Connection first = clients.begin("READ COMMITTED");
    assertThat(one(first, "SELECT n FROM t WHERE id = 1")).isEqualTo("0");
    run(clients.connect(), "UPDATE t SET n = 1 WHERE id = 1");
    assertThat(run(first, "UPDATE t SET n = n + 1 WHERE id = 1")).isEqualTo(1);
    run(first, "COMMIT");
    assertThat(one(first, "SELECT n FROM t WHERE id = 1")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void snapshotMovesOnWhileAllThatWasReadIsUnchanged(String level) throws SQLException {
    Connection first = clients.begin(level);
    run(first, "UPDATE t SET n = n + 1 WHERE id = 1");
    assertThat(one(first, "SELECT n FROM t WHERE id = 1")).isEqualTo("1");
    assertThat(one(first, "SELECT n FROM t WHERE id = 2")).isEqualTo("0");
    assertThat(column(first, "SELECT n FROM t WHERE id = 99")).isEmpty();
    run(clients.connect(), "UPDATE t SET n = 50 WHERE id = 3");
    assertThat(run(first, "UPDATE t SET n = n + 1 WHERE id = 3")).isEqualTo(1);
    assertThat(one(first, "SELECT n FROM t WHERE id = 3")).isEqualTo("51");
    run(first, "COMMIT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET n = 7 WHERE id = 2",
        "DELETE FROM t WHERE id = 2",
        "INSERT INTO t VALUES (99, 1)"
      })
  void snapshotStaysWhenWhatWasReadHasChanged(String change) throws SQLException {
    Connection first = clients.begin("REPEATABLE READ");
    assertThat(one(first, "SELECT n FROM t WHERE id = 2")).isEqualTo("0");
    assertThat(column(first, "SELECT n FROM t WHERE id = 99")).isEmpty();
    run(first, "SAVEPOINT s");
    run(clients.connect(), change, "UPDATE t SET n = 50 WHERE id = 3");
    assertThat(stateOf(first, "UPDATE t SET n = n + 1 WHERE id = 3")).isEqualTo("40001");
    run(first, "ROLLBACK TO s");
    assertThat(one(first, "SELECT n FROM t WHERE id = 2")).isEqualTo("0");
    assertThat(one(first, "SELECT n FROM t WHERE id = 3")).isEqualTo("0");
    assertThat(column(first, "SELECT n FROM t WHERE id = 99")).isEmpty();
  }

  @Test
  void snapshotStaysAfterAScan() throws SQLException {
    Connection first = clients.begin("REPEATABLE READ");
    assertThat(one(first, "SELECT sum(n) FROM t")).isEqualTo("0");
    run(clients.connect(), "UPDATE t SET n = 50 WHERE id = 3");
    assertThat(stateOf(first, "UPDATE t SET n = n + 1 WHERE id = 3")).isEqualTo("40001");
  }

  @Test
  void snapshotIsTakenByTheFirstStatementThatReads() throws SQLException {
    Connection first = clients.begin("REPEATABLE READ");
    run(first, "SAVEPOINT s", "SET LOCAL application_name = 'x'", "SHOW application_name");
    run(clients.connect(), "UPDATE t SET n = 50 WHERE id = 3");
    assertThat(one(first, "SELECT n FROM t WHERE id = 3")).isEqualTo("50");
    run(clients.connect(), "UPDATE t SET n = 51 WHERE id = 3");
    assertThat(one(first, "SELECT n FROM t WHERE id = 3")).isEqualTo("50");
  }

  /// Four clients change one hot row each time, as TPC-B does, under the default level.
  @Test
  void hotRowOfATransactionByKeysNeverConflicts() throws Exception {
    run(clients.connect(), "UPDATE t SET n = 0");
    List<Future<Integer>> workers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      int own = 2 + w;
      workers.add(
          clients.async(() -> {
            Connection connection = clients.connect();
            for (int i = 0; i < 50; i++) {
              run(
                  connection,
                  "BEGIN",
                  "UPDATE t SET n = n + 1 WHERE id = " + own,
                  "SELECT n FROM t WHERE id = " + own,
                  "UPDATE t SET n = n + 1 WHERE id = " + (10 + i % 3),
                  "UPDATE t SET n = n + 1 WHERE id = 1",
                  "INSERT INTO t VALUES (" + (1000 * own + i) + ", 0)",
                  "COMMIT");
            }
            return 0;
          }));
    }
    for (Future<Integer> worker : workers) {
      worker.get();
    }
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 1")).isEqualTo("200");
    assertThat(one(clients.connect(), "SELECT sum(n) FROM t")).isEqualTo("600");
  }

  /// Statements over many rows in opposite orders: the server resolves their deadlocks.
  @ParameterizedTest
  @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
  void singleStatementsNeverFail(String level) throws Exception {
    List<Future<Integer>> workers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      String order = w % 2 == 0 ? "(1, 2, 3, 4)" : "(4, 3, 2, 1)";
      int first = w % 2 == 0 ? 1 : 4;
      int second = w % 2 == 0 ? 4 : 1;
      workers.add(
          clients.async(() -> {
            Connection connection = clients.connect();
            run(connection, "SET default_transaction_isolation = '" + level + "'");
            for (int i = 0; i < 25; i++) {
              run(connection, "UPDATE t SET n = n + 1 WHERE id IN " + order);
              run(
                  connection,
                  "INSERT INTO t VALUES (%d, 1), (%d, 1) ON CONFLICT (id) DO UPDATE SET n = t.n + 1"
                      .formatted(first, second));
            }
            return 0;
          }));
    }
    for (Future<Integer> worker : workers) {
      worker.get();
    }
    assertThat(column(clients.connect(), "SELECT n FROM t WHERE id < 5 ORDER BY id"))
        .containsExactly("200", "100", "100", "200");
  }

  @Test
  void deadlockOfTwoBlocksEndsOneOfThem() throws Exception {
    Connection first = clients.begin("READ COMMITTED");
    Connection second = clients.begin("READ COMMITTED");
    run(first, "UPDATE t SET n = 1 WHERE id = 1");
    run(second, "UPDATE t SET n = 2 WHERE id = 2");
    Future<Integer> waiting = clients.waiting(() -> run(first, "UPDATE t SET n = 1 WHERE id = 2"));
    assertThat(stateOf(second, "UPDATE t SET n = 2 WHERE id = 1")).isEqualTo("40P01");
    run(second, "ROLLBACK");
    assertThat(waiting.get()).isEqualTo(1);
    run(first, "COMMIT");
  }

  @Test
  void waitsEndByTimeoutOrCancel() throws Exception {
    Connection holder = clients.begin("READ COMMITTED");
    run(holder, "UPDATE t SET n = 1 WHERE id = 1");
    Connection other = clients.connect();
    run(other, "SET lock_timeout = '30ms'");
    assertThat(stateOf(other, "UPDATE t SET n = 2 WHERE id = 1")).isEqualTo("55P03");
    run(other, "SET lock_timeout = 0", "SET statement_timeout = '50ms'");
    assertThat(stateOf(other, "DELETE FROM t WHERE id = 1")).isEqualTo("57014");
    run(other, "SET statement_timeout = 0");
    try (Statement statement = other.createStatement()) {
      Future<Integer> waiting =
          clients.waiting(() -> statement.executeUpdate("UPDATE t SET n = 2 WHERE id = 1"));
      statement.cancel();
      assertThat(stateOf(waiting)).isEqualTo("57014");
    }
    run(holder, "ROLLBACK");
    assertThat(run(other, "UPDATE t SET n = 2 WHERE id = 1")).isEqualTo(1);
  }
}
