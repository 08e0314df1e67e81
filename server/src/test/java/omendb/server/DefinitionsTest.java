package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import omendb.testkit.SqlAnswer;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;

/// Definitions beyond one session: what a restart keeps of them, and what it must not keep.
final class DefinitionsTest {
  private static final int SESSIONS = 16;

  private static Server start(TempFolder folder) {
    return Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
  }

  private static List<List<String>> run(EngineRunner runner, String sql) {
    SqlAnswer answer = runner.run(sql);
    assertThat(answer.message()).as(sql).isEmpty();
    return answer.rows();
  }

  @Test
  void definitionsAndTheirValuesAreThereAfterARestart() {
    try (TempFolder folder = TempFolder.create()) {
      List<List<String>> before;
      String asked =
          "SELECT m, ms, words, twice, 'd'::regclass::oid::bigint, col_description('d'::regclass, 2),"
              + " obj_description('d'::regclass) FROM d ORDER BY m";
      try (Server server = start(folder);
          EngineRunner runner = new EngineRunner(server.database())) {
        run(runner, "CREATE TYPE mood AS ENUM ('sad', 'happy')");
        run(
            runner,
            "CREATE TABLE d (id int PRIMARY KEY, m mood, ms mood[], words text[],"
                + " twice int GENERATED ALWAYS AS (id * 2) STORED)");
        run(runner, "INSERT INTO d VALUES (1, 'happy', '{sad}', '{a,b}'), (2, 'sad', NULL, NULL)");
        run(runner, "ALTER TYPE mood ADD VALUE 'calm' BEFORE 'happy'");
        run(runner, "INSERT INTO d VALUES (3, 'calm')");
        run(runner, "COMMENT ON COLUMN d.m IS 'feels'");
        run(runner, "COMMENT ON TABLE d IS 'people'");
        run(runner, "ALTER TABLE d ADD COLUMN more int DEFAULT 1");
        before = run(runner, asked);
        assertThat(before).hasSize(3);
      }
      try (Server server = start(folder);
          EngineRunner runner = new EngineRunner(server.database())) {
        assertThat(run(runner, asked)).isEqualTo(before);
        run(runner, "INSERT INTO d (id, m) VALUES (4, 'calm')");
        assertThat(run(runner, "SELECT twice FROM d WHERE id = 4"))
            .isEqualTo(List.of(List.of("8")));
      }
    }
  }

  @Test
  void temporaryTablesAreGoneWithTheirSessionAndAfterARestart() {
    try (TempFolder folder = TempFolder.create()) {
      String left = "SELECT count(*) FROM pg_class WHERE relpersistence = 't'";
      try (Server server = start(folder);
          EngineRunner other = new EngineRunner(server.database())) {
        try (EngineRunner runner = new EngineRunner(server.database())) {
          run(runner, "CREATE TEMP TABLE t (a int PRIMARY KEY)");
          assertThat(run(other, left)).isEqualTo(List.of(List.of("1")));
          assertThat(other.run("SELECT * FROM t").sqlState()).isEqualTo("42P01");
        }
        assertThat(run(other, left)).isEqualTo(List.of(List.of("0")));
        // Never ended: as a crash would leave it.
        EngineRunner lost = new EngineRunner(server.database());
        run(lost, "CREATE TEMP TABLE t (a int PRIMARY KEY)");
        run(lost, "INSERT INTO t VALUES (1)");
      }
      try (Server server = start(folder);
          EngineRunner runner = new EngineRunner(server.database())) {
        assertThat(run(runner, left)).isEqualTo(List.of(List.of("0")));
        assertThat(runner.run("SELECT * FROM t").sqlState()).isEqualTo("42P01");
        assertThat(run(runner, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pg_temp%'"))
            .isEmpty();
      }
    }
  }

  @Test
  void sessionsMakeTemporaryTablesAtOnce() throws Exception {
    try (TempFolder folder = TempFolder.create();
        Server server = start(folder);
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS)) {
      List<Callable<List<List<String>>>> clients = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        int number = i;
        clients.add(() -> {
          try (EngineRunner runner = new EngineRunner(server.database())) {
            run(runner, "CREATE TEMP TABLE t (a int UNIQUE, b text)");
            run(runner, "INSERT INTO t VALUES (" + number + ", 'x')");
            run(runner, "ALTER TABLE t ADD COLUMN c int DEFAULT 2");
            return run(runner, "SELECT a, c FROM t");
          }
        });
      }
      List<Future<List<List<String>>>> answers = threads.invokeAll(clients);
      for (int i = 0; i < SESSIONS; i++) {
        assertThat(answers.get(i).get()).isEqualTo(List.of(List.of(Integer.toString(i), "2")));
      }
    }
  }
}
