package omendb.mvcc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import omendb.core.NativeMemory;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// A transaction manager with one table for tests, whose rows are one long. Closing it checks that
/// no native byte and no lock is left.
final class Hot implements AutoCloseable {
  final MemoryCommitLog log = new MemoryCommitLog();
  final MemorySegments cold = new MemorySegments();
  final TransactionManager manager;
  final RowStore store;

  Hot() {
    this(ColumnType.BIGINT, new MvccOptions(1 << 20, 5000, 64, 1 << 20));
  }

  Hot(ColumnType keyType, MvccOptions options) {
    manager = new TransactionManager(log, 0, options);
    store = manager.createStore(schema(16384, keyType), cold);
  }

  static TableSchema schema(int oid, ColumnType keyType) {
    return new TableSchema(
        oid,
        "public",
        "t",
        List.of(
            new Column("id", keyType, false, null),
            new Column("v", ColumnType.BIGINT, false, null)),
        List.of(0),
        "t_pkey");
  }

  static MvccOptions smallSlabs() {
    return new MvccOptions(4096, 5000, 4, 1000);
  }

  Transaction begin() {
    return manager.begin(Isolation.REPEATABLE_READ, false);
  }

  Transaction begin(Isolation isolation) {
    return manager.begin(isolation, false);
  }

  static byte[] key(long id) {
    return ByteBuffer.allocate(8).putLong(id ^ Long.MIN_VALUE).array();
  }

  static byte[] key(String text) {
    return new KeyCodec(List.of(ColumnType.TEXT)).encode(new Object[] {text}, null);
  }

  static byte[] row(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /// The hot row's value, null when there is none.
  @Nullable Long get(Transaction tx, long id) {
    long row = store.get(tx, key(id));
    long same = store.getByPrefix(tx, id);
    if (row != same) {
      throw new AssertionError("get and getByPrefix differ");
    }
    return row == 0 || row == RowStore.TOMBSTONE ? null : NativeMemory.getLong(row);
  }

  /// Commits one row.
  long put(long id, long value) {
    try (Transaction tx = begin()) {
      if (!tx.insert(store, key(id), row(value)) && !tx.update(store, key(id), row(value))) {
        throw new AssertionError("neither inserted nor updated");
      }
      return tx.commit();
    }
  }

  long remove(long id) {
    try (Transaction tx = begin()) {
      if (!tx.delete(store, key(id))) {
        throw new AssertionError("not deleted");
      }
      return tx.commit();
    }
  }

  @Override
  public void close() {
    if (manager.locks().size() != 0) {
      throw new AssertionError("locks are left");
    }
    if (manager.readers().active() != 0) {
      throw new AssertionError("transactions are left");
    }
    manager.close();
    if (manager.nativeBytes() != 0) {
      throw new AssertionError(manager.nativeBytes() + " native bytes are left");
    }
  }
}
