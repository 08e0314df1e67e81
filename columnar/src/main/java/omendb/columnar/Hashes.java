package omendb.columnar;

import omendb.core.NativeMemory;

/// 64-bit hashes for sketches and dictionaries: multiply and fold, finished by the mixer of
/// SplitMix64 (Steele, Lea, Flood 2014).
final class Hashes {
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private Hashes() {}

  static long hash(long value) {
    long h = value + MULTIPLIER;
    h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    return h ^ (h >>> 31);
  }

  static long hash(long high, long low) {
    return hash(hash(high) ^ low);
  }

  /// The hash of `length` bytes at a native address.
  static long hash(long address, int length) {
    long h = length * MULTIPLIER;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      h = fold(h ^ NativeMemory.getLong(address + i));
    }
    if (i < length) {
      long word = 0;
      for (int shift = 0; i < length; i++, shift += 8) {
        word |= (NativeMemory.getByte(address + i) & 0xffL) << shift;
      }
      h = fold(h ^ word);
    }
    return hash(h);
  }

  private static long fold(long word) {
    long product = word * MULTIPLIER;
    return product ^ (product >>> 32);
  }
}
