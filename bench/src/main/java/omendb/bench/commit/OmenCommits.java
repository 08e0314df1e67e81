package omendb.bench.commit;

import java.math.BigDecimal;
import java.nio.file.Path;
import omendb.bench.OmenClient;
import omendb.core.Batch;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;

/// OmenDB: a session per client, each UPDATE a transaction of its own.
final class OmenCommits implements CommitStore {
  private final Database database;

  OmenCommits(Path folder) {
    database = Database.open(folder, DatabaseOptions.DEFAULTS);
  }

  @Override
  public String name() {
    return "omendb";
  }

  @Override
  public void load(int count) {
    try (OmenClient client = new OmenClient(database)) {
      client.run("CREATE TABLE kv (k bigint PRIMARY KEY, n bigint NOT NULL, v text NOT NULL)");
      client.run(
          "INSERT INTO kv SELECT i, 0, repeat('x', 84) FROM generate_series(0, "
              + (count - 1)
              + ") AS s(i)");
    }
  }

  @Override
  public Client connect() {
    OmenClient client = new OmenClient(database);
    PreparedStatement update = client.prepare("UPDATE kv SET n = n + 1 WHERE k = $1");
    return new Client() {
      @Override
      public void increment(long key) {
        client.run(update, key);
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  @Override
  public long total() {
    try (OmenClient client = new OmenClient(database);
        Result.Rows rows =
            (Result.Rows) client.session().execute(client.prepare("SELECT sum(n) FROM kv"))) {
      Batch batch = rows.next();
      if (batch == null || !(batch.vectors[0].get(0) instanceof BigDecimal sum)) {
        throw new IllegalStateException("no sum");
      }
      return sum.longValueExact();
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
