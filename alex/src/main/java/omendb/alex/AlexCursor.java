package omendb.alex;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;

/// An ordered walk over an [AlexMap], weakly consistent: it returns every key that is there from
/// beginning to end exactly once, in order, and may or may not return keys that come or go
/// meanwhile. It needs no closing. One thread at a time.
public final class AlexCursor {
  private final java.util.Iterator<Map.Entry<Long, Long>> entries;
  private long key;
  private long payload;

  AlexCursor(ConcurrentNavigableMap<Long, Long> view) {
    this.entries = view.entrySet().iterator();
  }

  /// Moves to the next key; `false` at the end.
  public boolean next() {
    if (!entries.hasNext()) {
      return false;
    }
    Map.Entry<Long, Long> entry = entries.next();
    key = entry.getKey();
    payload = entry.getValue();
    return true;
  }

  /// The key of the current position.
  public long key() {
    return key;
  }

  /// The payload that the current key had when its leaf was read.
  public long payload() {
    return payload;
  }
}
