package omendb.mvcc;

import java.util.ArrayDeque;

/// A first-in-first-out queue of pairs of longs in chunks, so that millions of waiting pairs are a
/// few arrays to the garbage collector. One thread at a time.
final class WordQueue {
  private static final int CHUNK = 1024;

  private final ArrayDeque<long[]> chunks = new ArrayDeque<>();
  private int first;
  private int last = CHUNK;
  private long size;

  void add(long left, long right) {
    if (last == CHUNK) {
      chunks.add(new long[CHUNK]);
      last = 0;
    }
    long[] chunk = chunks.getLast();
    chunk[last] = left;
    chunk[last + 1] = right;
    last += 2;
    size++;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long size() {
    return size;
  }

  /// The left word of the first pair.
  long left() {
    return chunks.getFirst()[first];
  }

  /// The right word of the first pair.
  long right() {
    return chunks.getFirst()[first + 1];
  }

  void remove() {
    first += 2;
    size--;
    if (first == CHUNK) {
      chunks.removeFirst();
      first = 0;
      if (chunks.isEmpty()) {
        last = CHUNK;
      }
    }
  }
}
