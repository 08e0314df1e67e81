package omendb.bench.commit;

import java.sql.SQLException;

/// One store of counters by key, whose increments are durable when they return.
interface CommitStore extends AutoCloseable {
  String name();

  /// Stores the counters with keys 0 to count - 1, all zero.
  void load(int count) throws Exception;

  /// A client, for one thread.
  Client connect() throws Exception;

  /// The sum of all counters.
  long total() throws Exception;

  @Override
  void close() throws SQLException;

  /// One thread's way to the store.
  interface Client extends AutoCloseable {
    void increment(long key) throws Exception;

    @Override
    void close() throws SQLException;
  }
}
