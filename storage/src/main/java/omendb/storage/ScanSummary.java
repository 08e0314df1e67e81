package omendb.storage;

/// What a scan reads and what it was spared.
///
/// @param segments segments of the table
/// @param segmentsPruned of these, not read at all
/// @param rowGroups row groups of the table
/// @param rowGroupsPruned of these, not read
/// @param coldRows rows of the row groups that are read, deleted ones included
/// @param hotRows row slots of the row store that are looked at
/// @param tableVersion the version that is leased
public record ScanSummary(
    int segments,
    int segmentsPruned,
    int rowGroups,
    int rowGroupsPruned,
    long coldRows,
    long hotRows,
    long tableVersion) {}
