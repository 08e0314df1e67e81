package omendb.bench.pointread;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import omendb.bench.OmenClient;
import omendb.bench.Progress;
import omendb.core.Batch;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.engine.Database;
import omendb.engine.DatabaseOptions;
import omendb.engine.IngestTarget;
import omendb.engine.PreparedStatement;
import omendb.engine.Result;
import omendb.engine.TableWriter;
import omendb.storage.StorageOptions;

/// OmenDB through a session, as a door would use it: one prepared statement, a transaction each.
final class OmenReader implements PointReader {
  private static final int CHUNK = 4096;

  private final Database database;
  private final OmenClient client;
  private final boolean hot;
  private final PreparedStatement select;

  /// @param hot whether the rows stay in the row store, or lie in segments
  OmenReader(Path folder, boolean hot) {
    this.hot = hot;
    database =
        Database.open(
            folder,
            DatabaseOptions.DEFAULTS.withStorage(StorageOptions.DEFAULTS.withoutBackground()));
    client = new OmenClient(database);
    client.run("CREATE TABLE kv (k bigint PRIMARY KEY, v bytea NOT NULL)");
    select = client.prepare("SELECT v FROM kv WHERE k = $1");
  }

  @Override
  public String name() {
    return hot ? "omendb" : "omendb (segments)";
  }

  @Override
  public void load(int count) {
    Progress progress = new Progress("loading " + name(), count);
    IngestTarget target =
        new IngestTarget(
            null,
            "kv",
            List.of(
                new Column("k", ColumnType.BIGINT, false, null),
                new Column("v", ColumnType.BYTEA, false, null)),
            IngestTarget.IfMissing.FAIL,
            IngestTarget.IfPresent.APPEND,
            false);
    try (Arena arena = Arena.ofConfined()) {
      long values = arena.allocate((long) CHUNK * TestRows.BYTES).address();
      Batch batch =
          new Batch(
              new ColumnVector[] {
                new ColumnVector(ColumnType.BIGINT, CHUNK),
                new ColumnVector(ColumnType.BYTEA, CHUNK)
              });
      for (int from = 0; from < count; from += CHUNK) {
        fill(batch, from, Math.min(count, from + CHUNK), values);
        // As many rows as a load puts into the row store.
        try (TableWriter writer = client.session().write(target)) {
          writer.add(batch);
          writer.finish();
        }
        client.session().sync();
        progress.at(from);
      }
    }
    if (!hot) {
      client.run("ALTER TABLE kv SET (tiering = warm)");
    }
    progress.done();
  }

  private static void fill(Batch batch, int from, int to, long values) {
    byte[] value = new byte[TestRows.BYTES];
    batch.rowCount = to - from;
    for (int i = 0; i < batch.rowCount; i++) {
      TestRows.fill(value, from + i);
      long address = values + (long) i * TestRows.BYTES;
      NativeMemory.putBytes(address, value, 0, value.length);
      batch.vectors[0].longs[i] = from + i;
      batch.vectors[1].longs[i] = address;
      batch.vectors[1].lengths[i] = value.length;
    }
  }

  @Override
  public long read(long key) {
    long checksum = 0;
    try (Result.Rows rows = (Result.Rows) client.session().execute(select, key)) {
      Batch batch = rows.next();
      if (batch == null || batch.vectors[0].lengths[0] != TestRows.BYTES) {
        throw new IllegalStateException("no row of key " + key);
      }
      byte[] value = NativeMemory.bytes(batch.vectors[0].longs[0], TestRows.BYTES);
      checksum = TestRows.checksum(value);
    }
    client.session().sync();
    return checksum;
  }

  @Override
  public void close() {
    client.close();
    database.close();
  }
}
