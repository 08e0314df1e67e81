package omendb.mvcc;

import omendb.core.KeyCodec;
import omendb.core.KeyRange;
import org.jspecify.annotations.Nullable;

/// What a transaction must remember of its reads: all of them for SERIALIZABLE, and those by key
/// while its snapshot may still be moved on.
final class Reads {
  private final @Nullable ReadSet set;
  private @Nullable ReadLog log;

  Reads(boolean serializable) {
    this.set = serializable ? new ReadSet() : null;
  }

  /// For the check at commit; null when there is none.
  @Nullable ReadSet set() {
    return set;
  }

  /// The keys read since [#keepLog].
  @Nullable ReadLog log() {
    return log;
  }

  void keepLog() {
    if (log == null) {
      log = new ReadLog();
    }
  }

  void addRange(RowStore store, KeyRange range) {
    if (set != null) {
      set.addRange(store, range);
    }
    if (log != null) {
      log.addRange();
    }
  }

  void addKey(RowStore store, byte[] key) {
    if (set != null) {
      set.addKey(store, key);
    }
    if (log != null) {
      log.addKey(store, key);
    }
  }

  void addKey(RowStore store, long prefix) {
    addKey(store, KeyCodec.ofPrefix(prefix, store.keys().fixedBytes()));
  }

  /// Forgets the set: the snapshot under which it was read has been replaced by a newer one.
  void clearSet() {
    if (set != null) {
      set.clear();
    }
  }
}
