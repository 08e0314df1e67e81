package omendb.storage;

/// What a table consists of at one moment.
///
/// @param hotRows rows in the row store, as far as it knows without counting
/// @param coldRows rows in segments that are not deleted
/// @param deletedRows rows in segments that are deleted and not yet purged
/// @param segments segments
/// @param coldBytes bytes of the segment files
/// @param hotBytes native bytes that the row store uses
/// @param rowsMoved rows that migrations have moved since the start
/// @param migrations migrations since the start
public record TableStatistics(
    long hotRows,
    long coldRows,
    long deletedRows,
    int segments,
    long coldBytes,
    long hotBytes,
    long rowsMoved,
    long migrations) {}
