package omendb.storage;

/// What a table consists of at one moment.
///
/// @param hotRows rows in the row store, as far as it knows without counting
/// @param deletedRows rows in segments that are deleted and not yet purged
/// @param warm segments that are read in place
/// @param cold compressed segments
/// @param hotBytes native bytes that the row store uses
/// @param rowsMoved rows that migrations have moved since the start
/// @param migrations migrations since the start
public record TableStatistics(
    long hotRows,
    long deletedRows,
    TierSize warm,
    TierSize cold,
    long hotBytes,
    long rowsMoved,
    long migrations) {

  /// Rows in segments that are not deleted.
  public long coldRows() {
    return warm.rows() + cold.rows();
  }

  /// Segments of both kinds.
  public int segments() {
    return warm.segments() + cold.segments();
  }

  /// Bytes of the segment files.
  public long coldBytes() {
    return warm.bytes() + cold.bytes();
  }
}
