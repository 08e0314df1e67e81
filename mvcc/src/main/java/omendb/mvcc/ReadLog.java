package omendb.mvcc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /// True when all keys read are as the snapshot shows them, or locked by own writes ever since.
  boolean unchanged(@Nullable WriteSet own, long snapshot, KeyState state) {
    for (int i = 0; i < keys.size(); i++) {
      RowStore store = stores.get(i);
      byte[] key = keys.get(i);
      if (own == null || own.find(store, key) == null) {
        store.table().newest(key, state);
        if (state.commit > snapshot) {
          return false;
        }
      }
    }
    return true;
  }
}
