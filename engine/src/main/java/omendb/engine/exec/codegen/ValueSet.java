package omendb.engine.exec.codegen;

import java.util.Arrays;
import omendb.core.NativeMemory;
import omendb.engine.exec.vector.DoubleOrder;
import omendb.engine.exec.vector.ObjectOrder;
import omendb.engine.exec.vector.RowHash;
import org.jspecify.annotations.Nullable;

/// The values of an IN list in an open hash table of their form. Immutable once built.
final class ValueSet {
  private final @Nullable Object[] values;
  private final int[] slots;
  private final long[] words;
  private final long[] extras;
  final boolean hasNull;

  /// @param constants the values as [Boxes#constant] makes them; none null
  /// @param hasNull true when the list had a NULL too
  ValueSet(Object[] constants, boolean hasNull) {
    this.hasNull = hasNull;
    values = constants;
    slots = new int[Integer.highestOneBit(Math.max(4, constants.length * 2)) * 2];
    words = new long[constants.length];
    extras = new long[constants.length];
    for (int i = 0; i < constants.length; i++) {
      int slot = (int) hash(i, constants[i]) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
    }
  }

  private long hash(int i, Object constant) {
    switch (constant) {
      case Boolean truth -> words[i] = truth ? 1 : 0;
      case Long number -> words[i] = number;
      case Double number -> words[i] = DoubleOrder.bits(number);
      case long[] pair -> {
        words[i] = pair[0];
        extras[i] = pair[1];
      }
      default -> {
        return RowHash.mix(ObjectOrder.hash(constant));
      }
    }
    return RowHash.mix(words[i]);
  }

  /// Rehashes text by content; address and length alone say nothing.
  static ValueSet ofBytes(Object[] constants, boolean hasNull) {
    ValueSet set = new ValueSet(constants, hasNull);
    Arrays.fill(set.slots, 0);
    int mask = set.slots.length - 1;
    for (int i = 0; i < constants.length; i++) {
      int slot = (int) RowHash.bytes(set.words[i], (int) set.extras[i]) & mask;
      while (set.slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      set.slots[slot] = i + 1;
    }
    return set;
  }

  boolean contains(long value) {
    int mask = slots.length - 1;
    for (int s = (int) RowHash.mix(value) & mask; slots[s] != 0; s = (s + 1) & mask) {
      if (words[slots[s] - 1] == value) {
        return true;
      }
    }
    return false;
  }

  boolean contains(double value) {
    return contains(DoubleOrder.bits(value));
  }

  boolean contains(long high, long low) {
    int mask = slots.length - 1;
    for (int s = (int) RowHash.mix(low) & mask; slots[s] != 0; s = (s + 1) & mask) {
      if (words[slots[s] - 1] == low && extras[slots[s] - 1] == high) {
        return true;
      }
    }
    return false;
  }

  boolean containsBytes(long address, int length) {
    int mask = slots.length - 1;
    int s = (int) RowHash.bytes(address, length) & mask;
    for (; slots[s] != 0; s = (s + 1) & mask) {
      int i = slots[s] - 1;
      if (NativeMemory.equal(words[i], (int) extras[i], address, length)) {
        return true;
      }
    }
    return false;
  }

  boolean contains(Object value) {
    int mask = slots.length - 1;
    int s = (int) RowHash.mix(ObjectOrder.hash(value)) & mask;
    for (; slots[s] != 0; s = (s + 1) & mask) {
      if (ObjectOrder.equal(values[slots[s] - 1], value)) {
        return true;
      }
    }
    return false;
  }
}
