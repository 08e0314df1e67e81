package omendb.bench.pointread;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import omendb.bench.Progress;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB as a map from 8-byte keys to values: compacted, not compressed, with a filter and a
/// block cache larger than the data; key and value buffers are reused.
final class RocksReader implements PointReader {
  private static final int CHUNK = 10_000;

  private final LRUCache cache = new LRUCache(1L << 30);
  private final BloomFilter filter = new BloomFilter(10);
  private final Options options;
  private final RocksDB db;
  private final ReadOptions reads = new ReadOptions();
  private final byte[] key = new byte[8];
  private final ByteBuffer keyWord = ByteBuffer.wrap(key);
  private final byte[] value = new byte[TestRows.BYTES];

  RocksReader(Path folder) throws RocksDBException {
    RocksDB.loadLibrary();
    options =
        new Options()
            .setCreateIfMissing(true)
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
    db = RocksDB.open(options, folder.toString());
  }

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public void load(int count) throws RocksDBException {
    Progress progress = new Progress("loading rocksdb", count);
    try (WriteOptions writes = new WriteOptions().setDisableWAL(true)) {
      for (int from = 0; from < count; from += CHUNK) {
        try (WriteBatch batch = new WriteBatch()) {
          for (int k = from; k < Math.min(count, from + CHUNK); k++) {
            keyWord.putLong(0, k);
            TestRows.fill(value, k);
            batch.put(key, value);
          }
          db.write(writes, batch);
        }
        progress.at(from);
      }
    }
    db.compactRange();
    progress.done();
  }

  @Override
  public long read(long wanted) throws RocksDBException {
    keyWord.putLong(0, wanted);
    if (db.get(reads, key, value) != TestRows.BYTES) {
      throw new IllegalStateException("rocksdb: no row of key " + wanted);
    }
    return TestRows.checksum(value);
  }

  @Override
  public void close() {
    reads.close();
    db.close();
    options.close();
    filter.close();
    cache.close();
  }
}
