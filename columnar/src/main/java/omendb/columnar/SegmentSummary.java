package omendb.columnar;

import java.util.List;

/// What the manifest keeps of a finished segment.
///
/// @param segmentId the segment's number
/// @param rowCount rows
/// @param rowGroupCount row groups
/// @param fileBytes length of the file
/// @param hash SHA-256 of the file up to its trailer, in hex
/// @param minKey encoded key of the first row; empty when there is no row
/// @param maxKey encoded key of the last row; empty when there is no row
/// @param zoneMaps one per user column, over all rows
public record SegmentSummary(
    long segmentId,
    int rowCount,
    int rowGroupCount,
    long fileBytes,
    String hash,
    byte[] minKey,
    byte[] maxKey,
    List<ZoneMap> zoneMaps) {}
