package omendb.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import omendb.testkit.SqlAnswer;
import omendb.testkit.SqlLogic;
import omendb.testkit.SqlRunner;
import omendb.testkit.SqlScript;

/// Fills in the results of `.slt` files from a PostgreSQL server: arguments are its address
/// (`host:port/database?user=…`) and files. Each runs in a schema of its own.
final class PostgresExpectations {
  private PostgresExpectations() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    String address = arguments[0];
    for (String file : List.of(arguments).subList(1, arguments.length)) {
      Path path = Path.of(file);
      try (PgRunner admin = new PgRunner(address, PgRunner.Mode.SIMPLE)) {
        admin.run("DROP SCHEMA IF EXISTS expectations CASCADE");
        admin.run("CREATE SCHEMA expectations");
        SqlScript script = SqlScript.parse(file, Files.readString(path));
        Files.writeString(
            path, SqlLogic.complete(script, () -> connect(address), "postgres", "hot"));
        admin.run("DROP SCHEMA expectations CASCADE");
      }
    }
  }

  private static SqlRunner connect(String address) {
    try {
      PgRunner runner = new PgRunner(address, PgRunner.Mode.SIMPLE);
      SqlAnswer path = runner.run("SET search_path = expectations");
      if (path.failed()) {
        throw new IllegalStateException(path.message());
      }
      return runner;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
