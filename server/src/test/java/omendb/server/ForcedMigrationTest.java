package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import omendb.engine.ConnectionRequest;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import omendb.engine.Version;
import omendb.testkit.SqlAnswer;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `SET (tiering = cold)` moves every committed row: nobody holds a snapshot but those who read.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ForcedMigrationTest {
  private static final int ROUNDS_MIN = 5;

  @Test
  void warmingUpHoldsNoRowsBack() throws Exception {
    try (TempFolder folder = TempFolder.create();
        Database database = open(folder.path());
        EngineRunner runner = new EngineRunner(database)) {
      run(runner, "CREATE TABLE t (id int PRIMARY KEY, a int)");
      CountDownLatch begun = new CountDownLatch(1);
      Thread warmUp =
          Thread.ofPlatform()
              .start(() -> {
                begun.countDown();
                database.warmUp();
              });
      begun.await();
      for (int round = 0; round < ROUNDS_MIN || warmUp.isAlive(); round++) {
        run(runner, "INSERT INTO t VALUES (" + round + ", 0)");
        run(runner, "ALTER TABLE t SET (tiering = cold)");
        assertThat(database.statistics().storage().hotRows()).as("round %d", round).isZero();
        run(runner, "TRUNCATE t");
      }
      warmUp.join();
    }
  }

  @Test
  void aSessionThatHasReadARowHoldsNoneBack() throws Exception {
    try (TempFolder folder = TempFolder.create();
        Database database = open(folder.path());
        EngineRunner runner = new EngineRunner(database);
        Session idle = connect(database)) {
      run(runner, "CREATE TABLE t (id int PRIMARY KEY, a int)");
      run(runner, "INSERT INTO t VALUES (1, 0), (2, 0)");
      PreparedStatement byKey = idle.prepare("SELECT a FROM t WHERE id = $1", List.of());
      for (int round = 0; round < ROUNDS_MIN; round++) {
        assertThat(value(idle, byKey)).isEqualTo(round);
        run(runner, "UPDATE t SET a = a + 1");
        run(runner, "ALTER TABLE t SET (tiering = cold)");
        assertThat(database.statistics().storage().hotRows()).as("round %d", round).isZero();
      }
      assertThat(value(idle, byKey)).isEqualTo(ROUNDS_MIN);
    }
  }

  @Test
  void aSessionInItsBlockHoldsBackWhatItDoesNotSee() throws Exception {
    try (TempFolder folder = TempFolder.create();
        Database database = open(folder.path());
        EngineRunner runner = new EngineRunner(database);
        Session reader = connect(database)) {
      run(runner, "CREATE TABLE t (id int PRIMARY KEY, a int)");
      run(runner, "INSERT INTO t VALUES (1, 0), (2, 0)");
      PreparedStatement byKey = reader.prepare("SELECT a FROM t WHERE id = $1", List.of());
      assertThat(value(reader, byKey)).isZero();
      reader.begin();
      assertThat(value(reader, byKey)).isZero();
      run(runner, "UPDATE t SET a = 1");
      run(runner, "ALTER TABLE t SET (tiering = cold)");
      assertThat(database.statistics().storage().hotRows()).isEqualTo(2);
      assertThat(value(reader, byKey)).isZero();
      reader.commit();
      reader.sync();
      run(runner, "ALTER TABLE t SET (tiering = cold)");
      assertThat(database.statistics().storage().hotRows()).isZero();
      assertThat(value(reader, byKey)).isOne();
    }
  }

  private static Database open(Path folder) {
    return Database.open(folder.resolve("data"), DatabaseOptions.DEFAULTS);
  }

  private static Session connect(Database database) {
    return database.connect(
        new ConnectionRequest(Version.DEFAULT_NAME, Version.DEFAULT_NAME, "test", Map.of()));
  }

  private static int value(Session session, PreparedStatement byKey) {
    Number value;
    try (Result.Rows rows = (Result.Rows) session.execute(byKey, 1L)) {
      value = (Number) rows.next().vectors[0].get(0);
    }
    session.sync();
    return value.intValue();
  }

  private static void run(EngineRunner runner, String sql) {
    SqlAnswer answer = runner.run(sql);
    assertThat(answer.message()).as(sql).isEmpty();
  }
}
