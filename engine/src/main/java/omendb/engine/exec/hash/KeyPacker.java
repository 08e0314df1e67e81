package omendb.engine.exec.hash;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.NativeMemory;
import omendb.core.TypeKind.Form;
import omendb.engine.exec.vector.DoubleOrder;
import omendb.engine.exec.vector.RowHash;

/// Puts the key columns of a row into one long, such that equal longs mean equal keys.
///
/// Narrow integers take their width and a bit for NULL; where that is too much, integers share the
/// room evenly, zigzag-coded with all ones for NULL, in the expectation that their values are
/// small. Text takes whole bytes, padded with zeros, which no text contains, and 0xFF, which UTF-8
/// never has, for NULL. When a value does not fit, [#pack] says so and the caller goes on without
/// packing.
final class KeyPacker {
  private static final long NULL_TEXT = 0xFFL;

  /// Bits below which most tables' numbers would not fit.
  private static final int SHARE_MIN = 20;

  private final int[] shifts;
  private final int[] bits;
  private final boolean sharing;

  private KeyPacker(int[] shifts, int[] bits, boolean sharing) {
    this.shifts = shifts;
    this.bits = bits;
    this.sharing = sharing;
  }

  /// A packer for keys of these types, or null when they never fit.
  static @org.jspecify.annotations.Nullable KeyPacker of(List<ColumnType> types) {
    int[] bits = new int[types.size()];
    int fixed = 0;
    int texts = 0;
    for (int k = 0; k < bits.length; k++) {
      bits[k] = bits(types.get(k));
      if (bits[k] < 0) {
        return null;
      }
      fixed += bits[k];
      texts += bits[k] == 0 ? 1 : 0;
    }
    if (bits.length == 1 && fixed == 65) {
      return new KeyPacker(new int[1], new int[] {64}, false);
    }
    boolean sharing = texts == 0 && fixed > 64;
    if (sharing && !share(types, bits)) {
      return null;
    }
    int textBits = texts == 0 ? 0 : (64 - fixed) / texts / 8 * 8;
    if (texts > 0 && textBits < 8) {
      return null;
    }
    int[] shifts = new int[bits.length];
    int shift = 0;
    for (int k = 0; k < bits.length; k++) {
      bits[k] = bits[k] == 0 ? textBits : bits[k];
      shifts[k] = shift;
      shift += bits[k];
    }
    return new KeyPacker(shifts, bits, sharing);
  }

  /// Gives each integer its share of 64 bits; false when a share is too small to be of use.
  private static boolean share(List<ColumnType> types, int[] bits) {
    int room = 64;
    int sharers = 0;
    for (int k = 0; k < bits.length; k++) {
      if (types.get(k).form() != Form.LONG) {
        return false;
      }
      boolean small = bits[k] <= 17;
      room -= small ? bits[k] : 0;
      sharers += small ? 0 : 1;
    }
    if (sharers == 0 || room / sharers < SHARE_MIN) {
      return false;
    }
    for (int k = 0; k < bits.length; k++) {
      if (bits[k] > 17) {
        bits[k] = room / sharers;
      }
    }
    return true;
  }

  /// Bits with the NULL bit; 0 for text, -1 when never packed.
  private static int bits(ColumnType type) {
    if (type.form() == Form.DOUBLE) {
      return 65;
    }
    if (type.form() == Form.LONG) {
      return switch (type.kind()) {
        case BOOLEAN -> 2;
        case SMALLINT -> 17;
        case INTEGER, DATE -> 33;
        default -> 65;
      };
    }
    return type.isText() ? 0 : -1;
  }

  /// The hash of a packed key. Neighbouring keys share a cache line.
  static long hash(long packed) {
    return (RowHash.mix(packed >>> 3) << 3) | (packed & 7);
  }

  /// True when a NULL key has no packed form: one key of 64 bits.
  boolean nullsApart() {
    return bits.length == 1 && bits[0] == 64 && shifts[0] == 0;
  }

  /// Writes the packed keys of the first `count` rows; false when one does not fit. Where
  /// [#nullsApart], a NULL is packed as anything.
  boolean pack(ColumnVector[] keys, int count, long[] packed) {
    for (int k = 0; k < keys.length; k++) {
      ColumnVector key = keys[k];
      switch (key.form) {
        case LONG -> {
          if (!sharing) {
            packLongs(key, count, packed, k);
          } else if (!packShares(key, count, packed, k)) {
            return false;
          }
        }
        case DOUBLE -> {
          for (int i = 0; i < count; i++) {
            packed[i] = DoubleOrder.bits(key.doubles[i]);
          }
        }
        default -> {
          if (!packTexts(key, count, packed, k)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private void packLongs(ColumnVector key, int count, long[] packed, int k) {
    long[] values = key.longs;
    if (bits[k] == 64) {
      System.arraycopy(values, 0, packed, 0, count);
      return;
    }
    int shift = shifts[k];
    long nullBit = 1L << (bits[k] - 1);
    long mask = nullBit - 1;
    boolean first = k == 0;
    for (int i = 0; i < count; i++) {
      long value = values[i] & mask;
      if (key.hasNulls && key.nulls[i] != 0) {
        value = nullBit;
      }
      packed[i] = (first ? 0 : packed[i]) | (value << shift);
    }
  }

  private boolean packShares(ColumnVector key, int count, long[] packed, int k) {
    long[] values = key.longs;
    int shift = shifts[k];
    long none = (1L << bits[k]) - 1;
    boolean first = k == 0;
    long tooLarge = 0;
    for (int i = 0; i < count; i++) {
      long value = (values[i] << 1) ^ (values[i] >> 63);
      if (key.hasNulls && key.nulls[i] != 0) {
        value = none;
      } else {
        tooLarge |= value >= none | value < 0 ? 1 : 0;
      }
      packed[i] = (first ? 0 : packed[i]) | (value << shift);
    }
    return tooLarge == 0;
  }

  private boolean packTexts(ColumnVector key, int count, long[] packed, int k) {
    int shift = shifts[k];
    int room = bits[k] >> 3;
    boolean first = k == 0;
    for (int i = 0; i < count; i++) {
      long value;
      if (key.hasNulls && key.nulls[i] != 0) {
        value = NULL_TEXT;
      } else {
        int length = key.lengths[i];
        if (length > room) {
          return false;
        }
        value = load(key.longs[i], length);
      }
      packed[i] = (first ? 0 : packed[i]) | (value << shift);
    }
    return true;
  }

  /// Up to 8 bytes without reading past them.
  private static long load(long address, int length) {
    if (length >= 4) {
      if (length == 8) {
        return NativeMemory.getLong(address);
      }
      long low = NativeMemory.getInt(address) & 0xFFFFFFFFL;
      long high = NativeMemory.getInt(address + length - 4) & 0xFFFFFFFFL;
      return low | (high << ((length - 4) * 8));
    }
    if (length == 0) {
      return 0;
    }
    long first = NativeMemory.getByte(address) & 0xFFL;
    if (length == 1) {
      return first;
    }
    long second = NativeMemory.getByte(address + 1) & 0xFFL;
    long third = length == 2 ? 0 : NativeMemory.getByte(address + 2) & 0xFFL;
    return first | (second << 8) | (third << 16);
  }
}
