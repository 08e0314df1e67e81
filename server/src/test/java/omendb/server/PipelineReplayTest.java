package omendb.server;

import static omendb.server.Clients.one;
import static omendb.server.Clients.run;
import static omendb.server.Clients.stateOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several Executes before a Sync are one transaction: a conflict that a later one or the commit
/// meets runs all of them again, while nothing of their answers has gone to the client.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PipelineReplayTest {
  @RegisterExtension static final Clients clients = new Clients();

  private Connection other;
  private RawPg raw;

  @BeforeEach
  void fill() throws Exception {
    other = clients.connect();
    run(
        other,
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)",
        "INSERT INTO t SELECT i, 1 FROM generate_series(1, 20) i");
  }

  @AfterEach
  void disconnect() throws Exception {
    raw.close();
  }

  private void connect(String level) throws IOException {
    raw = RawPg.started(clients.server().pgPort());
    raw.prepare(
        "level", "SET default_transaction_isolation = '" + level + "'",
        "read", "SELECT n FROM t WHERE id = 1",
        "divide", "SELECT 10 / n FROM t WHERE id = 1",
        "all", "SELECT n FROM t WHERE id < 4 ORDER BY id",
        "mark", "UPDATE t SET n = n + 1 WHERE id = 9",
        "add", "UPDATE t SET n = n + 1 WHERE id = 1");
    raw.execute("level");
    raw.message('S');
    assertThat(raw.words()).containsExactly("SET", "I");
  }

  /// Returns when the Executes up to that of "mark" have run.
  private void awaitMark() {
    while (!stateOf(other, "SELECT 1 / (SELECT 0 FROM t WHERE id = 9 FOR UPDATE NOWAIT)")
        .equals("55P03")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private String n(int id) throws SQLException {
    return one(other, "SELECT n FROM t WHERE id = " + id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"repeatable read", "serializable"})
  void laterExecuteThatMeetsAConflictRunsTheEarlierOnesAgain(String level) throws Exception {
    connect(level);
    raw.execute("read", "mark");
    awaitMark();
    run(other, "UPDATE t SET n = 50 WHERE id = 1");
    raw.execute("add", "read");
    raw.message('S');
    assertThat(raw.words())
        .containsExactly("50", "SELECT 1", "UPDATE 1", "UPDATE 1", "51", "SELECT 1", "I");
    assertThat(n(1)).isEqualTo("51");
    assertThat(n(9)).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"repeatable read", "serializable"})
  void laterExecuteThatWaitsForTheConflictRunsTheEarlierOnesAgain(String level) throws Exception {
    connect(level);
    Connection holder = clients.begin("READ COMMITTED");
    run(holder, "UPDATE t SET n = 50 WHERE id = 1");
    raw.execute("read", "mark");
    awaitMark();
    Future<Boolean> waiting =
        clients.waiting(() -> {
          raw.execute("add");
          raw.message('S');
          return raw.words().equals(List.of("50", "SELECT 1", "UPDATE 1", "UPDATE 1", "I"));
        });
    run(holder, "COMMIT");
    assertThat(waiting.get()).isTrue();
    assertThat(n(1)).isEqualTo("51");
    assertThat(n(9)).isEqualTo("2");
  }

  @Test
  void readCommittedWorksOnTheNewRowAndRunsNothingAgain() throws Exception {
    connect("read committed");
    raw.execute("read", "mark");
    awaitMark();
    run(other, "UPDATE t SET n = 50 WHERE id = 1");
    raw.execute("add");
    raw.message('S');
    assertThat(raw.words()).containsExactly("1", "SELECT 1", "UPDATE 1", "UPDATE 1", "I");
    assertThat(n(1)).isEqualTo("51");
  }

  @Test
  void commitThatMeetsAConflictRunsAllAgain() throws Exception {
    connect("serializable");
    raw.execute("all", "mark");
    awaitMark();
    run(other, "UPDATE t SET n = 50 WHERE id = 2");
    raw.message('S');
    assertThat(raw.words()).containsExactly("1", "50", "1", "SELECT 3", "UPDATE 1", "I");
    assertThat(n(9)).isEqualTo("2");
  }

  @Test
  void answersOfOtherMessagesKeepTheirPlaces() throws Exception {
    connect("repeatable read");
    raw.execute("read", "mark");
    awaitMark();
    run(other, "UPDATE t SET n = 50 WHERE id = 1");
    raw.message('D', new byte[] {'S'}, RawPg.text("read"));
    raw.execute("add");
    raw.message('P', RawPg.text("fresh"), RawPg.text("SELECT n FROM t WHERE id = 1"), new byte[2]);
    raw.message('B', RawPg.text("p"), RawPg.text("fresh"), new byte[6]);
    raw.message('D', new byte[] {'P'}, RawPg.text("p"));
    raw.message('E', RawPg.text("p"), new byte[4]);
    raw.message('C', new byte[] {'P'}, RawPg.text("p"));
    raw.message('S');
    StringBuilder types = new StringBuilder();
    raw.untilReady().forEach(reply -> types.append(reply.type()));
    assertThat(types).hasToString("2DC2CtT2C12TDC3Z");
    assertThat(n(1)).isEqualTo("51");
  }

  @Test
  void answersThatHaveGoneMakeTheConflictTheClients() throws Exception {
    connect("repeatable read");
    raw.execute("read", "mark");
    raw.message('H');
    assertThat(raw.read().type()).isEqualTo('2');
    awaitMark();
    run(other, "UPDATE t SET n = 50 WHERE id = 1");
    raw.execute("add");
    raw.message('S');
    assertThat(raw.words()).containsExactly("1", "SELECT 1", "UPDATE 1", "40001", "I");
    assertThat(n(1)).isEqualTo("50");
    assertThat(n(9)).isEqualTo("1");
  }

  @Test
  void portalThatIsReadInPartsMakesTheConflictTheClients() throws Exception {
    connect("repeatable read");
    raw.message('B', RawPg.text("p"), RawPg.text("all"), new byte[6]);
    raw.message('E', RawPg.text("p"), new byte[] {0, 0, 0, 1});
    raw.execute("mark");
    awaitMark();
    run(other, "UPDATE t SET n = 50 WHERE id = 1");
    raw.execute("add");
    raw.message('S');
    assertThat(raw.words()).containsExactly("1", "UPDATE 1", "40001", "I");
    assertThat(n(9)).isEqualTo("1");
  }

  @Test
  void errorOfAnEarlierExecuteInTheNewRunTakesThePlaceOfAllAnswersBehindIt() throws Exception {
    connect("repeatable read");
    raw.execute("read", "divide", "mark");
    awaitMark();
    run(other, "UPDATE t SET n = 0 WHERE id = 1");
    raw.execute("add", "read");
    raw.message('S');
    assertThat(raw.words()).containsExactly("0", "SELECT 1", "22012", "I");
    assertThat(n(1)).isEqualTo("0");
    assertThat(n(9)).isEqualTo("1");
    raw.execute("add");
    raw.message('S');
    assertThat(raw.words()).containsExactly("UPDATE 1", "I");
  }

  @Test
  void namedPortalsAreReadFromTheNewRun() throws Exception {
    connect("repeatable read");
    raw.message('B', RawPg.text("p"), RawPg.text("all"), new byte[6]);
    raw.message('E', RawPg.text("p"), new byte[4]);
    raw.execute("mark");
    awaitMark();
    run(other, "UPDATE t SET n = 50 WHERE id < 3");
    raw.execute("add");
    raw.message('E', RawPg.text("p"), new byte[4]);
    raw.message('S');
    assertThat(raw.words())
        .containsExactly("50", "50", "1", "SELECT 3", "UPDATE 1", "UPDATE 1", "55000", "I");
    assertThat(n(1)).isEqualTo("50");
    assertThat(n(9)).isEqualTo("1");
  }
}
