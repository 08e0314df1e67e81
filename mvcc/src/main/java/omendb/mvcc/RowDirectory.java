package omendb.mvcc;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import omendb.core.KeyCodec;
import omendb.core.NativeMemory;

/// One native entry per row: what the index's row id stands for.
///
/// ```
///  0      8      16        24      28
///  +------+------+---------+-------+------+
///  | head | key  | movedAt | link  |      |
///  +------+------+---------+-------+------+
/// ```
///
/// `head` is the newest version (0: the entry is free). `key` is the key's prefix when keys are
/// exact, else the address of a block `{int length, int slab << 8, bytes}`. `movedAt` is the table
/// version that has the row in a segment, 0 while the row is hot. `link` is 1 + the id of an older
/// entry of the same key that was moved, 0 if none.
///
/// One thread at a time writes (the holder of the commit order); readers take no lock: an entry is
/// complete before its id is in the index, and `head` is published with release order.
final class RowDirectory implements AutoCloseable {
  private static final int CHUNK_SHIFT = 12;
  private static final int CHUNK_ROWS = 1 << CHUNK_SHIFT;
  private static final int CHUNK_MASK = CHUNK_ROWS - 1;
  private static final int ENTRY_SHIFT = 5;
  private static final int CHUNK_BYTES = CHUNK_ROWS << ENTRY_SHIFT;

  /// Chunks in a block of a large directory; the first ones have a small block each.
  private static final int BLOCK_CHUNKS = NativeBlock.PAGE_BYTES / CHUNK_BYTES;

  private static final int KEY = 8;
  private static final int MOVED_AT = 16;
  private static final int LINK = 24;
  private static final int KEY_SLAB = 4;
  private static final int KEY_BYTES = 8;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final SlabHeap heap;
  private final AtomicLong nativeBytes;
  private final int exactBytes;
  private final List<NativeBlock> blocks = new ArrayList<>();
  private volatile long[] chunks = new long[0];

  /// Entries in use, by chunk. A row that a reader may see was counted before its snapshot, and is
  /// until no reader may see it: 0 means that there is nothing for any reader.
  private volatile int[] used = new int[0];

  private volatile int limit;
  private int[] freeIds = new int[16];
  private int freeCount;

  RowDirectory(SlabHeap heap, KeyCodec keys, AtomicLong nativeBytes) {
    this.heap = heap;
    this.nativeBytes = nativeBytes;
    this.exactBytes = keys.exact() ? keys.fixedBytes() : -1;
  }

  /// All row ids handed out so far are below this.
  int limit() {
    return limit;
  }

  int rows() {
    return limit - freeCount;
  }

  private long entry(int id) {
    return chunks[id >>> CHUNK_SHIFT] + ((long) (id & CHUNK_MASK) << ENTRY_SHIFT);
  }

  /// The id of a new entry with this key and first version.
  int add(byte[] key, long head, int linkId) {
    int id = freeCount > 0 ? freeIds[--freeCount] : grow();
    used[id >>> CHUNK_SHIFT]++;
    long entry = entry(id);
    Version.setRowId(head, id);
    NativeMemory.putLong(entry + KEY, exactBytes >= 0 ? KeyCodec.prefix(key) : keyBlock(key));
    LONG.setOpaque(NativeMemory.ALL, entry + MOVED_AT, 0L);
    INT.setOpaque(NativeMemory.ALL, entry + LINK, linkId + 1);
    LONG.setRelease(NativeMemory.ALL, entry, head);
    return id;
  }

  /// The first of so many new ids in a row, whose entries are empty until they are [#set].
  int reserve(int count) {
    int first = limit;
    int end = Math.addExact(first, count);
    while ((long) chunks.length << CHUNK_SHIFT < end) {
      growChunks();
    }
    int[] counts = used;
    for (int id = first; id < end; id++) {
      counts[id >>> CHUNK_SHIFT]++;
    }
    limit = end;
    return first;
  }

  /// True when no reader sees a row among these ids: entries that were all given back.
  boolean empty(int from, int to) {
    int[] counts = used;
    int last = Math.min(counts.length, (to + CHUNK_MASK) >>> CHUNK_SHIFT);
    for (int chunk = from >>> CHUNK_SHIFT; chunk < last; chunk++) {
      if (counts[chunk] != 0) {
        return false;
      }
    }
    return true;
  }

  /// Fills a reserved entry of an exact key. Several threads may fill entries; whoever reads them
  /// must have waited for those.
  void set(int id, long prefix, long head) {
    long entry = entry(id);
    Version.setRowId(head, id);
    NativeMemory.putLong(entry + KEY, prefix);
    NativeMemory.putLong(entry, head);
  }

  private int grow() {
    int id = limit;
    if (id >>> CHUNK_SHIFT == chunks.length) {
      growChunks();
    }
    limit = id + 1;
    return id;
  }

  private void growChunks() {
    int before = chunks.length;
    int added = before < BLOCK_CHUNKS ? 1 : BLOCK_CHUNKS;
    NativeBlock block = NativeBlock.allocate((long) added * CHUNK_BYTES, 64);
    blocks.add(block);
    nativeBytes.addAndGet(block.bytes);
    long[] more = Arrays.copyOf(chunks, before + added);
    for (int i = 0; i < added; i++) {
      more[before + i] = block.address + (long) i * CHUNK_BYTES;
    }
    used = Arrays.copyOf(used, before + added);
    chunks = more;
  }

  private long keyBlock(byte[] key) {
    long block = heap.allocate(KEY_BYTES + key.length, KEY_SLAB);
    NativeMemory.putInt(block, key.length);
    NativeMemory.putBytes(block + KEY_BYTES, key, 0, key.length);
    return block;
  }

  /// Gives the id back; its versions are the caller's. No reader may know the id any more.
  void free(int id) {
    long entry = entry(id);
    if (exactBytes < 0) {
      long block = NativeMemory.getLong(entry + KEY);
      int length = NativeMemory.getInt(block);
      heap.free(block, KEY_BYTES + length, NativeMemory.getInt(block + KEY_SLAB) >>> 8);
    }
    LONG.setRelease(NativeMemory.ALL, entry, 0L);
    LONG.setOpaque(NativeMemory.ALL, entry + MOVED_AT, 0L);
    INT.setOpaque(NativeMemory.ALL, entry + LINK, 0);
    used[id >>> CHUNK_SHIFT]--;
    if (freeCount == freeIds.length) {
      freeIds = Arrays.copyOf(freeIds, 2 * freeCount);
    }
    freeIds[freeCount++] = id;
  }

  long head(int id) {
    return (long) LONG.getAcquire(NativeMemory.ALL, entry(id));
  }

  /// Makes this the newest version, or with 0 leaves the entry empty.
  void setHead(int id, long version) {
    if (version != 0) {
      Version.setRowId(version, id);
    }
    LONG.setRelease(NativeMemory.ALL, entry(id), version);
  }

  long movedAt(int id) {
    return (long) LONG.getAcquire(NativeMemory.ALL, entry(id) + MOVED_AT);
  }

  void setMovedAt(int id, long tableVersion) {
    LONG.setRelease(NativeMemory.ALL, entry(id) + MOVED_AT, tableVersion);
  }

  /// The id of the older, moved entry of the same key, or -1.
  int link(int id) {
    return (int) INT.getAcquire(NativeMemory.ALL, entry(id) + LINK) - 1;
  }

  void setLink(int id, int linkId) {
    INT.setRelease(NativeMemory.ALL, entry(id) + LINK, linkId + 1);
  }

  byte[] key(int id) {
    long word = NativeMemory.getLong(entry(id) + KEY);
    return exactBytes >= 0
        ? KeyCodec.ofPrefix(word, exactBytes)
        : NativeMemory.bytes(word + KEY_BYTES, NativeMemory.getInt(word));
  }

  /// The sign of (the row's key) - (`other`), which may be longer or shorter than a key.
  int compareKey(int id, byte[] other) {
    long word = NativeMemory.getLong(entry(id) + KEY);
    if (exactBytes >= 0) {
      int order = Long.compare(word, KeyCodec.prefix(other));
      return order != 0 ? order : Integer.compare(exactBytes, other.length);
    }
    int length = NativeMemory.getInt(word);
    long bytes = word + KEY_BYTES;
    int common = Math.min(length, other.length);
    for (int i = 0; i < common; i++) {
      int difference = (NativeMemory.getByte(bytes + i) & 0xff) - (other[i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return length - other.length;
  }

  @Override
  public void close() {
    chunks = new long[0];
    limit = 0;
    for (NativeBlock block : blocks) {
      block.close();
      nativeBytes.addAndGet(-block.bytes);
    }
    blocks.clear();
  }
}
