package omendb.mvcc;

/// Committed rows of one table in key order, each key once, in pieces that several threads may read
/// at once: what a restart loads fastest.
public interface RowPieces {
  int pieces();

  /// The rows in all pieces before this one; of `pieces()`, all rows.
  int rowsBefore(int piece);

  /// Something that reads pieces for one thread.
  Reader reader();

  /// Reads pieces; of one thread.
  @FunctionalInterface
  interface Reader {
    /// Gives the rows of a piece in key order.
    void read(int piece, Sink sink);
  }

  /// Takes rows, whose native bytes are there during the call only.
  @FunctionalInterface
  interface Sink {
    void row(long key, int keyBytes, long row, int rowBytes, long commit);
  }
}
