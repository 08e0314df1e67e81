package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import omendb.testkit.TempFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server dies, or its disk fails, while a query writes temporary files. The next start finds
/// none of them, and an error ends the query alone.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SpillCrashTest {
  private static final String SORT =
      "SELECT sum(n) FROM (SELECT g AS n FROM generate_series(1, 100000) AS g"
          + " ORDER BY g % 1000, g OFFSET 10) AS s";

  private static long run(Statement statement) throws SQLException {
    statement.execute("SET work_mem = '64kB'");
    try (ResultSet rows = statement.executeQuery(SORT)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void aDeathLeavesNoFileToTheNextStart() throws Exception {
    try (TempFolder folder = TempFolder.create()) {
      for (String place : new String[] {"spill.create", "spill.unlink", "spill.write"}) {
        try (ServerProcess server =
                ServerProcess.startArmed(folder.path(), place + "=halt@1", "--threads", "2");
            Connection connection = DriverManager.getConnection(server.pgUrl());
            Statement statement = connection.createStatement()) {
          assertThatThrownBy(() -> run(statement)).isInstanceOf(SQLException.class);
          assertThat(server.exitCode()).as(place).isEqualTo(137);
        }
        try (ServerProcess server = ServerProcess.start(folder.path(), "--threads", "2");
            Connection connection = DriverManager.getConnection(server.pgUrl());
            Statement statement = connection.createStatement()) {
          assertThat(spillFiles(folder.path())).as(place).isEmpty();
          assertThat(run(statement)).isEqualTo(expected(statement));
          assertThat(spillFiles(folder.path())).isEmpty();
          server.stop();
        }
      }
    }
  }

  @Test
  void aFailingDiskEndsTheQueryAlone() throws Exception {
    String[][] faults = {
      {"spill.create=full@1", "53100"},
      {"spill.write=full@2", "53100"},
      {"spill.write=io@3", "58030"},
      {"spill.unlink=io@1", "58030"},
      {"spill.read=io@2", "58030"}
    };
    try (TempFolder folder = TempFolder.create()) {
      for (String[] fault : faults) {
        try (ServerProcess server =
                ServerProcess.startArmed(folder.path(), fault[0], "--threads", "2");
            Connection connection = DriverManager.getConnection(server.pgUrl());
            Statement statement = connection.createStatement()) {
          assertThatThrownBy(() -> run(statement))
              .as(fault[0])
              .isInstanceOfSatisfying(
                  SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(fault[1]));
          assertThat(spillFiles(folder.path())).as(fault[0]).isEmpty();
          assertThat(run(statement)).as(fault[0]).isEqualTo(expected(statement));
          server.stop();
        }
      }
    }
  }

  /// The same sum with nothing on disk.
  private static long expected(Statement statement) throws SQLException {
    statement.execute("SET work_mem = '1GB'");
    try (ResultSet rows = statement.executeQuery(SORT)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static File[] spillFiles(Path folder) {
    return folder
        .resolve("data")
        .resolve("tmp")
        .toFile()
        .listFiles((directory, name) -> name.startsWith("spill-"));
  }
}
