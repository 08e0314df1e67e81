package omendb.storage;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/// A walk over the stored entries whose key starts with a prefix, in key order.
final class Entries implements AutoCloseable {
  private static final long READ_AHEAD_BYTES = 2 << 20;

  private final Slice end;
  private final ReadOptions options;
  private final RocksIterator iterator;
  private boolean started;

  Entries(RocksDB db, ColumnFamilyHandle family, byte[] prefix) {
    end = new Slice(StoredKeys.after(prefix));
    options =
        new ReadOptions()
            .setFillCache(false)
            .setReadaheadSize(READ_AHEAD_BYTES)
            .setIterateUpperBound(end);
    iterator = db.newIterator(family, options);
    iterator.seek(prefix);
  }

  /// Moves to the next entry; false at the end. Errors: XX001 when a block is damaged.
  boolean next() {
    if (started) {
      iterator.next();
    }
    started = true;
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw DiskErrors.of(e, "could not read the store");
    }
    return false;
  }

  byte[] key() {
    return iterator.key();
  }

  byte[] value() {
    return iterator.value();
  }

  @Override
  public void close() {
    iterator.close();
    options.close();
    end.close();
  }
}
