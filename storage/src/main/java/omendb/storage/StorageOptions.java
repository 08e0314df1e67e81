package omendb.storage;

/// How a data folder is kept.
///
/// @param hotRowsMax rows of one table that may stay hot before the background moves the oldest key
///   ranges to segments
/// @param hotRowsKept rows of such a table that the background leaves hot
/// @param migrationRowsMax rows of one segment that a migration writes
/// @param migrationPauseMillis how long the background waits between two looks; 0 turns it off
/// @param segmentsMax segments of one table above which small ones are merged
/// @param loadBufferBytes memory for the rows of one segment of a bulk load
/// @param loadRowsMin rows up to which a bulk load goes through the row store
/// @param coldCacheBytes memory for rows that point reads took from segments
/// @param logBytesMax bytes of the commit log that a restart replays at most, about; half of it
///   begins a checkpoint
/// @param diskReserveBytes free space below which writes are refused with 53100
/// @param hotBytesMax memory of all row stores: from three quarters of it on rows are moved, at all
///   of it writers wait; 0 = no bound
/// @param snapshotMillisMax age at which a snapshot is cancelled with 72000, 0 = never
/// @param cooling when segments are compressed
public record StorageOptions(
    int hotRowsMax,
    int hotRowsKept,
    int migrationRowsMax,
    int migrationPauseMillis,
    int segmentsMax,
    long loadBufferBytes,
    int loadRowsMin,
    long coldCacheBytes,
    long logBytesMax,
    long diskReserveBytes,
    long hotBytesMax,
    long snapshotMillisMax,
    CoolingOptions cooling) {
  public static final StorageOptions DEFAULTS =
      new StorageOptions(
              200_000, 100_000, 65_536, 200, 64, 128L << 20, 4096, 64L << 20, 256L << 20, 64L << 20)
          .withHotMemory(4L << 30, 0);

  /// Without bounds for memory and age.
  public StorageOptions(
      int hotRowsMax,
      int hotRowsKept,
      int migrationRowsMax,
      int migrationPauseMillis,
      int segmentsMax,
      long loadBufferBytes,
      int loadRowsMin,
      long coldCacheBytes,
      long logBytesMax,
      long diskReserveBytes) {
    this(
        hotRowsMax,
        hotRowsKept,
        migrationRowsMax,
        migrationPauseMillis,
        segmentsMax,
        loadBufferBytes,
        loadRowsMin,
        coldCacheBytes,
        logBytesMax,
        diskReserveBytes,
        0,
        0,
        CoolingOptions.DEFAULTS);
  }

  public StorageOptions {
    if (hotRowsKept > hotRowsMax || migrationRowsMax < 1 || loadRowsMin < 0) {
      throw new IllegalArgumentException("row limits contradict each other");
    }
  }

  /// The same, with the background migration off: tests and tools move rows themselves.
  public StorageOptions withoutBackground() {
    return withMigration(hotRowsMax, hotRowsKept, migrationRowsMax, 0);
  }

  /// The same with other limits for the background migration.
  public StorageOptions withMigration(int rowsMax, int rowsKept, int batch, int pauseMillis) {
    return new StorageOptions(
        rowsMax,
        rowsKept,
        batch,
        pauseMillis,
        segmentsMax,
        loadBufferBytes,
        loadRowsMin,
        coldCacheBytes,
        logBytesMax,
        diskReserveBytes,
        hotBytesMax,
        snapshotMillisMax,
        cooling);
  }

  /// The same with other limits for bulk loads.
  public StorageOptions withLoad(int rowsMin, long bufferBytes) {
    return new StorageOptions(
        hotRowsMax,
        hotRowsKept,
        migrationRowsMax,
        migrationPauseMillis,
        segmentsMax,
        bufferBytes,
        rowsMin,
        coldCacheBytes,
        logBytesMax,
        diskReserveBytes,
        hotBytesMax,
        snapshotMillisMax,
        cooling);
  }

  /// The same with another bound on the log that a restart replays.
  public StorageOptions withLog(long bytesMax) {
    return new StorageOptions(
        hotRowsMax,
        hotRowsKept,
        migrationRowsMax,
        migrationPauseMillis,
        segmentsMax,
        loadBufferBytes,
        loadRowsMin,
        coldCacheBytes,
        bytesMax,
        diskReserveBytes,
        hotBytesMax,
        snapshotMillisMax,
        cooling);
  }

  /// The same with another bound on the number of segments of a table.
  public StorageOptions withSegmentsMax(int count) {
    return new StorageOptions(
        hotRowsMax,
        hotRowsKept,
        migrationRowsMax,
        migrationPauseMillis,
        count,
        loadBufferBytes,
        loadRowsMin,
        coldCacheBytes,
        logBytesMax,
        diskReserveBytes,
        hotBytesMax,
        snapshotMillisMax,
        cooling);
  }

  /// The same with another memory for rows that point reads took from segments.
  public StorageOptions withColdCache(long bytes) {
    return new StorageOptions(
        hotRowsMax,
        hotRowsKept,
        migrationRowsMax,
        migrationPauseMillis,
        segmentsMax,
        loadBufferBytes,
        loadRowsMin,
        bytes,
        logBytesMax,
        diskReserveBytes,
        hotBytesMax,
        snapshotMillisMax,
        cooling);
  }

  /// The same with other bounds for the memory of the row stores and for the age of snapshots.
  public StorageOptions withHotMemory(long bytesMax, long snapshotMillis) {
    return new StorageOptions(
        hotRowsMax,
        hotRowsKept,
        migrationRowsMax,
        migrationPauseMillis,
        segmentsMax,
        loadBufferBytes,
        loadRowsMin,
        coldCacheBytes,
        logBytesMax,
        diskReserveBytes,
        bytesMax,
        snapshotMillis,
        cooling);
  }

  /// The same with other rules for the compression of segments.
  public StorageOptions withCooling(CoolingOptions rules) {
    return new StorageOptions(
        hotRowsMax,
        hotRowsKept,
        migrationRowsMax,
        migrationPauseMillis,
        segmentsMax,
        loadBufferBytes,
        loadRowsMin,
        coldCacheBytes,
        logBytesMax,
        diskReserveBytes,
        hotBytesMax,
        snapshotMillisMax,
        rules);
  }
}
