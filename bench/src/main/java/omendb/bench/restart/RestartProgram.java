package omendb.bench.restart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import omendb.bench.OmenClient;
import omendb.core.Batch;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.storage.StorageOptions;

/// The program that [RestartBench] starts, kills and stops. Arguments: folder, rows, and what to
/// do: `load` fills the table; `answer` reads one row, says so, and then counts all. Both then wait
/// for a line and end in good order.
final class RestartProgram {
  private static final int STEP_ROWS = 20_000;

  private RestartProgram() {}

  public static void main(String[] args) throws IOException {
    long rows = Long.parseLong(args[1]);
    try (Database database = Database.open(Path.of(args[0]), options(rows));
        OmenClient client = new OmenClient(database)) {
      if (args[2].equals("load")) {
        load(client, rows);
        System.out.println("loaded");
      } else {
        PreparedStatement one = client.prepare("SELECT n FROM kv WHERE k = " + rows / 2);
        System.out.println("answer " + number(client, one));
        PreparedStatement all = client.prepare("SELECT count(*) + sum(n) FROM kv");
        System.out.println("total " + number(client, all));
      }
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }
  }

  /// All rows stay hot.
  private static DatabaseOptions options(long rows) {
    int hot = Math.toIntExact(2 * rows);
    return DatabaseOptions.DEFAULTS.withStorage(
        StorageOptions.DEFAULTS.withMigration(hot, hot, 65_536, 200));
  }

  private static void load(OmenClient client, long rows) {
    client.run("CREATE TABLE kv (k bigint PRIMARY KEY, n bigint NOT NULL, v text NOT NULL)");
    for (long from = 0; from < rows; from += STEP_ROWS) {
      long last = Math.min(rows, from + STEP_ROWS) - 1;
      client.run(
          "INSERT INTO kv SELECT i, 0, repeat('x', 84) FROM generate_series("
              + from
              + ", "
              + last
              + ") AS s(i)");
    }
    // Updates of every 32nd row, so that a kill leaves a log to replay.
    for (long from = 0; from < rows; from += 32L * STEP_ROWS) {
      long last = Math.min(rows, from + 32L * STEP_ROWS) - 1;
      client.run(
          "UPDATE kv SET n = 1 WHERE k BETWEEN " + from + " AND " + last + " AND k % 32 = 0");
    }
  }

  /// What the table's count and sum come to.
  static long expectedTotal(long rows) {
    return rows + (rows + 31) / 32;
  }

  private static long number(OmenClient client, PreparedStatement statement) {
    try (Result result = client.session().execute(statement)) {
      Batch batch = ((Result.Rows) result).next();
      Object value = batch == null ? null : batch.vectors[0].get(0);
      return switch (value) {
        case Long number -> number;
        case BigDecimal number -> number.longValueExact();
        case null, default -> throw new IllegalStateException("no number: " + value);
      };
    } finally {
      client.session().sync();
    }
  }
}
