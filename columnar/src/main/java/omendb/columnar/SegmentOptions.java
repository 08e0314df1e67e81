package omendb.columnar;

/// How a segment is written.
///
/// @param rowGroupRows rows of a row group (an Arrow record batch); the last one has fewer
/// @param rowGroupBytesMax a row group is closed early when one of its text or binary columns holds
///   this many bytes; at most 1 GiB, because Arrow's offsets are 32 bits wide
/// @param dictionaryEntriesMax distinct values above which a text or binary column is stored plain;
///   so it is when they take more than `rowGroupBytesMax`
/// @param modelErrorMax how far the key model's guess may be from the key's position; at least 2
/// @param zstdLevel how hard ZSTD tries to make buffers small, 1 to 19; 0 leaves them as they are
public record SegmentOptions(
    int rowGroupRows,
    int rowGroupBytesMax,
    int dictionaryEntriesMax,
    int modelErrorMax,
    int zstdLevel) {
  public static final SegmentOptions DEFAULTS =
      new SegmentOptions(64 * 1024, 256 * 1024 * 1024, 64 * 1024, 32, 0);

  public SegmentOptions {
    if (rowGroupRows < 1
        || rowGroupBytesMax < 1
        || rowGroupBytesMax > 1 << 30
        || dictionaryEntriesMax < 0
        || modelErrorMax < 2
        || zstdLevel < 0
        || zstdLevel > 19) {
      throw new IllegalArgumentException("segment options out of range");
    }
  }

  public SegmentOptions withRowGroupRows(int rows) {
    return new SegmentOptions(
        rows, rowGroupBytesMax, dictionaryEntriesMax, modelErrorMax, zstdLevel);
  }

  public SegmentOptions withZstd(int level) {
    return new SegmentOptions(
        rowGroupRows, rowGroupBytesMax, dictionaryEntriesMax, modelErrorMax, level);
  }
}
