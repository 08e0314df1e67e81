package omendb.engine.exec.codegen;

import omendb.core.ColumnVector;

/// A generated condition.
public abstract class FilterKernel extends Kernel {
  /// Writes the rows of `[0, count)` where the condition is true, ascending; returns how many.
  public abstract int filter(ColumnVector[] in, int count, int[] selection);
}
