package omendb.bench;

import java.util.List;
import java.util.Map;
import omendb.core.Batch;
import omendb.engine.ConnectionRequest;
import omendb.engine.Database;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.Session;
import org.jspecify.annotations.Nullable;

/// One session of a database in this process, used as a door uses it. For one thread.
public final class OmenClient implements AutoCloseable {
  private final Session session;

  public OmenClient(Database database) {
    session = database.connect(new ConnectionRequest("omendb", "omendb", "bench", Map.of()));
  }

  public Session session() {
    return session;
  }

  public PreparedStatement prepare(String sql) {
    return session.prepare(sql, List.of());
  }

  /// Runs a statement for its effect, in a transaction of its own.
  public void run(String sql) {
    run(prepare(sql));
  }

  /// Runs a statement for its effect, in a transaction of its own; returns the number of rows.
  public long run(PreparedStatement statement, @Nullable Object... parameters) {
    long rows = 0;
    try (Result result = session.execute(statement, parameters)) {
      if (result instanceof Result.Rows batches) {
        for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
          rows += batch.rowCount;
        }
      }
    } finally {
      session.sync();
    }
    return rows;
  }

  @Override
  public void close() {
    session.close();
  }
}
