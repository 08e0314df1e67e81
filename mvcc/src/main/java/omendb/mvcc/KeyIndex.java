package omendb.mvcc;

import java.util.Arrays;
import omendb.alex.AlexMap;
import omendb.alex.AlexOptions;
import omendb.alex.AlexStatistics;
import omendb.core.KeyCodec;
import omendb.core.NativeMemory;
import org.jspecify.annotations.Nullable;

/// From encoded keys to row ids, in key order.
///
/// An [AlexMap] maps the first 8 bytes of the key. Of exact keys that is all, and the payload is
/// the address of the row's newest version, whose header names the row id: a point read then waits
/// for the index and for the row, and for no directory between them. [#headChanged] keeps it so.
///
/// Where keys are longer, keys that share their first 8 bytes are resolved behind the payload,
/// whose upper bits say how:
///
/// | payload | keys with these 8 bytes |
/// |---|---|
/// | row id | one |
/// | `GROUP` and the address of `{int count, int slab << 8, int id…}`, by key | to [#GROUP_MAX] |
/// | `LAYER` and a number | more: another map over the next 8 bytes, and so on |
///
/// No key is the beginning of another ([KeyCodec]), so padding the last 8 bytes with zeros is safe.
/// A group is immutable; a change replaces it. One thread at a time writes (the holder of the
/// commit order); readers take no lock, and groups that were replaced live until the readers have
/// passed.
final class KeyIndex {
  static final int GROUP_MAX = 64;
  static final int NO_ROW = -1;
  private static final int TAG_SHIFT = 60;
  private static final long WORD = (1L << TAG_SHIFT) - 1;
  private static final long GROUP = 1;
  private static final long LAYER = 2;
  private static final int GROUP_SLAB = 4;
  private static final int GROUP_IDS = 8;

  /// Where replaced groups go.
  interface GroupBin {
    void retire(long group);
  }

  private final RowDirectory rows;
  private final SlabHeap heap;
  private final GroupBin bin;
  private final boolean exact;
  private volatile AlexMap root = new AlexMap();
  private volatile AlexMap[] layers = new AlexMap[0];

  KeyIndex(RowDirectory rows, SlabHeap heap, boolean exact, GroupBin bin) {
    this.rows = rows;
    this.heap = heap;
    this.exact = exact;
    this.bin = bin;
  }

  /// The newest version of the row with this exact key, or 0. For readers that keep its memory
  /// ([Readers]) and for the holder of the commit order.
  long head(long prefix) {
    long payload = root.get(prefix);
    return payload == AlexMap.ABSENT ? 0 : payload;
  }

  /// The row of the key, or [#NO_ROW]. For the same callers as [#head].
  int find(byte[] key) {
    if (exact) {
      long head = head(KeyCodec.prefix(key));
      return head == 0 ? NO_ROW : Version.rowId(head);
    }
    AlexMap map = root;
    for (int depth = 0; ; depth++) {
      long payload = map.get(slice(key, depth));
      if (payload == AlexMap.ABSENT) {
        return NO_ROW;
      }
      switch ((int) (payload >>> TAG_SHIFT)) {
        case 0 -> {
          return rows.compareKey((int) payload, key) == 0 ? (int) payload : NO_ROW;
        }
        case (int) GROUP -> {
          int at = groupFind(payload & WORD, key);
          return at >= 0 ? groupRow(payload & WORD, at) : NO_ROW;
        }
        default -> map = layer(payload);
      }
    }
  }

  /// Makes the key lead to `id`, whose directory entry is complete.
  void put(byte[] key, int id) {
    if (exact) {
      root.put(KeyCodec.prefix(key), rows.head(id));
    } else {
      put(root, 0, key, id);
    }
  }

  /// The row to which the key leads has got a new newest version.
  void headChanged(byte[] key, long head) {
    if (exact) {
      root.put(KeyCodec.prefix(key), head);
    }
  }

  private void put(AlexMap map, int depth, byte[] key, int id) {
    long slice = slice(key, depth);
    long payload = map.get(slice);
    if (payload == AlexMap.ABSENT) {
      map.put(slice, id);
      return;
    }
    switch ((int) (payload >>> TAG_SHIFT)) {
      case 0 -> {
        int order = rows.compareKey((int) payload, key);
        if (order == 0) {
          map.put(slice, id);
        } else {
          int other = (int) payload;
          map.put(slice, group(order < 0 ? new int[] {other, id} : new int[] {id, other}));
        }
      }
      case (int) GROUP -> {
        long old = payload & WORD;
        map.put(slice, grown(old, depth, key, id));
        bin.retire(old);
      }
      default -> put(layer(payload), depth + 1, key, id);
    }
  }

  /// The payload that replaces a group when the key is added to it or changes its row.
  private long grown(long group, int depth, byte[] key, int id) {
    int[] ids = groupRows(group);
    int at = groupFind(group, key);
    if (at >= 0) {
      ids[at] = id;
      return group(ids);
    }
    int[] more = Arrays.copyOf(ids, ids.length + 1);
    System.arraycopy(ids, -at - 1, more, -at, ids.length + at + 1);
    more[-at - 1] = id;
    if (more.length <= GROUP_MAX) {
      return group(more);
    }
    AlexMap map = new AlexMap();
    for (int row : more) {
      put(map, depth + 1, row == id ? key : rows.key(row), row);
    }
    AlexMap[] all = Arrays.copyOf(layers, layers.length + 1);
    all[layers.length] = map;
    layers = all;
    return LAYER << TAG_SHIFT | (all.length - 1);
  }

  /// Takes the key out if it leads to `id`, whose newest version is still known.
  void remove(byte[] key, int id) {
    if (exact) {
      root.remove(KeyCodec.prefix(key), rows.head(id));
    } else {
      remove(root, 0, key, id);
    }
  }

  private void remove(AlexMap map, int depth, byte[] key, int id) {
    long slice = slice(key, depth);
    long payload = map.get(slice);
    if (payload == AlexMap.ABSENT) {
      return;
    }
    switch ((int) (payload >>> TAG_SHIFT)) {
      case 0 -> map.remove(slice, id);
      case (int) GROUP -> {
        long old = payload & WORD;
        int at = groupFind(old, key);
        if (at >= 0 && groupRow(old, at) == id) {
          int[] ids = groupRows(old);
          int[] fewer = new int[ids.length - 1];
          System.arraycopy(ids, 0, fewer, 0, at);
          System.arraycopy(ids, at + 1, fewer, at, fewer.length - at);
          map.put(slice, fewer.length == 1 ? fewer[0] : group(fewer));
          bin.retire(old);
        }
      }
      default -> {
        AlexMap inner = layer(payload);
        remove(inner, depth + 1, key, id);
        if (inner.size() == 0) {
          map.remove(slice);
        }
      }
    }
  }

  /// Replaces the empty index of exact keys by these, which ascend.
  void bulkLoad(long[] prefixes, long[] heads, int count) {
    root = AlexMap.bulkLoad(prefixes, heads, count, AlexOptions.DEFAULTS);
  }

  boolean exact() {
    return exact;
  }

  boolean isEmpty() {
    return root.size() == 0;
  }

  AlexStatistics statistics() {
    return root.statistics();
  }

  /// The rows with keys in `[from, to)`, null = unbounded, in key order.
  IndexCursor cursor(byte @Nullable [] from, byte @Nullable [] to, boolean descending) {
    return new IndexCursor(this, rows, from, to, descending);
  }

  AlexMap root() {
    return root;
  }

  AlexMap layer(long payload) {
    return layers[(int) payload];
  }

  static boolean isRow(long payload) {
    return payload >>> TAG_SHIFT == 0;
  }

  /// The row id of a payload that [#isRow].
  int row(long payload) {
    return exact ? Version.rowId(payload) : (int) payload;
  }

  static boolean isGroup(long payload) {
    return payload >>> TAG_SHIFT == GROUP;
  }

  /// The 8 bytes of the key from `8 * depth` on, padded with zeros, as a long of the same order.
  static long slice(byte[] key, int depth) {
    if (depth == 0) {
      return KeyCodec.prefix(key);
    }
    long word = 0;
    int end = Math.min(key.length, 8 * depth + 8);
    for (int i = 8 * depth; i < end; i++) {
      word |= (key[i] & 0xffL) << (56 - 8 * (i & 7));
    }
    return word ^ Long.MIN_VALUE;
  }

  private long group(int[] ids) {
    long group = heap.allocate(GROUP_IDS + 4 * ids.length, GROUP_SLAB);
    NativeMemory.putInt(group, ids.length);
    for (int i = 0; i < ids.length; i++) {
      NativeMemory.putInt(group + GROUP_IDS + 4L * i, ids[i]);
    }
    return GROUP << TAG_SHIFT | group;
  }

  static void freeGroup(SlabHeap heap, long group) {
    int bytes = GROUP_IDS + 4 * NativeMemory.getInt(group);
    heap.free(group, bytes, NativeMemory.getInt(group + GROUP_SLAB) >>> 8);
  }

  private static int groupRow(long group, int at) {
    return NativeMemory.getInt(group + GROUP_IDS + 4L * at);
  }

  /// The row ids of a group's payload or address.
  static int[] groupRows(long payload) {
    long group = payload & WORD;
    int[] ids = new int[NativeMemory.getInt(group)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = groupRow(group, i);
    }
    return ids;
  }

  /// The key's place, or -1 - the place where it would stand.
  private int groupFind(long group, byte[] key) {
    int low = 0;
    int high = NativeMemory.getInt(group) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = rows.compareKey(groupRow(group, middle), key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }
}
