package omendb.mvcc;

import java.util.ArrayList;
import java.util.List;

/// What a transaction has read by key, in order, so that its snapshot can be moved on when all of
/// that is still the same. A read of a range, or too many keys, ends the bookkeeping: from then on
/// the snapshot stays.
final class ReadLog {
  /// Keys remembered at most.
  private static final int KEYS_MAX = 256;

  private final List<RowStore> stores = new ArrayList<>();
  private final List<byte[]> keys = new ArrayList<>();
  private int rangeAt = Integer.MAX_VALUE;

  /// The place up to which [#cut] forgets.
  int mark() {
    return rangeAt == Integer.MAX_VALUE ? keys.size() : Integer.MAX_VALUE;
  }

  void addKey(RowStore store, byte[] key) {
    if (rangeAt != Integer.MAX_VALUE) {
      return;
    }
    if (keys.size() == KEYS_MAX) {
      addRange();
      return;
    }
    stores.add(store);
    keys.add(key);
  }

  /// A range was read, or a key that is not remembered.
  void addRange() {
    rangeAt = Math.min(rangeAt, keys.size());
  }

  /// Forgets what was read since the mark. Returns false when it was not all remembered.
  boolean cut(int mark) {
    if (mark > keys.size() || mark > rangeAt) {
      return false;
    }
    rangeAt = Integer.MAX_VALUE;
    stores.subList(mark, stores.size()).clear();
    keys.subList(mark, keys.size()).clear();
    return true;
  }

  int size() {
    return keys.size();
  }

  RowStore store(int index) {
    return stores.get(index);
  }

  byte[] key(int index) {
    return keys.get(index);
  }
}
