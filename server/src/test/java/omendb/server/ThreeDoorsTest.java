package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlLogic;
import omendb.testkit.SqlRunner;
import omendb.testkit.SqlScript;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every script of `testkit` through every way into one server, first with the rows where inserts
/// leave them, then with each table moved to segments after each insert: the answers are the same.
@Execution(ExecutionMode.SAME_THREAD)
final class ThreeDoorsTest {
  /// A client of Flight cannot end its session, which lasts until it has been idle: so many scripts
  /// share a server before sessions run out.
  private static final int SCRIPTS_PER_SERVER = 30;

  private static TempFolder folder;
  private static Server server;
  private static int scripts;

  @BeforeAll
  static void start() {
    folder = TempFolder.create();
    server = Server.start(ServerConfig.onFreePorts(folder.resolve("data")));
  }

  @AfterAll
  static void stop() {
    server.close();
    folder.close();
  }

  static Stream<String> scripts() {
    String only = System.getProperty("omendb.slt", "");
    return SqlScript.resources().stream().filter(path -> path.contains(only));
  }

  @ParameterizedTest
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @MethodSource("scripts")
  void everyDoorGivesTheSameAnswers(String path) {
    if (++scripts % SCRIPTS_PER_SERVER == 0) {
      stop();
      start();
    }
    SqlScript script = SqlScript.resource(path);
    List<String> failures = new ArrayList<>();
    for (Door door : Door.values()) {
      for (boolean cold : new boolean[] {false, true}) {
        dropEverything();
        String way = door.name + (cold ? ", cold" : ", hot");
        Supplier<SqlRunner> open =
            () -> cold ? new ColdRunner(door.open(server)) : door.open(server);
        for (String failure :
            SqlLogic.run(script, open, door.name, door.family, cold ? "cold" : "hot")) {
          failures.add("[" + way + "] " + failure);
        }
      }
    }
    assertThat(failures).as(path).isEmpty();
  }

  /// Leaves no table, view, sequence or function of an earlier script.
  private static void dropEverything() {
    try (SqlRunner runner = new EngineRunner(server.database())) {
      awaitClosing(runner);
      SqlAnswer relations =
          runner.run(
              """
              SELECT c.relname, c.relkind, n.nspname
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'v', 'S')
                AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              ORDER BY c.relkind DESC\
              """);
      assertThat(relations.message()).isEmpty();
      for (List<String> row : relations.rows()) {
        String kind =
            switch (row.get(1)) {
              case "v" -> "VIEW";
              case "S" -> "SEQUENCE";
              default -> "TABLE";
            };
        drop(runner, kind + " IF EXISTS \"" + row.get(2) + "\".\"" + row.get(0) + "\" CASCADE");
      }
      SqlAnswer routines =
          runner.run(
              """
              SELECT quote_ident(n.nspname) || '.' || quote_ident(p.proname)
                || '(' || pg_get_function_identity_arguments(p.oid) || ')'
              FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
              WHERE p.oid >= 16384 ORDER BY p.oid DESC\
              """);
      assertThat(routines.message()).isEmpty();
      for (List<String> row : routines.rows()) {
        drop(runner, "ROUTINE IF EXISTS " + row.get(0) + " CASCADE");
      }
    }
  }

  /// A client that has just closed may still be dropping its temporary relations, which makes other
  /// changes of definitions fail with 40001.
  private static void awaitClosing(SqlRunner runner) {
    String open = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pg_temp_%'";
    for (int tries = 0; tries < 100 && !runner.run(open).rows().isEmpty(); tries++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /// What of this is still under way is tried again.
  private static void drop(SqlRunner runner, String what) {
    SqlAnswer answer = runner.run("DROP " + what);
    for (int tries = 1; tries < 100 && "40001".equals(answer.sqlState()); tries++) {
      answer = runner.run("DROP " + what);
    }
    assertThat(answer.message()).isEmpty();
  }

  /// A way into the server.
  enum Door {
    ENGINE("engine", "engine") {
      @Override
      SqlRunner connect(Server server) {
        return new EngineRunner(server.database());
      }
    },
    PG_SIMPLE("pg-simple", "pgwire") {
      @Override
      SqlRunner connect(Server server) throws SQLException {
        return new PgRunner(address(server), PgRunner.Mode.SIMPLE);
      }
    },
    PG_EXTENDED("pg-extended", "pgwire") {
      @Override
      SqlRunner connect(Server server) throws SQLException {
        return new PgRunner(address(server), PgRunner.Mode.EXTENDED);
      }
    },
    PG_BINARY("pg-binary", "pgwire") {
      @Override
      SqlRunner connect(Server server) throws SQLException {
        return new PgRunner(address(server), PgRunner.Mode.BINARY);
      }
    },
    FLIGHT("flight", "flight") {
      @Override
      SqlRunner connect(Server server) throws SQLException {
        return new FlightRunner(server.flightPort());
      }
    };

    final String name;
    final String family;

    Door(String name, String family) {
      this.name = name;
      this.family = family;
    }

    abstract SqlRunner connect(Server server) throws SQLException;

    SqlRunner open(Server server) {
      try {
        return connect(server);
      } catch (SQLException e) {
        throw new AssertionError("no connection through " + name, e);
      }
    }

    static String address(Server server) {
      return "127.0.0.1:" + server.pgPort() + "/omendb?user=omendb";
    }
  }
}
