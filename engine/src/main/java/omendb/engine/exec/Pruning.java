package omendb.engine.exec;

/// What scans of a table were spared.
///
/// @param segments of the table, counted by each scan
/// @param segmentsPruned of these, not read at all
/// @param rowGroups of all segments
/// @param rowGroupsPruned of these, not read
public record Pruning(int segments, int segmentsPruned, int rowGroups, int rowGroupsPruned) {
  public static final Pruning NONE = new Pruning(0, 0, 0, 0);

  Pruning plus(Pruning other) {
    return new Pruning(
        segments + other.segments,
        segmentsPruned + other.segmentsPruned,
        rowGroups + other.rowGroups,
        rowGroupsPruned + other.rowGroupsPruned);
  }
}
