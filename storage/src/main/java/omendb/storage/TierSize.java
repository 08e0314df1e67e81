package omendb.storage;

/// What lies in segments of one kind.
///
/// @param rows rows that are not deleted
/// @param bytes bytes of the files
public record TierSize(int segments, long rows, long bytes) {
  static TierSize of(TableVersion version, boolean compressed) {
    int segments = 0;
    long rows = 0;
    long bytes = 0;
    for (ColdSegment segment : version.segments()) {
      if (segment.segment.compressed() == compressed) {
        segments++;
        rows += segment.aliveRows();
        bytes += segment.fileBytes();
      }
    }
    return new TierSize(segments, rows, bytes);
  }
}
