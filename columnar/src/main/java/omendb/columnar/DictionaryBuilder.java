package omendb.columnar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import omendb.core.ColumnType;
import omendb.core.NativeMemory;

/// Numbers distinct byte strings in order of arrival and sorts them in the end. The strings lie in
/// native blocks and never move; the hash table holds code + 1, probed linearly.
final class DictionaryBuilder {
  private static final int BLOCK_BYTES_MIN = 4 * 1024;
  private static final int BLOCK_BYTES_MAX = 1024 * 1024;

  private final ColumnType type;
  private final Arena arena;
  private int[] slots = new int[256];
  private long[] addresses = new long[64];
  private int[] lengths = new int[64];
  private long[] hashes = new long[64];
  private int[] sorted = {};
  private int size;
  private long bytes;
  private long allocatedBytes;
  private int blockBytes = BLOCK_BYTES_MIN;
  private long freeAt;
  private long freeBytes;

  DictionaryBuilder(ColumnType type, Arena arena) {
    this.type = type;
    this.arena = arena;
  }

  int size() {
    return size;
  }

  /// Bytes of all values.
  long bytes() {
    return bytes;
  }

  /// Native memory taken.
  long allocatedBytes() {
    return allocatedBytes;
  }

  long address(int code) {
    return addresses[code];
  }

  int length(int code) {
    return lengths[code];
  }

  long hash(int code) {
    return hashes[code];
  }

  /// The code of the bytes at this address.
  int code(long address, int length) {
    long hash = Hashes.hash(address, length);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      int code = slots[slot] - 1;
      if (hashes[code] == hash
          && NativeMemory.equal(addresses[code], lengths[code], address, length)) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
    int code = append(address, length, hash);
    slots[slot] = code + 1;
    if (2 * size > slots.length) {
      grow();
    }
    return code;
  }

  private int append(long address, int length, long hash) {
    if (size == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    long place = allocate(length);
    NativeMemory.copy(address, place, length);
    addresses[size] = place;
    lengths[size] = length;
    hashes[size] = hash;
    bytes += length;
    return size++;
  }

  private long allocate(int length) {
    if (length > freeBytes) {
      freeBytes = Math.max(length, blockBytes);
      freeAt = arena.allocate(freeBytes, 8).address();
      allocatedBytes += freeBytes;
      blockBytes = Math.min(2 * blockBytes, BLOCK_BYTES_MAX);
    }
    long place = freeAt;
    freeAt += length;
    freeBytes -= length;
    return place;
  }

  private void grow() {
    int[] wider = new int[2 * slots.length];
    int mask = wider.length - 1;
    for (int code = 0; code < size; code++) {
      int slot = (int) hashes[code] & mask;
      while (wider[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      wider[slot] = code + 1;
    }
    slots = wider;
  }

  /// Ascending order of two values by SQL's comparison, ties (char(n) with blanks) by bytes.
  int compare(int left, int right) {
    long a = addresses[left];
    long b = addresses[right];
    int order =
        NativeMemory.compare(
            a,
            Bounds.comparedLength(type, a, lengths[left]),
            b,
            Bounds.comparedLength(type, b, lengths[right]));
    return order != 0 ? order : Integer.compare(lengths[left], lengths[right]);
  }

  /// All codes in ascending order of their values; to be asked when the last value is in.
  int[] sortedCodes() {
    if (sorted.length != size) {
      Integer[] boxed = new Integer[size];
      Arrays.setAll(boxed, i -> i);
      Arrays.sort(boxed, this::compare);
      sorted = new int[size];
      Arrays.setAll(sorted, i -> boxed[i]);
    }
    return sorted;
  }

  /// Offsets of the values in the order of `codes`.
  MemorySegment offsets(int[] codes, Arena scratch) {
    MemorySegment offsets = scratch.allocate(4L * (codes.length + 1), 8);
    int at = 0;
    for (int i = 0; i < codes.length; i++) {
      offsets.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * i, at);
      at += lengths[codes[i]];
    }
    offsets.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * codes.length, at);
    return offsets;
  }

  /// The values in the order of `codes`, one after the other.
  MemorySegment values(int[] codes, Arena scratch) {
    MemorySegment values = scratch.allocate(bytes, 8);
    long at = values.address();
    for (int code : codes) {
      NativeMemory.copy(addresses[code], at, lengths[code]);
      at += lengths[code];
    }
    return values;
  }
}
