package omendb.server;

import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import omendb.core.FailPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Commits for whose flush no thread of the PostgreSQL door waits: what clients are told, in which
/// order, and what becomes of those who leave.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CommitReplyTest {
  private static final String FLUSH = "omendb.failpoint.log.flush";

  /// The thread that flushes what no thread waits for.
  private static final String COMMITTER = "omendb-commit";

  private Clients clients;
  private RawPg raw;

  @BeforeEach
  void start() throws Exception {
    clients = new Clients();
    run(
        clients.connect(),
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)",
        "CREATE TABLE child (id int PRIMARY KEY,"
            + " t int REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO t SELECT i, 0 FROM generate_series(1, 20) i");
    raw = client();
  }

  @AfterEach
  void stop() throws Exception {
    System.clearProperty(FLUSH);
    raw.close();
    clients.disconnect();
    clients.close();
  }

  private RawPg client() throws Exception {
    RawPg client = RawPg.started(clients.server().pgPort());
    client.prepare(
        "begin", "BEGIN",
        "serializable", "BEGIN ISOLATION LEVEL SERIALIZABLE",
        "commit", "COMMIT",
        "chain", "COMMIT AND CHAIN",
        "rollback", "ROLLBACK",
        "late", "SET LOCAL synchronous_commit = off",
        "add", "UPDATE t SET n = n + 1 WHERE id = 1",
        "read", "SELECT n FROM t WHERE id = 1",
        "other", "UPDATE t SET n = n + 1 WHERE id = 2",
        "orphan", "INSERT INTO child VALUES (1, 999)",
        "wrong", "SELECT 1 / n FROM t WHERE id = 20");
    return client;
  }

  private void slowDisk(int millis) {
    System.setProperty(FLUSH, "delay:" + millis);
  }

  /// The name of the thread that is flushing; waits until one does.
  private static String flushing() {
    while (true) {
      for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
        boolean log = false;
        boolean commits = false;
        for (StackTraceElement frame : each.getValue()) {
          log |= frame.getClassName().equals("omendb.storage.LogWriter");
          commits |= frame.getClassName().equals("omendb.mvcc.CommitPipeline");
        }
        if (log && commits) {
          return each.getKey().getName();
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /// Commits until the worker that has prepared the statements has left the connection.
  private void awaitEventLoop() throws Exception {
    String thread;
    do {
      raw.execute("begin", "other", "commit");
      raw.message('S');
      thread = flushing();
      assertThat(raw.words()).containsExactly("BEGIN", "UPDATE 1", "COMMIT", "I");
    } while (!thread.equals(COMMITTER));
  }

  @Test
  void noThreadOfTheDoorWaitsForTheDisk() throws Exception {
    slowDisk(50);
    awaitEventLoop();
    raw.execute("begin", "add", "commit");
    raw.message('S');
    assertThat(flushing()).isEqualTo(COMMITTER);
    assertThat(raw.words()).containsExactly("BEGIN", "UPDATE 1", "COMMIT", "I");
    raw.execute("add");
    raw.message('S');
    assertThat(flushing()).isEqualTo(COMMITTER);
    assertThat(raw.words()).containsExactly("UPDATE 1", "I");
  }

  @Test
  void textsOfTheSimpleProtocolCommitTheSameWay() throws Exception {
    slowDisk(50);
    int commits = 0;
    String thread;
    do {
      raw.message('Q', RawPg.text("BEGIN"));
      assertThat(raw.words()).containsExactly("BEGIN", "T");
      raw.message('Q', RawPg.text("UPDATE t SET n = n + 1 WHERE id = 1"));
      assertThat(raw.words()).containsExactly("UPDATE 1", "T");
      raw.message('Q', RawPg.text("COMMIT"));
      thread = flushing();
      assertThat(raw.words()).containsExactly("COMMIT", "I");
      commits++;
    } while (!thread.equals(COMMITTER));
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 1"))
        .isEqualTo(Integer.toString(commits));
  }

  @Test
  void answersKeepTheirOrderBehindACommit() throws Exception {
    slowDisk(20);
    for (int i = 0; i < 3; i++) {
      raw.execute("begin", "add", "commit", "read");
      raw.message('S');
      raw.execute("add");
      raw.message('S');
      raw.execute("read", "begin", "add", "rollback");
      raw.message('S');
      raw.message('Q', RawPg.text("SELECT 'last'"));
      String first = Integer.toString(2 * i + 1);
      String second = Integer.toString(2 * i + 2);
      assertThat(raw.words())
          .containsExactly("BEGIN", "UPDATE 1", "COMMIT", first, "SELECT 1", "I");
      assertThat(raw.words()).containsExactly("UPDATE 1", "I");
      assertThat(raw.words())
          .containsExactly(second, "SELECT 1", "BEGIN", "UPDATE 1", "ROLLBACK", "I");
      assertThat(raw.words()).containsExactly("last", "SELECT 1", "I");
    }
  }

  @Test
  void commitAndChainOpensTheNextBlock() throws Exception {
    raw.execute("begin", "add", "chain", "add", "rollback");
    raw.message('S');
    assertThat(raw.words())
        .containsExactly("BEGIN", "UPDATE 1", "COMMIT", "UPDATE 1", "ROLLBACK", "I");
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 1")).isEqualTo("1");
  }

  @Test
  void failedBlockIsRolledBackByItsCommit() throws Exception {
    raw.execute("begin", "add", "wrong");
    raw.message('S');
    assertThat(raw.words()).containsExactly("BEGIN", "UPDATE 1", "22012", "E");
    raw.execute("commit");
    raw.message('S');
    assertThat(raw.words()).containsExactly("ROLLBACK", "I");
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 1")).isEqualTo("0");
  }

  @Test
  void deferredConstraintsAreCheckedBefore() throws Exception {
    raw.execute("begin", "add", "orphan", "commit");
    raw.message('S');
    assertThat(raw.words()).containsExactly("BEGIN", "UPDATE 1", "INSERT 0 1", "23503", "I");
    raw.execute("add", "orphan");
    raw.message('S');
    assertThat(raw.words()).containsExactly("UPDATE 1", "INSERT 0 1", "23503", "I");
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 1")).isEqualTo("0");
  }

  @Test
  void serialisationFailureIsToldInPlaceOfTheCommit() throws Exception {
    raw.execute("serializable", "read", "other");
    raw.message('S');
    assertThat(raw.words()).containsExactly("BEGIN", "0", "SELECT 1", "UPDATE 1", "T");
    run(clients.connect(), "UPDATE t SET n = 7 WHERE id = 1");
    raw.execute("commit");
    raw.message('S');
    assertThat(raw.words()).containsExactly("40001", "I");
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 2")).isEqualTo("0");
  }

  @Test
  void timeoutsAndCancelsLeaveACommitAloneThatIsUnderWay() throws Exception {
    Connection connection = clients.connect("prepareThreshold=1");
    run(connection, "SET statement_timeout = 30", "SET lock_timeout = 30");
    connection.setAutoCommit(false);
    try (var update = connection.prepareStatement("UPDATE t SET n = n + 1 WHERE id = 1")) {
      for (int i = 0; i < 4; i++) {
        assertThat(update.executeUpdate()).isEqualTo(1);
        slowDisk(100);
        Future<Boolean> commit =
            clients.async(() -> {
              connection.commit();
              return true;
            });
        assertThat(flushing()).isNotEmpty();
        update.cancel();
        assertThat(commit.get()).isTrue();
        System.clearProperty(FLUSH);
      }
    }
    connection.setAutoCommit(true);
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 1")).isEqualTo("4");
  }

  @Test
  void commitThatMayBeLateIsAnsweredWithoutAFlush() throws Exception {
    raw.execute("begin", "late", "add", "commit");
    raw.message('S');
    assertThat(raw.words()).containsExactly("BEGIN", "SET", "UPDATE 1", "COMMIT", "I");
    assertThat(one(clients.connect(), "SELECT n FROM t WHERE id = 1")).isEqualTo("1");
  }

  @Test
  void whoLeavesDuringTheCommitHasCommittedAndHoldsNothing() throws Exception {
    Connection looking = clients.connect();
    for (int i = 1; i <= 5; i++) {
      try (RawPg leaving = client()) {
        slowDisk(50);
        leaving.execute("begin", "add", "commit", "begin", "other");
        leaving.message('S');
        assertThat(flushing()).isNotEmpty();
      }
      System.clearProperty(FLUSH);
      while (!one(looking, "SELECT n FROM t WHERE id = 1").equals(Integer.toString(i))) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
    run(looking, "UPDATE t SET n = n + 10 WHERE id IN (1, 2)");
    assertThat(one(looking, "SELECT n FROM t WHERE id = 1")).isEqualTo("15");
    assertThat(one(looking, "SELECT n FROM t WHERE id = 2")).isEqualTo("10");
    while (oldestSnapshot()
        < clients.server().database().statistics().transactions().lastCommit()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private long oldestSnapshot() {
    return clients.server().database().statistics().transactions().watermark();
  }

  @Test
  void serverThatClosesDuringCommitsLeavesNothingBehind() throws Exception {
    List<RawPg> committing = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      committing.add(client());
    }
    slowDisk(100);
    for (RawPg client : committing) {
      client.execute("begin", "late", "rollback", "begin", "other", "commit");
      client.message('S');
    }
    assertThat(flushing()).isNotEmpty();
    clients.server().close();
    for (RawPg client : committing) {
      client.close();
    }
  }

  @Test
  void failingFlushIsToldToAllAndNothingOfItIsSeen() throws Exception {
    List<RawPg> committing = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      RawPg client = RawPg.started(clients.server().pgPort());
      String insert = "INSERT INTO t VALUES (" + (100 + i) + ", 1)";
      client.prepare("begin", "BEGIN", "insert", insert, "commit", "COMMIT");
      committing.add(client);
    }
    FailPoint.reset();
    System.setProperty(FLUSH, "io");
    for (int i = 0; i < committing.size(); i++) {
      if (i % 2 == 0) {
        committing.get(i).execute("begin", "insert", "commit");
      } else {
        committing.get(i).execute("insert");
      }
      committing.get(i).message('S');
    }
    for (int i = 0; i < committing.size(); i++) {
      try (RawPg client = committing.get(i)) {
        List<String> words = client.words();
        assertThat(words.subList(words.size() - 2, words.size())).containsExactly("58030", "I");
        assertThat(words).doesNotContain("COMMIT");
      }
    }
    assertThat(one(clients.connect(), "SELECT count(*) FROM t WHERE id >= 100")).isEqualTo("0");
    raw.execute("add");
    raw.message('S');
    assertThat(raw.words()).containsExactly("UPDATE 1", "58030", "I");
  }
}
