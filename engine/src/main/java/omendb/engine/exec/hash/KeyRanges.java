package omendb.engine.exec.hash;

import omendb.core.ColumnVector;
import omendb.core.TypeKind.Form;
import omendb.engine.exec.vector.ColumnBuffer;
import org.jspecify.annotations.Nullable;

/// Puts key columns of known ranges into one number: `(key - min)` of each side by side. Other keys
/// than those within the ranges have no number, so they match nothing.
final class KeyRanges {
  private final long[] minima;
  private final long[] maxima;
  private final int[] shifts;
  private final long size;

  private KeyRanges(long[] minima, long[] maxima, int[] shifts, long size) {
    this.minima = minima;
    this.maxima = maxima;
    this.shifts = shifts;
    this.size = size;
  }

  /// The ranges of the rows' keys; null when they do not fit in 62 bits or are not whole numbers.
  static @Nullable KeyRanges of(ColumnBuffer[] keys, int rows) {
    long[] minima = new long[keys.length];
    long[] maxima = new long[keys.length];
    int[] shifts = new int[keys.length];
    int bits = 0;
    for (int k = 0; k < keys.length; k++) {
      if (keys[k].form != Form.LONG) {
        return null;
      }
      minima[k] = Long.MAX_VALUE;
      maxima[k] = Long.MIN_VALUE;
      for (int row = 0; row < rows; row++) {
        if (!keys[k].isNull(row)) {
          minima[k] = Math.min(minima[k], keys[k].longs[row]);
          maxima[k] = Math.max(maxima[k], keys[k].longs[row]);
        }
      }
      if (minima[k] > maxima[k]) {
        minima[k] = 0;
        maxima[k] = 0;
      }
      long range = maxima[k] - minima[k];
      shifts[k] = bits;
      bits += range < 0 ? 64 : 64 - Long.numberOfLeadingZeros(range);
      if (bits > 62) {
        return null;
      }
    }
    long size = keys.length == 1 ? maxima[0] - minima[0] + 1 : 1L << bits;
    return new KeyRanges(minima, maxima, shifts, size);
  }

  /// Numbers are below this.
  long size() {
    return size;
  }

  long min(int key) {
    return minima[key];
  }

  long max(int key) {
    return maxima[key];
  }

  /// Writes each row's number, or -1.
  void number(ColumnVector[] keys, int count, long[] into) {
    for (int k = 0; k < keys.length; k++) {
      number(keys[k].longs, k, count, into);
    }
    for (ColumnVector key : keys) {
      if (key.hasNulls) {
        byte[] nulls = key.nulls;
        for (int i = 0; i < count; i++) {
          if (nulls[i] != 0) {
            into[i] = -1;
          }
        }
      }
    }
  }

  private void number(long[] values, int k, int count, long[] into) {
    long min = minima[k];
    long range = maxima[k] - min;
    int shift = shifts[k];
    if (k == 0) {
      for (int i = 0; i < count; i++) {
        long number = values[i] - min;
        into[i] = Long.compareUnsigned(number, range) <= 0 ? number : -1;
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      long number = values[i] - min;
      boolean outside = into[i] < 0 | Long.compareUnsigned(number, range) > 0;
      into[i] = outside ? -1 : into[i] | (number << shift);
    }
  }
}
