package omendb.mvcc;

/// Committed rows of one table in key order, each key once: what a restart loads.
public interface RowSource {
  /// Moves to the next row; `false` at the end.
  boolean next();

  /// The encoded key.
  byte[] key();

  /// The row in the table's layout.
  byte[] row();

  /// The commit that wrote it.
  long commit();
}
