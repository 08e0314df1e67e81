package omendb.engine.exec.codegen;

import omendb.core.ColumnVector;

/// Generated expressions.
public abstract class ProjectKernel extends Kernel {
  /// Writes the expressions' values of rows `[0, count)`. Texts made here lie in the window's
  /// arena.
  public abstract void project(ColumnVector[] in, int count, ColumnVector[] out);
}
