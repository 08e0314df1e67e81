package omendb.alex;

import java.util.Arrays;

/// A slice of two parallel arrays: ascending distinct keys and their payloads.
record Run(long[] keys, long[] payloads, int from, int to) {
  int size() {
    return to - from;
  }

  long key(int rank) {
    return keys[from + rank];
  }

  long lastKey() {
    return keys[to - 1];
  }

  Run slice(int fromRank, int toRank) {
    return new Run(keys, payloads, from + fromRank, from + toRank);
  }

  /// The number of keys below `key`.
  int rankOf(long key) {
    int found = Arrays.binarySearch(keys, from, to, key);
    return (found < 0 ? -found - 1 : found) - from;
  }

  /// Whether no further key fits between the first and the last.
  boolean isContiguous() {
    return size() > 0 && lastKey() - key(0) == size() - 1;
  }
}
