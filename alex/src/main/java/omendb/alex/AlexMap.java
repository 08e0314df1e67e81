package omendb.alex;

import java.util.concurrent.atomic.LongAdder;

/// An ordered map from `long` keys to `long` payloads: an updatable learned index (ALEX) that any
/// number of threads may read and write.
///
/// Keys are unique and ordered as signed numbers over the whole range of `long`. The payload
/// [#ABSENT] is reserved for "not there". Lookups take no lock and write nothing that is shared;
/// each write locks one leaf. All operations on single keys are linearizable; cursors are weakly
/// consistent.
public final class AlexMap {
  /// What lookups return for a key that is not there; not allowed as a payload.
  public static final long ABSENT = Long.MIN_VALUE;

  private final Reshaper reshaper;
  private final Root root;
  private final LongAdder size = new LongAdder();

  /// An empty map with [AlexOptions#DEFAULTS].
  public AlexMap() {
    this(AlexOptions.DEFAULTS);
  }

  /// An empty map.
  public AlexMap(AlexOptions options) {
    this(options, new Run(new long[0], new long[0], 0, 0));
  }

  private AlexMap(AlexOptions options, Run run) {
    this.reshaper = new Reshaper(options, run);
    this.root = reshaper.root();
    size.add(run.size());
  }

  /// A map of the first `count` keys, which must ascend strictly, and their payloads.
  ///
  /// @throws IllegalArgumentException if keys do not ascend or a payload is [#ABSENT]
  public static AlexMap bulkLoad(
      long[] sortedKeys, long[] payloads, int count, AlexOptions options) {
    if (count < 0 || count > sortedKeys.length || count > payloads.length) {
      throw new IllegalArgumentException("count out of range: " + count);
    }
    for (int i = 0; i < count; i++) {
      if (i > 0 && sortedKeys[i] <= sortedKeys[i - 1]) {
        throw new IllegalArgumentException("keys do not ascend at " + i);
      }
      checkPayload(payloads[i]);
    }
    return new AlexMap(options, new Run(sortedKeys, payloads, 0, count));
  }

  /// The key's payload or [#ABSENT].
  public long get(long key) {
    return root.leafOf(key).get(key);
  }

  /// Stores the payload and returns the one before it, or [#ABSENT].
  public long put(long key, long payload) {
    return insert(key, payload, true);
  }

  /// Stores the payload unless the key is there; returns the one that is there, or [#ABSENT].
  public long putIfAbsent(long key, long payload) {
    return insert(key, payload, false);
  }

  private long insert(long key, long payload, boolean overwrite) {
    checkPayload(payload);
    for (; ; ) {
      Leaf leaf = lockedLeaf(key);
      int floor = leaf.floorSlot(key);
      if (leaf.holds(floor, key)) {
        long previous = leaf.payloadAt(floor);
        if (overwrite) {
          leaf.setPayload(floor, payload);
        }
        leaf.unlock();
        return previous;
      }
      if (leaf.isFull()) {
        reshaper.grow(leaf, key);
        continue;
      }
      leaf.insert(floor, key, payload);
      leaf.unlock();
      size.increment();
      return ABSENT;
    }
  }

  /// Stores the payload if the key is there with `expected`.
  public boolean replace(long key, long expected, long payload) {
    checkPayload(payload);
    Leaf leaf = lockedLeaf(key);
    int slot = leaf.floorSlot(key);
    boolean matches = leaf.holds(slot, key) && leaf.payloadAt(slot) == expected;
    if (matches) {
      leaf.setPayload(slot, payload);
    }
    leaf.unlock();
    return matches;
  }

  /// Removes the key; returns its payload or [#ABSENT].
  public long remove(long key) {
    Leaf leaf = lockedLeaf(key);
    int slot = leaf.floorSlot(key);
    long previous = leaf.holds(slot, key) ? leaf.payloadAt(slot) : ABSENT;
    finishRemoval(leaf, slot, previous != ABSENT);
    return previous;
  }

  /// Removes the key if its payload is `expected`.
  public boolean remove(long key, long expected) {
    Leaf leaf = lockedLeaf(key);
    int slot = leaf.floorSlot(key);
    boolean matches = leaf.holds(slot, key) && leaf.payloadAt(slot) == expected;
    finishRemoval(leaf, slot, matches);
    return matches;
  }

  private void finishRemoval(Leaf leaf, int slot, boolean removes) {
    if (!removes) {
      leaf.unlock();
      return;
    }
    leaf.remove(slot);
    if (leaf.isSparse()) {
      reshaper.shrink(leaf);
    } else {
      leaf.unlock();
    }
    size.decrement();
  }

  /// The live leaf that answers for a key, with its lock held.
  private Leaf lockedLeaf(long key) {
    int spins = 0;
    for (; ; ) {
      Leaf leaf = root.leafOf(key);
      if (leaf.tryLock()) {
        assert leaf.low() <= key && key <= leaf.high();
        return leaf;
      }
      spins = Backoff.spin(spins);
    }
  }

  /// The keys from `fromInclusive` upwards.
  public AlexCursor ascending(long fromInclusive) {
    return ascending(fromInclusive, Long.MAX_VALUE);
  }

  /// The keys from `fromInclusive` upwards to `toInclusive`; none if that is less.
  public AlexCursor ascending(long fromInclusive, long toInclusive) {
    return new AlexCursor(root, fromInclusive, toInclusive, true);
  }

  /// The keys from `fromInclusive` downwards.
  public AlexCursor descending(long fromInclusive) {
    return descending(fromInclusive, Long.MIN_VALUE);
  }

  /// The keys from `fromInclusive` downwards to `toInclusive`; none if that is greater.
  public AlexCursor descending(long fromInclusive, long toInclusive) {
    return new AlexCursor(root, fromInclusive, toInclusive, false);
  }

  /// Keys held; beside running writers a number that was right at some moment or nearly so.
  public long size() {
    return size.sum();
  }

  /// What the map is made of. Walks over everything: meant for people and tests, not for hot paths.
  public AlexStatistics statistics() {
    return reshaper.statistics();
  }

  Node rootNode() {
    return root.get();
  }

  private static void checkPayload(long payload) {
    if (payload == ABSENT) {
      throw new IllegalArgumentException("the payload Long.MIN_VALUE is reserved");
    }
  }
}
