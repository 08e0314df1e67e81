package omendb.alex;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A plain in-memory B+-tree from `long` keys to `long` payloads with the operations of [AlexMap]:
/// what a learned index has to be measured against. For one thread, or many readers and nobody
/// else; `new AlexMap(AlexOptions.PLAIN)` is a B+-tree for many threads.
///
/// Nodes hold up to 64 entries. Leaves are chained. A leaf is given up when it is empty, as most
/// B+-trees in practice do.
public final class BPlusTreeMap {
  /// What lookups return for a key that is not there; not allowed as a payload.
  public static final long ABSENT = AlexMap.ABSENT;

  private static final int ENTRIES_MAX = 64;
  private static final int DEPTH_MAX = 16;
  private static final int LEAF_BYTES = 40 + 2 * (16 + 8 * ENTRIES_MAX);
  private static final int INNER_BYTES = 24 + 16 + 8 * ENTRIES_MAX + 16 + 4 * (ENTRIES_MAX + 1);

  private Object root = new Leaf();
  private int innerLevels;
  private long size;
  private long leaves = 1;
  private long inners;

  // The way down to the leaf of the current write.
  private final Inner[] path = new Inner[DEPTH_MAX];
  private final int[] pathIndex = new int[DEPTH_MAX];

  private static final class Leaf {
    final long[] keys = new long[ENTRIES_MAX];
    final long[] payloads = new long[ENTRIES_MAX];
    int count;
    @Nullable Leaf next;
    @Nullable Leaf previous;
  }

  private static final class Inner {
    /// `separators[i]` is the smallest key below child `i + 1`.
    final long[] separators = new long[ENTRIES_MAX];

    final @Nullable Object[] children = new Object[ENTRIES_MAX + 1];
    int count;

    Object child(int index) {
      return Objects.requireNonNull(children[index]);
    }
  }

  /// A map of the first `count` keys, which ascend strictly, its leaves 70 % full.
  public static BPlusTreeMap bulkLoad(long[] sortedKeys, long[] payloads, int count) {
    BPlusTreeMap map = new BPlusTreeMap();
    int perLeaf = ENTRIES_MAX * 7 / 10;
    for (int from = 0; from < count; from += perLeaf) {
      int length = Math.min(perLeaf, count - from);
      Leaf leaf = from == 0 ? (Leaf) map.root : map.appendLeaf(sortedKeys[from]);
      System.arraycopy(sortedKeys, from, leaf.keys, 0, length);
      System.arraycopy(payloads, from, leaf.payloads, 0, length);
      leaf.count = length;
    }
    map.size = count;
    return map;
  }

  private Leaf appendLeaf(long firstKey) {
    Leaf last = descend(Long.MAX_VALUE);
    Leaf leaf = new Leaf();
    link(last, leaf);
    insertAbove(firstKey, leaf);
    return leaf;
  }

  /// The key's payload or [#ABSENT].
  public long get(long key) {
    Leaf leaf = leafOf(key);
    int slot = countBelow(leaf.keys, leaf.count, key);
    return slot < leaf.count && leaf.keys[slot] == key ? leaf.payloads[slot] : ABSENT;
  }

  /// Stores the payload and returns the one before it, or [#ABSENT].
  public long put(long key, long payload) {
    return insert(key, payload, true);
  }

  /// Stores the payload unless the key is there; returns the one that is there, or [#ABSENT].
  public long putIfAbsent(long key, long payload) {
    return insert(key, payload, false);
  }

  /// Stores the payload if the key is there with `expected`.
  public boolean replace(long key, long expected, long payload) {
    checkPayload(payload);
    Leaf leaf = leafOf(key);
    int slot = countBelow(leaf.keys, leaf.count, key);
    boolean matches =
        slot < leaf.count && leaf.keys[slot] == key && leaf.payloads[slot] == expected;
    if (matches) {
      leaf.payloads[slot] = payload;
    }
    return matches;
  }

  private long insert(long key, long payload, boolean overwrite) {
    checkPayload(payload);
    Leaf leaf = descend(key);
    int slot = countBelow(leaf.keys, leaf.count, key);
    if (slot < leaf.count && leaf.keys[slot] == key) {
      long previous = leaf.payloads[slot];
      if (overwrite) {
        leaf.payloads[slot] = payload;
      }
      return previous;
    }
    if (leaf.count == ENTRIES_MAX) {
      Leaf right = split(leaf, slot);
      if (slot > leaf.count || (slot == leaf.count && right.count == 0)) {
        slot -= leaf.count;
        leaf = right;
      }
      insertAbove(right.count == 0 ? key : right.keys[0], right);
    }
    System.arraycopy(leaf.keys, slot, leaf.keys, slot + 1, leaf.count - slot);
    System.arraycopy(leaf.payloads, slot, leaf.payloads, slot + 1, leaf.count - slot);
    leaf.keys[slot] = key;
    leaf.payloads[slot] = payload;
    leaf.count++;
    size++;
    return ABSENT;
  }

  /// Moves the upper half to a new leaf; nothing if the insert goes behind the very last key.
  private Leaf split(Leaf leaf, int slot) {
    Leaf right = new Leaf();
    boolean appends = slot == ENTRIES_MAX && leaf.next == null;
    int kept = appends ? ENTRIES_MAX : ENTRIES_MAX / 2;
    right.count = ENTRIES_MAX - kept;
    System.arraycopy(leaf.keys, kept, right.keys, 0, right.count);
    System.arraycopy(leaf.payloads, kept, right.payloads, 0, right.count);
    leaf.count = kept;
    link(leaf, right);
    return right;
  }

  private static void link(Leaf left, Leaf right) {
    right.next = left.next;
    right.previous = left;
    if (left.next != null) {
      left.next.previous = right;
    }
    left.next = right;
  }

  /// Adds a node right of the one that the path leads to, splitting the nodes above as needed.
  private void insertAbove(long separator, Leaf leaf) {
    leaves++;
    Object added = leaf;
    long key = separator;
    for (int level = innerLevels - 1; level >= 0; level--) {
      Inner parent = path[level];
      int index = pathIndex[level];
      if (parent.count < ENTRIES_MAX + 1) {
        insertChild(parent, index, key, added);
        return;
      }
      Inner right = new Inner();
      inners++;
      boolean appends = index == ENTRIES_MAX;
      int kept = appends ? ENTRIES_MAX : (ENTRIES_MAX + 1) / 2;
      long middleKey = parent.separators[kept - 1];
      right.count = ENTRIES_MAX + 1 - kept;
      System.arraycopy(parent.children, kept, right.children, 0, right.count);
      System.arraycopy(parent.separators, kept, right.separators, 0, right.count - 1);
      Arrays.fill(parent.children, kept, ENTRIES_MAX + 1, null);
      parent.count = kept;
      if (index < kept) {
        insertChild(parent, index, key, added);
      } else {
        insertChild(right, index - kept, key, added);
      }
      added = right;
      key = middleKey;
    }
    Inner top = new Inner();
    inners++;
    top.children[0] = root;
    top.children[1] = added;
    top.separators[0] = key;
    top.count = 2;
    root = top;
    innerLevels++;
  }

  private static void insertChild(Inner parent, int index, long separator, Object child) {
    int moved = parent.count - index - 1;
    System.arraycopy(parent.children, index + 1, parent.children, index + 2, moved);
    System.arraycopy(parent.separators, index, parent.separators, index + 1, moved);
    parent.children[index + 1] = child;
    parent.separators[index] = separator;
    parent.count++;
  }

  /// Removes the key; returns its payload or [#ABSENT].
  public long remove(long key) {
    Leaf leaf = descend(key);
    int slot = countBelow(leaf.keys, leaf.count, key);
    if (slot == leaf.count || leaf.keys[slot] != key) {
      return ABSENT;
    }
    long previous = leaf.payloads[slot];
    leaf.count--;
    System.arraycopy(leaf.keys, slot + 1, leaf.keys, slot, leaf.count - slot);
    System.arraycopy(leaf.payloads, slot + 1, leaf.payloads, slot, leaf.count - slot);
    size--;
    if (leaf.count == 0 && innerLevels > 0) {
      unlink(leaf);
      removeAbove();
    }
    return previous;
  }

  /// Removes the key if its payload is `expected`.
  public boolean remove(long key, long expected) {
    return expected != ABSENT && get(key) == expected && remove(key) != ABSENT;
  }

  private static void unlink(Leaf leaf) {
    if (leaf.previous != null) {
      leaf.previous.next = leaf.next;
    }
    if (leaf.next != null) {
      leaf.next.previous = leaf.previous;
    }
  }

  /// Removes the leaf that the path leads to from the nodes above it.
  private void removeAbove() {
    leaves--;
    int level = innerLevels - 1;
    while (level > 0 && path[level].count == 1) {
      inners--;
      level--;
    }
    Inner parent = path[level];
    int index = pathIndex[level];
    if (parent.count == 1) {
      root = new Leaf();
      leaves++;
      inners = 0;
      innerLevels = 0;
      return;
    }
    parent.count--;
    int separator = Math.max(0, index - 1);
    System.arraycopy(parent.children, index + 1, parent.children, index, parent.count - index);
    System.arraycopy(
        parent.separators,
        separator + 1,
        parent.separators,
        separator,
        Math.max(0, parent.count - 1 - separator));
    parent.children[parent.count] = null;
    while (innerLevels > 0 && root instanceof Inner top && top.count == 1) {
      root = top.child(0);
      innerLevels--;
      inners--;
    }
  }

  private Leaf leafOf(long key) {
    Object node = root;
    while (node instanceof Inner inner) {
      node = inner.child(countUpTo(inner.separators, inner.count - 1, key));
    }
    return (Leaf) node;
  }

  /// As [#leafOf], remembering the way.
  private Leaf descend(long key) {
    Object node = root;
    for (int level = 0; node instanceof Inner inner; level++) {
      int index = countUpTo(inner.separators, inner.count - 1, key);
      path[level] = inner;
      pathIndex[level] = index;
      node = inner.child(index);
    }
    return (Leaf) node;
  }

  /// The number of sorted keys below `key`.
  private static int countBelow(long[] keys, int count, long key) {
    int from = 0;
    for (int length = count; length > 0; ) {
      int half = (length + 1) >>> 1;
      from += keys[from + half - 1] < key ? half : 0;
      length -= half;
    }
    return from;
  }

  /// The number of sorted keys at or below `key`.
  private static int countUpTo(long[] keys, int count, long key) {
    int from = 0;
    for (int length = count; length > 0; ) {
      int half = (length + 1) >>> 1;
      from += keys[from + half - 1] <= key ? half : 0;
      length -= half;
    }
    return from;
  }

  /// The keys from `fromInclusive` upwards. The map must not change meanwhile.
  public Cursor ascending(long fromInclusive) {
    Leaf leaf = leafOf(fromInclusive);
    return new Cursor(leaf, countBelow(leaf.keys, leaf.count, fromInclusive) - 1, 1);
  }

  /// The keys from `fromInclusive` downwards. The map must not change meanwhile.
  public Cursor descending(long fromInclusive) {
    Leaf leaf = leafOf(fromInclusive);
    return new Cursor(leaf, countUpTo(leaf.keys, leaf.count, fromInclusive), -1);
  }

  /// An ordered walk.
  public static final class Cursor {
    private @Nullable Leaf leaf;
    private int slot;
    private final int step;
    private long key;
    private long payload;

    private Cursor(Leaf leaf, int slot, int step) {
      this.leaf = leaf;
      this.slot = slot;
      this.step = step;
    }

    /// Moves to the next key; `false` at the end.
    public boolean next() {
      slot += step;
      while (leaf != null && (slot < 0 || slot >= leaf.count)) {
        leaf = step > 0 ? leaf.next : leaf.previous;
        slot = step > 0 || leaf == null ? 0 : leaf.count - 1;
      }
      if (leaf == null) {
        return false;
      }
      key = leaf.keys[slot];
      payload = leaf.payloads[slot];
      return true;
    }

    /// The key of the current position.
    public long key() {
      return key;
    }

    /// The payload of the current key.
    public long payload() {
      return payload;
    }
  }

  /// Keys held.
  public long size() {
    return size;
  }

  /// All bytes that the map keeps on the heap.
  public long totalBytes() {
    return leaves * LEAF_BYTES + inners * INNER_BYTES;
  }

  private static void checkPayload(long payload) {
    if (payload == ABSENT) {
      throw new IllegalArgumentException("the payload Long.MIN_VALUE is reserved");
    }
  }
}
