package omendb.bench.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import omendb.bench.OmenClient;
import omendb.bench.Progress;
import omendb.clients.tpch.TpchTable;
import omendb.core.Batch;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.storage.StorageOptions;
import org.jspecify.annotations.Nullable;

/// OmenDB through a session: COPY of the flat files, queries pulled batch by batch.
public final class OmenQueries implements QueryEngine {
  private static final int BUFFER_BYTES = 1 << 20;

  /// Rows of one COPY when they are to stay in the row store.
  private static final int HOT_ROWS = 50_000;

  private final Database database;
  private final OmenClient client;
  private final boolean hot;
  private final int timeoutSeconds;
  private final Map<Integer, PreparedStatement> prepared = new HashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("bench-timeout").daemon().factory());

  public OmenQueries(Path folder, boolean hot, int threads, int timeoutSeconds) {
    this.hot = hot;
    this.timeoutSeconds = timeoutSeconds;
    StorageOptions storage = StorageOptions.DEFAULTS.withoutBackground();
    if (hot) {
      storage = storage.withLoad(HOT_ROWS, 1L << 30);
    }
    database =
        Database.open(folder, DatabaseOptions.DEFAULTS.withStorage(storage).withThreads(threads));
    client = new OmenClient(database);
  }

  /// The session that everything runs on.
  public OmenClient client() {
    return client;
  }

  @Override
  public String name() {
    return "omendb";
  }

  @Override
  public long load(TpchTable table, Path file) throws IOException {
    client.run(table.createSql());
    return copy(table.sqlName(), file);
  }

  /// COPY of a file of `a|b|c` lines into a table that is there; returns the number of rows.
  public long copy(String table, Path file) throws IOException {
    long rows = 0;
    long size = Files.size(file);
    Progress progress = new Progress("loading omendb " + table, size);
    try (InputStream in = Files.newInputStream(file)) {
      FlatLines lines = new FlatLines(in, BUFFER_BYTES);
      while (!lines.atEnd()) {
        rows += copy(table, lines, progress);
      }
    }
    progress.done();
    return rows;
  }

  /// One COPY: all that is left, or as many rows as stay in the row store.
  private long copy(String table, FlatLines lines, Progress progress) throws IOException {
    String sql = "COPY " + table + " FROM STDIN WITH (DELIMITER '|')";
    long rows = 0;
    try (Result.CopyIn copy = (Result.CopyIn) client.session().execute(client.prepare(sql))) {
      while (!lines.atEnd() && !(hot && rows >= HOT_ROWS)) {
        int taken = lines.next(hot ? HOT_ROWS - (int) rows : Integer.MAX_VALUE);
        rows += taken;
        copy.write(lines.bytes(), lines.from(), lines.length());
        progress.at(lines.position());
      }
      copy.finish();
    }
    client.session().sync();
    return rows;
  }

  @Override
  public void execute(String sql) {
    client.run(sql);
  }

  /// Bytes that queries have written to temporary files so far.
  long spilledBytes() {
    return database.statistics().spills().writtenBytes();
  }

  @Override
  public void settle() {
    if (!hot) {
      tier("warm");
    }
    warmUp();
  }

  /// Compiles what every query needs, as a server does at its start.
  public void warmUp() {
    database.warmUp();
  }

  /// Compresses all segments.
  void compress() {
    tier("cold");
  }

  private void tier(String state) {
    for (TpchTable table : TpchTable.values()) {
      client.run("ALTER TABLE " + table.sqlName() + " SET (tiering = " + state + ")");
    }
  }

  /// Bytes of all segment files.
  long segmentBytes() {
    return database.statistics().storage().coldBytes();
  }

  @Override
  public long first(String sql) {
    return guarded(() -> client.run(client.prepare(sql)));
  }

  @Override
  public long again(int number, String sql) {
    PreparedStatement statement = prepared.computeIfAbsent(number, n -> client.prepare(sql));
    return guarded(() -> client.run(statement));
  }

  @Override
  public List<@Nullable Object[]> answer(String sql) {
    return guarded(() -> rows(sql));
  }

  private List<@Nullable Object[]> rows(String sql) {
    List<@Nullable Object[]> answer = new ArrayList<>();
    try (Result.Rows rows = (Result.Rows) client.session().execute(client.prepare(sql))) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        for (int i = 0; i < batch.rowCount; i++) {
          @Nullable Object[] row = new @Nullable Object[batch.columnCount()];
          for (int column = 0; column < row.length; column++) {
            row[column] = batch.vectors[column].get(i);
          }
          answer.add(row);
        }
      }
    } finally {
      client.session().sync();
    }
    return answer;
  }

  /// Cancels the statement when it takes too long.
  private <T> T guarded(Supplier<T> work) {
    Future<?> alarm = watch.schedule(client.session()::cancel, timeoutSeconds, TimeUnit.SECONDS);
    try {
      return work.get();
    } finally {
      alarm.cancel(false);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    client.close();
    database.close();
  }
}
