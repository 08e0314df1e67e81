package omendb.mvcc;

/// How the row store is laid out and how patient it is.
///
/// @param slabBytes size of one slab of row versions; a store's first slabs are smaller
/// @param lockTimeoutMillis longest wait for a row lock, 0 = for ever; a transaction may change its
///   own
/// @param lockStripes independent parts of the lock table, a power of two
/// @param historyChangesMax most committed changes remembered for running SERIALIZABLE
///   transactions; one that is older than what is remembered fails with 40001
/// @param hotBytesMax budget for rows, versions and keys in native memory, 0 = none ([HotMemory])
/// @param snapshotMillisMax age at which a snapshot is cancelled with 72000, 0 = never
public record MvccOptions(
    int slabBytes,
    long lockTimeoutMillis,
    int lockStripes,
    int historyChangesMax,
    long hotBytesMax,
    long snapshotMillisMax) {
  public static final MvccOptions DEFAULTS = new MvccOptions(2 << 20, 0, 64, 1 << 20);

  /// Without a budget, snapshots of any age.
  public MvccOptions(
      int slabBytes, long lockTimeoutMillis, int lockStripes, int historyChangesMax) {
    this(slabBytes, lockTimeoutMillis, lockStripes, historyChangesMax, 0, 0);
  }

  /// The same with another budget and another greatest age.
  public MvccOptions withLimits(long bytesMax, long snapshotMillis) {
    return new MvccOptions(
        slabBytes, lockTimeoutMillis, lockStripes, historyChangesMax, bytesMax, snapshotMillis);
  }

  public MvccOptions {
    require(slabBytes >= 4096 && slabBytes <= 1 << 28, "slabBytes");
    require(lockTimeoutMillis >= 0, "lockTimeoutMillis");
    require(lockStripes >= 1 && Integer.bitCount(lockStripes) == 1, "lockStripes");
    require(historyChangesMax >= 0, "historyChangesMax");
    require(hotBytesMax >= 0, "hotBytesMax");
    require(snapshotMillisMax >= 0, "snapshotMillisMax");
  }

  private static void require(boolean condition, String name) {
    if (!condition) {
      throw new IllegalArgumentException("out of range: " + name);
    }
  }
}
