package omendb.server;

import static omendb.server.Clients.column;
import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static omendb.server.Clients.stateOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SELECT … FOR UPDATE and its like between clients, with rows hot, cold and in both tiers.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RowLockTest {
  @RegisterExtension static final Clients clients = new Clients();

  @BeforeEach
  void fill() throws SQLException {
    run(
        clients.connect(),
        "DROP TABLE IF EXISTS job",
        "CREATE TABLE job (id int PRIMARY KEY, state text NOT NULL, worker int)");
  }

  /// Puts rows where the word says.
  private static void jobs(int count, String tier) throws SQLException {
    Connection connection = clients.connect();
    String insert = "INSERT INTO job SELECT i, 'new', NULL FROM generate_series(%d, %d) i";
    run(connection, insert.formatted(1, tier.equals("mixed") ? count / 2 : count));
    if (!tier.equals("hot")) {
      clients.freeze("job");
    }
    if (tier.equals("mixed")) {
      run(connection, insert.formatted(count / 2 + 1, count));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FOR UPDATE, FOR KEY SHARE, false",
    "FOR UPDATE, FOR SHARE, false",
    "FOR NO KEY UPDATE, FOR KEY SHARE, true",
    "FOR NO KEY UPDATE, FOR SHARE, false",
    "FOR NO KEY UPDATE, FOR NO KEY UPDATE, false",
    "FOR SHARE, FOR SHARE, true",
    "FOR SHARE, FOR NO KEY UPDATE, false",
    "FOR KEY SHARE, FOR NO KEY UPDATE, true",
    "FOR KEY SHARE, FOR UPDATE, false",
  })
  void modesConflictAsInPostgres(String held, String asked, boolean together) throws SQLException {
    for (String tier : List.of("hot", "cold")) {
      run(clients.connect(), "DELETE FROM job");
      jobs(3, tier);
      for (String where : List.of("id = 2", "state = 'new'")) {
        Connection holder = clients.begin("READ COMMITTED");
        column(holder, "SELECT id FROM job WHERE id = 2 " + held);
        Connection other = clients.connect();
        String sql = "SELECT id FROM job WHERE " + where + " " + asked;
        if (together) {
          assertThat(column(other, sql + " NOWAIT")).as(tier).contains("2");
        } else {
          assertThat(stateOf(other, sql + " NOWAIT")).as(tier).isEqualTo("55P03");
          assertThat(column(other, sql + " SKIP LOCKED")).as(tier).doesNotContain("2");
        }
        run(holder, "COMMIT");
        assertThat(column(other, sql + " NOWAIT")).as(tier).contains("2");
      }
    }
  }

  @Test
  void nowaitNamesTheTable() throws SQLException {
    jobs(1, "hot");
    Connection holder = clients.begin("READ COMMITTED");
    column(holder, "SELECT id FROM job FOR UPDATE");
    String sql = "SELECT id FROM job FOR UPDATE NOWAIT";
    assertThat(Clients.failure(clients.connect(), sql).getMessage())
        .contains("could not obtain lock on row in relation \"job\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
  void whoWaitedGetsTheNewRow(String level) throws Exception {
    for (String tier : List.of("hot", "cold")) {
      run(clients.connect(), "DELETE FROM job");
      jobs(3, tier);
      for (String where : List.of("id = 2", "state <> 'done' AND id = 2 + 0 * id")) {
        run(clients.connect(), "UPDATE job SET worker = 1 WHERE id = 2");
        Connection holder = clients.begin(level);
        run(holder, "UPDATE job SET worker = 7 WHERE id = 2");
        Connection other = clients.begin(level);
        Future<String> waiting =
            clients.waiting(
                () -> one(other, "SELECT worker FROM job WHERE " + where + " FOR UPDATE"));
        run(holder, "COMMIT");
        assertThat(waiting.get()).as(tier).isEqualTo("7");
        run(other, "COMMIT");
      }
    }
  }

  /// Also a lock on the key alone, which would not have waited for the change itself.
  @ParameterizedTest
  @ValueSource(strings = {"FOR KEY SHARE", "FOR SHARE", "FOR NO KEY UPDATE", "FOR UPDATE"})
  void everyLockOfReadCommittedGetsTheNewRow(String lock) throws Exception {
    for (String tier : List.of("hot", "cold")) {
      run(clients.connect(), "DELETE FROM job");
      jobs(3, tier);
      for (String where : List.of("id = 2", "state <> 'done' AND id = 2 + 0 * id")) {
        Connection holder = clients.begin("READ COMMITTED");
        column(holder, "SELECT id FROM job WHERE id = 2 FOR UPDATE");
        Connection other = clients.begin("READ COMMITTED");
        Future<String> waiting =
            clients.waiting(() -> one(other, "SELECT worker FROM job WHERE " + where + " " + lock));
        run(holder, "UPDATE job SET worker = coalesce(worker, 6) + 1 WHERE id = 2", "COMMIT");
        assertThat(waiting.get())
            .as(tier)
            .isEqualTo(one(clients.connect(), "SELECT worker FROM job WHERE id = 2"));
        run(other, "COMMIT");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM job WHERE id = 2 FOR UPDATE",
        "UPDATE job SET worker = 5 WHERE id = 2",
        "DELETE FROM job WHERE id = 2",
        "INSERT INTO job VALUES (2, 'again', 1) ON CONFLICT (id) DO UPDATE SET worker = 1"
      })
  void rollbackToGivesBackTheLocksTakenSince(String locks) throws Exception {
    jobs(3, "mixed");
    String update = "SELECT id FROM job WHERE id = 2 FOR UPDATE NOWAIT";
    String share = "SELECT id FROM job WHERE id = 2 FOR KEY SHARE NOWAIT";
    Connection holder = clients.begin("READ COMMITTED");
    run(holder, "SAVEPOINT a", locks);
    Connection other = clients.begin("READ COMMITTED");
    Future<String> waiting =
        clients.waiting(() -> one(other, "SELECT id FROM job WHERE id = 2 FOR UPDATE"));
    run(holder, "ROLLBACK TO a");
    assertThat(waiting.get()).isEqualTo("2");
    run(other, "COMMIT");

    // What was held before is held again as it was.
    run(holder, "SELECT id FROM job WHERE id = 2 FOR SHARE", "SAVEPOINT b", locks);
    run(holder, "SAVEPOINT c", "SELECT id FROM job WHERE id = 3 FOR UPDATE", "ROLLBACK TO b");
    assertThat(column(clients.connect(), share)).containsExactly("2");
    assertThat(stateOf(clients.connect(), update)).isEqualTo("55P03");
    run(holder, "COMMIT");
    assertThat(column(clients.connect(), update)).containsExactly("2");
    assertThat(column(clients.connect(), "SELECT id FROM job WHERE worker IS NULL"))
        .containsExactly("1", "2", "3");
  }

  @Test
  void rowThatNoLongerFitsIsLeftOut() throws Exception {
    jobs(3, "cold");
    Connection holder = clients.begin("READ COMMITTED");
    run(holder, "UPDATE job SET state = 'done' WHERE id = 1", "DELETE FROM job WHERE id = 2");
    Connection other = clients.begin("READ COMMITTED");
    Future<List<String>> waiting =
        clients.waiting(
            () -> column(other, "SELECT id FROM job WHERE state = 'new' ORDER BY id FOR SHARE"));
    run(holder, "COMMIT");
    assertThat(waiting.get()).containsExactly("3");
  }

  @Test
  void repeatableReadRefusesARowThatHasChanged() throws SQLException {
    jobs(3, "cold");
    for (String where : List.of("id = 2", "state <> 'x' AND worker IS NOT NULL OR id = 2")) {
      Connection other = clients.begin("REPEATABLE READ");
      column(other, "SELECT id FROM job");
      run(clients.connect(), "UPDATE job SET worker = 9 WHERE id = 2");
      assertThat(stateOf(other, "SELECT worker FROM job WHERE " + where + " FOR UPDATE"))
          .isEqualTo("40001");
    }
  }

  @Test
  void limitLocksNoMoreThanItGives() throws SQLException {
    jobs(5, "mixed");
    Connection holder = clients.begin("READ COMMITTED");
    assertThat(column(holder, "SELECT id FROM job ORDER BY id LIMIT 2 OFFSET 1 FOR UPDATE"))
        .containsExactly("2", "3");
    assertThat(
            column(
                clients.connect(), "SELECT id FROM job ORDER BY id LIMIT 9 FOR UPDATE SKIP LOCKED"))
        .containsExactly("4", "5");
  }

  @Test
  void onlyTheNamedTableIsLocked() throws SQLException {
    jobs(3, "hot");
    Connection holder = clients.begin("READ COMMITTED");
    column(holder, "SELECT a.id FROM job a JOIN job b ON b.id = a.id + 1 FOR UPDATE OF b");
    assertThat(column(clients.connect(), "SELECT id FROM job FOR UPDATE SKIP LOCKED"))
        .containsExactly("1");
  }

  @Test
  void lockHoldsOffWriters() throws Exception {
    jobs(3, "cold");
    Connection holder = clients.begin("READ COMMITTED");
    column(holder, "SELECT id FROM job WHERE id = 1 FOR KEY SHARE");
    Connection other = clients.connect();
    assertThat(run(other, "UPDATE job SET worker = 1 WHERE id = 1")).isEqualTo(1);
    Future<Integer> waiting = clients.waiting(() -> run(other, "DELETE FROM job WHERE id = 1"));
    run(holder, "COMMIT");
    assertThat(waiting.get()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "hot, read committed",
    "cold, read committed",
    "mixed, read committed",
    "hot, repeatable read",
    "mixed, repeatable read",
    "mixed, serializable",
  })
  void eightWorkersTakeEachJobOnce(String tier, String level) throws Exception {
    jobs(96, tier);
    List<Future<List<String>>> workers = new ArrayList<>();
    for (int w = 0; w < 8; w++) {
      int worker = w;
      boolean alone = worker % 2 == 0 || level.equals("serializable");
      workers.add(clients.async(() -> alone ? single(worker, level) : block(level)));
    }
    List<String> taken = new ArrayList<>();
    for (Future<List<String>> worker : workers) {
      taken.addAll(worker.get());
    }
    assertThat(taken).doesNotHaveDuplicates().hasSize(96);
    assertThat(one(clients.connect(), "SELECT count(*) FROM job WHERE state = 'done'"))
        .isEqualTo("96");
  }

  /// Takes jobs by single statements until there are none.
  private static List<String> single(int worker, String level) throws SQLException {
    Connection connection =
        clients.connect("preferQueryMode=" + (worker % 4 == 0 ? "simple" : "extended"));
    run(connection, "SET default_transaction_isolation = '" + level + "'");
    List<String> taken = new ArrayList<>();
    while (true) {
      List<String> ids =
          column(
              connection,
              "UPDATE job SET state = 'done', worker = "
                  + worker
                  + " WHERE id IN (SELECT id FROM job WHERE state = 'new' ORDER BY id"
                  + " FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING id");
      if (ids.isEmpty()) {
        return taken;
      }
      taken.addAll(ids);
    }
  }

  /// Takes jobs in blocks of two statements.
  private static List<String> block(String level) throws SQLException {
    Connection connection = clients.connect();
    List<String> taken = new ArrayList<>();
    while (true) {
      run(connection, "BEGIN ISOLATION LEVEL " + level);
      List<String> ids =
          column(
              connection,
              "SELECT id FROM job WHERE state = 'new' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED");
      for (String id : ids) {
        assertThat(run(connection, "UPDATE job SET state = 'done' WHERE id = " + id)).isEqualTo(1);
      }
      run(connection, "COMMIT");
      if (ids.isEmpty()) {
        return taken;
      }
      taken.addAll(ids);
    }
  }
}
