package omendb.alex;

import java.util.concurrent.ConcurrentSkipListMap;

/// An ordered map from `long` keys to `long` payloads. Keys are unique and ordered as signed
/// numbers over the whole range of `long`; the payload [#ABSENT] is reserved for "not there".
public final class AlexMap {
  /// What lookups return for a key that is not there; not allowed as a payload.
  public static final long ABSENT = Long.MIN_VALUE;

  private final ConcurrentSkipListMap<Long, Long> map = new ConcurrentSkipListMap<>();

  public AlexMap() {
    this(AlexOptions.DEFAULTS);
  }

  public AlexMap(AlexOptions options) {}

  /// A map of the first `count` keys, which must ascend strictly, and their payloads.
  public static AlexMap bulkLoad(
      long[] sortedKeys, long[] payloads, int count, AlexOptions options) {
    AlexMap result = new AlexMap(options);
    for (int i = 0; i < count; i++) {
      if (i > 0 && sortedKeys[i] <= sortedKeys[i - 1]) {
        throw new IllegalArgumentException("keys do not ascend at " + i);
      }
      result.put(sortedKeys[i], payloads[i]);
    }
    return result;
  }

  /// The key's payload or [#ABSENT].
  public long get(long key) {
    return orAbsent(map.get(key));
  }

  /// Stores the payload and returns the one before it, or [#ABSENT].
  public long put(long key, long payload) {
    return orAbsent(map.put(key, checked(payload)));
  }

  /// Stores the payload unless the key is there; returns the one that is there, or [#ABSENT].
  public long putIfAbsent(long key, long payload) {
    return orAbsent(map.putIfAbsent(key, checked(payload)));
  }

  /// Stores the payload if the key is there with `expected`.
  public boolean replace(long key, long expected, long payload) {
    return map.replace(key, expected, checked(payload));
  }

  /// Removes the key; returns its payload or [#ABSENT].
  public long remove(long key) {
    return orAbsent(map.remove(key));
  }

  /// Removes the key if its payload is `expected`.
  public boolean remove(long key, long expected) {
    return map.remove(key, expected);
  }

  /// The keys from `fromInclusive` upwards.
  public AlexCursor ascending(long fromInclusive) {
    return new AlexCursor(map.tailMap(fromInclusive, true));
  }

  /// The keys from `fromInclusive` downwards.
  public AlexCursor descending(long fromInclusive) {
    return new AlexCursor(map.headMap(fromInclusive, true).descendingMap());
  }

  /// Keys held.
  public long size() {
    return map.size();
  }

  /// What the map is made of.
  public AlexStatistics statistics() {
    return new AlexStatistics(size(), 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static long orAbsent(@org.jspecify.annotations.Nullable Long value) {
    return value == null ? ABSENT : value;
  }

  private static long checked(long payload) {
    if (payload == ABSENT) {
      throw new IllegalArgumentException("the payload Long.MIN_VALUE is reserved");
    }
    return payload;
  }
}
