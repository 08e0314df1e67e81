package omendb.mvcc;

/// How the row store is laid out and how patient it is.
///
/// @param slabBytes size of one slab of row versions; a store's first slabs are smaller
/// @param lockTimeoutMillis longest wait for a row lock, 0 = for ever; a transaction may change its
///   own
/// @param lockStripes independent parts of the lock table, a power of two
/// @param historyChangesMax most committed changes remembered for running SERIALIZABLE
///   transactions; one that is older than what is remembered fails with 40001
public record MvccOptions(
    int slabBytes, long lockTimeoutMillis, int lockStripes, int historyChangesMax) {
  public static final MvccOptions DEFAULTS = new MvccOptions(2 << 20, 0, 64, 1 << 20);

  public MvccOptions {
    require(slabBytes >= 4096 && slabBytes <= 1 << 28, "slabBytes");
    require(lockTimeoutMillis >= 0, "lockTimeoutMillis");
    require(lockStripes >= 1 && Integer.bitCount(lockStripes) == 1, "lockStripes");
    require(historyChangesMax >= 0, "historyChangesMax");
  }

  private static void require(boolean condition, String name) {
    if (!condition) {
      throw new IllegalArgumentException("out of range: " + name);
    }
  }
}
