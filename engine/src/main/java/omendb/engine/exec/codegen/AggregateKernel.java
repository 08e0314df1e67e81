package omendb.engine.exec.codegen;

import omendb.core.ColumnVector;

/// A generated update of accumulators.
public abstract class AggregateKernel extends Kernel {
  /// Adds rows `[0, count)` to the states of their groups, which have room.
  ///
  /// @param groups the group of each row; ignored by a kernel of a single group
  public abstract void update(ColumnVector[] in, int count, int[] groups, Accumulators state);

  protected static double asDouble(long bits) {
    return Double.longBitsToDouble(bits);
  }

  protected static long asBits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}
