package omendb.storage;

import java.lang.foreign.Arena;
import java.util.Arrays;
import omendb.core.KeyCodec;
import omendb.core.NativeMemory;

/// Rows of a bulk load, collected off the heap and sorted by key for one segment.
///
/// A row lies as `key length (4) | row length (4) | key | row`. Beside it the key's 8-byte prefix
/// is kept, by which a radix sort orders all; rows of equal prefix are then merge-sorted by whole
/// key. Rows that arrive in key order, the usual case, are not sorted at all.
final class LoadBuffer implements AutoCloseable {
  private static final long BLOCK_BYTES = 4L << 20;
  private static final int HEADER = 8;
  private static final int ROWS_MIN = 1024;

  private final Arena arena = Arena.ofShared();
  private long[] prefixes = new long[ROWS_MIN];
  private long[] places = new long[ROWS_MIN];
  private int count;
  private long next;
  private long end;
  private long bytes;
  private boolean sorted = true;

  int rowCount() {
    return count;
  }

  /// Native bytes in use.
  long bytes() {
    return bytes;
  }

  void add(byte[] key, byte[] row) {
    NativeMemory.putBytes(reserve(key, row.length), row, 0, row.length);
  }

  /// Takes a row of `length` bytes at a native address.
  void add(byte[] key, long row, int length) {
    NativeMemory.copy(row, reserve(key, length), length);
  }

  /// Makes room for a row behind its key; returns where its bytes belong.
  private long reserve(byte[] key, int rowBytes) {
    int size = HEADER + key.length + rowBytes;
    if (end - next < size) {
      long block = Math.max(BLOCK_BYTES, size);
      next = arena.allocate(block, 8).address();
      end = next + block;
    }
    NativeMemory.putInt(next, key.length);
    NativeMemory.putInt(next + 4, rowBytes);
    NativeMemory.putBytes(next + HEADER, key, 0, key.length);
    long place = next + HEADER + key.length;
    if (count == places.length) {
      prefixes = Arrays.copyOf(prefixes, 2 * count);
      places = Arrays.copyOf(places, 2 * count);
    }
    prefixes[count] = KeyCodec.prefix(key);
    places[count] = next;
    count++;
    sorted = sorted && (count == 1 || compare(count - 2, count - 1) < 0);
    next += size;
    bytes += size;
    return place;
  }

  byte[] key(int index) {
    long place = places[index];
    return NativeMemory.bytes(place + HEADER, NativeMemory.getInt(place));
  }

  /// The address of the row's bytes.
  long row(int index) {
    long place = places[index];
    return place + HEADER + NativeMemory.getInt(place);
  }

  byte[] rowBytes(int index) {
    return NativeMemory.bytes(row(index), NativeMemory.getInt(places[index] + 4));
  }

  /// Puts the rows in key order. Returns the index of a row whose key the row before it has too, or
  /// -1 when all keys differ.
  int sort() {
    if (sorted) {
      return -1;
    }
    radixSort();
    for (int from = 0; from < count; ) {
      int to = from + 1;
      while (to < count && prefixes[to] == prefixes[from]) {
        to++;
      }
      if (to - from > 1) {
        mergeSort(from, to, new long[to - from]);
      }
      from = to;
    }
    sorted = true;
    for (int i = 1; i < count; i++) {
      if (compare(i - 1, i) == 0) {
        return i;
      }
    }
    return -1;
  }

  /// The first index whose key is not less than `key`; for sorted rows.
  int lowerBound(byte[] key) {
    long prefix = KeyCodec.prefix(key);
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = Long.compare(prefixes[middle], prefix);
      if (order == 0) {
        order = Arrays.compareUnsigned(key(middle), key);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The index of the row with this key or -1; for sorted rows.
  int find(byte[] key) {
    int index = lowerBound(key);
    return index < count && Arrays.equals(key(index), key) ? index : -1;
  }

  private int compare(int left, int right) {
    int order = Long.compare(prefixes[left], prefixes[right]);
    return order != 0 ? order : compareKeys(places[left], places[right]);
  }

  private static int compareKeys(long left, long right) {
    return NativeMemory.compare(
        left + HEADER, NativeMemory.getInt(left), right + HEADER, NativeMemory.getInt(right));
  }

  /// Least significant byte first; bytes that all prefixes share cost one pass of counting.
  private void radixSort() {
    long[] prefixesTo = new long[count];
    long[] placesTo = new long[count];
    for (int shift = 0; shift < 64; shift += 8) {
      int[] starts = new int[257];
      for (int i = 0; i < count; i++) {
        starts[digit(prefixes[i], shift) + 1]++;
      }
      if (starts[digit(prefixes[0], shift) + 1] == count) {
        continue;
      }
      for (int digit = 0; digit < 256; digit++) {
        starts[digit + 1] += starts[digit];
      }
      for (int i = 0; i < count; i++) {
        int to = starts[digit(prefixes[i], shift)]++;
        prefixesTo[to] = prefixes[i];
        placesTo[to] = places[i];
      }
      long[] swap = prefixes;
      prefixes = prefixesTo;
      prefixesTo = swap;
      swap = places;
      places = placesTo;
      placesTo = swap;
    }
  }

  private static int digit(long prefix, int shift) {
    return (int) ((prefix ^ Long.MIN_VALUE) >>> shift) & 0xff;
  }

  private void mergeSort(int from, int to, long[] scratch) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    mergeSort(from, middle, scratch);
    mergeSort(middle, to, scratch);
    int left = 0;
    int leftEnd = middle - from;
    System.arraycopy(places, from, scratch, 0, leftEnd);
    int right = middle;
    for (int at = from; left < leftEnd; at++) {
      places[at] =
          right == to || compareKeys(scratch[left], places[right]) <= 0
              ? scratch[left++]
              : places[right++];
    }
  }

  /// Frees the memory; the rows' addresses are dead.
  @Override
  public void close() {
    arena.close();
  }
}
