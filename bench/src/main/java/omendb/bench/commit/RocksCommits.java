package omendb.bench.commit;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/// RocksDB with synced writes of its log: get, then put. Clients have keys of their own, so no
/// transaction is needed.
final class RocksCommits implements CommitStore {
  private static final int BYTES = 92;

  private final Options options = new Options().setCreateIfMissing(true);
  private final RocksDB db;
  private final ReadOptions reads = new ReadOptions();
  private final WriteOptions synced = new WriteOptions().setSync(true);

  RocksCommits(Path folder) throws RocksDBException {
    RocksDB.loadLibrary();
    db = RocksDB.open(options, folder.toString());
  }

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public void load(int count) throws RocksDBException {
    ByteBuffer key = ByteBuffer.allocate(8);
    try (WriteOptions writes = new WriteOptions()) {
      for (int i = 0; i < count; i++) {
        key.putLong(0, i);
        db.put(writes, key.array(), new byte[BYTES]);
      }
    }
  }

  @Override
  public Client connect() {
    ByteBuffer key = ByteBuffer.allocate(8);
    ByteBuffer value = ByteBuffer.allocate(BYTES);
    return new Client() {
      @Override
      public void increment(long wanted) throws RocksDBException {
        key.putLong(0, wanted);
        db.get(reads, key.array(), value.array());
        value.putLong(0, value.getLong(0) + 1);
        db.put(synced, key.array(), value.array());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public long total() {
    long sum = 0;
    try (RocksIterator rows = db.newIterator(reads)) {
      for (rows.seekToFirst(); rows.isValid(); rows.next()) {
        sum += ByteBuffer.wrap(rows.value()).getLong(0);
      }
    }
    return sum;
  }

  @Override
  public void close() {
    synced.close();
    reads.close();
    db.close();
    options.close();
  }
}
