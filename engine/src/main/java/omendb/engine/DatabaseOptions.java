package omendb.engine;

import omendb.storage.StorageOptions;

/// How a database runs.
///
/// @param threads workers of analytical queries
/// @param sessionsMax clients at once
/// @param cachedPlansMax statements whose plans are kept
/// @param queryBytesMax memory that one query may take
public record DatabaseOptions(
    StorageOptions storage, int threads, int sessionsMax, int cachedPlansMax, long queryBytesMax) {
  public static final DatabaseOptions DEFAULTS =
      new DatabaseOptions(
          StorageOptions.DEFAULTS,
          Math.max(1, Runtime.getRuntime().availableProcessors()),
          200,
          10_000,
          4L << 30);

  public DatabaseOptions withStorage(StorageOptions newStorage) {
    return new DatabaseOptions(newStorage, threads, sessionsMax, cachedPlansMax, queryBytesMax);
  }

  public DatabaseOptions withThreads(int newThreads) {
    return new DatabaseOptions(storage, newThreads, sessionsMax, cachedPlansMax, queryBytesMax);
  }
}
