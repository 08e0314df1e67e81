package omendb.storage;

/// When a segment is compressed, and when it is made plain again.
///
/// Reads and deletes of single rows heat a segment, scans do not. One that was read less than
/// `readsMin` times in each look for `dwellMillis` is compressed; one that was read more than
/// `readsMax` times in a look is written plain again. A segment that was just written waits anew.
///
/// @param zstdLevel how hard ZSTD tries, 1 to 19
/// @param dwellMillis how long a segment must be left alone; 0 leaves all as they are
/// @param readsMin reads of rows in one look below which a segment is left alone
/// @param readsMax reads of rows in one look above which a compressed segment is too warm
/// @param chunkCacheBytes memory for what was decompressed
public record CoolingOptions(
    int zstdLevel, long dwellMillis, int readsMin, int readsMax, long chunkCacheBytes) {
  public static final CoolingOptions DEFAULTS =
      new CoolingOptions(3, 15 * 60_000, 4, 1000, 1L << 30);

  public CoolingOptions {
    if (zstdLevel < 1 || dwellMillis < 0 || readsMin > readsMax || chunkCacheBytes < 0) {
      throw new IllegalArgumentException("cooling options contradict each other");
    }
  }
}
