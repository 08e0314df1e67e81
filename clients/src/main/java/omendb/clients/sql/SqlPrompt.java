package omendb.clients.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Reads statements up to a semicolon, sends them, prints what comes back. Commands: `\q` quit,
/// `\dt` tables, `\d NAME` columns, `\timing` on and off, `\?` help.
@Command(
    name = "omendb sql",
    description = "A prompt over the PostgreSQL port of an OmenDB server.",
    mixinStandardHelpOptions = true)
public final class SqlPrompt implements Callable<Integer> {
  private static final String TABLES =
      "SELECT table_schema AS schema, table_name AS name, table_type AS type"
          + " FROM information_schema.tables"
          + " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2";
  private static final String COLUMNS =
      "SELECT column_name AS column, data_type AS type, is_nullable AS nullable"
          + " FROM information_schema.columns WHERE table_name = '%s' ORDER BY ordinal_position";

  @Option(names = "--host", description = "Server (default: ${DEFAULT-VALUE}).")
  String host = "127.0.0.1";

  @Option(
      names = {"-p", "--port"},
      description = "PostgreSQL port (default: ${DEFAULT-VALUE}).")
  int port = 5433;

  @Option(
      names = {"-U", "--user"},
      description = "Role (default: ${DEFAULT-VALUE}).")
  String user = "omendb";

  @Option(names = "--password", description = "Password, where one is asked for.")
  String password = "";

  @Option(
      names = {"-c", "--command"},
      description = "Runs this text and ends.")
  String command = "";

  private boolean timing;

  public static void main(String[] args) {
    System.exit(new CommandLine(new SqlPrompt()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    String url = "jdbc:postgresql://" + host + ":" + port + "/omendb?preferQueryMode=simple";
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      if (!command.isEmpty()) {
        return run(connection, command) ? 0 : 1;
      }
      System.out.println("OmenDB over " + url + ".  \\q quits, \\? helps.");
      loop(connection);
      return 0;
    } catch (SQLException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private void loop(Connection connection) throws IOException, SQLException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StringBuilder text = new StringBuilder();
    while (true) {
      System.out.print(text.isEmpty() ? "omendb=> " : "omendb-> ");
      System.out.flush();
      String line = in.readLine();
      if (line == null || (text.isEmpty() && line.strip().equals("\\q"))) {
        System.out.println();
        return;
      }
      if (text.isEmpty() && line.startsWith("\\")) {
        backslash(connection, line.strip());
        continue;
      }
      text.append(line).append('\n');
      if (line.stripTrailing().endsWith(";")) {
        run(connection, text.toString());
        text.setLength(0);
      }
    }
  }

  private void backslash(Connection connection, String line) throws SQLException {
    List<String> words = List.of(line.split("\\s+", 2));
    switch (words.getFirst()) {
      case "\\dt", "\\d" ->
          run(
              connection,
              words.size() == 1 ? TABLES : COLUMNS.formatted(words.get(1).replace("'", "''")));
      case "\\timing" -> {
        timing = !timing;
        System.out.println("Timing is " + (timing ? "on." : "off."));
      }
      default ->
          System.out.println(
              "\\q quit   \\dt tables   \\d NAME columns   \\timing on or off   \\? this");
    }
  }

  /// Runs the text; false after an error, which has been printed.
  private boolean run(Connection connection, String sql) throws SQLException {
    long begun = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (true) {
        for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
          System.out.println("NOTICE:  " + w.getMessage());
        }
        statement.clearWarnings();
        if (rows) {
          try (ResultSet result = statement.getResultSet()) {
            TextTable.print(result, System.out);
          }
        } else if (statement.getUpdateCount() >= 0) {
          System.out.println("OK, " + statement.getUpdateCount() + " rows");
        } else {
          break;
        }
        rows = statement.getMoreResults();
      }
    } catch (SQLException e) {
      System.err.println(describe(e));
      return false;
    } finally {
      if (timing) {
        System.out.printf("Time: %.3f ms%n", (System.nanoTime() - begun) / 1e6);
      }
    }
    return true;
  }

  private static String describe(SQLException error) {
    @Nullable String state = error.getSQLState();
    return error.getMessage() + (state == null ? "" : "\n  SQLSTATE: " + state);
  }
}
