package omendb.bench.pointread;

import java.sql.SQLException;

/// One store with rows of [TestRows], read by key. For one thread.
interface PointReader extends AutoCloseable {
  String name();

  /// Stores the rows with keys 0 to count - 1.
  void load(int count) throws Exception;

  /// The [TestRows#checksum] of the value that the store has handed out under this key.
  long read(long key) throws Exception;

  @Override
  void close() throws SQLException;
}
