package omendb.engine.exec.operator;

import omendb.core.ColumnVector;

/// What one thread does with each window of rows before it hands them on. One instance per thread.
abstract class Step {
  /// Takes `count` dense rows; vectors belong to the giver and hold until this returns. The step
  /// may change them in place.
  abstract void consume(ColumnVector[] in, int count);

  /// Input columns of bytes whose dictionary codes it makes use of.
  int[] codedColumns() {
    return new int[0];
  }

  /// The end of a morsel: what the step has held back goes on.
  void endMorsel() {}
}
